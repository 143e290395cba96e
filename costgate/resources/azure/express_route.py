"""Azure ExpressRoute: circuits. Its gateways are virtual network gateways, or those of a virtual hub."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from costgate.resources.azure import everywhere
from costgate.resources.azure.vpn import EXPRESS_ROUTE
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.facts import table
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

GBPS_MBPS = 1000


class CircuitSku(Block):
    """The `sku` block."""

    tier: Literal["Basic", "Local", "Standard", "Premium"]
    family: Literal["MeteredData", "UnlimitedData"]


@resource("azurerm_express_route_circuit")
def circuit(
    *,
    location: str = "",
    peering_location: str = "",
    bandwidth_in_mbps: int = 0,
    sku: CircuitSku,
    monthly_outbound_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """ExpressRoute circuit: its fee, by bandwidth and the zone of where it peers; metered circuits also data out.

    Global Reach, and what the provider of the line asks for, are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/expressroute/
    """
    if not peering_location:
        raise Unpriced("it is on a port of ExpressRoute Direct, whose circuits have no known price")
    zone = zone_of(peering_location, everywhere(location))
    if sku.tier in ("Basic", "Local"):
        raise Unpriced(f"sku.tier is {sku.tier!r}, of which no price is known")
    mbps = bandwidth_in_mbps
    speed = f"{mbps} Mbps" if mbps % GBPS_MBPS else f"{mbps // GBPS_MBPS} Gbps"
    data = "Metered Data" if sku.family == "MeteredData" else "Unlimited Data"
    meter = f"{EXPRESS_ROUTE} / {speed} {data}"
    query = PriceQuery(EXPRESS_ROUTE, f"{meter} / {sku.tier} {data} {speed} Circuit", region=zone)
    yield monthly(f"Circuit ({sku.tier}, {data.lower()}, {speed})", query, 1, "Months")
    if sku.family == "MeteredData":
        out = PriceQuery(EXPRESS_ROUTE, f"{meter} / Metered Data - Data Transfer Out", region=zone)
        yield usage("Outbound data transfer", out, monthly_outbound_data_transfer_gb, "GB")


def zone_of(peering_location: str, cloud: str) -> str:
    """The zone by which prices go: that of "Amsterdam2" is Amsterdam's. Azure Government has one for all its locations.

    https://learn.microsoft.com/azure/expressroute/expressroute-locations-providers#partners
    """
    if cloud == "US Gov":
        return "US Gov Zone 1"
    zone = _zones().get(peering_location.rstrip("0123456789").lower())
    if zone is None:
        raise Unpriced(f"peering_location is {peering_location!r}, whose zone is not known")
    return zone


@cache
def _zones() -> Mapping[str, str]:
    """Locations in small letters -> their zones, whatever case a plan has them in."""
    return {name.lower(): row["zone"] for name, row in table("azure/peering_locations").items()}
