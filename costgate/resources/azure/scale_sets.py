"""Azure virtual machine scale sets: machines that are all alike, with their disks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure.addresses import OF_A_MACHINE
from costgate.resources.azure.autoscale import AutoscaledBy, at_least
from costgate.resources.azure.classic import ClassicImage, WindowsProfile, system_of
from costgate.resources.azure.compute import (
    Capabilities,
    ImageReference,
    MarketplacePlan,
    OperatingSystem,
    OsDisk,
    OsDiskUsage,
    hosted,
    image_size,
    instance,
    software,
    ultra_reservation,
)
from costgate.resources.azure.disks import Image, default_gb, disk
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    Unpriced,
    grouped,
    hourly,
    times,
)
from costgate.resources.marks import Attribute, Ref, Together, TypeName, Usage
from costgate.resources.registry import resource


class DataDisk(Block):
    """A `data_disk` block."""

    storage_account_type: str = ""
    disk_size_gb: int | None = None
    ultra_ssd_disk_iops_read_write: int | None = None
    ultra_ssd_disk_mbps_read_write: int | None = None


class PublicAddress(Block):
    """A `public_ip_address` block: one for each machine, of a prefix if it names one."""

    version: str = "IPv4"
    public_ip_prefix_id: str = ""


class IpConfiguration(Block):
    """An `ip_configuration` block."""

    public_ip_address: tuple[PublicAddress, ...] = ()


class Interface(Block):
    """A `network_interface` block."""

    ip_configuration: tuple[IpConfiguration, ...] = ()


class OsProfile(Block):
    """The `os_profile` block."""

    windows_configuration: WindowsProfile | None = None


class PriorityMix(Block):
    """The `priority_mix` block: how many of the machines are no spot machines.
    https://learn.microsoft.com/azure/virtual-machine-scale-sets/spot-priority-mix"""

    base_regular_count: int = 0
    regular_percentage_above_base: int = 0


class SetOsDisk(Block):
    """A `storage_profile_os_disk` block."""

    managed_disk_type: str = ""
    os_type: str = ""
    vhd_containers: tuple[str, ...] = ()


class SetDataDisk(Block):
    """A `storage_profile_data_disk` block."""

    managed_disk_type: str = ""
    disk_size_gb: int | None = None


class SetSku(Block):
    """The `sku` block."""

    name: str = ""
    capacity: int = 1


class Machines(Block):
    """What the machines of a set are and have, but for their size and number."""

    license_type: str = ""
    os_disk: OsDisk | None = None
    data_disk: tuple[DataDisk, ...] = ()
    additional_capabilities: Capabilities = Capabilities()
    source_image_reference: ImageReference = ImageReference()
    image: Annotated[Image | None, Ref("azurerm_image", "source_image_id")] = None
    plan: MarketplacePlan = MarketplacePlan()
    network_interface: tuple[Interface, ...] = ()

    def beside_hours(
        self, size: str, system: OperatingSystem, count: int, operations: Decimal | None = None
    ) -> Components:
        """What `count` machines cost beside their hours: software, public addresses and disks."""
        bought = software(self.source_image_reference, self.plan, size, self.license_type, HOURS_PER_MONTH)
        yield from times(count, bought)
        if self.additional_capabilities.ultra_ssd_enabled:
            yield from ultra_reservation()
        yield from times(count, self._addresses())
        yield from times(count, self._disks(system, operations))

    def _addresses(self) -> Components:
        """The public addresses of one machine, but for those of a prefix, which is billed as such.
        https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking#public-ipv4-per-virtual-machine"""
        configured = (a for i in self.network_interface for c in i.ip_configuration for a in c.public_ip_address)
        if count := sum(a.version == "IPv4" and not a.public_ip_prefix_id for a in configured):
            yield hourly("Public IP address", OF_A_MACHINE, count=count)

    def _disks(self, system: OperatingSystem, operations: Decimal | None) -> Components:
        """The disks of one machine."""
        os_disk = self.os_disk
        if os_disk and not os_disk.diff_disk_settings:
            of_image = self.image.os_disk.size_gb if self.image else None
            size = os_disk.disk_size_gb or of_image or image_size(self.source_image_reference, system)
            yield from grouped("os_disk", disk(os_disk.storage_account_type, size, operations=operations))
        for number, data in enumerate(self.data_disk):
            iops, mbps = data.ultra_ssd_disk_iops_read_write, data.ultra_ssd_disk_mbps_read_write
            size = data.disk_size_gb or default_gb(data.storage_account_type)
            yield from grouped(f"data_disk[{number}]", disk(data.storage_account_type, size, iops=iops, mbps=mbps))


