"""Prices of Ohio and Oregon that no source has: N. Virginia's, where that is known from a page or an estimate.

Of the AWS prices that are known in both, us-west-2 has us-east-1's for 6,799 of 6,856, us-east-2 for 6,278 of 6,434.
What differs is instances of EC2, RDS, DMS and OpenSearch, CloudHSM, MSK's Express brokers and Redshift Serverless:
nothing of them is inferred. `python -m tools.seed.aws_twins` counts again.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from costgate.catalogue import default_root
from costgate.ingest.shards import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST, TWINS = "us-east-1", ("us-east-2", "us-west-2")
APART = frozenset(
    {
        "AWSDataTransfer",
        "AWSDatabaseMigrationSvc",
        "AWSGlobalAccelerator",
        "AmazonEC2",
        "AmazonMSK",
        "AmazonRDS",
        "AmazonRedshift",
        "AmazonWorkSpaces",
        "CloudHSM",
    }
)
"""Services whose prices differ between the three, go by where data comes from, or are not sold in all."""
INFERRED_FROM = ("aws-page-", "infracost-estimates@")
SOURCE = "aws-us-twins@2023-01-01"
DESCRIPTION = {
    "title": "Inferred: the price of us-east-1, which us-west-2 shares for 99 % and us-east-2 for 97 % of AWS's prices",
    "url": "https://aws.amazon.com/pricing/",
    "as_of": "2023-01-01",
}


def infer(shards: Mapping[tuple[str, str, str], list[Row]]) -> dict[tuple[str, str, str], list[Row]]:
    """The rows that the twins of FIRST lack, by shard."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for (vendor, service, region), rows in shards.items():
        if region == FIRST and service not in APART:
            for twin in TWINS:
                key = (vendor, service, twin)
                has = {row[:3] for row in shards.get(key, ())}
                lacking = [r for r in rows if r[:3] not in has and r.source.startswith(INFERRED_FROM) and _listed(r)]
                if lacking:
                    found[key] = [row._replace(sku="", source=SOURCE) for row in lacking]
    return found


def _listed(row: Row) -> bool:
    return row.purchase == "on_demand"


def main() -> None:
    """Count how many prices the twins share with FIRST, of those that other sources give for both."""
    counts: dict[str, Counter[bool]] = {twin: Counter() for twin in TWINS}
    for shard in sorted((default_root() / "aws").glob(f"*/{FIRST}.csv")):
        first = _rows(shard)
        for twin in TWINS:
            other = _rows(shard.with_name(f"{twin}.csv")) if shard.with_name(f"{twin}.csv").exists() else {}
            counts[twin].update(other[key] == price for key, price in first.items() if key in other)
    for twin, same in counts.items():
        print(f"{twin}: {same[True]:,} of {same.total():,} as in {FIRST}")


def _rows(shard: Path) -> dict[tuple[str, ...], str]:
    with shard.open(newline="", encoding="utf-8") as lines:
        return {
            (row["meter"], row["operation"], row["purchase"], row["from"]): row["price"]
            for row in csv.DictReader(lines)
            if not row["source"].startswith((*INFERRED_FROM, "aws-us-twins")) and "-derived@" not in row["source"]
        }


if __name__ == "__main__":
    main()
