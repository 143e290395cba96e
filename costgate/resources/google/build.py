"""From source to release: Cloud Source Repositories, Secure Source Manager, Cloud Build and Cloud Deploy."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.google.machines import family_of, shape_of
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BUILD = "Cloud Build"
SOURCE = "Source Repository"

MACHINES = {
    "": "e2-standard-2",
    "UNSPECIFIED": "e2-standard-2",
    "E2_MEDIUM": "e2-medium",
    "E2_HIGHCPU_8": "e2-highcpu-8",
    "E2_HIGHCPU_32": "e2-highcpu-32",
    "N1_HIGHCPU_8": "e2-highcpu-8",
    "N1_HIGHCPU_32": "e2-highcpu-32",
}
"""Machines of the default pool, and those whose price they have. https://cloud.google.com/build/pricing"""


class BuildOptions(Block):
    """The `options` block."""

    machine_type: str = ""
    worker_pool: str = ""


class Build(Block):
    """The `build` block."""

    options: BuildOptions = BuildOptions()


@resource("google_cloudbuild_trigger")
def trigger(*, build: Build = Build(), monthly_build_mins: Usage[Decimal | None] = None) -> Components:
    """Build trigger: the minutes of the builds that it starts, by machine.

    A build in a private pool is billed with the pool. The 2,500 minutes that an account has for nothing are not taken
    off. A machine that is named in the repository's build file is not seen.

    Prices: https://cloud.google.com/build/pricing
    """
    if build.options.worker_pool:
        return
    kind = build.options.machine_type
    if kind not in MACHINES:
        raise Unpriced(f"machine_type is {kind!r}, expected one of {', '.join(m for m in MACHINES if m)}")
    machine = MACHINES[kind]
    query = PriceQuery(BUILD, f"Build time {machine}", region="global")
    yield usage(f"Builds ({machine})", query, monthly_build_mins, "Minutes")


class Worker(Block):
    """The `worker_config` block."""

    machine_type: str = ""


@resource("google_cloudbuild_worker_pool")
def worker_pool(*, worker_config: Worker = Worker(), monthly_build_mins: Usage[Decimal | None] = None) -> Components:
    """Private pool of Cloud Build: the minutes of its builds, by cores and memory of an E2 machine.

    Disks beyond 100 GB are not modelled.

    Prices: https://cloud.google.com/build/pricing
    """
    machine = worker_config.machine_type
    cores, memory = shape_of(machine)
    if machine == "e2-medium":
        cores, memory = Decimal(1), Decimal(4)
    if not cores or family_of(machine) != "E2":
        raise Unpriced(f"worker_config.machine_type is {machine!r}, whose price by the minute is not known")
    for name, amount, unit in (("vCPU", cores, "vCPU-Minutes"), ("memory", memory, "GiB-Minutes")):
        minutes = None if monthly_build_mins is None else monthly_build_mins * amount
        yield usage(f"Builds ({machine}, {name})", PriceQuery(BUILD, f"Private pool {name}"), minutes, unit)


class Stage(Block):
    """A `stages` block: a target that releases go to."""


class Pipeline(Block):
    """The `serial_pipeline` block."""

    stages: tuple[Stage, ...] = ()


@resource("google_clouddeploy_delivery_pipeline")
def delivery_pipeline(*, serial_pipeline: Pipeline = Pipeline(), suspended: bool = False) -> Components:
    """Delivery pipeline: a charge a month if it has several targets; with one it is free, and while it is suspended.

    The first pipeline of an account is free too, which is not taken off. A stage whose target stands for several others
    counts as one.

    Prices: https://cloud.google.com/deploy/pricing
    """
    if len(serial_pipeline.stages) > 1 and not suspended:
        query = PriceQuery("Cloud Deploy", "Active multi-target delivery pipeline", region="global")
        yield monthly("Multi-target pipeline", query, 1, "Months")


@resource("google_secure_source_manager_instance")
def source_manager_instance() -> Components:
    """Secure Source Manager instance: its price by the month, whatever its repositories hold.

    Prices: https://cloud.google.com/secure-source-manager/pricing
    """
    yield monthly("Instance", PriceQuery("Secure Source Manager", "Fixed Instance Pricing"), 1, "Months")


@resource("google_sourcerepo_repository")
def source_repository(
    *, storage_gb: Usage[Decimal | None] = None, monthly_active_users: Usage[Decimal | None] = None
) -> Components:
    """Source repository: what it stores, and who uses it.

    The 50 GiB and the five users that an account has for nothing are not taken off.

    Prices: https://cloud.google.com/source-repositories/pricing
    """
    yield usage("Storage", PriceQuery(SOURCE, "Storage", region="global"), storage_gb, "GiB-Months")
    yield usage("Users", PriceQuery(SOURCE, "Monthly Active Users", region="global"), monthly_active_users, "Users")