@resource("azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set")
def scale_set(
    *,
    type_name: Annotated[str, TypeName],
    sku: str,
    planned: Annotated[int, Attribute("instances")] = 0,
    priority: str = "Regular",
    machines: Annotated[Machines, Together],
    host_group_id: str = "",
    autoscaling: AutoscaledBy = (),
    instances: Usage[int | None] = None,
    os_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("os_disk")] = OsDiskUsage(),
) -> Components:
    """Scale set: its `instances`, each with an operating system's disk and its data disks.

    Without `instances` it has none but those that autoscaling always keeps; the usage file says how many run on
    average. Disk operations are those of one instance. On dedicated hosts the hosts are paid for, Windows excepted.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machine-scale-sets/
    """
    system: OperatingSystem = "Windows" if "windows" in type_name else "Linux"
    count = at_least(planned, autoscaling) if instances is None else instances
    if host_group_id:
        yield from times(count, hosted(sku, system, machines.license_type, HOURS_PER_MONTH))
    else:
        yield from times(count, instance(sku, system, machines.license_type, priority, HOURS_PER_MONTH))
    yield from machines.beside_hours(sku, system, count, os_disk_usage.monthly_disk_operations)


@resource("azurerm_orchestrated_virtual_machine_scale_set")
def orchestrated_scale_set(
    *,
    sku_name: str = "",
    instances: int = 0,
    priority: str = "Regular",
    priority_mix: PriorityMix | None = None,
    os_profile: OsProfile = OsProfile(),
    machines: Annotated[Machines, Together],
    autoscaling: AutoscaledBy = (),
) -> Components:
    """Flexible scale set: its `instances`, or those that autoscaling always keeps, regular and spot, with their disks.

    A set without `sku_name` only groups machines that are resources of their own. Sets of several sizes (`Mix`) are
    not priced: Azure chooses.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machine-scale-sets/
    """
    if not sku_name:
        return
    if sku_name == "Mix":
        raise Unpriced("sku_name is 'Mix', expected the size of a virtual machine: Azure chooses among several sizes")
    system: OperatingSystem = "Windows" if os_profile.windows_configuration else "Linux"
    instances = regular = at_least(instances, autoscaling)
    if priority == "Spot":
        mix = priority_mix or PriorityMix()
        base = min(mix.base_regular_count, instances)
        regular = base + -(-(instances - base) * mix.regular_percentage_above_base // 100)
    for count, bought in ((regular, "Regular"), (instances - regular, "Spot")):
        if count:
            yield from times(count, instance(sku_name, system, machines.license_type, bought, HOURS_PER_MONTH))
    yield from machines.beside_hours(sku_name, system, instances)


@resource("azurerm_virtual_machine_scale_set")
def classic_scale_set(
    *,
    sku: SetSku,
    priority: Literal["Regular", "Low", "Spot"] = "Regular",
    license_type: str = "",
    os_profile_windows_config: WindowsProfile | None = None,
    storage_profile_os_disk: SetOsDisk = SetOsDisk(),
    storage_profile_data_disk: tuple[SetDataDisk, ...] = (),
    storage_profile_image_reference: ClassicImage = ClassicImage(),
    image: Annotated[Image | None, Ref("azurerm_image", "storage_profile_image_reference.id")] = None,
    plan: MarketplacePlan = MarketplacePlan(),
    os_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("storage_profile_os_disk")] = OsDiskUsage(),
    data_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("storage_profile_data_disk")] = OsDiskUsage(),
) -> Components:
    """Scale set of the older kind: `capacity` machines, each with its disks.

    Disks in `vhd_containers` are billed with their storage account. Disk operations are those of one disk.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machine-scale-sets/
    """
    reference, os_disk = storage_profile_image_reference, storage_profile_os_disk
    system = system_of(os_profile_windows_config, os_disk.os_type, reference)
    bought = "Regular" if priority == "Regular" else "Spot"
    yield from times(sku.capacity, instance(sku.name, system, license_type, bought, HOURS_PER_MONTH))
    yield from times(sku.capacity, software(reference, plan, sku.name, license_type, HOURS_PER_MONTH))
    if not os_disk.vhd_containers:
        size = (image.os_disk.size_gb if image else None) or image_size(reference, system)
        own = disk(os_disk.managed_disk_type, size, operations=os_disk_usage.monthly_disk_operations)
        yield from times(sku.capacity, grouped("storage_profile_os_disk", own))
    for number, data in enumerate(storage_profile_data_disk):
        size = data.disk_size_gb or default_gb(data.managed_disk_type)
        own = disk(data.managed_disk_type, size, operations=data_disk_usage.monthly_disk_operations)
        yield from times(sku.capacity, grouped(f"storage_profile_data_disk[{number}]", own))
