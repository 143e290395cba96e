"""What runs all year costs less if one commits to a year: a reservation without upfront payment.

EC2, Auto Scaling groups, EKS nodes, RDS, Aurora, ElastiCache and MemoryDB, where the catalogue has the price. It says
from how many hours a month on that pays: a reservation is paid for whether something runs or not. What the usage file
says is reserved already is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
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
    ("", "https://aws.amazon.com/ec2/pricing/reserved-instances/"),
)
"""Beginning of a type -> the page on its reservations."""

TERM, PAYMENT, HOURS = "reserved_instance_term", "reserved_instance_payment_option", "monthly_hrs"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Reserve what it runs on for a year."""
    if TERM not in of.usage_keys or of.usage.get(TERM):
        return
    # A reservation is paid for all month, however long something runs.
    all_month: dict[str, Any] = {HOURS: HOURS_PER_MONTH} if HOURS in of.usage else {}
    usage = {TERM: "1_year", PAYMENT: "no_upfront", **all_month}
    yield Proposal(
        "Commit to a year",
        "A reservation of one year without upfront payment is paid for whether it is used or not.",
        next(page for prefix, page in PAGES if of.type.startswith(prefix)),
        Risk.NEEDS_THOUGHT,
        (Edit(of.address, usage=usage),),
        remark=break_even,
    )


def break_even(before: Lines, after: Lines) -> str:
    """From how many hours a month on a reservation costs less than what is used on demand."""
    on_demand, reserved = (
        {
            (x.component.price.meter, x.component.price.operation): x.price.effective_tiers[0].unit_price
            for x in lines
            if x.price and x.component.price.purchase.startswith(purchase) and x.component.unit == "Hours"
        }
        for lines, purchase in ((before, "on_demand"), (after, "reserved"))
    )
    hours = [
        (HOURS_PER_MONTH * reserved[key] / on_demand[key]).to_integral_value(ROUND_CEILING)
        for key in reserved
        if on_demand.get(key)
    ]
    return f"pays from {max(hours, default=Decimal(0))} hours a month on" if hours else ""
