"""What EMR adds for an instance, of which no source has more than 12 classes: a quarter of EC2's price in N. Virginia.

It is the same in all regions but those of GovCloud, which ask 1.2 times as much. Classes of the fifth generation, z1d
and d3 cost 0.27 dollars at most, and m5, r5, c5 and their like are printed with three decimals. Of 31 prices that were
read, 29 classes in all, every one is that; python -m tools.seed.aws_emr counts those that the catalogue has.

Older classes cost more (m4.xlarge 0.06 of 0.2), and of those with accelerators or more memory too few are known.
"""

from __future__ import annotations

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from costgate.catalogue import default_root
from costgate.ingest.shards import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FIRST, SERVICE, PREFIX = "us-east-1", "ElasticMapReduce", "BoxUsage:"
SHARE, GOVERNMENT, CAP, MILL = Decimal("0.25"), Decimal("1.2"), Decimal("0.27"), Decimal("0.001")
CAPPED = re.compile(r"BoxUsage:(?:[cmr]5\w*|z1d|d3)\.\w+")
ROUNDED = re.compile(r"BoxUsage:[cmr]5(?:a|ad|d|n|dn)?\.\w+")
WHOLE = re.compile(r"BoxUsage:(?:[cmr][67]\w*|i4i|is4gen)\.\w+")
SMALLEST = re.compile(r"BoxUsage:\w+\.(?:nano|micro|small|medium|large|metal\w*)")
"""EMR takes no instance below xlarge of these families. https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-supported-instance-types.html"""
SOURCE = "aws-emr-derived@2025-11-04"
DESCRIPTION = {
    "title": "Derived: EMR asks a quarter of EC2's price in N. Virginia, 0.27 dollars at most of older classes",
    "url": "https://aws.amazon.com/emr/pricing/",
    "as_of": "2025-11-04",
}


def fee(meter: str, instance: Decimal, region: str) -> Decimal | None:
    """What EMR adds in `region` for an instance that costs `instance` in N. Virginia, or None if nobody knows."""
    amount = instance * SHARE * (GOVERNMENT if region.startswith("us-gov-") else 1)
    if WHOLE.fullmatch(meter):
        return amount
    if not CAPPED.fullmatch(meter):
        return None
    amount = min(amount, CAP)
    return amount.quantize(MILL, ROUND_HALF_UP) if ROUNDED.fullmatch(meter) else amount


def prices(shards: Mapping[tuple[str, str, str], list[Row]]) -> Iterator[tuple[tuple[str, str, str], Row]]:
    """Shard and row of each fee that EMR's shards have not, of the classes that a region has."""
    first = _instances(shards["aws", "AmazonEC2", FIRST])
    for (vendor, service, region), rows in shards.items():
        if service == "AmazonEC2":
            key = (vendor, SERVICE, region)
            known = {row.meter for row in shards.get(key, ())}
            for meter in sorted(_instances(rows).keys() & first.keys() - known):
                amount = fee(meter, first[meter], region)
                if amount is not None:
                    yield key, Row(meter, "", "on_demand", "Hours", Decimal(0), amount, "", SOURCE)


def _instances(rows: Iterable[Row]) -> dict[str, Decimal]:
    return {
        row.meter: row.price
        for row in rows
        if row.purchase == "on_demand"
        and row.operation == "RunInstances"
        and row.meter.startswith(PREFIX)
        and not SMALLEST.fullmatch(row.meter)
    }


def main() -> None:
    """Compare what the catalogue has of EMR from elsewhere with what would be derived."""
    root = default_root() / "aws"
    with (root / "AmazonEC2" / f"{FIRST}.csv").open(newline="", encoding="utf-8") as lines:
        first = {
            row["meter"]: Decimal(row["price"]) for row in csv.DictReader(lines) if row["operation"] == "RunInstances"
        }
    same = different = 0
    for shard in sorted((root / SERVICE).glob("*.csv")):
        with shard.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                derived = fee(row["meter"], first[row["meter"]], shard.stem) if row["meter"] in first else None
                if derived is not None and row["source"] != SOURCE:
                    equal = abs(derived - Decimal(row["price"])) < Decimal("0.0005")
                    same, different = same + equal, different + (not equal)
                    if not equal:
                        print(shard.stem, row["meter"], row["price"], derived)
    print(f"{same:,} of {same + different:,} as derived")


if __name__ == "__main__":
    main()
