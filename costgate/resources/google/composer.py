"""Google Cloud Composer: Airflow environments of its three generations."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

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
from costgate.resources.google.disks import disk
from costgate.resources.google.machines import kind_of, machine
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

COMPOSER = "Cloud Composer"

GENERATION = re.compile(r"composer-(\d)\b.*")
"""The generation in an image's version: "composer-2.9.7-airflow-2.9.3", "composer-3-airflow-2".
https://cloud.google.com/composer/docs/concepts/versioning/composer-versions"""

NODES, NODE, NODE_DISK_GB = 3, "n1-standard-1", 100
DATABASE, WEB_SERVER = "db-n1-standard-2", "composer-n1-webserver-2"
"""What an environment of the first generation has that states nothing.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/composer_environment"""


class Part(NamedTuple):
    """How many of a component of Airflow there are, and what each has: vCPUs, GB of memory and of storage."""

    number: int
    cpu: Decimal
    memory: Decimal
    storage: Decimal


LEAST = Part(1, Decimal("0.5"), Decimal("1.875"), Decimal(1))
"""What a component has that states nothing, whatever the environment's size: presets are the console's.
https://cloud.google.com/composer/docs/composer-2/scale-environments"""

NO_TRIGGERER = Part(0, Decimal("0.5"), Decimal("0.5"), Decimal(0))
"""Triggerers are there only if they are asked for.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/composer_environment"""


class Workload(Block):
    """A block of `workloads_config`: a scheduler, triggerer, web server or worker."""

    count: int | None = None
    min_count: int | None = None
    cpu: Decimal | None = None
    memory_gb: Decimal | None = None
    storage_gb: Decimal | None = None

    def part(self, default: Part = LEAST) -> Part:
        """What it states, else what such a component has."""
        count = self.count if self.min_count is None else self.min_count
        return Part(
            default.number if count is None else count,
            default.cpu if self.cpu is None else self.cpu,
            default.memory if self.memory_gb is None else self.memory_gb,
            default.storage if self.storage_gb is None else self.storage_gb,
        )


class Workloads(Block):
    """The `workloads_config` block."""

    scheduler: Workload = Workload()
    triggerer: Workload = Workload()
    web_server: Workload = Workload()
    worker: Workload = Workload()


class NodeConfig(Block):
    """The `node_config` block."""

    machine_type: str = NODE
    disk_size_gb: int = NODE_DISK_GB


class MachineType(Block):
    """The `database_config` or `web_server_config` block."""

    machine_type: str = ""


class Software(Block):
    """The `software_config` block."""

    image_version: str = ""


class Config(Block):
    """The `config` block."""

    environment_size: Literal[
        "",
        "ENVIRONMENT_SIZE_SMALL",
        "ENVIRONMENT_SIZE_MEDIUM",
        "ENVIRONMENT_SIZE_LARGE",
        "ENVIRONMENT_SIZE_EXTRA_LARGE",
    ] = ""
    resilience_mode: Literal["", "STANDARD_RESILIENCE", "HIGH_RESILIENCE"] = ""
    node_count: int | None = None
    node_config: NodeConfig = NodeConfig()
    database_config: MachineType = MachineType()
    web_server_config: MachineType = MachineType()
    software_config: Software = Software()
    workloads_config: Workloads = Workloads()


@resource("google_composer_environment")
def composer_environment(
    *,
    config: Config = Config(),
    database_storage_gb: Usage[Decimal | None] = None,
    monthly_dcu_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Composer environment, by the generation of its image.

    The first has machines, and cores of its database and web server; the second a fee by its size, and what its
    schedulers, triggerers, web server and least workers are given; the third is billed by data compute units, of
    which the plan does not tell how many there are. The first one's storage, what DAGs do elsewhere, buckets and
    traffic are not modelled.

    Prices: https://cloud.google.com/composer/pricing
    """
    image = config.software_config.image_version
    found = GENERATION.fullmatch(image)
    generation = found[1] if found else ""
    if generation == "1":
        yield from _first(config)
    elif generation == "2":
        yield from _second(config)
        stored = PriceQuery(COMPOSER, "Cloud Composer Database Storage")
        yield usage("Database storage", stored, database_storage_gb, "GiB-Months")
    elif generation == "3":
        compute = PriceQuery(COMPOSER, "Cloud Composer 3 standard milli DCU-hours")
        yield usage("Data compute units", compute, monthly_dcu_hrs, "DCU-Hours")
        stored = PriceQuery(COMPOSER, "Cloud Composer 3 database storage")
        hours = None if database_storage_gb is None else database_storage_gb * HOURS_PER_MONTH
        yield usage("Database storage", stored, hours, "GiB-Hours")
    else:
        raise Unpriced(f"software_config.image_version is {image!r}, expected one such as composer-2-airflow-2")


def _first(config: Config) -> Components:
    """An environment of the first generation: its nodes, and the cores of its database and web server."""
    node = config.node_config
    nodes = NODES if config.node_count is None else config.node_count
    yield from times(nodes, grouped("node", machine(kind_of(node.machine_type))))
    yield from times(nodes, grouped("node", disk("pd-standard", node.disk_size_gb)))
    for name, kind, meter in (
        ("Database", config.database_config.machine_type or DATABASE, "Cloud Composer SQL vCPU time"),
        ("Web server", config.web_server_config.machine_type or WEB_SERVER, "Cloud Composer vCPU time"),
    ):
        cores = kind.rpartition("-")[2]
        if not cores.isdecimal():
            raise Unpriced(f"machine type {kind!r}, expected one that ends in its number of cores")
        yield hourly(f"{name} ({kind})", PriceQuery(COMPOSER, meter), count=int(cores), unit="vCPU-Hours")


def _second(config: Config) -> Components:
    """An environment of the second generation: a fee by its size, and what its components are given."""
    if config.resilience_mode == "HIGH_RESILIENCE":
        raise Unpriced("resilience_mode is HIGH_RESILIENCE, whose fee is not known")
    stated = config.workloads_config
    parts = (
        stated.scheduler.part(),
        stated.triggerer.part(NO_TRIGGERER),
        stated.web_server.part(),
        stated.worker.part(),
    )
    size = config.environment_size.removeprefix("ENVIRONMENT_SIZE_").capitalize() or "Small"
    yield hourly(f"Environment ({size.lower()})", PriceQuery(COMPOSER, f"{size} Cloud Composer Environment Fee"))
    for name, meter, quantity, unit in (
        ("vCPU", "CPUs", sum((p.number * p.cpu for p in parts), Decimal(0)), "vCPU-Hours"),
        ("Memory", "Memory", sum((p.number * p.memory for p in parts), Decimal(0)), "GiB-Hours"),
        ("Storage", "Storage", sum((p.number * p.storage for p in parts), Decimal(0)), "GiB-Hours"),
    ):
        query = PriceQuery(COMPOSER, f"Cloud Composer Compute {meter}")
        yield monthly(name, query, quantity * HOURS_PER_MONTH, unit)
