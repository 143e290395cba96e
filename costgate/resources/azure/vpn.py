"""Azure's virtual network gateways, for VPN and for ExpressRoute."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Attribute, Ref, ReferredBy, Usage
from costgate.resources.registry import resource

VPN = "VPN Gateway"
EXPRESS_ROUTE = "ExpressRoute"

VPN_SKUS = ("Basic", *(f"VpnGw{size}{zones}" for size in range(1, 6) for zones in ("", "AZ")))

EXPRESS_ROUTE_METERS = {
    "standard": "ExpressRoute Standard Gateway / Standard / Standard Gateway",
    "highperformance": "ExpressRoute High Performance Gateway / High Performance / High Performance Gateway",
    "ultraperformance": (
        "ExpressRoute Ultra High Performance Gateway / Ultra High Performance / Ultra High Performance Gateway"
    ),
    "ergw1az": "ExpressRoute Gateway / ErGw1AZ / ErGw1AZ Gateway",
    "ergw2az": "ExpressRoute Gateway / ErGw2AZ / ErGw2AZ Gateway",
    "ergw3az": "ExpressRoute Gateway / ErGw3AZ / ErGw3AZ Gateway",
    "ergwscale": "ExpressRoute Gateway / ErGwScale / ErGwScale Unit",
}
"""`sku` of a gateway for ExpressRoute -> its meter. https://prices.azure.com/api/retail/prices"""

INCLUDED_CLIENTS, INCLUDED_TUNNELS = 128, 10
"""Tunnels that the price of a gateway includes: from clients, and from sites and other networks.
https://azure.microsoft.com/pricing/details/vpn-gateway/"""

S2S = PriceQuery(VPN, f"{VPN} / VpnGw1 / S2S Connection")


class Connection(Block):
    """What is read of an `azurerm_virtual_network_gateway_connection`."""

    type: str = ""

    @property
    def is_tunnel(self) -> bool:
        """True for tunnels to sites and other networks; circuits of ExpressRoute are billed as such."""
        return self.type.lower() != "expressroute"


class Gateway(Block):
    """What is read of a connection's gateway: that it is in the plan."""


@resource("azurerm_virtual_network_gateway")
def virtual_network_gateway(
    *,
    kind: Annotated[Literal["Vpn", "ExpressRoute", "LocalGateway"], Attribute("type")] = "Vpn",
    sku: str,
    connections: Annotated[
        tuple[Connection, ...],
        ReferredBy("azurerm_virtual_network_gateway_connection", "virtual_network_gateway_id"),
    ] = (),
    p2s_connection: Usage[Decimal | None] = None,
    monthly_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Virtual network gateway: its hours; for VPN also clients and connections beyond those included, and data.

    The ten tunnels to sites that are included are counted by the connections of the plan.
    Prices: https://azure.microsoft.com/pricing/details/vpn-gateway/, https://azure.microsoft.com/pricing/details/expressroute/
    """
    if kind == "ExpressRoute":
        yield from _express_route(sku)
        return
    found = next((known for known in VPN_SKUS if known.lower() == sku.lower()), None)
    if kind != "Vpn" or found is None:
        raise Unpriced(f"a gateway of type {kind!r} and sku {sku!r}, expected Vpn with one of {', '.join(VPN_SKUS)}")
    meter = "Basic Gateway" if found == "Basic" else found
    yield hourly(f"VPN gateway ({found})", PriceQuery(VPN, f"{VPN} / {found} / {meter}"))
    clients = None if p2s_connection is None else max(p2s_connection - INCLUDED_CLIENTS, Decimal(0)) * HOURS_PER_MONTH
    tunnels = PriceQuery(VPN, f"{VPN} / VpnGw1 / P2S Connection")
    yield usage(f"VPN gateway P2S tunnels (over {INCLUDED_CLIENTS})", tunnels, clients, "Hours")
    sites = sum(c.is_tunnel for c in connections)
    if sites > INCLUDED_TUNNELS:
        yield hourly(f"VPN gateway S2S tunnels (over {INCLUDED_TUNNELS})", S2S, count=sites - INCLUDED_TUNNELS)
    transfer = PriceQuery(VPN, f"{VPN} Bandwidth / Inter-Virtual Network / Inter-Virtual Network Data Transfer Out")
    yield usage("VPN gateway data transfer", transfer, monthly_data_transfer_gb, "GB")


@resource("azurerm_virtual_network_gateway_connection")
def virtual_network_gateway_connection(
    *,
    kind: Annotated[str, Attribute("type")],
    gateway: Annotated[Gateway | None, Ref("azurerm_virtual_network_gateway", "virtual_network_gateway_id")] = None,
) -> Components:
    """Connection: a tunnel is priced with its gateway, which includes ten; with one of another plan it may be more.

    Prices: https://azure.microsoft.com/pricing/details/vpn-gateway/
    """
    if gateway is None and Connection(type=kind).is_tunnel:
        yield usage(f"VPN gateway S2S tunnel (if over {INCLUDED_TUNNELS})", S2S, None, "Hours")


def _express_route(sku: str) -> Components:
    if (meter := EXPRESS_ROUTE_METERS.get(sku.lower())) is None:
        raise Unpriced(
            f"sku of a gateway for ExpressRoute is {sku!r}, expected one of {', '.join(EXPRESS_ROUTE_METERS)}"
        )
    yield hourly(f"ExpressRoute gateway ({sku})", PriceQuery(EXPRESS_ROUTE, meter))
