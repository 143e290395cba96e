"""Prices on their way from pages to shards: of two for one key the better, or a collision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from costgate.ingest.scratch import Scratch
from costgate.ingest.shards import CollisionError
from costgate.money import plain

_TABLE = """
create table held (
  region, meter, operation, purchase, start, unit, price, sku, rank, rival,
  primary key (region, meter, operation, purchase, start)
) without rowid
"""

_PUT = """
insert into held values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)
on conflict do update set
  rival = case when excluded.rank > rank then null else excluded.sku || ' at ' || excluded.price end,
  unit = case when excluded.rank > rank then excluded.unit else unit end,
  price = case when excluded.rank > rank then excluded.price else price end,
  sku = case when excluded.rank > rank then excluded.sku else sku end,
  rank = max(excluded.rank, rank)
where excluded.rank > rank or (excluded.rank = rank and (excluded.price, excluded.unit) is not (price, unit))
"""


class Entry(NamedTuple):
    """One tier of one price of one region. For one key the highest rank holds; two of one rank must agree."""

    region: str
    meter: str
    operation: str
    purchase: str
    start: Decimal
    unit: str
    price: Decimal
    sku: str
    rank: str


class Tiers(NamedTuple):
    """A key's price: its unit, and (start, price) in rising order."""

    meter: str
    operation: str
    purchase: str
    unit: str
    tiers: list[tuple[Decimal, Decimal]]
    sku: str


class PriceTable:
    """Entries, in any order, to be read by region."""

    def __init__(self) -> None:
        self._held = Scratch(_TABLE)

    def put(self, entries: Iterable[Entry]) -> None:
        """Enter a page of prices."""
        self._held.put(_PUT, ((*e[:4], plain(e.start), e.unit, plain(e.price), e.sku, e.rank) for e in entries))

    def read(self, region: str) -> Iterator[Tiers]:
        """The prices of a region, key by key. Raises CollisionError where two of one rank differ."""
        rows = self._held.read(
            "select meter, operation, purchase, start, unit, price, sku, rival from held where region = ? "
            "order by meter, operation, purchase",
            (region,),
        )
        for (meter, operation, purchase), members in groupby(rows, key=lambda row: row[:3]):
            key = (meter, operation, purchase)
            rows_of = list(members)
            for _, _, _, start, _, price, sku, rival in rows_of:
                if rival is not None:
                    raise CollisionError(f"{key} in {region} from {start}: {sku} at {price} and {rival}")
            units = {row[4]: row[6] for row in rows_of}
            if len(units) > 1:
                both = " and ".join(f"{sku} in {unit}" for unit, sku in sorted(units.items()))
                raise CollisionError(f"{key} in {region}: {both}")
            tiers = sorted((Decimal(row[3]), Decimal(row[5])) for row in rows_of)
            yield Tiers(*key, rows_of[0][4], tiers, rows_of[0][6])
