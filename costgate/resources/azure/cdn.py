"""Azure CDN (classic)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import plain
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

CDN = "Content Delivery Network"

ZONES = {
    "india": "Zone 5",
    "australia": "Zone 4",
    "brazil": "Zone 3",
    "chile": "Zone 3",
    "asia": "Zone 2",
    "japan": "Zone 2",
    "korea": "Zone 2",
    "indonesia": "Zone 2",
    "malaysia": "Zone 2",
    "taiwan": "Zone 2",
    "newzealand": "Zone 2",
    "usgov": "US Gov Zone 1",
}
"""Part of a location -> the zone that its data is billed in; the others are of Zone 1.
https://azure.microsoft.com/pricing/details/cdn/"""

SKUS = {
    "standard_akamai": ("Akamai", "Akamai", "Standard"),
    "standard_microsoft": ("Microsoft", "Microsoft", "Standard"),
    "standard_verizon": ("Standard Verizon", "Verizon", "Standard"),
    "premium_verizon": ("Premium Verizon", "Verizon", "Premium"),
}
"""`sku` of a profile -> its name on the bill, the vendor and the sku of its meters."""


class CdnProfile(Block):
    """What is read of an endpoint's profile."""

    sku: str


class Rule(Block):
    """The `delivery_rule` block."""

    name: str = ""


@resource("azurerm_cdn_endpoint")
def cdn_endpoint(
    *,
    location: str,
    profile: Annotated[CdnProfile | None, Ref("azurerm_cdn_profile", "profile_name")] = None,
    optimization_type: str = "",
    delivery_rule: tuple[Rule, ...] = (),
    monthly_outbound_gb: Usage[Decimal | None] = None,
    monthly_rules_engine_requests: Usage[Decimal | None] = None,
) -> Components:
    """CDN endpoint: outbound data, its acceleration, and Microsoft's rules, of which five are in the price.

    The data is billed where it leaves the network: all of it is taken to do so in the zone of the endpoint's location.
    Prices: https://azure.microsoft.com/pricing/details/cdn/
    """
    if profile is None:
        raise Unpriced("the profile is not in this plan: its sku decides the price")
    if (found := SKUS.get(profile.sku.lower())) is None:
        raise Unpriced(f"sku of the profile is {profile.sku!r}, expected one of {', '.join(SKUS)}")
    name, vendor, sku = found
    zone = next((zone for part, zone in ZONES.items() if part in plain(location)), "Zone 1")
    meter = f"Azure CDN from {vendor} / {sku} / {sku}"
    outbound = PriceQuery(CDN, f"{meter} Data Transfer", region=zone)
    yield usage(f"Outbound data transfer ({name})", outbound, monthly_outbound_gb, "GB")
    if sku == "Standard" and vendor != "Microsoft" and optimization_type.lower() == "dynamicsiteacceleration":
        query = PriceQuery(CDN, f"{meter} Acceleration Data Transfer", region=zone)
        yield usage("Acceleration outbound data transfer", query, monthly_outbound_gb, "GB")
    if vendor == "Microsoft" and delivery_rule:
        rules = PriceQuery(CDN, f"{meter} Rule", region="global")
        yield monthly("Rules engine rules", rules, len(delivery_rule), "Months")
        requests = PriceQuery(CDN, f"{meter} Requests", region="global")
        yield usage("Rules engine requests", requests, monthly_rules_engine_requests, "Operations")
