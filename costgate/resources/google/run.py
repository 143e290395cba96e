"""Google Cloud Run: services of both APIs, and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

RUN = "Cloud Run"

TIER_1 = frozenset(
    {
        "asia-east1",
        "asia-northeast1",
        "asia-northeast2",
        "asia-south1",
        "europe-north1",
        "europe-southwest1",
        "europe-west1",
        "europe-west4",
        "europe-west8",
        "europe-west9",
        "me-west1",
        "northamerica-south1",
        "us-central1",
        "us-east1",
        "us-east4",
        "us-east5",
        "us-south1",
        "us-west1",
    }
)
"""Regions whose prices are lower; all others are of tier 2. https://cloud.google.com/run/pricing#tables"""

SECONDS_AN_HOUR = 3600
STEP_MS = 100
"""What a request's time is rounded up to. https://cloud.google.com/run/pricing"""

LEAST_SECONDS = 60
"""What a task of a job is billed for at least. https://cloud.google.com/run/pricing"""

SUFFIXES = {
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "Ki": Decimal(1024),
    "Mi": Decimal(1024**2),
    "Gi": Decimal(1024**3),
}
"""Suffixes of quantities. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""

CPU, MEMORY = "1", "512Mi"
"""What a container has that states no limits. https://cloud.google.com/run/docs/configuring/services/memory-limits"""

GPU = "nvidia.com/gpu"
ACCELERATOR = "nvidia-l4"
SINGLE_ZONE = "run.googleapis.com/gpu-zonal-redundancy-disabled"
"""The limit that gives a container GPUs, which ones those are that are not named, and the annotation that keeps them in
one zone. https://cloud.google.com/run/docs/configuring/services/gpu"""


def amount(text: str) -> Decimal:
    """A quantity as Kubernetes writes it: "250m" -> 0.25, "512Mi" -> 536870912."""
    number = text.rstrip("mkMGi")
    suffix = text[len(number) :]
    try:
        return Decimal(number) * (SUFFIXES[suffix] if suffix else 1)
    except (InvalidOperation, KeyError):
        raise Unpriced(f"a limit is {text!r}, expected a number such as 1, 250m or 512Mi") from None


class Resources(Block):
    """The `resources` block. `cpu_idle` is true only where it is stated or there is no such block.

    https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service
    """

    limits: Mapping[str, Any] = {}
    cpu_idle: bool = False


class Container(Block):
    """A `containers` block."""

    resources: Resources | None = None

    def limit(self, name: str, default: str) -> Decimal:
        """What it may use of "cpu", "memory" or GPUs."""
        return amount(str((self.resources.limits if self.resources else {}).get(name) or default))


class Size(Block):
    """What an instance has: vCPUs, GiB and GPUs of all its containers, and which GPUs and with how many zones."""

    cpu: Decimal
    memory: Decimal
    gpus: Decimal = Decimal(0)
    card: str = ""


class Selector(Block):
    """A `node_selector` block."""

    accelerator: str = ""


def card_of(accelerator: str, *, single_zone: bool) -> str:
    """What GPUs are called on the bill, by their type and whether there are spare ones in another zone."""
    return f"{accelerator or ACCELERATOR}, {'without' if single_zone else 'with'} zonal redundancy"


def size_of(containers: tuple[Container, ...], card: str = "") -> Size:
    """The size of an instance; one without containers, as while it is imported, has one of the default size."""
    each = containers or (Container(),)
    return Size(
        cpu=sum((c.limit("cpu", CPU) for c in each), Decimal(0)),
        memory=sum((c.limit("memory", MEMORY) for c in each), Decimal(0)) / SUFFIXES["Gi"],
        gpus=sum((c.limit(GPU, "0") for c in each), Decimal(0)),
        card=card,
    )


