"""Amazon ECS: capacity providers."""

from __future__ import annotations

from costgate.resources.components import Block, Components, Unpriced
from costgate.resources.registry import resource


class ManagedInstances(Block):
    """A `managed_instances_provider` block."""

    infrastructure_role_arn: str = ""


@resource("aws_ecs_capacity_provider")
def capacity_provider(*, managed_instances_provider: ManagedInstances | None = None) -> Components:
    """Capacity provider: the Auto Scaling group that it scales is billed.

    Instances that ECS itself launches and manages are in no plan.

    Prices: https://aws.amazon.com/ecs/pricing/
    """
    if managed_instances_provider:
        raise Unpriced("managed_instances_provider launches instances that are not in the plan")
    yield from ()
