"""Elastic IP addresses of Amazon VPC."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws import VPC
from costgate.resources.components import Block, Components, PriceQuery, hourly
from costgate.resources.marks import ReferredBy
from costgate.resources.registry import resource

IN_USE = PriceQuery(VPC, "PublicIPv4:InUseAddress")
IDLE = PriceQuery(VPC, "PublicIPv4:IdleAddress")

OWN_POOL = "ipv4pool-"
"""How the ids of pools of one's own addresses begin, which cost nothing: brought to AWS, or of an Outpost.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/byoip-onboard.html"""


class User(Block):
    """A resource that uses an address; nothing is read of it."""


@resource("aws_eip")
def eip(
    *,
    instance: str = "",
    network_interface: str = "",
    association_id: str = "",
    public_ipv4_pool: str = "",
    customer_owned_ipv4_pool: str = "",
    associations: Annotated[tuple[User, ...], ReferredBy("aws_eip_association", "allocation_id")] = (),
    nat_gateways: Annotated[tuple[User, ...], ReferredBy("aws_nat_gateway", "allocation_id")] = (),
    secondary: Annotated[tuple[User, ...], ReferredBy("aws_nat_gateway", "secondary_allocation_ids")] = (),
    load_balancers: Annotated[tuple[User, ...], ReferredBy("aws_lb", "subnet_mapping.allocation_id")] = (),
) -> Components:
    """Elastic IP address: AWS charges for each public IPv4 address since February 2024, in use or not.

    Whether it is in use decides the meter, not the price. Addresses from a pool of one's own cost nothing.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    if public_ipv4_pool.startswith(OWN_POOL) or customer_owned_ipv4_pool.startswith(OWN_POOL):
        return
    attached = instance or network_interface or association_id or associations
    if attached or nat_gateways or secondary or load_balancers:
        yield hourly("Public IPv4 address (in use)", IN_USE)
    else:
        yield hourly("Public IPv4 address (idle)", IDLE)
