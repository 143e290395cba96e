"""Azure Container Apps: environments, apps and jobs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated, NamedTuple

from costgate.resources.azure import SECOND_MS, SECONDS_PER_HOUR
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

CONTAINER_APPS = "Azure Container Apps"
DEDICATED = "Azure Container Apps / Dedicated / Dedicated"
STANDARD = "Azure Container Apps / Standard / Standard"

BY_USE = "Consumption"
"""The type of profile whose apps are billed by use; those with GPUs, which are billed alike, begin with it."""


class Profile(NamedTuple):
    """An instance of a dedicated workload profile: vCPUs, GiB, GPUs."""

    vcpus: int
    memory: int
    gpus: int = 0


PROFILES = {
    "D4": Profile(4, 16),
    "D8": Profile(8, 32),
    "D16": Profile(16, 64),
    "D32": Profile(32, 128),
    "E4": Profile(4, 32),
    "E8": Profile(8, 64),
    "E16": Profile(16, 128),
    "E32": Profile(32, 256),
    "NC24-A100": Profile(24, 220, 1),
    "NC48-A100": Profile(48, 440, 2),
    "NC96-A100": Profile(96, 880, 4),
}
"""https://learn.microsoft.com/azure/container-apps/workload-profiles-overview#profile-types"""

GPUS = {"Consumption-GPU-NC24-A100": "NC A100 v4", "Consumption-GPU-NC8as-T4": "NC T4 v3"}
"""Types of profiles by use whose replicas have a GPU each -> its name on the bill.
https://learn.microsoft.com/azure/container-apps/gpu-serverless-overview"""


class WorkloadProfile(Block):
    """The `workload_profile` block."""

    name: str
    workload_profile_type: str
    minimum_count: int = 0


@resource("azurerm_container_app_environment")
def environment(*, workload_profile: tuple[WorkloadProfile, ...] = ()) -> Components:
    """Container Apps environment: nothing, unless it has dedicated workload profiles.

    Those cost one fee for the environment and their instances, of which the plan states the fewest. Private endpoints
    and planned maintenance, each of which costs that fee again, are not modelled, nor the load balancer and the public
    addresses that it makes in a network of one's own: https://learn.microsoft.com/azure/container-apps/networking

    Prices: https://azure.microsoft.com/pricing/details/container-apps/
    """
    dedicated = [profile for profile in workload_profile if not profile.workload_profile_type.startswith(BY_USE)]
    if dedicated:
        yield hourly("Dedicated plan management", PriceQuery(CONTAINER_APPS, f"{DEDICATED} Plan Management"))
    for profile in dedicated:
        if (size := PROFILES.get(profile.workload_profile_type)) is None:
            expected = ", ".join(PROFILES)
            raise Unpriced(f"workload_profile_type is {profile.workload_profile_type!r}, expected one of {expected}")
        if profile.minimum_count:
            name = f"{profile.name} ({profile.workload_profile_type})"
            yield from grouped(name, times(profile.minimum_count, _instance(size)))


def _instance(size: Profile) -> Components:
    for meter, count in (("vCPU", size.vcpus), ("Memory", size.memory), ("GPU", size.gpus)):
        if count:
            yield hourly(meter, PriceQuery(CONTAINER_APPS, f"{DEDICATED} {meter} Usage"), count=count)


class Container(Block):
    """A `container` of a template; its `memory` is a text such as "0.5Gi"."""

    cpu: Decimal
    memory: str


class Template(Block):
    """The `template` block of an app."""

    container: tuple[Container, ...] = ()
    min_replicas: int = 0


class JobTemplate(Block):
    """The `template` block of a job."""

    container: tuple[Container, ...] = ()


class Environment(Block):
    """What apps and jobs read of their environment: its profiles."""

    workload_profile: tuple[WorkloadProfile, ...] = ()

    def type_of(self, profile: str) -> str:
        """The type of a profile by its name; what names none is billed by use."""
        return next((p.workload_profile_type for p in self.workload_profile if p.name == profile), profile or BY_USE)


