"""Azure Front Door (classic) and its firewall policies."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, grouped, hourly, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FRONT_DOOR = "Azure Front Door Service"
STANDARD = "Azure Front Door Service / Standard / Standard"

FIRST_RULES, INCLUDED_HOSTS = 5, 100
"""Routing rules at the first price, and frontend hosts without one.
https://azure.microsoft.com/pricing/details/frontdoor/"""

ZONES = {
    "us_gov": ("US Gov", "US Gov Zone 1"),
    "north_america_europe_africa": ("North America, Europe and Africa", "Zone 1"),
    "asia_pacific": ("Asia Pacific (including Japan)", "Zone 2"),
    "south_america": ("South America", "Zone 3"),
    "australia": ("Australia", "Zone 4"),
    "india": ("India", "Zone 5"),
}
"""Where data leaves the network -> its name on the bill, and the zone of its price.
https://azure.microsoft.com/pricing/details/frontdoor/"""


def _global(meter: str) -> PriceQuery:
    return PriceQuery(FRONT_DOOR, f"{STANDARD} {meter}", region="global")


class RoutingRule(Block):
    """The `routing_rule` block."""

    enabled: bool = True


class Host(Block):
    """The `frontend_endpoint` block."""

    host_name: str = ""


class Transfer(Block):
    """Outbound data in GB a month, by where it leaves the network."""

    us_gov: Decimal | None = None
    north_america_europe_africa: Decimal | None = None
    asia_pacific: Decimal | None = None
    south_america: Decimal | None = None
    australia: Decimal | None = None
    india: Decimal | None = None


@resource("azurerm_frontdoor")
def frontdoor(
    *,
    routing_rule: tuple[RoutingRule, ...] = (),
    frontend_endpoint: tuple[Host, ...] = (),
    monthly_outbound_data_transfer_gb: Usage[Transfer] = Transfer(),
    monthly_inbound_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Front Door (classic): routing rules that are enabled, hosts beyond a hundred, data in and out.

    Prices: https://azure.microsoft.com/pricing/details/frontdoor/
    """
    rules = sum(rule.enabled for rule in routing_rule)
    if rules:
        first = _global("Included Routing Rules")
        yield hourly(f"Routing rules (first {FIRST_RULES} rules)", first, count=min(rules, FIRST_RULES))
    if rules > FIRST_RULES:
        yield hourly("Routing rules (per additional rule)", _global("Overage Routing Rules"), count=rules - FIRST_RULES)
    if (hosts := len(frontend_endpoint) - INCLUDED_HOSTS) > 0:
        yield monthly(f"Frontend hosts (over {INCLUDED_HOSTS})", _global("Custom Domain"), hosts, "Months")
    yield from grouped("Outbound data transfer", _outbound(monthly_outbound_data_transfer_gb))
    yield usage("Inbound data transfer", _global("Data Transfer In"), monthly_inbound_data_transfer_gb, "GB")


def _outbound(transfer: Transfer) -> Components:
    stated = {key: gb for key in ZONES if (gb := getattr(transfer, key)) is not None}
    for key, quantity in (stated or {"north_america_europe_africa": None}).items():
        name, zone = ZONES[key]
        yield usage(name, PriceQuery(FRONT_DOOR, f"{STANDARD} Data Transfer Out", region=zone), quantity, "GB")


class CustomRule(Block):
    """The `custom_rule` block."""

    enabled: bool = True


class ManagedRule(Block):
    """The `managed_rule` block. `type` is DefaultRuleSet, Microsoft_DefaultRuleSet, Microsoft_BotManagerRuleSet."""

    type: str


@resource("azurerm_frontdoor_firewall_policy")
def frontdoor_firewall_policy(
    *,
    custom_rule: tuple[CustomRule, ...] = (),
    managed_rule: tuple[ManagedRule, ...] = (),
    monthly_custom_rule_requests: Usage[Decimal | None] = None,
    monthly_managed_ruleset_requests: Usage[Decimal | None] = None,
) -> Components:
    """Firewall policy of Front Door (classic): itself, its rules and rulesets, and the requests that they look at.

    Prices: https://azure.microsoft.com/pricing/details/frontdoor/
    """
    yield monthly("Policy", _global("Policy"), 1, "Months")
    if rules := sum(rule.enabled for rule in custom_rule):
        yield monthly("Custom rules", _global("Rule"), rules, "Months")
        yield usage("Custom rule requests", _global("Requests"), monthly_custom_rule_requests, "Operations")
    bots = sum("bot" in rule.type.lower() for rule in managed_rule)
    for name, meter, count in (
        ("Managed rulesets", "Default", len(managed_rule) - bots),
        ("Bot protection rulesets", "Bot Protection", bots),
    ):
        if count:
            yield monthly(name, _global(f"{meter} Ruleset"), count, "Months")
            request = _global(f"{meter} Request")
            yield usage(f"{name.removesuffix('s')} requests", request, monthly_managed_ruleset_requests, "Operations")
