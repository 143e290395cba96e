"""Amazon ECS: clusters, services on AWS Fargate."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, NamedTuple

from msgspec.structs import replace

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.aws.ebs import ebs_volume
from costgate.resources.aws.scaling import ScalingTarget
from costgate.resources.components import (
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    grouped,
    hourly,
    times,
    usage,
)
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

ECS = "AmazonECS"

FARGATE, FARGATE_SPOT = "FARGATE", "FARGATE_SPOT"

FREE_STORAGE_GB = 20
"""Ephemeral storage of a task without charge. https://aws.amazon.com/fargate/pricing/"""

SIZE = re.compile(r"(?P<number>\d{1,9}(\.\d{1,9})?|\.\d{1,9})\s*(?P<unit>vcpu|gb)?", re.IGNORECASE)
"""A task's `cpu` ("1024", "1 vCPU") or `memory` ("2048", "2 GB"): a bare number is 1024ths.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"""


def sized(attribute: str, text: str) -> Decimal:
    """vCPUs or GB that an attribute gives a task or instance."""
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise Unpriced(f"{attribute} is {text!r}, expected a number of units, vCPU or GB")
    return Decimal(found["number"]) if found["unit"] else Decimal(found["number"]) / 1024


class RuntimePlatform(Block):
    """A `runtime_platform` block."""

    operating_system_family: str = "LINUX"
    cpu_architecture: str = "X86_64"


class EphemeralStorage(Block):
    """An `ephemeral_storage` block."""

    size_in_gib: int = FREE_STORAGE_GB


class TaskDefinition(Block):
    """What is read of an `aws_ecs_task_definition`."""

    cpu: str = ""
    memory: str = ""
    requires_compatibilities: tuple[str, ...] = ()
    runtime_platform: RuntimePlatform = RuntimePlatform()
    ephemeral_storage: EphemeralStorage = EphemeralStorage()

    def components(self, *, spot: bool = False) -> Components:
        """One task running all month."""
        windows = self.runtime_platform.operating_system_family.upper().startswith("WINDOWS")
        arm = self.runtime_platform.cpu_architecture.upper() == "ARM64"
        kind = f"{'SpotUsage-' if spot else ''}Fargate-{'Windows-' if windows else 'ARM-' if arm else ''}"
        purchase = "spot" if spot else "on_demand"
        vcpus, gb = sized("cpu of its task definition", self.cpu), sized("memory of its task definition", self.memory)
        memory = PriceQuery(ECS, f"{kind}GB-Hours", purchase=purchase)
        yield hourly(f"Fargate memory ({bought(purchase)})", memory, count=gb, unit="GB-Hours")
        cpu = PriceQuery(ECS, f"{kind}vCPU-Hours:perCPU", purchase=purchase)
        yield hourly(f"Fargate vCPU ({bought(purchase)})", cpu, count=vcpus, unit="vCPU-Hours")
        if windows:
            licence = PriceQuery(ECS, "Fargate-Windows-OS-Hours:perCPU")
            yield hourly("Windows licence", licence, count=vcpus, unit="vCPU-Hours")
        if self.ephemeral_storage.size_in_gib > FREE_STORAGE_GB:
            extra = self.ephemeral_storage.size_in_gib - FREE_STORAGE_GB
            storage = PriceQuery(ECS, "Fargate-EphemeralStorage-GB-Hours")
            yield hourly("Ephemeral storage", storage, count=extra, unit="GB-Hours")


class Provider(Block):
    """A `capacity_provider_strategy` block."""

    capacity_provider: str = ""
    base: int = 0
    weight: int = 0


class ClusterProviders(Block):
    """What is read of an `aws_ecs_cluster_capacity_providers`."""

    capacity_providers: tuple[str, ...] = ()
    default_capacity_provider_strategy: tuple[Provider, ...] = ()


class Cluster(Block):
    """What is read of an `aws_ecs_cluster`."""

    providers: Annotated[
        tuple[ClusterProviders, ...], ReferredBy("aws_ecs_cluster_capacity_providers", "cluster_name")
    ] = ()

    @property
    def strategy(self) -> tuple[Provider, ...]:
        """Where a service runs that does not say. A cluster with Fargate alone leaves it no choice."""
        for providers in self.providers:
            names = providers.capacity_providers
            is_fargate = names and {FARGATE, FARGATE_SPOT}.issuperset(names)
            only = (Provider(capacity_provider=min(names)),) if is_fargate else ()
            return providers.default_capacity_provider_strategy or only
        return ()


def _only_choice(task: TaskDefinition | None) -> tuple[Provider, ...]:
    """Where a task runs in a cluster that nobody knows: on Fargate if nothing else takes it."""
    return (Provider(capacity_provider=FARGATE),) if task and task.requires_compatibilities == (FARGATE,) else ()


class Launch(NamedTuple):
    """How many tasks run on Fargate, on demand and on spot capacity."""

    on_demand: int
    spot: int

    def components(self, task: TaskDefinition | None, *, public: bool) -> Components:
        """Their bill, with an address each if they are `public`. What runs on instances is billed with them."""
        if not (self.on_demand or self.spot):
            return
        if task is None:
            raise Unpriced("its task definition is not in this plan")
        if self.on_demand:
            yield from times(self.on_demand, task.components())
        if self.spot:
            yield from times(self.spot, task.components(spot=True))
        if public:
            yield from public_addresses(self.on_demand + self.spot)


