"""Azure API Management."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

API_MANAGEMENT = "API Management"

TIERS = {
    "developer": "Developer",
    "basic": "Basic",
    "standard": "Standard",
    "premium": "Premium",
    "isolated": "Isolated",
    "basicv2": "Basic v2",
    "standardv2": "Standard v2",
    "premiumv2": "Premium v2",
}
"""The first word of `sku_name` -> the tier's name in the price list. https://azure.microsoft.com/pricing/details/api-management/"""

WITH_CALLS = frozenset({"Basic v2", "Standard v2"})
"""Tiers that include a number of calls and bill those beyond it. https://azure.microsoft.com/pricing/details/api-management/"""

GATEWAYS = {
    "Premium": "Gateway / Gateway Unit",
    "Standard v2": "Standard v2 / Standard v2 Self-hosted Gateway",
    "Premium v2": "Premium v2 / Premium v2 Self-hosted Gateway",
}
"""Tiers that bill the gateways that somebody hosts -> the meter. https://prices.azure.com/api/retail/prices"""


class Location(Block):
    """An `additional_location` block, which has as many units as the first one unless it says otherwise."""

    capacity: int | None = None


@resource("azurerm_api_management")
def api_management(
    *,
    sku_name: str,
    additional_location: tuple[Location, ...] = (),
    monthly_api_calls: Usage[Decimal | None] = None,
    self_hosted_gateway_count: Usage[Decimal | None] = None,
) -> Components:
    """API Management: units in all its locations, at the first one's price; by calls in the Consumption tier.

    Of the v2 tiers, the units after the first have a price of their own. Workspaces are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/api-management/
    """
    word, _, number = sku_name.lower().partition("_")
    if word == "consumption":
        query = PriceQuery(API_MANAGEMENT, f"{API_MANAGEMENT} / Consumption / Consumption Calls")
        yield usage("Calls (Consumption)", query, monthly_api_calls, "Operations")
        return
    if word not in TIERS or not number.isdecimal():
        raise Unpriced(f"sku_name is {sku_name!r}, expected a tier and its units such as Developer_1 or StandardV2_2")
    tier, units = TIERS[word], int(number)
    units += sum(units if place.capacity is None else place.capacity for place in additional_location)
    meter = f"{API_MANAGEMENT} / {tier} / {tier}"
    first = min(units, 1) if word.endswith("v2") else units
    yield hourly(f"API Management ({tier})", PriceQuery(API_MANAGEMENT, f"{meter} Unit"), count=first)
    if units > first:
        yield hourly("Further units", PriceQuery(API_MANAGEMENT, f"{meter} Secondary Unit"), count=units - first)
    if tier in WITH_CALLS:
        yield usage("Calls", PriceQuery(API_MANAGEMENT, f"{meter} Calls"), monthly_api_calls, "Operations")
    if gateway := GATEWAYS.get(tier):
        hours = None if self_hosted_gateway_count is None else self_hosted_gateway_count * HOURS_PER_MONTH
        yield usage("Self-hosted gateways", PriceQuery(API_MANAGEMENT, f"{API_MANAGEMENT} / {gateway}"), hours, "Hours")


class GatewaySku(Block):
    """The `sku` block of a gateway of workspaces."""

    name: str
    capacity: int = 1


@resource("azurerm_api_management_standalone_gateway")
def workspace_gateway(*, sku: GatewaySku) -> Components:
    """Gateway of API Management's workspaces: its units.

    Prices: https://azure.microsoft.com/pricing/details/api-management/
    """
    tier = sku.name.removeprefix("WorkspaceGateway")
    meter = f"{API_MANAGEMENT} / Workspace Gateway {tier} / Workspace Gateway {tier} Unit"
    yield hourly(f"Workspace gateway ({tier})", PriceQuery(API_MANAGEMENT, meter), count=sku.capacity)
