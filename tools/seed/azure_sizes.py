"""Write costgate/resources/azure/vm_sizes.csv: python -m tools.seed.azure_sizes TABLES.

The vCPUs of each size, as its name says by Azure's naming conventions
(https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions); the old families, whose number is
not that of their vCPUs, stand in a table. Names that follow neither are left out.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from costgate.ingest.azure_tables import MACHINES
from tools.seed.azure import build

OUTPUT = Path(__file__).resolve().parents[2] / "costgate" / "resources" / "azure" / "vm_sizes.csv"
# family, number, constrained vCPUs, features, version
NAME = re.compile(r"(?:Standard|Basic)_([A-Z]+)(\d+)(?:-(\d+))?([a-zA-Z]*)(?:_(\w+))?")
D_NUMBERS = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
A_NUMBERS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 2, 6: 4, 7: 8, 8: 8, 9: 16, 10: 8, 11: 16}
G_NUMBERS = {1: 2, 2: 4, 3: 8, 4: 16, 5: 32}
OLD = {
    ("A", ""): A_NUMBERS,
    ("D", ""): D_NUMBERS,
    ("DS", ""): D_NUMBERS,
    ("D", "v2"): D_NUMBERS,
    ("DS", "v2"): D_NUMBERS,
    ("G", ""): G_NUMBERS,
    ("GS", ""): G_NUMBERS,
}


def vcpus(size: str) -> int | None:
    """The vCPUs that a size has at work, or None if its name does not say.

    "Standard_D4s_v5" -> 4, "Standard_E16-8as_v4" -> 8, "Standard_DS13_v2" -> 8.
    """
    found = NAME.fullmatch(size)
    if not found:
        return None
    family, number, constrained, features, version = found.groups()
    if constrained:
        return int(constrained)
    old = OLD.get((family, (version or "").removesuffix("_Promo").lower())) if not features else None
    return old.get(int(number)) if old else int(number)


def main() -> None:
    """Write the table from the folder of tables that the command line names."""
    sizes = sorted({key.meter for key in build(Path(sys.argv[1])).offers if key.service == MACHINES})
    rows = [(size, count) for size in sizes if (count := vcpus(size)) is not None]
    with OUTPUT.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("size", "vcpu"))
        writer.writerows(rows)
    print(f"{len(rows)} of {len(sizes)} sizes")


if __name__ == "__main__":
    main()
