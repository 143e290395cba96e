"""Amazon VPC IP Address Manager: blocks of public addresses."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws import VPC
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

ADDRESS_BITS = 32


class Pool(Block):
    """What a block reads of its pool."""

    address_family: str = ""
    public_ip_source: str = ""


def _prefix(cidr: str, netmask_length: int | None) -> int:
    """How many bits of its addresses are the block's own."""
    stated = cidr.partition("/")[2]
    length = int(stated) if stated.isdecimal() and len(stated) <= len(str(ADDRESS_BITS)) else netmask_length
    if length is None or not 0 <= length <= ADDRESS_BITS:
        raise Unpriced(f"cidr {cidr!r}, netmask_length {netmask_length}: expected the size of a block of IPv4")
    return length


@resource("aws_vpc_ipam_pool_cidr")
def pool_cidr(
    *,
    pool: Annotated[Pool | None, Ref("aws_vpc_ipam_pool", "ipam_pool_id")] = None,
    cidr: str = "",
    netmask_length: int | None = None,
) -> Components:
    """Block of addresses in a pool: free, unless Amazon gives the pool public IPv4 addresses, each of which is billed.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    if pool is None:
        raise Unpriced("its pool is not in this plan, which tells whose addresses they are")
    if pool.public_ip_source == "amazon" and pool.address_family == "ipv4":
        addresses = 2 ** (ADDRESS_BITS - _prefix(cidr, netmask_length))
        query = PriceQuery(VPC, "PublicIPv4:ContiguousBlock")
        yield hourly("Addresses in a contiguous block", query, HOURS_PER_MONTH, addresses)
