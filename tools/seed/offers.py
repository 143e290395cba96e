"""What the seeds of several vendors share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class Offer(NamedTuple):
    """A key's price in one source: its tiers, and how far the source is preferred (lower first)."""

    rank: tuple[int, int]
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    sku: str
    source: str
