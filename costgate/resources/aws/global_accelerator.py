"""AWS Global Accelerator: accelerators and what passes through their endpoint groups. Its prices are global."""

from __future__ import annotations

from decimal import Decimal

from costgate.model import CostComponent
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.aws.cloudfront import Edges
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    usage,
)
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

GLOBAL_ACCELERATOR = "AWSGlobalAccelerator"


EDGES = {
    "us": Edges("US, Mexico, Canada", "NA"),
    "europe": Edges("Europe", "EU"),
    "south_africa": Edges("South Africa, Kenya", "ZA"),
    "south_america": Edges("South America", "SA"),
    "south_korea": Edges("South Korea", "KR"),
    "middle_east": Edges("Middle East", "ME"),
    "australia": Edges("Australia, New Zealand", "AU"),
    "asia_pacific": Edges("Asia Pacific", "AP"),
    "india": Edges("India, Indonesia, Philippines, Thailand", "IN"),
}
"""Key of the usage file -> edge locations. https://aws.amazon.com/global-accelerator/pricing/"""

SOURCES = {"us": "NA", "ca": "NA", "mx": "NA", "eu": "EU", "il": "EU", "ap": "AP", "me": "ME", "sa": "SA", "af": "ZA"}
"""How a region begins -> how the meters of what it serves begin. https://aws.amazon.com/global-accelerator/pricing/"""


ADDRESSES = 2
"""https://docs.aws.amazon.com/global-accelerator/latest/dg/about-accelerators.html"""

HOME = "us-west-2"
"""Where accelerators are. https://docs.aws.amazon.com/general/latest/gr/global_accelerator.html"""


class ByEdge(Block):
    """Gigabytes a month at each group of edge locations."""

    us: Decimal | None = None
    europe: Decimal | None = None
    south_africa: Decimal | None = None
    south_america: Decimal | None = None
    south_korea: Decimal | None = None
    middle_east: Decimal | None = None
    australia: Decimal | None = None
    asia_pacific: Decimal | None = None
    india: Decimal | None = None

    def stated(self) -> dict[str, Decimal]:
        """The amounts that the usage file gives, by its keys."""
        return {key: gb for key in EDGES if (gb := getattr(self, key)) is not None}


def fixed_fee(name: str, count: int = 1) -> CostComponent:
    """The hours of so many accelerators."""
    query = PriceQuery(GLOBAL_ACCELERATOR, "Global-Accelerator-fixed-fee", region="global")
    return hourly(name, query, HOURS_PER_MONTH, count)


@resource("aws_globalaccelerator_accelerator", "aws_globalaccelerator_custom_routing_accelerator")
def accelerator(*, ip_addresses: tuple[str, ...] = ()) -> Components:
    """Accelerator: a fixed fee an hour and its addresses, enabled or not. The endpoint groups are billed for traffic.

    `ip_addresses` are one's own, brought to AWS, and cost nothing.

    Prices: https://aws.amazon.com/global-accelerator/pricing/
    """
    yield fixed_fee("Fixed fee")
    yield from public_addresses(ADDRESSES - len(ip_addresses), region=HOME)


@resource("aws_globalaccelerator_endpoint_group", "aws_globalaccelerator_custom_routing_endpoint_group")
def endpoint_group(
    *,
    endpoint_group_region: str,
    monthly_inbound_data_transfer_gb: Usage[ByEdge] = ByEdge(),
    monthly_outbound_data_transfer_gb: Usage[ByEdge] = ByEdge(),
) -> Components:
    """Endpoint group: the premium for data in the direction that has more of it, by its region and the edge location.

    AWS compares the directions hour by hour, here it is the month's sums. Ordinary data transfer comes on top.

    Prices: https://aws.amazon.com/global-accelerator/pricing/
    """
    source = SOURCES.get(endpoint_group_region.partition("-")[0])
    if source is None:
        raise Unpriced(f"endpoint_group_region is {endpoint_group_region!r}, expected a region of AWS")
    inbound, outbound = monthly_inbound_data_transfer_gb.stated(), monthly_outbound_data_transfer_gb.stated()
    into = sum(inbound.values()) >= sum(outbound.values())
    direction, gb = ("IN", inbound) if into and inbound else ("OUT", outbound)
    for key in gb or ("us",):
        query = PriceQuery(
            GLOBAL_ACCELERATOR, f"{source}-{EDGES[key].code}-{direction}-Bytes-Internet", region="global"
        )
        line = usage(f"{direction.capitalize()}bound premium", query, gb.get(key), "GB")
        yield from grouped(EDGES[key].name, iter((line,)))
