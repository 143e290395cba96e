"""AWS Batch: compute environments."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated

from costgate.resources.aws import EC2
from costgate.resources.aws.ecs import ECS
from costgate.resources.aws.launch import OPERATIONS, BlockDevice, Compute
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, bought, times, usage
from costgate.resources.facts import table
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

FARGATE = {"FARGATE": ("Fargate-", "on_demand"), "FARGATE_SPOT": ("SpotUsage-Fargate-", "spot")}
INSTANCES = {"EC2": "on_demand", "SPOT": "spot"}

ROOT_GB = 30
"""The volume of an instance of the ECS-optimised image that Batch launches.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-ami-storage-config.html"""


class ComputeResources(Block):
    """A `compute_resources` block."""

    kind: Annotated[str, Attribute("type")]
    instance_type: tuple[str, ...] = ()
    min_vcpus: int = 0

    def vcpus(self) -> Decimal:
        """The vCPUs of an instance of its first type. Raises Unpriced where AWS chooses the type."""
        first = self.instance_type[0] if self.instance_type else "optimal"
        if vcpus := table("aws/instance_types").get(first, {}).get("vcpu"):
            return Decimal(vcpus)
        raise Unpriced(
            f"compute_resources.instance_type is {first!r}, of which AWS chooses: expected a type with a size"
        )


@resource("aws_batch_compute_environment")
def compute_environment(
    *,
    compute_resources: ComputeResources | None = None,
    instances: Usage[Decimal | None] = None,
    monthly_vcpu_hrs: Usage[Decimal | None] = None,
    monthly_memory_gb_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Batch environment: instances of its first type with a volume, or what its jobs take on Fargate.

    Batch itself is free. `instances` says how many run on average, else the least vCPUs do. What an unmanaged
    environment runs on is billed as what it is.

    Prices: https://aws.amazon.com/batch/pricing/
    """
    of = compute_resources
    if of is None:
        return
    if of.kind in FARGATE:
        meter, purchase = FARGATE[of.kind]
        vcpu = PriceQuery(ECS, f"{meter}vCPU-Hours:perCPU", purchase=purchase)
        yield usage("Fargate vCPU", vcpu, monthly_vcpu_hrs, "vCPU-Hours")
        memory = PriceQuery(ECS, f"{meter}GB-Hours", purchase=purchase)
        yield usage("Fargate memory", memory, monthly_memory_gb_hrs, "GB-Hours")
    elif of.kind in INSTANCES:
        least = (of.min_vcpus / of.vcpus()).to_integral_value(ROUND_CEILING)
        yield from _instances(
            of.instance_type[0], INSTANCES[of.kind], least or None if instances is None else instances
        )
    else:
        raise Unpriced(f"compute_resources.type is {of.kind!r}, expected one of {', '.join((*INSTANCES, *FARGATE))}")


def _instances(kind: str, purchase: str, count: Decimal | None) -> Components:
    """So many instances with their volumes; None: nobody says how many."""
    if count is None:
        box = "SpotUsage" if purchase == "spot" else "BoxUsage"
        query = PriceQuery(EC2, f"{box}:{kind}", OPERATIONS["linux"], purchase)
        yield usage(f"Instance usage ({bought(purchase)}, {kind})", query, None, "Hours")
    else:
        yield from times(count, Compute(purchase=purchase).components(kind, cpu_credits="standard"))
        yield from times(count, BlockDevice(volume_size=ROOT_GB).components("root volume"))
