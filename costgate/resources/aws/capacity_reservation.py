"""Amazon EC2: capacity reservations."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws.launch import Compute, OperatingSystem
from costgate.resources.components import Block, Components, Unpriced, times
from costgate.resources.marks import ReferredBy
from costgate.resources.registry import resource

PLATFORMS: dict[str, OperatingSystem] = {
    "Linux/UNIX": "linux",
    "Windows": "windows",
    "Red Hat Enterprise Linux": "rhel",
    "SUSE Linux": "suse",
}
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservation.html"""


class User(Block):
    """An instance that runs in the reservation; nothing is read of it."""


@resource("aws_ec2_capacity_reservation")
def capacity_reservation(
    *,
    instance_type: str,
    instance_platform: str,
    instance_count: int,
    tenancy: str = "default",
    users: Annotated[
        tuple[User, ...],
        ReferredBy(
            "aws_instance", "capacity_reservation_specification.capacity_reservation_target.capacity_reservation_id"
        ),
    ] = (),
) -> Components:
    """Capacity reservation: what its instances cost on demand, whether they run or not.

    Instances of this plan that name it take its place. Others that run in it for being alike do too, but a plan does
    not tell: then both are counted.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    system = PLATFORMS.get(instance_platform)
    if system is None:
        raise Unpriced(f"instance_platform is {instance_platform!r}, expected one of {', '.join(PLATFORMS)}")
    unused = max(instance_count - len(users), 0)
    compute = Compute(operating_system=system)
    yield from times(unused, compute.components(instance_type, tenancy=tenancy, cpu_credits="standard"))
