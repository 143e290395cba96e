"""Public IPv4 addresses of AWS: Elastic ones, and those that come with what is launched or managed.

AWS charges for each since February 2024, but for those that one brings along: "The new charges apply to all public IPv4
address types—except BYOIP". An Elastic IP address is billed with the `aws_eip`, whatever uses it; where one takes the
place of an automatic address, that is not billed.
https://aws.amazon.com/blogs/networking-and-content-delivery/identify-and-optimize-public-ipv4-address-usage-on-aws/

Which services have such addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpamDiscoveredPublicAddress.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.aws import VPC
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, ReferredBy, TypeName
from costgate.resources.registry import resource

IN_USE = PriceQuery(VPC, "PublicIPv4:InUseAddress")
IDLE = PriceQuery(VPC, "PublicIPv4:IdleAddress")

OWN_POOL = "ipv4pool-"
"""How the ids of pools of one's own addresses begin, which cost nothing: brought to AWS, or of an Outpost.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/byoip-onboard.html"""

SUBNETS = "aws_subnet aws_default_subnet"


def public_addresses(count: int, hours: Decimal = HOURS_PER_MONTH, region: str | None = None) -> Components:
    """So many addresses that AWS gives to something, for as long as it runs; none is no line."""
    if count > 0:
        yield hourly("Public IPv4 address", replace(IN_USE, region=region), hours, count)


class Subnet(Block):
    """A subnet: whether what is launched in it gets a public address. A default subnet gives one unless told not to.
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#vpc-public-ipv4-addresses"""

    kind: Annotated[str, TypeName] = ""
    map_public_ip_on_launch: bool | None = None

    @property
    def public(self) -> bool:
        """True if it gives public addresses."""
        stated = self.map_public_ip_on_launch
        return self.kind == "aws_default_subnet" if stated is None else stated


def launched_with(stated: bool | None, subnets: tuple[Subnet, ...], hours: Decimal) -> Components:
    """The address that one instance gets when it is launched: if it says so, else as its subnet does.

    Where it may be launched in subnets that differ, a plan does not tell. One is released whenever the instance stops.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
    """
    given = [s.public for s in subnets] if stated is None else [stated]
    if given and all(given):
        yield from public_addresses(1, hours)
    elif any(given):
        yield usage("Public IPv4 address", IN_USE, None, "Hours")


class User(Block):
    """A resource that uses an address, or is one; nothing is read of it."""


class ExistingInterface(Block):
    """A `network_interface` block: an interface of its own, which gets no address when the instance is launched."""

    device_index: int = 0


class OfInstance(Block):
    """What tells whether an instance has a public address. An Elastic IP address takes the place of the automatic one.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html"""

    associate_public_ip_address: bool | None = None
    network_interface: tuple[ExistingInterface, ...] = ()
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_id")] = ()
    elastic: Annotated[tuple[User, ...], ReferredBy("aws_eip", "instance")] = ()
    elastic_of_interface: Annotated[tuple[User, ...], ReferredBy("aws_eip", "network_interface")] = ()
    associated: Annotated[tuple[User, ...], ReferredBy("aws_eip_association", "instance_id")] = ()
    associated_interface: Annotated[tuple[User, ...], ReferredBy("aws_eip_association", "network_interface_id")] = ()

    @property
    def stated(self) -> bool | None:
        """Whether it has an address that is billed with it; None leaves that to its template and its subnet."""
        if self.elastic or self.elastic_of_interface or self.associated or self.associated_interface:
            return False
        asked = self.associate_public_ip_address
        return False if asked is None and self.network_interface else asked


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
    zones: Annotated[tuple[User, ...], ReferredBy("aws_nat_gateway", "availability_zone_address.allocation_ids")] = (),
    load_balancers: Annotated[tuple[User, ...], ReferredBy("aws_lb", "subnet_mapping.allocation_id")] = (),
) -> Components:
    """Elastic IP address: AWS charges for each public IPv4 address since February 2024, in use or not.

    Whether it is in use decides the meter, not the price. Addresses from a pool of one's own cost nothing.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    if public_ipv4_pool.startswith(OWN_POOL) or customer_owned_ipv4_pool.startswith(OWN_POOL):
        return
    attached = instance or network_interface or association_id or associations
    if attached or nat_gateways or secondary or zones or load_balancers:
        yield hourly("Public IPv4 address (in use)", IN_USE)
    else:
        yield hourly("Public IPv4 address (idle)", IDLE)
