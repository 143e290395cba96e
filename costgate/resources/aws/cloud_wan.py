"""AWS Cloud WAN: what is attached to a core network."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CLOUD_WAN = "AWSCloudWAN"


@resource(
    "aws_networkmanager_connect_attachment",
    "aws_networkmanager_site_to_site_vpn_attachment",
    "aws_networkmanager_transit_gateway_peering",
    "aws_networkmanager_vpc_attachment",
)
def attachment(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Attachment to a core network: its hours, and each GB that it sends into the network.

    The core network's own edges are billed by the region of its policy, which is not modelled.

    Prices: https://aws.amazon.com/cloud-wan/pricing/
    """
    yield hourly("Core network attachment", PriceQuery(CLOUD_WAN, "CloudWAN-Attachment-Hours"))
    data = PriceQuery(CLOUD_WAN, "CloudWAN-DataProcessing-Bytes")
    yield usage("Data processed", data, monthly_data_processed_gb, "GB")
