"""AWS data transfer, which no resource stands for: a usage file states it."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DATA_TRANSFER = "AWSDataTransfer"

US_EAST = {"us-east-1": "USE2-AWS-Out-Bytes", "us-east-2": "USE1-AWS-Out-Bytes"}
"""Transfer between N. Virginia and Ohio has a price of its own. https://aws.amazon.com/ec2/pricing/on-demand/"""

DIRECTIONS = 2
"""Each GB between availability zones is billed where it leaves and where it arrives.
https://aws.amazon.com/ec2/pricing/on-demand/"""


@resource("aws_data_transfer", usage_only=True)
def data_transfer(
    *,
    region: Usage[str | None] = None,
    monthly_intra_region_gb: Usage[Decimal | None] = None,
    monthly_outbound_internet_gb: Usage[Decimal | None] = None,
    monthly_outbound_us_east_to_us_east_gb: Usage[Decimal | None] = None,
    monthly_outbound_other_regions_gb: Usage[Decimal | None] = None,
) -> Components:
    """Data transfer out of `region`: to other zones, to other regions, to the internet.

    What leaves for other regions has one price here, though AWS has one for each pair of regions.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    zones = None if monthly_intra_region_gb is None else monthly_intra_region_gb * DIRECTIONS
    outbound = [
        ("Between zones of the region", "DataTransfer-Regional-Bytes", zones),
        ("To the internet", "DataTransfer-Out-Bytes", monthly_outbound_internet_gb),
        ("To other regions", "AWS-Out-Bytes", monthly_outbound_other_regions_gb),
    ]
    if region in US_EAST or monthly_outbound_us_east_to_us_east_gb is not None:
        meter = US_EAST.get(region or "", "US-East-AWS-Out-Bytes")
        outbound.append(("To the other US East region", meter, monthly_outbound_us_east_to_us_east_gb))
    for name, meter, quantity in outbound:
        yield usage(name, PriceQuery(DATA_TRANSFER, meter, region=region), quantity, "GB")
