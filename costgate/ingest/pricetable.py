"""Prices on their way from pages to shards, kept outside of memory: a feed may be larger than that.

SQLite's unnamed database is a temporary file of its own, gone when it is closed (https://sqlite.org/inmemorydb.html).
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from costgate.errors import CatalogueError
from costgate.ingest.shards import CollisionError
from costgate.money import plain

CACHE_KIB = 8 * 1024
"""Memory that a table may take before it writes to its file."""

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
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{CACHE_KIB}"):
            self._database.execute(f"pragma {pragma}")
        self._database.execute(_TABLE)
        self._writer = self._database.cursor()

    def put(self, entries: Iterable[Entry]) -> None:
        """Enter a page of prices."""
        values = ((*e[:4], plain(e.start), e.unit, plain(e.price), e.sku, e.rank) for e in entries)
        try:
            self._writer.execute("begin")
            self._writer.executemany(_PUT, values)
            self._writer.execute("commit")
        except sqlite3.Error as error:
            raise CatalogueError(f"prices cannot be kept in a temporary file: {error}", "Is the disk full?") from None

    def regions(self) -> list[str]:
        """The regions that have a price."""
        return [region for (region,) in self._database.execute("select distinct region from held order by region")]

    def read(self, region: str) -> Iterator[Tiers]:
        """The prices of a region, key by key. Raises CollisionError where two of one rank differ."""
        rows = self._database.execute(
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
