"""Azure Virtual WAN: hubs, their gateways and what connects to these."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import WAN
from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

INCLUDED_UNITS = 2
"""Routing infrastructure units that a hub includes. https://azure.microsoft.com/pricing/details/virtual-wan/"""

FIRST_SCALE_UNITS = 5
"""Scale units of an ExpressRoute gateway at the first price; the sixth to tenth cost less.
https://learn.microsoft.com/azure/virtual-wan/pricing-concepts#scale-unit"""


def unit(sku: str) -> PriceQuery:
    """The price of a scale or connection unit: its sku and meter have one name."""
    return PriceQuery(WAN, f"{WAN} / {sku} / {sku}")


class Wan(Block):
    """What is read of a hub's `azurerm_virtual_wan`."""

    type: str = "Standard"


class Gateway(Block):
    """What is read of a connection's gateway: where it is."""


@resource("azurerm_virtual_hub")
def virtual_hub(
    *,
    sku: str | None = None,
    wan: Annotated[Wan, Ref("azurerm_virtual_wan", "virtual_wan_id")] = Wan(),
    virtual_router_auto_scale_min_capacity: int = INCLUDED_UNITS,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Virtual hub: its hours, routing units beyond two, data that its router forwards. Hubs of a Basic WAN are free.

    One that does not say is what its WAN is: https://learn.microsoft.com/azure/virtual-wan/virtual-wan-about
    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    if (sku or wan.type).lower() == "basic":
        return
    yield hourly("Deployment", PriceQuery(WAN, f"{WAN} / Standard Hub / Standard Hub Unit"))
    if virtual_router_auto_scale_min_capacity > INCLUDED_UNITS:
        query = PriceQuery(WAN, f"{WAN} / Routing Infrastructure Unit / Routing Infrastructure Unit")
        more = virtual_router_auto_scale_min_capacity - INCLUDED_UNITS
        yield hourly(f"Routing infrastructure units (over {INCLUDED_UNITS})", query, count=more)
    processed = PriceQuery(WAN, f"{WAN} / Standard Hub / Standard Hub Data Processed")
    yield usage("Data processed", processed, monthly_data_processed_gb, "GB")


@resource("azurerm_vpn_gateway")
def vpn_gateway(*, scale_unit: int = 1) -> Components:
    """VPN gateway of a hub: its scale units.

    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    yield hourly("S2S scale units (500 Mbps)", unit("VPN S2S Scale Unit"), count=scale_unit)


@resource("azurerm_point_to_site_vpn_gateway")
def point_to_site_vpn_gateway(
    *,
    scale_unit: int,
    monthly_p2s_connections_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Point-to-site VPN gateway of a hub: its scale units and the hours of its clients.

    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    yield hourly("P2S scale units (500 Mbps)", unit("VPN P2S Scale Unit"), count=scale_unit)
    yield usage("P2S connections", unit("VPN P2S Connection Unit"), monthly_p2s_connections_hrs, "Hours")


@resource("azurerm_express_route_gateway")
def express_route_gateway(*, scale_units: int) -> Components:
    """ExpressRoute gateway of a hub: its scale units, at one price up to the fifth and at another beyond.

    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    first = min(scale_units, FIRST_SCALE_UNITS)
    yield hourly("ER scale units (2 Gbps)", unit("ExpressRoute Scale Unit"), count=first)
    if scale_units > first:
        further = unit("ExpressRoute Additional Scale Unit")
        yield hourly(f"ER scale units (2 Gbps, over {FIRST_SCALE_UNITS})", further, count=scale_units - first)


@resource("azurerm_vpn_gateway_connection", region_of="gateway")
def vpn_gateway_connection(
    *,
    gateway: Annotated[Gateway | None, Ref("azurerm_vpn_gateway", "vpn_gateway_id")] = None,  # noqa: ARG001
) -> Components:
    """Connection of a site to a hub's VPN gateway: its hours.

    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    yield hourly("S2S Connections", unit("VPN S2S Connection Unit"))


@resource("azurerm_express_route_connection", region_of="gateway")
def express_route_connection(
    *,
    gateway: Annotated[Gateway | None, Ref("azurerm_express_route_gateway", "express_route_gateway_id")] = None,  # noqa: ARG001
) -> Components:
    """Connection of a circuit to a hub's ExpressRoute gateway: its hours.

    Prices: https://azure.microsoft.com/pricing/details/virtual-wan/
    """
    yield hourly("ER Connections", unit("ExpressRoute Connection Unit"))