In = Annotated[Environment, Ref("azurerm_container_app_environment", "container_app_environment_id")]


@resource("azurerm_container_app", region_of="environment")
def app(
    *,
    template: Template,
    workload_profile_name: str = "",
    environment: In = Environment(),
    monthly_requests: Usage[Decimal | None] = None,
    monthly_active_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Container app: its replicas' vCPUs and memory, active or idle, and requests. On a dedicated profile nothing.

    The fewest replicas run all month, and are idle but for the usage file's `monthly_active_hrs`, which are those of
    all replicas together; with GPUs idle costs as much. The free grant, which is a subscription's, is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/container-apps/
    """
    kind = environment.type_of(workload_profile_name)
    if not kind.startswith(BY_USE):
        return
    active = monthly_active_hrs
    if idle := max(HOURS_PER_MONTH * template.min_replicas - (active or 0), Decimal(0)):
        for name, query, each, unit in _meters(template.container, kind, "Active" if kind in GPUS else "Idle"):
            yield monthly(f"{name} (idle)", query, idle * SECONDS_PER_HOUR * each, unit)
    yield from _active(template.container, kind, None if active is None else active * SECONDS_PER_HOUR)
    yield usage("Requests", PriceQuery(CONTAINER_APPS, f"{STANDARD} Requests"), monthly_requests, "Operations")


class Trigger(Block):
    """The `event_trigger_config`, `manual_trigger_config` and `schedule_trigger_config` blocks."""

    parallelism: int = 1


@resource("azurerm_container_app_job")
def job(
    *,
    template: JobTemplate,
    workload_profile_name: str = "",
    environment: In = Environment(),
    event_trigger_config: Trigger | None = None,
    manual_trigger_config: Trigger | None = None,
    schedule_trigger_config: Trigger | None = None,
    monthly_executions: Usage[Decimal | None] = None,
    execution_duration_ms: Usage[Decimal | None] = None,
) -> Components:
    """Container Apps job: vCPUs and memory of its replicas while it is executed. On a dedicated profile nothing.

    Prices: https://azure.microsoft.com/pricing/details/container-apps/
    """
    kind = environment.type_of(workload_profile_name)
    if not kind.startswith(BY_USE):
        return
    trigger = event_trigger_config or manual_trigger_config or schedule_trigger_config or Trigger()
    seconds = None
    if monthly_executions is not None and execution_duration_ms is not None:
        seconds = monthly_executions * execution_duration_ms / SECOND_MS * trigger.parallelism
    yield from _active(template.container, kind, seconds)


def _active(containers: tuple[Container, ...], kind: str, seconds: Decimal | None) -> Components:
    for name, query, each, unit in _meters(containers, kind, "Active"):
        yield usage(f"{name} (active)", query, None if seconds is None else seconds * each, unit)


def _meters(containers: tuple[Container, ...], kind: str, rate: str) -> Iterator[tuple[str, PriceQuery, Decimal, str]]:
    """What a replica is billed for: a name, its meter, how much of it the replica has each second, the unit."""
    try:
        memory = sum((Decimal(c.memory.removesuffix("Gi")) for c in containers), Decimal(0))
    except InvalidOperation:
        raise Unpriced(f"memory is {' and '.join(c.memory for c in containers)}, expected such as 0.5Gi") from None
    cpu = sum((c.cpu for c in containers), Decimal(0))
    yield "vCPU", PriceQuery(CONTAINER_APPS, f"{STANDARD} vCPU {rate} Usage"), cpu, "Seconds"
    yield "Memory", PriceQuery(CONTAINER_APPS, f"{STANDARD} Memory {rate} Usage"), memory, "GiB-Seconds"
    if kind in GPUS:
        yield "GPU", PriceQuery(CONTAINER_APPS, f"{STANDARD} {GPUS[kind]} GPU Usage"), Decimal(1), "Seconds"
