"""Amazon EC2 Auto Scaling: groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from msgspec.structs import replace

from costgate.resources.aws.addresses import SUBNETS, Subnet
from costgate.resources.aws.launch import (
    Compute,
    InstanceUsage,
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
    grouped,
    times,
)
from costgate.resources.marks import Ref, Together, Usage
from costgate.resources.registry import resource

VOLUMES = "EBS:"
"""How the meters of volumes begin, which are paid for while an instance is stopped."""


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


class WarmPool(Block):
    """A `warm_pool` block: instances that are launched ahead, and then stopped, hibernated or left running.

    There are as many as the group may still grow by, up to `max_group_prepared_capacity` (-1: its greatest size), and
    `min_size` at least. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
    """

    pool_state: str = "Stopped"
    min_size: int = 0
    max_group_prepared_capacity: str = ""

    def size(self, capacity: int, max_size: int) -> int:
        """How many instances are kept ready beside `capacity` of them."""
        prepared = self.max_group_prepared_capacity
        most = int(prepared) if prepared.isdecimal() else max_size
        return max(most - capacity, self.min_size, 0)

    def components(self, launched: Components) -> Components:
        """What its instances cost of what such instances do: all if they run, else their volumes."""
        running = self.pool_state == "Running"
        yield from grouped("warm_pool", (line for line in launched if running or line.price.meter.startswith(VOLUMES)))


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
    max_size: int = 0,
    desired_capacity: int | None = None,
    warm_pool: WarmPool | None = None,
    instances: Usage[int | None] = None,
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    stated: Annotated[InstanceUsage, Together],
) -> Components:
    """Auto Scaling group: what its template or configuration launches, `desired_capacity` (else `min_size`) times.

    `instances` in the usage file says how many run on average. A mixed-instances policy counts its first override, its
    base capacity and percentage on demand, the rest spot. A warm pool has the volumes of what it keeps stopped.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    compute = stated.compute(operating_system, monthly_hrs)
    capacity = min_size if desired_capacity is None else desired_capacity
    count = capacity if instances is None else instances
    launching = Launching(compute, launch_template, launch_configuration, mixed_instances_policy, subnets)
    yield from launching.components(count)
    if warm_pool and (spare := warm_pool.size(capacity, max_size)):
        yield from warm_pool.components(launching.components(spare))


class Launching(NamedTuple):
    """What a group launches: how, of what, and where."""

    compute: Compute
    template: LaunchTemplate | None
    configuration: LaunchConfiguration | None
    policy: MixedInstances | None
    subnets: tuple[Subnet, ...]

    def components(self, count: int) -> Components:
        """So many instances, or units of capacity, with their volumes and public addresses."""
        template, configuration, subnets = self.template, self.configuration, self.subnets
        if self.policy:
            yield from _mixed(self.compute, self.policy, count, subnets)
        elif template:
            yield from times(count, from_template(self.compute, template, template.instance_type, subnets=subnets))
        elif configuration:
            of = replace(self.compute, purchase="spot") if configuration.spot_price else self.compute
            monitoring = configuration.enable_monitoring
            yield from times(count, configuration.components(of, monitoring=monitoring, subnets=subnets))
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
