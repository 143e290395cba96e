"""Graduated prices as AWS lists them -> as the catalogue holds them: without the tier that is free for each account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from costgate.errors import CatalogueError
from costgate.ingest.lines import AGAIN
from costgate.ingest.shards import Row

MOST = 500_000
"""Tiers that wait. A price list has some hundreds."""


class Waiting:
    """Rows that wait for the others of their key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._count = 0
        self._keys: dict[tuple[str, str, str], dict[str, list[tuple[Row, Decimal]]]] = defaultdict(dict)

    def add(self, row: Row, end: Decimal) -> None:
        """Take in a tier that ends at `end`."""
        self._count += 1
        if self._count > MOST:
            raise CatalogueError(f"{self.url}: more than {MOST:,} prices with tiers", AGAIN)
        self._keys[row.meter, row.operation, row.purchase].setdefault(row.sku, []).append((row, end))

    def paid(self, skipped: Counter[str]) -> Iterator[Row]:
        """Each price from its first tier that costs something, which then starts at 0.

        What is free throughout has the price 0, unless another SKU of the same key costs something. A SKU whose tiers
        leave a hole is broken, and left out.
        """
        for skus in self._keys.values():
            whole = {sku: tiers for sku, tiers in skus.items() if _whole(tiers)}
            skipped["broken"] += sum(len(tiers) for sku, tiers in skus.items() if sku not in whole)
            costs = any(row.price for tiers in whole.values() for row, _ in tiers)
            for tiers in whole.values():
                rows = [row for row, _ in tiers]
                first = next((i for i, row in enumerate(rows) if row.price), len(rows))
                if first == len(rows) and not costs:
                    first -= 1
                skipped["free"] += first
                yield from (row._replace(start=Decimal(0)) if i == 0 else row for i, row in enumerate(rows[first:]))


def _whole(tiers: list[tuple[Row, Decimal]]) -> bool:
    """True if each tier starts where the one before ends, and the last has no end. Sorts them."""
    tiers.sort(key=lambda tier: tier[0].start)
    return tiers[-1][1].is_infinite() and all(end == row.start for (_, end), (row, _) in pairwise(tiers))
