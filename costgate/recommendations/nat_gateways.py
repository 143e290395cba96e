"""A NAT gateway in each zone is a reserve that environments besides production can do without.

Of several NAT gateways of a VPC whose tags name an environment (`Environment`, `Env` or `Stage`) that is not
production, one stays; the others go, and the addresses that only they use. Their data goes through the one that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from costgate.addresses import KEY
from costgate.model import Resource
from costgate.recommendations import Candidate, Surroundings
from costgate.recommendations._environments import is_not_production
from costgate.savings import Edit, Proposal, Risk

TYPES = ("aws_nat_gateway",)

DATA = "monthly_data_processed_gb"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Keep this one of its VPC's NAT gateways, if it is the first."""
    place = _place(of.around, of.resource)
    group = of.around.grouped(of.type, _place)[place] if place else []
    if len(group) < 2 or group[0].address != of.address:
        return
    others = group[1:]
    freed = [Edit(a.address, removed=True) for other in others for a in _addresses(of, other)]
    gone = [Edit(other.address, removed=True) for other in others]
    yield Proposal(
        "Share one NAT gateway among the zones",
        "Its tags say that this is not production. If the gateway's zone fails, the others lose their way out, and "
        "traffic between zones costs by the GB. Route tables must point to the one that stays.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
        Risk.NEEDS_THOUGHT,
        (Edit(of.address, usage=_moved(of, others)), *gone, *freed),
    )


def _place(around: Surroundings, gateway: Resource) -> tuple[str, str] | None:
    """The VPC that a spare gateway is in, as far as the plan tells, else the block that it is an instance of.

    None for one that is no spare: of production, of an environment that nobody names, or without a public address.
    """
    if gateway.values().get("connectivity_type") == "private" or not is_not_production(gateway.tags()):
        return None
    for subnet in around.referred(gateway, "subnet_id", ("aws_subnet",))[:1]:
        for vpc in around.referred(subnet, "vpc_id", ("aws_vpc",))[:1]:
            return ("vpc", vpc.address)
        if known := subnet.values().get("vpc_id"):
            return ("vpc", str(known))
    end = re.search(rf"{KEY.pattern}$", gateway.address)
    return ("block", gateway.address[: end.start()] if end else gateway.address)


def _addresses(of: Candidate, gateway: Resource) -> Iterator[Resource]:
    """The Elastic IPs that only this gateway uses."""
    for address in of.around.referred(gateway, "allocation_id", ("aws_eip",)):
        users = of.around.referring(address, "aws_nat_gateway", "allocation_id")
        if [u.address for u in users] == [gateway.address]:
            yield address


def _moved(of: Candidate, others: list[Resource]) -> dict[str, Decimal]:
    """What the usage file says of the data of all, for the one that stays."""
    stated = [usage[DATA] for usage in (of.usage, *map(of.around.usage_of, others)) if usage.get(DATA) is not None]
    return {DATA: sum((Decimal(str(gb)) for gb in stated), Decimal(0))} if stated else {}
