"""Reservations given as one effective rate: taken apart into what is paid once and what by the hour."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.shards import Row
from tools.seed.aws_tables import ZERO, Feed, Meter, Priced

if TYPE_CHECKING:
    from collections.abc import Iterator

HOURS = {"1yr": 8760, "3yr": 26280}
RATE_ERROR = Decimal("5E-9")
"""How far an effective rate of eight decimals is from the true one."""
MILL = Decimal("0.001")
SPREAD = Decimal("0.01")
"""How far from half the hourly part may lie: of RDS's 22,840 partial reservations, whose parts are known, 99.9 % are
nearer."""


class Parts(NamedTuple):
    """What a reservation costs by the hour, and once for its term."""

    hourly: Decimal
    fee: Decimal


def split(effective: Decimal, term: str, payment: str) -> Parts:
    """The parts of an effective hourly rate. Together they are the rate, whatever the split.

    ("2.31205023", "1yr", "Partial Upfront") -> 1.156 an hour and a fee of 10127.
    """
    hours = HOURS[term]
    slack = RATE_ERROR * hours
    if payment == "All Upfront":
        return Parts(ZERO, rounded(effective * hours, slack))
    half = effective / 2
    first, last = (int(half * part / MILL) for part in (1 - SPREAD, 1 + SPREAD))
    mills = (MILL * number for number in range(first + 1, last + 1))
    whole = [rate for rate in mills if _is_whole((effective - rate) * hours, slack)]
    hourly = min(whole, key=lambda rate: abs(rate - half)) if whole else half.quantize(MILL / 10)
    return Parts(hourly, rounded((effective - hourly) * hours, slack))


def rounded(fee: Decimal, slack: Decimal) -> Decimal:
    """`fee` in dollars if it can be whole, else in tenths, cents, and so on."""
    shorter = (round(fee, places) for places in range(5))
    return next((some for some in shorter if abs(some - fee) <= slack), round(fee, 4))


def _is_whole(fee: Decimal, slack: Decimal) -> bool:
    return abs(fee - round(fee)) <= slack


def applies(feed: Feed) -> bool:
    """True if the rate of `feed` is put together from a fee and an hourly part."""
    return bool(feed.attributes.get("amortised")) and feed.attributes.get("PurchaseOption") != "No Upfront"


def priced(feed: Feed, meter: Meter, rank: int, source: str) -> Iterator[Priced]:
    """The two catalogue rows of a reservation given as one rate."""
    parts = split(feed.price, feed.attributes["LeaseContractLength"], feed.attributes["PurchaseOption"])
    hourly = Row(meter.meter, meter.operation, meter.purchase, meter.unit, ZERO, parts.hourly, feed.sku, source)
    yield Priced(meter.service, feed.region, rank, hourly)
    once = Row(meter.meter, meter.operation, f"{meter.purchase}-fee", "Fee", ZERO, parts.fee, feed.sku, source)
    yield Priced(meter.service, feed.region, rank, once)
