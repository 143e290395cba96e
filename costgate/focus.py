"""FOCUS's words for how a line is billed: https://focus.finops.org/focus-columns/."""

from __future__ import annotations

from typing import Literal

from costgate.model import CostComponent, PriceQuery

ChargeCategory = Literal["Usage", "Purchase"]
ChargeFrequency = Literal["Recurring", "Usage-Based", "One-Time"]
PricingCategory = Literal["Standard", "Dynamic", "Committed"]


def charge_category(component: CostComponent) -> ChargeCategory:
    """FOCUS's word for how a line is billed."""
    return "Purchase" if component.one_time else "Usage"


def charge_frequency(component: CostComponent) -> ChargeFrequency:
    """FOCUS's word for how often it is billed."""
    return "One-Time" if component.one_time else "Usage-Based" if component.usage_based else "Recurring"


def pricing_category(query: PriceQuery) -> PricingCategory:
    """FOCUS's word for the pricing model of a purchase option."""
    kind = query.purchase.partition("-")[0]
    kinds: dict[str, PricingCategory] = {"spot": "Dynamic", "reserved": "Committed", "committed": "Committed"}
    return kinds.get(kind, "Standard")
