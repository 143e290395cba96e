"""Write costgate/resources/aws/instance_types.csv: python -m tools.seed.aws_types TABLES.

EC2 types and database classes carry vCPU and memory in the published tables. Types that only the Karpenter
source names get their vCPU from their size ("4xlarge" is 16), which holds for all current published types
but the HPC ones, and no memory. Cache nodes, and database classes without attributes, have the vCPU of the
EC2 type after "cache." and "db.".
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.seed.aws_tables import read

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGET = Path(__file__).resolve().parents[2] / "costgate" / "resources" / "aws" / "instance_types.csv"
SIZE = re.compile(r"(?P<family>[a-z0-9-]+)\.(?:(?P<times>\d*)x)?(?P<name>medium|large)")


def by_size(instance_type: str) -> int | None:
    """The vCPU that a size stands for: medium 1, large 2, xlarge 4, Nxlarge 4 x N."""
    found = SIZE.fullmatch(instance_type)
    if not found or instance_type.startswith("hpc"):
        return None
    if found["times"] is None:
        return 1 if found["name"] == "medium" else 2
    return 4 * int(found["times"] or 1)


def types(tables: Path) -> dict[str, tuple[str, str]]:
    """Type -> (vCPU, memory in GiB or "")."""
    known: dict[str, tuple[str, str]] = {}
    named: set[str] = set()
    for feed in read(tables):
        of: Mapping[str, str] = feed.attributes
        if "instanceType" in of:
            named.add(of["instanceType"])
            if "vcpu" in of:
                memory = of.get("memory", "").removesuffix(" GiB").replace(",", "")
                known[of["instanceType"]] = (of["vcpu"], memory)
    for name in sorted(named - set(known)):
        base = name.removeprefix("cache.").removeprefix("db.")
        if base in known:
            known[name] = (known[base][0], "")
        elif vcpu := by_size(base):
            known[name] = (str(vcpu), "")
    return known


def main() -> None:
    """Write the file."""
    known = types(Path(sys.argv[1]))
    with TARGET.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("instance_type", "vcpu", "memory_gib"))
        writer.writerows((name, *known[name]) for name in sorted(known))
    print(f"{len(known):,} types")


if __name__ == "__main__":
    main()
