"""The words in which a cost model writes its bill."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from costgate.model import HOURS_PER_MONTH, CostComponent, Components, PriceQuery

__all__ = [
    "HOURS_PER_MONTH",
    "Block",
    "Components",
    "PriceQuery",
    "Unpriced",
    "grouped",
    "hourly",
    "monthly",
    "one_time",
    "times",
    "usage",
]


class Block(Struct, frozen=True, kw_only=True):
    """A nested block, or what a model reads of a resource that it refers to. Fields are spelt as in the provider's docs."""


class Unpriced(Exception):
    """A model cannot price a resource with these values; the message says which and why. It becomes a Gap."""


def hourly(
    name: str, price: PriceQuery, hours: Decimal = HOURS_PER_MONTH, count: Decimal | int = 1, unit: str = "Hours"
) -> CostComponent:
    """`count` things for `hours` a month each. `unit` is the price's: a count of vCPUs may be billed in vCPU-Hours."""
    return CostComponent(name, price, hours * count, unit)


def monthly(name: str, price: PriceQuery, quantity: Decimal | int, unit: str) -> CostComponent:
    """`quantity` units, every month."""
    return CostComponent(name, price, Decimal(quantity), unit)


def usage(name: str, price: PriceQuery, quantity: Decimal | int | None, unit: str) -> CostComponent:
    """What is billed by use: `quantity` units a month, or None if nobody stated it."""
    return CostComponent(name, price, None if quantity is None else Decimal(quantity), unit, usage_based=True)


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
