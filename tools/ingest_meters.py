"""Write costgate/ingest/aws_meters.csv, what costgate asks of each AWS service: python -m tools.ingest_meters.

It is taken from the embedded catalogue: a feed then has the catalogue's keys and units by construction. Run it after
a change of tools/seed that adds a meter.
"""

from __future__ import annotations

import csv
import re

from costgate.catalogue import default_root
from costgate.ingest.aws_tables import METERS

SIZED = re.compile(
    r"(BoxUsage|DedicatedUsage|HostUsage|NodeUsage|EBSOptimized|CPUCredits|InstanceUsage\w*|Multi-AZ\w*Usage\w*|(Instance|Multi-AZ)Usg"
    r"|EKS-Auto|(Host|Notebk)(?=:ml)):.+"
)
"""Meters with one price for each instance type, family or node: the table has "BoxUsage:*"."""


def main() -> None:
    """Write the table anew."""
    found: dict[tuple[str, str], tuple[set[str], str]] = {}
    for shard in sorted((default_root() / "aws").glob("*/*.csv")):
        with shard.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["unit"] != "Fee":
                    meter = SIZED.sub(r"\1:*", row["meter"])
                    operations, _ = found.setdefault((shard.parent.name, meter), (set(), row["unit"]))
                    operations.add(row["operation"])
    with METERS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("service", "meter", "operations", "unit"))
        for (service, meter), (operations, unit) in sorted(found.items()):
            kept = "" if operations == {""} else "*"
            if service == "AmazonEC2" and kept and not meter.startswith("CPUCredits"):
                kept = "RunInstances RunInstances:0002 RunInstances:0010 RunInstances:000g"
            writer.writerow((service, meter, kept, unit))
    print(f"{len(found)} meters")


if __name__ == "__main__":
    main()
