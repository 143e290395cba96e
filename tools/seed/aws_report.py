"""What the AWS seed holds and where its sources differ: python -m tools.seed.aws_report TABLES.

Prints rows and regions per service, the meters of us-east-1, and every key for which two sources give prices
that are more than 1% apart.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from costgate.money import plain
from tools.seed import aws

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from costgate.ingest.shards import Row
    from tools.seed.aws_tables import Priced

TOLERANCE = Decimal("0.01")
SIZES = re.compile(
    r"^(BoxUsage|DedicatedUsage|EBSOptimized|NodeUsage|InstanceUsage\w*|Multi-AZ\w*Usage)"
    r":(db\.|cache\.)?[a-z0-9.-]+$"
)


def coverage(shards: Mapping[tuple[str, str, str], list[Row]]) -> Iterator[str]:
    """Rows and regions of each service."""
    rows: dict[str, int] = defaultdict(int)
    regions: dict[str, int] = defaultdict(int)
    for (_, service, _), part in shards.items():
        rows[service] += len(part)
        regions[service] += 1
    for service in sorted(rows):
        yield f"{service}: {rows[service]:,} rows, {regions[service]} regions"


def meters(shards: Mapping[tuple[str, str, str], list[Row]], region: str) -> Iterator[str]:
    """Each meter of a region with its operations, unit and prices; instance types share a line."""
    for (_, service, where), part in sorted(shards.items()):
        if where not in (region, "global"):
            continue
        lines: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
        for row in part:
            meter = SIZES.sub(r"\1:\2<type>", row.meter)
            lines[meter, row.operation, row.purchase, row.unit].append(row)
        for (meter, operation, purchase, unit), some in sorted(lines.items()):
            some.sort(key=lambda row: row.start)
            tiers = "; ".join(
                f"{plain(row.price)} from {plain(row.start)}" if row.start else plain(row.price) for row in some
            )
            names = {row.meter for row in some}
            text = f"{len(names)} types" if "<type>" in meter else tiers
            yield f"{service} | {where} | {meter} | {operation} | {purchase} | {unit} | {text}"


def disagreements(found: list[Priced]) -> Iterator[str]:
    """Keys to which two sources give prices more than TOLERANCE apart."""
    keys: dict[tuple[str, ...], dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for service, region, rank, row in found:
        tier = (service, region, row.meter, row.operation, row.purchase, f"from {row.start}")
        keys[tier][row.source] = (rank, row.price)
    for key, by_source in sorted(keys.items()):
        prices = [price for _, price in by_source.values()]
        if max(prices) - min(prices) > TOLERANCE * min(prices):
            yield " ".join(key) + ": " + ", ".join(f"{s} {p} (rank {r})" for s, (r, p) in by_source.items())


def main() -> None:
    """Print the report."""
    tables = Path(sys.argv[1])
    found, _ = aws.collect(tables)
    shards = aws.choose(found)
    for line in (*coverage(shards), "", *meters(shards, "us-east-1"), "", *disagreements(found)):
        print(line)


if __name__ == "__main__":
    main()
