"""Google Compute Engine: machines made from a template, one by one or in managed groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    Unpriced,
    grouped,
    times,
)
from costgate.resources.google import last
from costgate.resources.google.compute import (
    BootDisk,
    Confidential,
    Interface,
    Machine,
    NetworkPerformance,
    Nothing,
    Scheduling,
    ScratchDisk,
)
from costgate.resources.google.disks import Origin, disk, size_of
from costgate.resources.google.licences import licences
from costgate.resources.google.machines import (
    LOCAL_SSD_GB,
    Accelerator,
    Term,
    boot_disk_of,
    kind_of,
    local_ssd,
    suspended,
)
from costgate.resources.marks import Attribute, Ref, ReferredBy, Usage
from costgate.resources.registry import resource


class TemplateDisk(Block):
    """A `disk` block of an instance template; one of the type SCRATCH is a local SSD."""

    type_: Annotated[str, Attribute("type")] = "PERSISTENT"
    disk_type: str = ""
    disk_size_gb: int | None = None
    boot: bool = True
    source: str = ""
    source_image: str = ""
    source_snapshot: str = ""
    origin: Annotated[
        Origin | None, Ref("google_compute_image google_compute_snapshot", "source_image source_snapshot")
    ] = None
    provisioned_iops: int | None = None
    provisioned_throughput: int | None = None
    storage_pool: str = ""

    @property
    def software(self) -> str:
        """The image, or what an image of this plan was made from."""
        return self.origin.software if self.origin else self.source_image

    @property
    def local(self) -> bool:
        """True for a local SSD."""
        return self.type_ == "SCRATCH" or last(self.disk_type) == "local-ssd"

    def components(self, usual: str) -> Components:
        """The disk, of the `usual` type if it names none, unless it is a local SSD, exists already or is in a pool."""
        if not self.local and not self.source and not self.storage_pool:
            size = size_of(self.disk_size_gb, self.origin, self.source_image, self.source_snapshot)
            yield from disk(self.disk_type or usual, size, self.provisioned_iops, self.provisioned_throughput)


class Template(Machine):
    """What is read of an instance template."""

    disk: tuple[TemplateDisk, ...] = ()

    def components(self, hours: Decimal = HOURS_PER_MONTH, term: Term | None = None) -> Components:
        """One machine of the template, which a commitment covers if it has a `term`."""
        local = sum(d.disk_size_gb or LOCAL_SSD_GB for d in self.disk if d.local)
        image = next((d.software for d in self.disk if d.boot and d.software), "")
        yield from self.running(hours, term, local, image)
        yield from self.disks()

    def disks(self) -> Components:
        """The disks of one machine, which cost whether it runs or not."""
        for i, each in enumerate(self.disk):
            yield from grouped(f"disk[{i}]", each.components(boot_disk_of(self.kind)))


TEMPLATES = "google_compute_instance_template google_compute_region_instance_template"
NO_TEMPLATE = "its instance template is not in this plan, or the plan does not tell which it is"


class TargetSize(Block):
    """The `target_size` block of a version: a number or a part of the group's machines."""

    fixed: int | None = None
    percent: int | None = None

    def of(self, size: int) -> int:
        """The version's machines in a group of `size`."""
        part = self.fixed if self.fixed is not None else -(-size * (self.percent or 0) // 100)
        return min(part, size)


class Version(Block):
    """A `version` block."""

    template: Annotated[Template | None, Ref(TEMPLATES, "instance_template")] = None
    target_size: TargetSize | None = None


class Policy(Block):
    """The `autoscaling_policy` block. In the mode OFF it does nothing."""

    min_replicas: int = 0
    mode: str = "ON"


class Autoscaler(Block):
    """What is read of an autoscaler."""

    autoscaling_policy: Policy = Policy()


@resource("google_compute_instance_group_manager", "google_compute_region_instance_group_manager")
def instance_group_manager(
    *,
    version: tuple[Version, ...],
    target_size: int | None = None,
    target_stopped_size: int = 0,
    target_suspended_size: int = 0,
    autoscalers: Annotated[
        tuple[Autoscaler, ...], ReferredBy("google_compute_autoscaler google_compute_region_autoscaler", "target")
    ] = (),
    named: Annotated[
        tuple[Nothing, ...], ReferredBy("google_compute_per_instance_config", "instance_group_manager")
    ] = (),
    named_in_region: Annotated[
        tuple[Nothing, ...], ReferredBy("google_compute_region_per_instance_config", "region_instance_group_manager")
    ] = (),
    committed_use_term: Usage[Term | None] = None,
) -> Components:
    """Managed instance group: the machines of its template, as many as it states or its autoscaler keeps at least.

    A group that states none has those that are configured one by one. Machines that stand by keep their disks, and
    their memory if they are suspended. `committed_use_term` says that a commitment covers those that run. Licences of
    images that are neither public nor made in this plan, and traffic, are not modelled.

    Prices: https://cloud.google.com/compute/vm-instance-pricing
    """
    size = _size(target_size, autoscalers, len(named) + len(named_in_region))
    yield from _group(version, size, committed_use_term)
    yield from _standby(version, target_stopped_size, target_suspended_size)


def _size(target_size: int | None, autoscalers: tuple[Autoscaler, ...], named: int) -> int:
    """The machines of a group. An autoscaler decides where there is one."""
    least = [a.autoscaling_policy.min_replicas for a in autoscalers if a.autoscaling_policy.mode != "OFF"]
    return max(max(least) if least else target_size or 0, named)


def _group(versions: tuple[Version, ...], size: int, term: Term | None) -> Components:
    """`size` machines: those that a version is given, the rest of the version that is given none."""
    given = sum(v.target_size.of(size) for v in versions if v.target_size)
    for version in versions:
        if version.template is None:
            raise Unpriced(NO_TEMPLATE)
        count = version.target_size.of(size) if version.target_size else max(size - given, 0)
        if count:
            yield from times(count, version.template.components(term=term))


def _standby(versions: tuple[Version, ...], stopped: int, suspended_: int) -> Components:
    """Machines that wait stopped or suspended, of the version that is given none of those that run.

    https://cloud.google.com/compute/docs/instance-groups/suspended-and-stopped-vms-in-mig
    """
    template = next((v.template for v in versions if v.target_size is None), None)
    for name, count, status in (("stopped", stopped, "TERMINATED"), ("suspended", suspended_, "SUSPENDED")):
        if count:
            if template is None:
                raise Unpriced(NO_TEMPLATE)
            yield from grouped(name, times(count, template.disks()))
            yield from grouped(name, times(count, suspended(status, template.kind)))


@resource("google_compute_instance_from_template")
def instance_from_template(
    *,
    template: Annotated[Template | None, Ref(TEMPLATES, "source_instance_template")] = None,
    machine_type: str = "",
    boot_disk: BootDisk | None = None,
    scratch_disk: tuple[ScratchDisk, ...] = (),
    attached_disk: tuple[Nothing, ...] = (),
    guest_accelerator: tuple[Accelerator, ...] = (),
    network_interface: tuple[Interface, ...] = (),
    scheduling: Scheduling | None = None,
    confidential_instance_config: Confidential | None = None,
    network_performance_config: NetworkPerformance | None = None,
    desired_status: str = "RUNNING",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    committed_use_term: Usage[Term | None] = None,
) -> Components:
    """Machine made from a template: what the template says, but for what it says itself.

    A boot disk, local SSDs or attached disks of its own are instead of the template's, whose first disk boots. A
    machine that is to be stopped pays for its disks, one that is to be suspended for its memory too.
    `committed_use_term` says that a commitment covers the machine. Licences of images that are neither public nor made
    in this plan, and traffic, are not modelled.

    Prices: https://cloud.google.com/compute/vm-instance-pricing
    """
    if template is None:
        raise Unpriced(NO_TEMPLATE)
    kind = kind_of(machine_type or template.machine_type)
    hours = monthly_hrs if desired_status == "RUNNING" else Decimal(0)
    own = replace(
        template,
        machine_type=kind,
        disk=tuple(
            d
            for i, d in enumerate(template.disk)
            if not (scratch_disk if d.local else attached_disk if i else boot_disk)
        ),
        guest_accelerator=guest_accelerator or template.guest_accelerator,
        network_interface=network_interface or template.network_interface,
        scheduling=scheduling or template.scheduling,
        confidential_instance_config=confidential_instance_config or template.confidential_instance_config,
        network_performance_config=network_performance_config or template.network_performance_config,
    )
    yield from own.components(hours, committed_use_term)
    yield from suspended(desired_status, kind)
    yield from local_ssd(sum(d.size for d in scratch_disk), hours, spot=own.scheduling.spot, machine_type=kind)
    if boot_disk:
        yield from licences(boot_disk.software, kind, hours)
        yield from grouped("boot_disk", boot_disk.components(boot_disk_of(kind)))
