"""Azure DNS: public and private zones and their records, and the private resolver."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import DNS, plain
from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource

BILLING_ZONES = {
    "usgov": "US Gov Zone 1",
    "usdod": "US Gov Zone 1",
    "china": "Zone 1 (China)",
}
"""What a location begins with -> the zone whose prices hold there; it is Zone 1 for all others, Germany West Central
and Germany North included: DE Zone 1 was the German cloud, which closed in 2021.
https://azure.microsoft.com/pricing/details/dns/, https://azure.microsoft.com/pricing/details/bandwidth/"""


class Group(Block):
    """What is read of a resource group: where it is. Zones and records have no location."""

    location: str = ""


InGroup = Annotated[Group, Ref("azurerm_resource_group", "resource_group_name")]


def zone_of(location: str) -> str:
    """The billing zone of a location."""
    return next((zone for start, zone in BILLING_ZONES.items() if plain(location).startswith(start)), "Zone 1")


def _dns(meter: str, location: str) -> PriceQuery:
    return PriceQuery(DNS, f"{DNS} / {meter}", region=zone_of(location))


@resource("azurerm_dns_zone", "azurerm_private_dns_zone", region_of="group")
def dns_zone(*, type_name: Annotated[str, TypeName], group: InGroup = Group()) -> Components:
    """DNS zone: its month. The first 25 of a subscription cost the most, and each is taken for one of these.

    Prices: https://azure.microsoft.com/pricing/details/dns/
    """
    kind = "Private" if "private" in type_name else "Public"
    yield monthly("Hosted zone", _dns(f"{kind} / {kind} Zone", group.location), 1, "Units")


@resource(
    "azurerm_dns_a_record",
    "azurerm_dns_aaaa_record",
    "azurerm_dns_caa_record",
    "azurerm_dns_cname_record",
    "azurerm_dns_mx_record",
    "azurerm_dns_ns_record",
    "azurerm_dns_ptr_record",
    "azurerm_dns_srv_record",
    "azurerm_dns_txt_record",
    "azurerm_private_dns_a_record",
    "azurerm_private_dns_aaaa_record",
    "azurerm_private_dns_cname_record",
    "azurerm_private_dns_mx_record",
    "azurerm_private_dns_ptr_record",
    "azurerm_private_dns_srv_record",
    "azurerm_private_dns_txt_record",
    region_of="group",
)
def dns_record(
    *,
    type_name: Annotated[str, TypeName],
    group: InGroup = Group(),
    monthly_queries: Usage[Decimal | None] = None,
) -> Components:
    """DNS record: the queries for it.

    Prices: https://azure.microsoft.com/pricing/details/dns/
    """
    kind = "Private" if "private" in type_name else "Public"
    yield usage("DNS queries", _dns(f"{kind} / {kind} Queries", group.location), monthly_queries, "Operations")


RESOLVER = {
    "azurerm_private_dns_resolver_inbound_endpoint": "Inbound endpoint",
    "azurerm_private_dns_resolver_outbound_endpoint": "Outbound endpoint",
    "azurerm_private_dns_resolver_dns_forwarding_ruleset": "DNS Forwarding Ruleset",
}
"""Part of a resolver -> its name on the bill, which its meter has with other capitals."""


@resource(
    "azurerm_private_dns_resolver_inbound_endpoint",
    "azurerm_private_dns_resolver_outbound_endpoint",
    "azurerm_private_dns_resolver_dns_forwarding_ruleset",
)
def private_dns_resolver_part(*, type_name: Annotated[str, TypeName], location: str) -> Components:
    """Endpoint or ruleset of a private resolver: its month.

    Prices: https://azure.microsoft.com/pricing/details/dns/
    """
    name = RESOLVER[type_name]
    meter = f"Private Resolver / Private Resolver {name.replace('endpoint', 'Endpoint')}"
    yield monthly(name, _dns(meter, location), 1, "Units")
