"""What moved between two catalogues: prices side by side, shard by shard, without holding either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from costgate.catalogue import Manifest
from costgate.errors import CatalogueError
from costgate.ingest.shards import Row
from costgate.ingest.verify import rows

Tiers = tuple[tuple[Decimal, Decimal], ...]


class Offer(NamedTuple):
    """The tiers of a key: (from, price)."""

    unit: str
    tiers: Tiers


class Move(NamedTuple):
    """A key whose price differs. None: it is not there."""

    shard: str
    key: tuple[str, str, str]
    before: Offer | None
    after: Offer | None

    @property
    def name(self) -> str:
        """The key for a reader."""
        return " ".join((self.shard.removesuffix(".csv"), *(word for word in self.key if word)))

    @property
    def ratio(self) -> Decimal:
        """How many times dearer, or cheaper, the tier is that moved most; infinite to or from nothing."""
        if self.before is None or self.after is None:
            return Decimal("Infinity")
        old, new = dict(self.before.tiers), dict(self.after.tiers)
        return max((_ratio(old[start], new[start]) for start in old.keys() & new.keys()), default=Decimal(1))

    @property
    def change(self) -> Decimal | None:
        """The change of the first tier in percent; None where there is nothing to compare with."""
        if self.before is None or self.after is None or self.before.tiers[0][1] == 0:
            return None
        old, new = self.before.tiers[0][1], self.after.tiers[0][1]
        return (new - old) * 100 / old


def _ratio(old: Decimal, new: Decimal) -> Decimal:
    low, high = sorted((old, new))
    if low == high:
        return Decimal(1)
    return high / low if low else Decimal("Infinity")


def moves(before: Path, old: Manifest, after: Path, new: Manifest) -> Iterator[Move]:
    """Every key that differs between two catalogues; a shard with the same digest is not read."""
    for name in sorted(old.shards.keys() | new.shards.keys()):
        was, now = old.shards.get(name), new.shards.get(name)
        if was is None or now is None or was.sha256 != now.sha256:
            yield from _shard(name, before / name if was else None, after / name if now else None)


def _shard(name: str, before: Path | None, after: Path | None) -> Iterator[Move]:
    left, right = _offers(before), _offers(after)
    a, b = next(left, None), next(right, None)
    while a or b:
        if b is None or (a is not None and a[0] < b[0]):
            assert a is not None, "one side is left"
            yield Move(name, a[0], a[1], None)
            a = next(left, None)
        elif a is None or b[0] < a[0]:
            yield Move(name, b[0], None, b[1])
            b = next(right, None)
        else:
            if a[1] != b[1]:
                yield Move(name, a[0], a[1], b[1])
            a, b = next(left, None), next(right, None)


def _offers(file: Path | None) -> Iterator[tuple[tuple[str, str, str], Offer]]:
    if file is None:
        return
    try:
        for key, group in groupby(rows(file), key=_key):
            found = list(group)
            yield key, Offer(found[0].unit, tuple((r.start, r.price) for r in found))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{file} cannot be read: {error}", "`costgate prices verify` tells more.") from None


def _key(row: Row) -> tuple[str, str, str]:
    return row[:3]


FOLD = 10
"""A price that moves further than this many times is taken for a mistake of the feed."""


def objections(found: Iterable[Move], old: Manifest, share: Decimal) -> Iterator[str]:
    """Why a new catalogue is not to be trusted: rows lost beyond `share`, units changed, prices moved tenfold."""
    for shard, group in groupby(found, key=lambda move: move.shard):
        lost = 0
        for move in group:
            if move.before and move.after is None:
                lost += len(move.before.tiers)
            elif move.before and move.after and move.before.unit != move.after.unit:
                yield f"{move.name}: the unit changed from {move.before.unit} to {move.after.unit}"
            elif move.before and move.after and move.ratio > FOLD:
                a, b = (" / ".join(f"{price:f}" for _, price in offer.tiers[:4]) for offer in (move.before, move.after))
                yield f"{move.name}: the price went from {a} to {b} per {move.after.unit}"
        had = old.shards[shard].rows if shard in old.shards else 0
        if lost > had * share:
            yield f"{shard}: {lost:,} of {had:,} rows are gone"
