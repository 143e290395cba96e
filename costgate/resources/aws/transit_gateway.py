"""AWS Transit Gateway: what is attached to one."""

from __future__ import annotations

from decimal import Decimal

from costgate.model import CostComponent
from costgate.resources.aws import VPC
from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


def attachment(kind: str, gb: Decimal | None) -> Components:
    """An attachment of a kind, which is the operation on the bill: its hours, and each GB that it sends."""
    yield attachment_hours(kind)
    query = PriceQuery(VPC, "TransitGateway-Bytes", kind)
    yield usage("Data processed", query, gb, "GB")


def attachment_hours(kind: str) -> CostComponent:
    """The hours alone of an attachment."""
    return hourly("Transit gateway attachment", PriceQuery(VPC, "TransitGateway-Hours", kind))


@resource("aws_ec2_transit_gateway_vpc_attachment")
def vpc_attachment(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Attachment of a VPC: hours, however many subnets it has, and each GB that the VPC sends through it.

    Prices: https://aws.amazon.com/transit-gateway/pricing/
    """
    yield from attachment("TransitGatewayVPC", monthly_data_processed_gb)


@resource("aws_ec2_transit_gateway_peering_attachment", "aws_ec2_transit_gateway_peering_attachment_accepter")
def peering_attachment() -> Components:
    """Peering of two transit gateways: hours, at either end. The data is billed as transfer between regions.

    Prices: https://aws.amazon.com/transit-gateway/pricing/
    """
    yield attachment_hours("TransitGatewayPeering")