def allocation(size: Size, seconds: Decimal | None, how: str = "") -> Components:
    """CPU, memory and GPUs for `seconds` of instances; `how` is the end of the meters' names.

    https://cloud.google.com/run/pricing
    """
    for name, unit, each in (("CPU", "vCPU-Seconds", size.cpu), ("Memory", "GiB-Seconds", size.memory)):
        query = PriceQuery(RUN, f"{name} Allocation Time{how}")
        yield usage(f"{name} allocation time", query, None if seconds is None else seconds * each, unit)
    if size.gpus:
        time = None if seconds is None else seconds * size.gpus
        query = PriceQuery(RUN, f"GPU Allocation Time ({size.card})")
        yield usage("GPU allocation time", query, time, "GPU-Seconds")


def waiting(service: str, meter: str, size: Size, seconds: Decimal) -> Components:
    """CPU and memory of instances that wait for requests; `meter` has "{}" where the name says which."""
    for name, unit, each in (("CPU", "vCPU-Seconds", size.cpu), ("Memory", "GiB-Seconds", size.memory)):
        yield monthly(f"{name} of idle instances", PriceQuery(service, meter.format(name)), seconds * each, unit)


def busy(requests: Decimal | None, duration_ms: Decimal | None, at_a_time: Decimal = Decimal(1)) -> Decimal | None:
    """The seconds of all requests, each rounded up to a step and `at_a_time` in an instance; None if not stated."""
    if requests is None or duration_ms is None:
        return None
    return requests * (-(-duration_ms // STEP_MS) * STEP_MS / 1000) / max(at_a_time, Decimal(1))


def idle(least: int, hours: Decimal, seconds: Decimal | None) -> Decimal:
    """The seconds for which `least` instances wait: all hours of theirs without `seconds` of work."""
    return max(least * hours * SECONDS_AN_HOUR - (seconds or 0), Decimal(0))


class Metadata(Block):
    """A `metadata` block: what configures a service of the first API is in its annotations."""

    annotations: Mapping[str, Any] = {}


def annotated(notes: Mapping[str, Any]) -> int:
    """The instances that annotations of the first API say that there are at least.

    https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_service#annotations
    """
    manual = str(notes.get("run.googleapis.com/scalingMode") or "").lower() == "manual"
    least = ("autoscaling.knative.dev/minScale", "run.googleapis.com/minScale")
    stated = [str(notes.get(n)) for n in (("run.googleapis.com/manualInstanceCount",) if manual else least)]
    return max((int(count) for count in stated if count.isdecimal()), default=0)


class Spec(Block):
    """The `spec` block."""

    containers: tuple[Container, ...] = ()
    node_selector: Mapping[str, Any] = {}


class Scaling(Block):
    """A `scaling` block. In the mode MANUAL there are as many instances as it states, whatever the load."""

    min_instance_count: int = 0
    scaling_mode: str = ""
    manual_instance_count: int = 0

    @property
    def least(self) -> int:
        """The instances that there are at least."""
        return self.manual_instance_count if self.scaling_mode == "MANUAL" else self.min_instance_count


class Template(Block):
    """The `template` block of a service: the first API has `metadata` and `spec` in it, the second the rest."""

    metadata: Metadata = Metadata()
    spec: Spec = Spec()
    containers: tuple[Container, ...] = ()
    scaling: Scaling = Scaling()
    node_selector: Selector = Selector()
    gpu_zonal_redundancy_disabled: bool = False

    def card(self, notes: Mapping[str, Any]) -> str:
        """What its GPUs are called on the bill: the first API says it in its annotations and its selector."""
        alone = self.gpu_zonal_redundancy_disabled or str(notes.get(SINGLE_ZONE) or "").lower() == "true"
        kind = str(self.spec.node_selector.get("run.googleapis.com/accelerator") or self.node_selector.accelerator)
        return card_of(kind, single_zone=alone)


@resource("google_cloud_run_service", "google_cloud_run_v2_service")
def cloud_run_service(
    *,
    kind: Annotated[str, TypeName],
    location: str,
    metadata: Metadata = Metadata(),
    template: Template = Template(),
    scaling: Scaling = Scaling(),
    monthly_requests: Usage[Decimal | None] = None,
    average_request_duration_ms: Usage[Decimal | None] = None,
    concurrent_requests_per_instance: Usage[Decimal] = Decimal(1),
    instance_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Run service: CPU and memory while it serves requests, and the requests; or while its instances live.

    The instances that there are at least cost less while they wait for requests. `instance_hrs` are those of each of
    them, all hours of the month if not stated. Traffic is not modelled.

    Prices: https://cloud.google.com/run/pricing
    """
    notes = {**metadata.annotations, **template.metadata.annotations}
    containers = template.spec.containers or template.containers
    size = size_of(containers, template.card(notes))
    least = max(annotated(notes), template.scaling.least, scaling.least)
    hours = HOURS_PER_MONTH if instance_hrs is None and least else instance_hrs
    throttled = all(c.resources is None or c.resources.cpu_idle for c in containers)
    if kind == "google_cloud_run_service":
        throttled = str(notes.get("run.googleapis.com/cpu-throttling") or "true").lower() != "false"
    if not throttled:
        seconds = None if hours is None else hours * SECONDS_AN_HOUR * max(least, 1)
        yield from allocation(size, seconds, " (Always-on CPU)")
        return
    first = any(location.endswith(region) for region in TIER_1)
    seconds = busy(monthly_requests, average_request_duration_ms, concurrent_requests_per_instance)
    yield from allocation(size, seconds, "" if first else " (tier 2)")
    if least:
        meter = f"Services Min Instance {{}}{'' if first else ' Tier 2'} (Request-based billing)"
        yield from waiting(RUN, meter, size, idle(least, hours or Decimal(0), seconds))
    yield usage("Requests", PriceQuery(RUN, "Requests", region="global"), monthly_requests, "Requests")


class Task(Block):
    """The inner `template` block of a job."""

    containers: tuple[Container, ...] = ()
    node_selector: Selector = Selector()
    gpu_zonal_redundancy_disabled: bool = False


class Execution(Block):
    """The outer `template` block of a job."""

    task_count: int = 1
    template: Task = Task()


@resource("google_cloud_run_v2_job")
def cloud_run_v2_job(
    *,
    template: Execution = Execution(),
    monthly_job_executions: Usage[Decimal | None] = None,
    average_task_execution_mins: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Run job: CPU, memory and GPUs of its tasks, each for a minute at least. Traffic is not modelled.

    Prices: https://cloud.google.com/run/pricing
    """
    seconds = None
    if monthly_job_executions is not None and average_task_execution_mins is not None:
        each = max(average_task_execution_mins * 60, Decimal(LEAST_SECONDS))
        seconds = monthly_job_executions * (template.task_count or 1) * each
    task = template.template
    card = card_of(task.node_selector.accelerator, single_zone=task.gpu_zonal_redundancy_disabled)
    yield from allocation(size_of(task.containers, card), seconds, " (Jobs)")


class PoolScaling(Block):
    """The `scaling` block of a worker pool, which has as many instances as it states unless it is automatic."""

    min_instance_count: int = 0
    scaling_mode: str = ""
    manual_instance_count: int | None = None

    @property
    def instances(self) -> int:
        """The instances that there are, at least."""
        if self.scaling_mode == "AUTOMATIC":
            return self.min_instance_count
        return 1 if self.manual_instance_count is None else self.manual_instance_count


@resource("google_cloud_run_v2_worker_pool")
def worker_pool(
    *, template: Task = Task(), scaling: PoolScaling = PoolScaling(), instance_hrs: Usage[Decimal | None] = None
) -> Components:
    """Cloud Run worker pool: CPU, memory and GPUs of its instances while they live.

    `instance_hrs` are those of each of the instances that there are at least, all hours of the month if not stated; or
    those of all where there are none at least. Traffic is not modelled.

    Prices: https://cloud.google.com/run/pricing
    """
    automatic = scaling.scaling_mode == "AUTOMATIC" and not scaling.instances
    hours = HOURS_PER_MONTH if instance_hrs is None and not automatic else instance_hrs
    seconds = None if hours is None else hours * SECONDS_AN_HOUR * (1 if automatic else scaling.instances)
    card = card_of(template.node_selector.accelerator, single_zone=template.gpu_zonal_redundancy_disabled)
    yield from allocation(size_of(template.containers, card), seconds, " (Worker Pools)")
