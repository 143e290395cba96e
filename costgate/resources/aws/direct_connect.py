"""AWS Direct Connect: connections, and gateways' attachments to transit gateways."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.aws.transit_gateway import attachment
from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource

DIRECT_CONNECT = "AWSDirectConnect"

PORTS = {"dedicated": "PortUsage", "hosted": "HCPortUsage"}
"""https://aws.amazon.com/directconnect/faqs/"""

OUTBOUND = {"private": "DataXfer-Out:dc.3", "transit": "DataXfer-Out:dc.3", "public": "DataXfer-Out"}
"""https://docs.aws.amazon.com/cur/latest/userguide/cur-data-transfers-charges.html"""


@resource("aws_dx_connection")
def connection(
    *,
    bandwidth: str,
    location: str,
    dx_connection_type: Usage[Literal["dedicated", "hosted"]] = "dedicated",
    dx_virtual_interface_type: Usage[Literal["private", "transit", "public"]] = "private",
    monthly_outbound_from_region_to_dx_connection_location: Usage[Mapping[str, Decimal] | None] = None,
    monthly_outbound_region_to_dx_location_gb: Usage[Decimal | None] = None,
) -> Components:
    """Direct Connect connection: port-hours by bandwidth, and data that leaves AWS regions through it.

    Data has a price for each region that it leaves and location that it goes to, by kind of virtual interface. Ports in
    Japan cost a little less than elsewhere. What a partner or data centre asks for is not modelled.

    Prices: https://aws.amazon.com/directconnect/pricing/
    """
    port = PriceQuery(DIRECT_CONNECT, f"{PORTS[dx_connection_type]}:{bandwidth.removesuffix('bps')}")
    yield hourly(f"Port ({dx_connection_type}, {bandwidth})", port)
    meter = f"{location}-{OUTBOUND[dx_virtual_interface_type]}"
    for key, gb in sorted((monthly_outbound_from_region_to_dx_connection_location or {}).items()):
        region = key.replace("_", "-")
        yield usage(f"Data out (from {region})", PriceQuery(DIRECT_CONNECT, meter, region=region), gb, "GB")
    if monthly_outbound_from_region_to_dx_connection_location is None:
        gb_here = monthly_outbound_region_to_dx_location_gb
        yield usage("Data out", PriceQuery(DIRECT_CONNECT, meter), gb_here, "GB")


class Gateway(Block):
    """What an association reads of the gateway that it is with: its type."""

    kind: Annotated[str, TypeName]


@resource("aws_dx_gateway_association")
def gateway_association(
    *,
    associated_gateway_id: str = "",
    gateway: Annotated[Gateway | None, Ref("aws_ec2_transit_gateway aws_vpn_gateway", "associated_gateway_id")] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """A Direct Connect gateway's association: an attachment to a transit gateway; free to a virtual private one.

    Prices: https://aws.amazon.com/transit-gateway/pricing/
    """
    transit = gateway.kind == "aws_ec2_transit_gateway" if gateway else associated_gateway_id.startswith("tgw-")
    if transit:
        yield from attachment("TransitGatewayDirectConnect", monthly_data_processed_gb)
