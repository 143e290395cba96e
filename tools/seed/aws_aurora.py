"""Aurora instances that no table has: at the other engine's price, and with I/O-Optimized storage at 1.3 times it.

Of the prices known for both engines, 1,179 of 1,188 are the same; of those known with either storage, 692 of 708 are
1.3 times as much to a tenth of a cent, the others to 0.4 %. `python -m tools.seed.aws_aurora` counts again.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from costgate.catalogue import default_root
from costgate.ingest.shards import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENGINES = {
    "CreateDBInstance:0016": "CreateDBInstance:0021",
    "CreateDBInstance:0021": "CreateDBInstance:0016",
}
"""Aurora MySQL and Aurora PostgreSQL, each with the other."""
STANDARD, OPTIMIZED = "InstanceUsage:", "InstanceUsageIOOptimized:"
RATE = Decimal("1.3")
"""What an instance of an I/O-Optimized cluster costs, in times of a standard one. AWS prints three decimals.
https://aws.amazon.com/rds/aurora/pricing/"""
SOURCE = "aws-aurora-inferred@2024-08-09"
DESCRIPTION = {
    "title": "Inferred: the price of the other engine of Aurora, or 1.3 times that of Aurora Standard if I/O-Optimized",
    "url": "https://aws.amazon.com/rds/aurora/pricing/",
    "as_of": "2024-08-09",
}


def prices(instances: Iterable[Row]) -> Iterator[Row]:
    """The Aurora instances that `instances`, the rows of a region, give prices for."""
    known = {
        (row.meter, row.operation): row
        for row in instances
        if row.purchase == "on_demand" and row.operation in ENGINES and row.meter.startswith((STANDARD, OPTIMIZED))
    }
    for (_, operation), row in list(known.items()):
        _add(known, row._replace(operation=ENGINES[operation]))
    for (meter, _), row in list(known.items()):
        if meter.startswith(STANDARD):
            optimized = f"{OPTIMIZED}{meter.removeprefix(STANDARD)}"
            _add(known, row._replace(meter=optimized, price=round(row.price * RATE, 3)))
    yield from (row for row in known.values() if row.source == SOURCE)


def _add(known: dict[tuple[str, str], Row], row: Row) -> None:
    known.setdefault((row.meter, row.operation), row._replace(sku="", source=SOURCE))


def main() -> None:
    """Count how many prices the two engines share, and how many of either storage differ by RATE."""
    engines: Counter[bool] = Counter()
    storages: Counter[bool] = Counter()
    for shard in sorted((default_root() / "aws" / "AmazonRDS").glob("*.csv")):
        known = _rows(shard)
        for (meter, operation), price in known.items():
            other = known.get((meter, ENGINES[operation]))
            if other is not None and operation < ENGINES[operation]:
                engines[other == price] += 1
            optimized = known.get((meter.replace(STANDARD, OPTIMIZED), operation))
            if meter.startswith(STANDARD) and optimized is not None:
                storages[abs(optimized - price * RATE) <= Decimal("0.0011")] += 1
    print(f"engines: {engines[True]:,} of {engines.total():,} the same")
    print(f"storages: {storages[True]:,} of {storages.total():,} times {RATE}")


def _rows(shard: Path) -> dict[tuple[str, str], Decimal]:
    with shard.open(newline="", encoding="utf-8") as lines:
        return {
            (row["meter"], row["operation"]): Decimal(row["price"])
            for row in csv.DictReader(lines)
            if row["purchase"] == "on_demand"
            and row["operation"] in ENGINES
            and row["meter"].startswith((STANDARD, OPTIMIZED))
            and not row["source"].startswith(("aws-aurora-derived", "aws-aurora-inferred"))
        }


if __name__ == "__main__":
    main()
