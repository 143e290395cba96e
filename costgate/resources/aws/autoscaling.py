"""Amazon EC2 Auto Scaling: groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.aws import reservation
from costgate.resources.aws.addresses import SUBNETS, Subnet
from costgate.resources.aws.launch import (
    Compute,
    LaunchConfiguration,
    LaunchTemplate,
    OperatingSystem,
    from_template,
)
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    Unpriced,
    times,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Specification(Block):
    """A `launch_template_specification` block: which template a mixed-instances policy launches."""

    template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template_id launch_template_name")
    ] = None


class Requirements(Block):
    """An `instance_requirements` block, which only tells that it is there: AWS chooses types that fit."""

    bare_metal: str = ""


class Override(Block):
    """An `override` block: a type to launch instead, counting as `weighted_capacity` units."""

    instance_type: str = ""
    instance_requirements: Requirements | None = None
    weighted_capacity: str = ""

    def type_over(self, template: LaunchTemplate) -> str:
        """The type that is launched: its own, else the template's. Raises Unpriced if AWS chooses it."""
        if self.instance_requirements is not None:
            raise Unpriced("its override has instance_requirements: AWS chooses the type, which is not in a plan")
        return self.instance_type or template.instance_type


class MixedLaunchTemplate(Block):
    """The `launch_template` block of a mixed-instances policy."""

    launch_template_specification: Specification = Specification()
    override: tuple[Override, ...] = ()


class Distribution(Block):
    """An `instances_distribution` block, with AWS's defaults."""

    on_demand_base_capacity: int = 0
    on_demand_percentage_above_base_capacity: int = 100


class MixedInstances(Block):
    """A `mixed_instances_policy` block."""

    instances_distribution: Distribution = Distribution()
    launch_template: MixedLaunchTemplate = MixedLaunchTemplate()


@resource("aws_autoscaling_group")
def autoscaling_group(
    *,
    launch_template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template.id launch_template.name")
    ] = None,
    launch_configuration: Annotated[
        LaunchConfiguration | None, Ref("aws_launch_configuration", "launch_configuration")
    ] = None,
    mixed_instances_policy: MixedInstances | None = None,
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "vpc_zone_identifier")] = (),
    min_size: int = 0,
    desired_capacity: int | None = None,
    instances: Usage[int | None] = None,
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    vcpu_count: Usage[int | None] = None,
    reserved_instance_type: Usage[str | None] = None,
    reserved_instance_term: Usage[str | None] = None,
    reserved_instance_payment_option: Usage[str | None] = None,
) -> Components:
    """Auto Scaling group: what its template or configuration launches, `desired_capacity` (else `min_size`) times.

    `instances` in the usage file says how many run on average. A mixed-instances policy counts its first override, its
    base capacity and percentage on demand, the rest spot. A warm pool is not modelled.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    compute = Compute(
        operating_system=operating_system,
        monthly_hrs=monthly_hrs,
        monthly_cpu_credit_hrs=monthly_cpu_credit_hrs,
        vcpu_count=vcpu_count,
        purchase=reservation(reserved_instance_term, reserved_instance_payment_option, reserved_instance_type),
    )
    count = instances if instances is not None else min_size if desired_capacity is None else desired_capacity
    if mixed_instances_policy:
        yield from _mixed(compute, mixed_instances_policy, count, subnets)
    elif launch_template:
        kind = launch_template.instance_type
        yield from times(count, from_template(compute, launch_template, kind, subnets=subnets))
    elif launch_configuration:
        of = replace(compute, purchase="spot") if launch_configuration.spot_price else compute
        monitoring = launch_configuration.enable_monitoring
        yield from times(count, launch_configuration.components(of, monitoring=monitoring, subnets=subnets))
    else:
        raise Unpriced("its launch template or launch configuration is not in this plan")


def _mixed(compute: Compute, policy: MixedInstances, capacity: int, subnets: tuple[Subnet, ...]) -> Components:
    """A mixed-instances policy: capacity and its base in units of the first override, split between on demand and spot.
    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html"""
    template = policy.launch_template.launch_template_specification.template
    if template is None:
        raise Unpriced("the launch template of its mixed_instances_policy is not in this plan")
    override = policy.launch_template.override[0] if policy.launch_template.override else Override()
    instance_type = override.type_over(template)
    weight = max(int(override.weighted_capacity), 1) if override.weighted_capacity.isdecimal() else 1
    count = -(-capacity // weight)
    split = policy.instances_distribution
    base = min(-(-split.on_demand_base_capacity // weight), count)
    on_demand = base + -(-(count - base) * split.on_demand_percentage_above_base_capacity // 100)
    yield from times(on_demand, from_template(compute, template, instance_type, subnets=subnets))
    if count > on_demand:
        yield from times(count - on_demand, from_template(compute, template, instance_type, "spot", subnets))
