"""AWS Network Firewall."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

NETWORK_FIREWALL = "AWSNetworkFirewall"


class SubnetMapping(Block):
    """A `subnet_mapping` block: a subnet that gets an endpoint."""

    subnet_id: str = ""


@resource("aws_networkfirewall_firewall")
def firewall(
    *, subnet_mapping: tuple[SubnetMapping, ...] = (), monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Firewall: the hours of its endpoints, one in each subnet, and each GB that it inspects.

    TLS inspection is not modelled, nor that NAT gateways in line with it are free.

    Prices: https://aws.amazon.com/network-firewall/pricing/
    """
    endpoints = max(len(subnet_mapping), 1)
    yield hourly("Firewall endpoints", PriceQuery(NETWORK_FIREWALL, "Endpoint-Hour"), HOURS_PER_MONTH, endpoints)
    traffic = PriceQuery(NETWORK_FIREWALL, "Traffic-GB-Processed")
    yield usage("Data processed", traffic, monthly_data_processed_gb, "GB")
