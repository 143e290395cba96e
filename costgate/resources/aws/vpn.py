"""AWS VPN: site-to-site connections and client endpoints."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import VPC
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.aws.global_accelerator import fixed_fee
from costgate.resources.aws.transit_gateway import attachment
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

PUBLIC = "PublicIpv4"
"""The `outside_ip_address_type` of a connection over the internet, and its default."""

TUNNELS = 2
"""Of each connection, every one with an address. https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"""

ACCELERATORS = 2
"""What an accelerated connection is charged for, one for each tunnel.
https://docs.aws.amazon.com/vpn/latest/s2svpn/accelerated-vpn.html"""


@resource("aws_vpn_connection")
def vpn_connection(
    *,
    transit_gateway_id: str = "",
    enable_acceleration: bool = False,
    outside_ip_address_type: str = PUBLIC,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Site-to-site VPN connection: hours, those of its accelerators, addresses and attachment to a transit gateway.

    Data transfer, also what the accelerators add to it, is not modelled.

    Prices: https://aws.amazon.com/vpn/pricing/
    """
    yield hourly("VPN connection", PriceQuery(VPC, "VPN-Usage-Hours:ipsec.1"))
    if enable_acceleration:
        yield fixed_fee("Accelerators", ACCELERATORS)
    if transit_gateway_id:
        yield from attachment("TransitGatewayVPN", monthly_data_processed_gb)
    yield from public_addresses(TUNNELS if outside_ip_address_type == PUBLIC else 0)


@resource("aws_ec2_client_vpn_endpoint")
def client_vpn_endpoint(*, monthly_connection_hrs: Usage[Decimal] = HOURS_PER_MONTH) -> Components:
    """Client VPN endpoint: the hours of all its connections. Its associations with subnets are billed apart.

    One client is taken to be connected all month unless `monthly_connection_hrs` says otherwise.

    Prices: https://aws.amazon.com/vpn/pricing/
    """
    yield hourly("Client connections", PriceQuery(VPC, "ClientVPN-ConnectionHours"), monthly_connection_hrs)


@resource("aws_ec2_client_vpn_network_association")
def client_vpn_association() -> Components:
    """Association of a client VPN endpoint with a subnet: hours.

    Prices: https://aws.amazon.com/vpn/pricing/
    """
    yield hourly("Endpoint association", PriceQuery(VPC, "ClientVPN-EndpointHours"))
