"""Google's Network Connectivity Center."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.google.network import NETWORKING
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CENTER = "Network Connectivity Center"


class Linked(Block):
    """A block that says what a spoke links; that it is there says which kind of spoke it is."""

    site_to_site_data_transfer: bool = False


@resource("google_network_connectivity_spoke")
def spoke(
    *,
    linked_vpc_network: Linked | None = None,
    linked_producer_vpc_network: Linked | None = None,
    linked_router_appliance_instances: Linked | None = None,
    linked_vpn_tunnels: Linked | None = None,
    linked_interconnect_attachments: Linked | None = None,
    spoke_hrs: Usage[Decimal | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
    monthly_site_to_site_gb: Usage[Decimal | None] = None,
) -> Components:
    """Spoke of a hub: its hours, and the data that it sends through the hub.

    Three spokes of tunnels and three of attachments are free: `spoke_hrs` are the hours that are beyond these. Data
    costs what it does where it goes elsewhere than to Australia.

    Prices: https://cloud.google.com/network-connectivity/docs/network-connectivity-center/pricing
    """
    if linked_vpc_network is not None or linked_producer_vpc_network is not None:
        yield hourly("Spoke (VPC)", PriceQuery(NETWORKING, f"{CENTER} VPC Spoke", region="global"))
        data = PriceQuery(NETWORKING, f"{CENTER} Advanced Data Networking", region="global")
        yield usage("Data processed", data, monthly_data_processed_gb, "GiB")
        return
    query = PriceQuery(NETWORKING, f"{CENTER} Hybrid Spoke", region="global")
    if linked_router_appliance_instances is not None:
        yield hourly("Spoke (router appliances)", query)
    else:
        yield usage("Spoke beyond three", query, spoke_hrs, "Hours")
    hybrid = (linked_router_appliance_instances, linked_vpn_tunnels, linked_interconnect_attachments)
    if any(linked is not None and linked.site_to_site_data_transfer for linked in hybrid):
        data = PriceQuery(NETWORKING, f"{CENTER} Site-to-Site Data Transfer", region="global")
        yield usage("Data between sites", data, monthly_site_to_site_gb, "GiB")
