"""Machine types, which Google bills by their parts: what a type costs, with the discount for sustained use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from costgate.ingest.google_tables import (
    BILLED_ONLY,
    FAMILIES,
    GPUS,
    SUSTAINED_USE,
    WHOLE,
    discounted,
    family_of,
    shapes,
)
from costgate.ingest.pricetable import Tiers

NAMES = FAMILIES | BILLED_ONLY

PARTS = {f"{name} {part}" for name in NAMES.values() for part in ("Core", "Ram")} | {*WHOLE.values(), *GPUS.values()}
"""Meters that types are put together from."""

LOCAL_SSD = ("-lssd", "-metal")
"""Ends of types with local disks, of which machine_types.csv has no size: they cannot be put together."""


def with_discount(price: Tiers) -> Tiers:
    """A flat price of a core, GiB or GPU with the tiers of its family's sustained-use discount."""
    family = family_of(price.meter)
    if family in SUSTAINED_USE and len(price.tiers) == 1:
        return price._replace(tiers=discounted(family, price.purchase, price.tiers[0][1]))
    return price


def machines(rates: Mapping[tuple[str, str], Decimal]) -> Iterator[Tiers]:
    """The machine types whose parts a region sells, by the rates of its PARTS for each way to buy them."""
    purchases = sorted({purchase for _, purchase in rates})
    for name, shape in shapes().items():
        for purchase in purchases:
            parts = [(rates.get((meter, purchase)), amount) for meter, amount in consists(name, shape)]
            price = sum((rate * amount for rate, amount in parts if rate), Decimal(0))
            if parts and all(rate for rate, _ in parts):
                tiers = discounted(name.partition("-")[0], purchase, price)
                yield Tiers(name, "", purchase, "Hours", tiers, "")


def consists(name: str, shape: dict[str, str]) -> list[tuple[str, Decimal]]:
    """(meter, how many) of a type's parts; none if they are not known."""
    family = NAMES.get(name.partition("-")[0])
    if name in WHOLE:
        return [(WHOLE[name], Decimal(1))]
    if not family or name.endswith(LOCAL_SSD):
        return []
    parts = [(f"{family} Core", Decimal(shape["vcpu"])), (f"{family} Ram", Decimal(shape["memory_gib"]))]
    if not shape["gpu"]:
        return parts
    return [*parts, (GPUS[shape["gpu"]], Decimal(shape["gpu_count"]))] if shape["gpu"] in GPUS else []
