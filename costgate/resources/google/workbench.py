"""Google Vertex AI Workbench: notebooks on machines of one's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, grouped, hourly
from costgate.resources.google.compute import PUBLIC, Machine
from costgate.resources.google.disks import disk
from costgate.resources.google.machines import Accelerator
from costgate.resources.google.vertex import VERTEX
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

BOOT_GB, DATA_GB, DISK_TYPE = 150, 100, "PD_BALANCED"
"""Disks of an instance that states none. https://cloud.google.com/vertex-ai/docs/workbench/reference/rest/v2/projects.locations.instances"""

FORMER_GB, FORMER_DISK_TYPE = 100, "PD_STANDARD"
"""Disks of a notebook of the former API. https://cloud.google.com/vertex-ai/docs/workbench/reference/rest/v1/projects.locations.instances"""

MACHINE = "e2-standard-4"
"""https://cloud.google.com/vertex-ai/docs/workbench/instances/create"""


def terraform_name(kind: str) -> str:
    """A disk or accelerator type of notebooks, "PD_SSD" or "NVIDIA_TESLA_T4", as Compute Engine spells it."""
    return kind.lower().replace("_", "-")


class Gpu(Block):
    """An `accelerator_configs` or `accelerator_config` block."""

    kind: Annotated[str, Attribute("type")] = ""
    core_count: int = 1


class Disk(Block):
    """A `boot_disk` or `data_disks` block."""

    disk_size_gb: int | None = None
    disk_type: str = ""


def notebook(
    machine_type: str, cards: tuple[Gpu, ...], boot: Disk, data: Disk, hours: Decimal, *, public: bool
) -> Components:
    """A machine for `hours`, its GPUs and address, and its two disks, which stay."""
    made = Machine(
        machine_type=machine_type,
        guest_accelerator=tuple(Accelerator(type_=terraform_name(g.kind), count=g.core_count) for g in cards),
        network_interface=PUBLIC if public else (),
    )
    yield from made.running(hours, None, 0, "")
    yield from grouped("boot_disk", disk(terraform_name(boot.disk_type or DISK_TYPE), boot.disk_size_gb or BOOT_GB))
    yield from grouped("data_disk", disk(terraform_name(data.disk_type or DISK_TYPE), data.disk_size_gb or DATA_GB))


class Setup(Block):
    """The `gce_setup` block."""

    machine_type: str = MACHINE
    accelerator_configs: tuple[Gpu, ...] = ()
    boot_disk: Disk = Disk()
    data_disks: Disk = Disk()
    disable_public_ip: bool = False


@resource("google_workbench_instance")
def workbench_instance(
    *,
    gce_setup: Setup = Setup(),
    desired_state: Literal["ACTIVE", "STOPPED"] = "ACTIVE",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Workbench instance: its machine, GPUs, disks and external address, and a fee; a stopped one keeps its disks.

    No source has the management fee, which is asked for while it runs.

    Prices: https://cloud.google.com/vertex-ai/pricing#notebooks
    """
    hours = Decimal(0) if desired_state == "STOPPED" else monthly_hrs
    yield from notebook(
        gce_setup.machine_type,
        gce_setup.accelerator_configs,
        gce_setup.boot_disk,
        gce_setup.data_disks,
        hours,
        public=not gce_setup.disable_public_ip,
    )
    yield hourly("Management fee", PriceQuery(VERTEX, "Workbench management fee"), hours)


@resource("google_notebooks_instance")
def notebooks_instance(
    *,
    machine_type: str,
    accelerator_config: tuple[Gpu, ...] = (),
    boot_disk_type: str = FORMER_DISK_TYPE,
    boot_disk_size_gb: int = FORMER_GB,
    data_disk_type: str = FORMER_DISK_TYPE,
    data_disk_size_gb: int = FORMER_GB,
    no_public_ip: bool = False,
    desired_state: Literal["ACTIVE", "STOPPED"] = "ACTIVE",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Notebook of the former API: its machine, GPUs, disks and external address; if it is to be stopped, its disks.

    Prices: https://cloud.google.com/vertex-ai/pricing
    """
    boot = Disk(disk_size_gb=boot_disk_size_gb, disk_type=boot_disk_type)
    data = Disk(disk_size_gb=data_disk_size_gb, disk_type=data_disk_type)
    hours = Decimal(0) if desired_state == "STOPPED" else monthly_hrs
    yield from notebook(machine_type, accelerator_config, boot, data, hours, public=not no_public_ip)
