"""Machine types, which Google bills by their parts: what a type costs, with the discount for sustained use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from costgate.ingest.google_tables import (
    BILLED_ONLY,
    FAMILIES,
    GPUS,
    LOCAL_SSD,
    MEGA,
    OWN_SSD,
    PREMIUM,
    SUSTAINED_USE,
    THIRTY_PERCENT,
    UNEXPLAINED,
    WHOLE,
    discounted,
    family_of,
    shapes,
)
from costgate.ingest.pricetable import Tiers
from costgate.model import HOURS_PER_MONTH

NAMES = FAMILIES | BILLED_ONLY
FULL_MONTH = sum(THIRTY_PERCENT, Decimal(0)) / len(THIRTY_PERCENT)
"""What is left of a price after a month of sustained use."""

PLACES = 12
"""Decimals of a type's price: a disk's hour is a part of its month."""

Rates = Mapping[tuple[str, str], Decimal]
"""(meter, purchase) -> price of a part."""


class Part(NamedTuple):
    """So much of a meter."""

    meter: str
    amount: Decimal


def with_discount(price: Tiers) -> Tiers:
    """A flat price of a core, GiB or GPU with the tiers of its family's sustained-use discount."""
    family = family_of(price.meter)
    if family in SUSTAINED_USE and len(price.tiers) == 1:
        return price._replace(tiers=discounted(family, price.purchase, price.tiers[0][1]))
    return price


def machines(rates: Rates) -> list[Tiers]:
    """The machine types whose parts a region sells, for each way to buy them."""
    found = []
    for name, parts in kinds().items():
        for purchase in sorted({purchase for _, purchase in rates}):
            prices = [(rate(part.meter, purchase, rates), part.amount) for part in parts]
            if all(price for price, _ in prices):
                total = round(sum((price * amount for price, amount in prices if price), Decimal(0)), PLACES)
                tiers = discounted(name.partition("-")[0], purchase, total)
                found.append(Tiers(name, "", purchase, "Hours", tiers, ""))
    return found


def rate(meter: str, purchase: str, rates: Rates) -> Decimal | None:
    """What a part costs. Nobody commits to M2's premium: a committed machine has its discount for a month's use."""
    if meter.startswith(PREMIUM) and purchase.startswith("committed"):
        premium = rates.get((meter, "on_demand"))
        return premium and premium * FULL_MONTH
    return rates.get((meter, purchase))


@cache
def kinds() -> dict[str, list[Part]]:
    """Machine type -> its parts, of those whose parts are known."""
    found = {name: consists(name, shape) for name, shape in shapes().items()}
    return {name: parts for name, parts in found.items() if parts}


@cache
def parts() -> frozenset[str]:
    """The meters that types are put together from."""
    return frozenset(part.meter for found in kinds().values() for part in found)


def consists(name: str, shape: Mapping[str, str]) -> list[Part]:
    """The parts of a type; none if they are not known."""
    family = name.partition("-")[0]
    billed = MEGA.get(name, NAMES.get(family))
    if name in WHOLE:
        return [Part(WHOLE[name], Decimal(1))]
    if not billed or name in UNEXPLAINED or shape["gpu"] not in {"", *GPUS}:
        return []
    found = []
    for head in (billed, PREMIUM) if family == "m2" else (billed,):
        found += [Part(f"{head} Core", Decimal(shape["vcpu"])), Part(f"{head} Ram", Decimal(shape["memory_gib"]))]
    if shape["gpu"]:
        found.append(Part(GPUS[shape["gpu"]], Decimal(shape["gpu_count"])))
    if shape["local_ssd_gib"]:
        found.append(Part(OWN_SSD.get(family, LOCAL_SSD), Decimal(shape["local_ssd_gib"]) / HOURS_PER_MONTH))
    return found
