"""`azurerm_virtual_machine`, the older resource of virtual machines, and the blocks that its scale sets share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure.compute import (
    Capabilities,
    ImageReference,
    MarketplacePlan,
    OperatingSystem,
    OsDiskUsage,
    SqlMachine,
    image_size,
    instance,
    software,
    ultra_reservation,
)
from costgate.resources.azure.disks import Image, default_gb, disk
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, grouped
from costgate.resources.marks import Attribute, Ref, ReferredBy, Usage
from costgate.resources.registry import resource

ATTACH = "Attach"
"""The `create_option` of disks that are there already, and are billed where they were made."""

WINDOWS_PUBLISHERS = ("microsoftwindows", "microsoftsqlserver", "microsoftvisualstudio")
"""How the publishers of Windows images begin. https://learn.microsoft.com/azure/virtual-machines/windows/cli-ps-findimage"""


class ClassicImage(ImageReference):
    """A `storage_image_reference` block: an image of the marketplace."""

    @property
    def is_windows(self) -> bool:
        """True for images with Windows."""
        publisher = self.publisher.lower()
        return publisher.startswith(WINDOWS_PUBLISHERS) and "-ubuntu" not in self.offer.lower()


class ClassicOsDisk(Block):
    """A `storage_os_disk` block."""

    managed_disk_type: str = ""
    disk_size_gb: int | None = None
    create_option: str = ""
    os_type: str = ""
    vhd_uri: str = ""


class ClassicDataDisk(Block):
    """A `storage_data_disk` block."""

    lun: int = -1
    managed_disk_type: str = ""
    disk_size_gb: int | None = None
    create_option: str = ""
    vhd_uri: str = ""


class WindowsProfile(Block):
    """The `os_profile_windows_config` block, which says that the machine runs Windows."""


def system_of(windows: WindowsProfile | None, os_type: str, image: ClassicImage) -> OperatingSystem:
    """The operating system of a machine, by whatever tells it."""
    return "Windows" if windows or os_type == "Windows" or image.is_windows else "Linux"


@resource("azurerm_virtual_machine")
def classic_machine(
    *,
    vm_size: str,
    license_type: str = "",
    os_profile_windows_config: WindowsProfile | None = None,
    storage_os_disk: ClassicOsDisk = ClassicOsDisk(),
    storage_data_disk: tuple[ClassicDataDisk, ...] = (),
    storage_image_reference: ClassicImage = ClassicImage(),
    image: Annotated[Image | None, Ref("azurerm_image", "storage_image_reference.id")] = None,
    additional_capabilities: Capabilities = Capabilities(),
    plan: MarketplacePlan = MarketplacePlan(),
    sql: Annotated[tuple[SqlMachine, ...], ReferredBy("azurerm_mssql_virtual_machine", "virtual_machine_id")] = (),
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    os_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("storage_os_disk")] = OsDiskUsage(),
    data_disk_usage: Annotated[Usage[OsDiskUsage], Attribute("storage_data_disk")] = OsDiskUsage(),
) -> Components:
    """Virtual machine, by the older resource: its hours, what the image's software costs, and its disks.

    Disks with a `vhd_uri` are billed with their storage account, attached ones as disks of their own. Disk
    operations are those of one disk.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machines/linux/
    """
    system = system_of(os_profile_windows_config, storage_os_disk.os_type, storage_image_reference)
    yield from instance(vm_size, system, license_type, "Regular", monthly_hrs)
    yield from software(storage_image_reference, plan, vm_size, license_type, monthly_hrs, sql)
    if additional_capabilities.ultra_ssd_enabled:
        yield from ultra_reservation()
    if not storage_os_disk.vhd_uri and storage_os_disk.create_option != ATTACH:
        of_image = (image.os_disk.size_gb if image else None) or image_size(storage_image_reference, system)
        size, operations = storage_os_disk.disk_size_gb or of_image, os_disk_usage.monthly_disk_operations
        yield from grouped("storage_os_disk", disk(storage_os_disk.managed_disk_type, size, operations=operations))
    for number, data in enumerate(storage_data_disk):
        if not data.vhd_uri and data.create_option != ATTACH:
            size = data.disk_size_gb or default_gb(data.managed_disk_type)
            own = disk(data.managed_disk_type, size, operations=data_disk_usage.monthly_disk_operations)
            yield from grouped(f"storage_data_disk[{number}]", own)
