"""What runs all year costs less if one commits to a year: a reservation, or Google's committed use, nothing upfront.

EC2, Auto Scaling groups, EKS nodes, RDS, Aurora, ElastiCache and MemoryDB; Compute Engine's machines and groups of them
and GKE's nodes; where the catalogue has the price. It says from how many hours a month on that pays: a commitment is
paid for whether something runs or not. What the usage file says is committed to already is left alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from costgate.model import HOURS_PER_MONTH
from costgate.recommendations import Candidate
from costgate.savings import Edit, Lines, Proposal, Risk

TYPES = ()

PAGES = (
    ("aws_db_", "https://aws.amazon.com/rds/reserved-instances/"),
    ("aws_rds_", "https://aws.amazon.com/rds/reserved-instances/"),
    ("aws_elasticache_", "https://aws.amazon.com/elasticache/reserved-cache-nodes/"),
    ("aws_memorydb_", "https://aws.amazon.com/memorydb/pricing/"),
    ("google_", "https://cloud.google.com/compute/docs/instances/committed-use-discounts-overview"),
    ("", "https://aws.amazon.com/ec2/pricing/reserved-instances/"),
)
"""Beginning of a type -> the page on its commitments."""

A_YEAR: dict[str, dict[str, Any]] = {
    "reserved_instance_term": {
        "reserved_instance_term": "1_year",
        "reserved_instance_payment_option": "no_upfront",
    },
    "committed_use_term": {"committed_use_term": "1_year"},
}
"""The usage key that says for how long somebody has committed -> what a usage file says of a year."""

HOURS = "monthly_hrs"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Commit to what it runs on for a year."""
    for key, usage in A_YEAR.items():
        if key not in of.usage_keys or of.usage.get(key):
            continue
        # A commitment is paid for all month, however long something runs.
        all_month = {HOURS: HOURS_PER_MONTH} if HOURS in of.usage else {}
        yield Proposal(
            "Commit to a year",
            "A commitment of one year without upfront payment is paid for whether it is used or not.",
            next(page for prefix, page in PAGES if of.type.startswith(prefix)),
            Risk.NEEDS_THOUGHT,
            (Edit(of.address, usage={**usage, **all_month}),),
            remark=break_even,
        )


def break_even(before: Lines, after: Lines) -> str:
    """From how many hours a month on a commitment costs less than what is used on demand."""
    on_demand, committed = (
        {
            (x.component.price.meter, x.component.price.operation): x.price
            for x in lines
            if x.price and x.component.price.purchase.startswith(purchase) and x.component.unit == "Hours"
        }
        for lines, purchase in ((before, "on_demand"), (after, ("reserved", "committed")))
    )
    month = [Decimal(hour) for hour in range(int(HOURS_PER_MONTH) + 1)]
    hours = [
        bisect_left(month, price.effective_cost(HOURS_PER_MONTH), key=on_demand[key].effective_cost)
        for key, price in committed.items()
        if key in on_demand
    ]
    return f"pays from {max(hours)} hours a month on" if hours else ""
