"""EC2 Dedicated Hosts, whose prices no table has: what the instance that fills a host costs, plus 10 %.

Three prices of reference estimates agree to the last digit: c5 on demand, m5 for one year and for three without upfront
payment. Where an estimate gives a price, it holds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from costgate.ingest.shards import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SURCHARGE = Decimal("1.1")
"""AWS prints prices of hosts with three decimals. https://aws.amazon.com/ec2/dedicated-hosts/pricing/"""
FILLS = {
    "c4": "8xlarge",
    "c5": "18xlarge",
    "c5d": "18xlarge",
    "d2": "8xlarge",
    "g3": "16xlarge",
    "h1": "16xlarge",
    "i3": "16xlarge",
    "m5": "24xlarge",
    "m5d": "24xlarge",
    "p2": "16xlarge",
    "p3": "16xlarge",
    "r4": "16xlarge",
    "r5": "24xlarge",
    "r5d": "24xlarge",
    "x1": "32xlarge",
    "x1e": "32xlarge",
    "z1d": "12xlarge",
}
"""Family -> the size of which one fits on a host.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-hosts-overview.html"""
SOURCE = "aws-ec2-hosts@2025-04-04"
DESCRIPTION = {
    "title": "Derived: the price of the EC2 instance that fills a Dedicated Host, plus 10 %",
    "url": "https://github.com/yeo/ec2.shop",
    "as_of": "2025-04-04",
}


def prices(instances: Iterable[Row]) -> Iterator[Row]:
    """The hosts that `instances`, the rows of a region, give prices for. A host has no convertible reservation."""
    filling = {f"BoxUsage:{family}.{size}": f"HostUsage:{family}" for family, size in FILLS.items()}
    known = {(row.meter, row.purchase) for row in instances}
    for row in instances:
        meter = filling.get(row.meter)
        offered = row.purchase == "on_demand" or "-standard-" in row.purchase
        if (
            meter
            and offered
            and row.unit == "Hours"
            and row.operation == "RunInstances"
            and (meter, row.purchase) not in known
        ):
            price = round(row.price * SURCHARGE, 3)
            yield Row(meter, row.operation, row.purchase, row.unit, row.start, price, "", SOURCE)
