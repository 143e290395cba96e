"""Amazon EC2: fleets and spot fleets."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.aws.addresses import SUBNETS, Subnet
from costgate.resources.aws.autoscaling import MixedLaunchTemplate
from costgate.resources.aws.autoscaling import Override as MixedOverride
from costgate.resources.aws.launch import Compute, Launched, LaunchTemplate, OperatingSystem, from_template
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, Unpriced, times
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class TargetCapacity(Block):
    """A `target_capacity_specification` block."""

    default_target_capacity_type: str
    total_target_capacity: int
    on_demand_target_capacity: int = 0
    spot_target_capacity: int = 0

    @property
    def on_demand(self) -> int:
        """Units on demand: those that are asked for, and the rest unless spot is the default."""
        is_rest = self.default_target_capacity_type == "on-demand"
        return self.total_target_capacity - self.spot_target_capacity if is_rest else self.on_demand_target_capacity


def _instances(units: int, weight: str) -> int:
    """How many instances of a weight make so many units. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-instance-weighting.html"""
    each = Decimal(weight) if weight.isdecimal() else Decimal(1)
    return -(-units // max(int(each), 1))


class PlacedOverride(MixedOverride):
    """An `override` block of a fleet, which may name a subnet."""

    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_id")] = ()


class FleetTemplate(MixedLaunchTemplate):
    """A `launch_template_config` block."""

    override: tuple[PlacedOverride, ...] = ()


@resource("aws_ec2_fleet")
def ec2_fleet(
    *,
    target_capacity_specification: TargetCapacity,
    launch_template_config: tuple[FleetTemplate, ...] = (),
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """EC2 Fleet: instances of its first template and override, on demand and spot, until its capacity is reached.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    config = launch_template_config[0] if launch_template_config else FleetTemplate()
    template = config.launch_template_specification.template
    if template is None:
        raise Unpriced("its launch template is not in this plan")
    compute = Compute(operating_system=operating_system, monthly_hrs=monthly_hrs)
    override = config.override[0] if config.override else PlacedOverride()
    kind, weight = override.type_over(template), override.weighted_capacity
    of = target_capacity_specification
    for units, purchase in ((of.on_demand, ""), (of.total_target_capacity - of.on_demand, "spot")):
        if units > 0:
            yield from times(
                _instances(units, weight), from_template(compute, template, kind, purchase, override.subnets)
            )


class LaunchSpecification(Launched):
    """A `launch_specification` block. To ask for no address is the provider's default, and leaves it to the subnet.
    https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/ec2_spot_fleet_request.go"""

    weighted_capacity: str = ""
    monitoring: bool = False
    associate_public_ip_address: bool | None = False
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_id")] = ()

    def one(self, compute: Compute) -> Components:
        """One of its instances."""
        asking = replace(self, associate_public_ip_address=self.associate_public_ip_address or None)
        yield from asking.components(compute, monitoring=self.monitoring, subnets=self.subnets)


class Override(Block):
    """An `overrides` block."""

    instance_type: str = ""
    weighted_capacity: str = ""
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_id")] = ()


class Specification(Block):
    """A `launch_template_specification` block of a spot fleet."""

    template: Annotated[LaunchTemplate | None, Ref("aws_launch_template", "id name")] = None


class SpotTemplate(Block):
    """A `launch_template_config` block of a spot fleet."""

    launch_template_specification: Specification = Specification()
    overrides: tuple[Override, ...] = ()


@resource("aws_spot_fleet_request")
def spot_fleet(
    *,
    target_capacity: int,
    on_demand_target_capacity: int = 0,
    launch_specification: tuple[LaunchSpecification, ...] = (),
    launch_template_config: tuple[SpotTemplate, ...] = (),
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Spot fleet: spot instances of its first specification, and what it has on demand besides.

    Prices: https://aws.amazon.com/ec2/spot/pricing/
    """
    compute = Compute(operating_system=operating_system, monthly_hrs=monthly_hrs)
    spot = Compute(operating_system=operating_system, monthly_hrs=monthly_hrs, purchase="spot")
    first = launch_specification[0] if launch_specification else None
    config = launch_template_config[0] if launch_template_config else SpotTemplate()
    override = config.overrides[0] if config.overrides else Override()
    template = config.launch_template_specification.template
    weight = first.weighted_capacity if first else override.weighted_capacity
    for units, how in ((on_demand_target_capacity, compute), (target_capacity - on_demand_target_capacity, spot)):
        if units > 0 and first:
            yield from times(_instances(units, weight), first.one(how))
        elif units > 0 and template:
            kind = override.instance_type or template.instance_type
            yield from times(
                _instances(units, weight), from_template(how, template, kind, how.purchase, override.subnets)
            )
        elif units > 0:
            raise Unpriced("its launch template is not in this plan")
