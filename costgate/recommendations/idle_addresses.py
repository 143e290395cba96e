"""Public IPv4 addresses that nothing uses cost as much as used ones.

An Elastic IP is idle if it is associated with nothing, and nothing in the plan refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from costgate.recommendations import Candidate
from costgate.savings import Edit, Proposal, Risk

TYPES = ("aws_eip",)

IDLE = "PublicIPv4:IdleAddress"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Release the address."""
    if of.resource.expressions is None and of.resource.unknown():
        return  # a new address in a plan without configuration: nothing tells who refers to it
    if any(line.component.price.meter == IDLE for line in of.estimate.lines):
        yield Proposal(
            "Release an idle address",
            "Nothing in the plan uses it. Make sure that nobody has it in an allow-list or DNS: it is not given back.",
            "https://aws.amazon.com/vpc/pricing/",
            Risk.NEEDS_THOUGHT,
            (Edit(of.address, removed=True),),
        )
