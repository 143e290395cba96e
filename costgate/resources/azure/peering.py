"""Peering of Azure virtual networks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import NETWORK, everywhere, plain
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

WITHIN = "Virtual Network Peering / Intra-Region / Intra-Region"
ACROSS = "Global Virtual Network Peering / Inter-Region / Inter-Region"


class Network(Block):
    """What is read of the networks at both ends."""

    location: str


@resource("azurerm_virtual_network_peering", region_of="near")
def virtual_network_peering(
    *,
    near: Annotated[Network | None, Ref("azurerm_virtual_network", "virtual_network_name")] = None,
    far: Annotated[Network | None, Ref("azurerm_virtual_network", "remote_virtual_network_id")] = None,
    monthly_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Peering: data that goes out and as much that comes in, each at the price of the region where it starts.

    Prices: https://azure.microsoft.com/pricing/details/virtual-network/
    """
    yield from _peered(near, far, monthly_data_transfer_gb)


@resource("azurerm_databricks_virtual_network_peering", region_of="near")
def databricks_peering(
    *,
    near: Annotated[Network | None, Ref("azurerm_databricks_workspace", "workspace_id")] = None,
    far: Annotated[Network | None, Ref("azurerm_virtual_network", "remote_virtual_network_id")] = None,
    monthly_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Peering of the network that Azure manages for a Databricks workspace: what goes out and as much that comes in.

    Prices: https://azure.microsoft.com/pricing/details/virtual-network/
    """
    yield from _peered(near, far, monthly_data_transfer_gb)


def _peered(near: Network | None, far: Network | None, transfer_gb: Decimal | None) -> Components:
    if near is None or far is None:
        raise Unpriced("one of the networks is not in this plan: whether they are in one region decides the price")
    here, there = plain(near.location), plain(far.location)
    if here == there:
        source = target = everywhere(here)
        meter = WITHIN
    else:
        source, target, meter = here, there, ACROSS
    for name, way, region in (("Inbound", "Ingress", target), ("Outbound", "Egress", source)):
        query = PriceQuery(NETWORK, f"{meter} {way}", region=region)
        yield usage(f"{name} data transfer", query, transfer_gb, "GB")