def _launch(count: int, launch_type: str, strategy: tuple[Provider, ...]) -> Launch:
    """How `count` tasks are spread: bases first, the rest by weight, in favour of on demand where it does not divide.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html"""
    providers = {p.capacity_provider: p for p in strategy}
    if launch_type:
        providers = {launch_type: Provider()}
    if not providers.keys() & {FARGATE, FARGATE_SPOT}:
        return Launch(0, 0)
    on_demand, spot = providers.get(FARGATE), providers.get(FARGATE_SPOT)
    if on_demand is None or spot is None:
        return Launch(count, 0) if on_demand else Launch(0, count)
    first = min(on_demand.base, count)
    rest = count - first - min(spot.base, count - first)
    weights = on_demand.weight + spot.weight
    first += -(-rest * on_demand.weight // weights) if weights else rest
    return Launch(first, count - first)


class Scale(Block):
    """A task set's `scale` block: a percentage of the service's desired count, rounded up.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html"""

    value: Decimal = Decimal(100)


class NetworkConfiguration(Block):
    """A `network_configuration` block."""

    assign_public_ip: bool = False


class TaskSet(Block):
    """What is read of an `aws_ecs_task_set`."""

    launch_type: str = ""
    capacity_provider_strategy: tuple[Provider, ...] = ()
    scale: Scale = Scale()
    network_configuration: NetworkConfiguration = NetworkConfiguration()
    task: Annotated[TaskDefinition | None, Ref("aws_ecs_task_definition", "task_definition")] = None


class Setting(Block):
    """A `setting` block."""

    name: str = ""
    value: str = ""


INSIGHTS = {"enabled": "CW:MetricMonitorUsage", "enhanced": "CW:ContainerInsightsECS-Metrics"}
"""What the metrics of Container Insights are billed as, by the setting's value; metrics of enhanced observability have
a price of their own. https://aws.amazon.com/cloudwatch/pricing/"""


@resource("aws_ecs_cluster")
def cluster(
    *, setting: tuple[Setting, ...] = (), container_insights_metrics: Usage[Decimal | None] = None
) -> Components:
    """ECS cluster: free itself; Container Insights, if it is on, by the custom metrics that it makes.

    Its tasks and instances are billed by themselves, and what Container Insights logs with its log group. That an
    account turns it on for all its clusters is not in a plan.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    for mode in (s.value for s in setting if s.name == "containerInsights"):
        for value, meter in INSIGHTS.items():
            if mode == value:
                metrics = PriceQuery(CLOUDWATCH, meter)
                yield usage("Container Insights metrics", metrics, container_insights_metrics, "Metrics")


class ManagedVolume(Block):
    """A `managed_ebs_volume` block: a volume that each task gets of its own. EBS makes it a gp2 one unless it is told.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html"""

    size_in_gb: int = 0
    volume_type: str = "gp2"
    iops: int = 0
    throughput: int = 0

    def components(self) -> Components:
        """The volume of one task. How large one of a snapshot is may be left to that, which is not in a plan."""
        volume = ebs_volume(
            volume_type=self.volume_type, size=self.size_in_gb, iops=self.iops, throughput=self.throughput
        )
        for line in volume:
            unknown = line.unit == "GB-Months" and not self.size_in_gb
            yield replace(line, quantity=None, usage_based=True) if unknown else line


class VolumeConfiguration(Block):
    """A `volume_configuration` block."""

    managed_ebs_volume: ManagedVolume = ManagedVolume()


@resource("aws_ecs_service")
def ecs_service(
    *,
    desired_count: int = 0,
    launch_type: str = "",
    capacity_provider_strategy: tuple[Provider, ...] = (),
    network_configuration: NetworkConfiguration = NetworkConfiguration(),
    volume_configuration: VolumeConfiguration | None = None,
    task: Annotated[TaskDefinition | None, Ref("aws_ecs_task_definition", "task_definition")] = None,
    cluster: Annotated[Cluster | None, Ref("aws_ecs_cluster", "cluster")] = None,
    task_sets: Annotated[tuple[TaskSet, ...], ReferredBy("aws_ecs_task_set", "service")] = (),
    targets: Annotated[tuple[ScalingTarget, ...], ReferredBy("aws_appautoscaling_target", "resource_id")] = (),
) -> Components:
    """ECS service: vCPUs, memory, storage and public addresses of its Fargate tasks, all month, or of its task sets.

    Tasks on EC2 or external instances cost nothing here but for the volume that each may get of its own. Where neither
    the service nor its cluster's default strategy says, a task that only Fargate takes runs there, unless its cluster
    is in the plan and has no Fargate. A service that scales by itself counts its desired tasks, at least its minimum or
    the `capacity` that the usage file states of its target.

    Prices: https://aws.amazon.com/fargate/pricing/
    """
    count = max(desired_count, *(t.expected for t in targets), 0)
    strategy = capacity_provider_strategy or (cluster.strategy if cluster else _only_choice(task))
    if not task_sets:
        yield from _launch(count, launch_type, strategy).components(task, public=network_configuration.assign_public_ip)
    if volume_configuration:
        yield from times(count, grouped("managed_ebs_volume", volume_configuration.managed_ebs_volume.components()))
    for i, task_set in enumerate(task_sets):
        tasks = int((count * task_set.scale.value / 100).to_integral_value(ROUND_CEILING))
        launch = _launch(tasks, task_set.launch_type or launch_type, task_set.capacity_provider_strategy or strategy)
        public = task_set.network_configuration.assign_public_ip
        yield from grouped(f"task_set[{i}]", launch.components(task_set.task, public=public))


class Service(Block):
    """What a task set needs of its service: that it is there."""


@resource("aws_ecs_task_set")
def ecs_task_set(*, of: Annotated[Service | None, Ref("aws_ecs_service", "service")] = None) -> Components:
    """ECS task set: billed with its service, which says how many tasks there are.

    Prices: https://aws.amazon.com/fargate/pricing/
    """
    if of is None:
        raise Unpriced("its service is not in this plan, which says how many tasks there are")
    yield from ()
