"""The words in which a cost model writes its bill."""

from __future__ import annotations

from decimal import Decimal
from typing import dataclass_transform

from msgspec import Struct, StructMeta
from msgspec.structs import replace

from costgate.model import (
    DAYS_PER_MONTH,
    HOURS_PER_MONTH,
    SECONDS_PER_MONTH,
    Components,
    CostComponent,
    PriceQuery,
)

__all__ = [
    "DAYS_PER_MONTH",
    "HOURS_PER_MONTH",
    "SECONDS_PER_MONTH",
    "Block",
    "Components",
    "PriceQuery",
    "Unpriced",
    "bought",
    "grouped",
    "hourly",
    "located",
    "monthly",
    "one_time",
    "times",
    "usage",
]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class BlockMeta(StructMeta):
    """Tells type checkers that every block is frozen, as its base is."""


class Block(Struct, metaclass=BlockMeta, frozen=True, kw_only=True):
    """A nested block, or what a model reads of another resource. Fields are spelt as in the provider's docs."""


class Unpriced(Exception):  # noqa: N818 - models read `raise Unpriced(...)`
    """A model cannot price a resource with these values; the message says which and why. It becomes a Gap."""


def bought(purchase: str) -> str:
    """A purchase option as a line's name has it: "on demand"."""
    return purchase.replace("_", " ")


def hourly(
    name: str, price: PriceQuery, hours: Decimal = HOURS_PER_MONTH, count: Decimal | int = 1, unit: str = "Hours"
) -> CostComponent:
    """`count` things for `hours` a month each. `unit` is the price's: a count of vCPUs may be billed in vCPU-Hours."""
    return CostComponent(name, price, hours * count, unit)


def monthly(name: str, price: PriceQuery, quantity: Decimal | int, unit: str) -> CostComponent:
    """`quantity` units, every month."""
    return CostComponent(name, price, Decimal(quantity), unit)


def usage(
    name: str, price: PriceQuery, quantity: Decimal | int | None, unit: str, unit_price: Decimal | None = None
) -> CostComponent:
    """What is billed by use: `quantity` units a month, or None if nobody stated it.

    `unit_price` is what the usage file says that a unit costs; None is what the catalogue says.
    """
    stated = None if quantity is None else Decimal(quantity)
    return CostComponent(name, price, stated, unit, usage_based=True, unit_price=unit_price)


def one_time(name: str, price: PriceQuery, unit: str = "Fee") -> CostComponent:
    """What is paid once. It is shown, and not part of any month."""
    return CostComponent(name, price, Decimal(1), unit, one_time=True)


def grouped(group: str, components: Components) -> Components:
    """`components` under the heading `group`, such as the nested block that they come from."""
    for component in components:
        yield replace(component, group=f"{group}.{component.group}" if component.group else group)


def times(count: Decimal | int, components: Components) -> Components:
    """`components`, `count` times over: alike things, each with its own tiers."""
    for component in components:
        yield replace(component, count=component.count * count)


def located(region: str, components: Components) -> Components:
    """`components`, priced in `region` unless they say otherwise; "" is the resource's own."""
    for component in components:
        price = component.price
        yield replace(component, price=replace(price, region=price.region or region or None))
