"""Azure Front Door Standard and Premium, and their firewall policies."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.azure.frontdoor import FRONT_DOOR, ZONES
from costgate.resources.components import Block, Components, PriceQuery, grouped, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FIRST_ZONE = "north_america_europe_africa"
"""Where profiles are billed that are in no region, and what usage is shown for that nobody states."""

Tier = Literal["Standard_AzureFrontDoor", "Premium_AzureFrontDoor"]


class ByZone(Block):
    """A quantity a month, by where clients are."""

    north_america_europe_africa: Decimal | None = None
    asia_pacific: Decimal | None = None
    south_america: Decimal | None = None
    australia: Decimal | None = None
    india: Decimal | None = None


def _query(tier: str, meter: str, zone: str = FIRST_ZONE) -> PriceQuery:
    name = tier.partition("_")[0]
    return PriceQuery(FRONT_DOOR, f"Azure Front Door / {name} / {name} {meter}", region=ZONES[zone][1])


@resource("azurerm_cdn_frontdoor_profile")
def profile(
    *,
    sku_name: Tier,
    monthly_requests: Usage[ByZone] = ByZone(),
    monthly_outbound_data_transfer_gb: Usage[ByZone] = ByZone(),
    monthly_inbound_data_transfer_gb: Usage[ByZone] = ByZone(),
) -> Components:
    """Front Door profile: its base fee, requests, data to clients (outbound) and to origins (inbound), zone by zone.

    Its endpoints, routes, rules and domains cost nothing more. Edge actions are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/frontdoor/
    """
    yield monthly("Base fee", _query(sku_name, "Base Fees"), 1, "Months")
    for group, meter, unit, quantities in (
        ("Requests", "Requests", "Operations", monthly_requests),
        ("Outbound data transfer", "Data Transfer Out", "GB", monthly_outbound_data_transfer_gb),
        ("Inbound data transfer", "Data Transfer In", "GB", monthly_inbound_data_transfer_gb),
    ):
        yield from grouped(group, _by_zone(sku_name, meter, unit, quantities))


def _by_zone(tier: str, meter: str, unit: str, quantities: ByZone) -> Components:
    stated = {key: amount for key in ZONES if (amount := getattr(quantities, key, None)) is not None}
    for key, quantity in (stated or {FIRST_ZONE: None}).items():
        yield usage(ZONES[key][0], _query(tier, meter, key), quantity, unit)


class CustomRule(Block):
    """The `custom_rule` block."""

    action: str = ""


@resource("azurerm_cdn_frontdoor_firewall_policy")
def firewall_policy(
    *,
    sku_name: Tier,
    custom_rule: tuple[CustomRule, ...] = (),
    monthly_captcha_sessions: Usage[Decimal | None] = None,
) -> Components:
    """Firewall policy of Front Door Standard or Premium: sessions with a CAPTCHA. The profile pays for its rules.

    Prices: https://azure.microsoft.com/pricing/details/frontdoor/
    """
    asked = any(rule.action.upper() == "CAPTCHA" for rule in custom_rule) or monthly_captcha_sessions is not None
    if sku_name == "Premium_AzureFrontDoor" and asked:
        yield usage("CAPTCHA sessions", _query(sku_name, "Captcha Sessions"), monthly_captcha_sessions, "Operations")
