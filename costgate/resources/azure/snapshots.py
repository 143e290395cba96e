"""Azure snapshots and images of disks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.model import CostComponent
from costgate.resources.azure import STORAGE
from costgate.resources.azure.disks import Source
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class ImagedDisk(Block):
    """An `os_disk` or `data_disk` block of an image."""

    size_gb: int | None = None
    disk: Annotated[Source | None, Ref("azurerm_managed_disk", "managed_disk_id")] = None

    @property
    def size(self) -> int | None:
        """Its own size, else that of the disk that it is taken of."""
        return self.size_gb or (self.disk.size if self.disk else None)


class Disk(Block):
    """A disk of a machine."""

    disk_size_gb: int | None = None


class Machine(Block):
    """What an image reads of the machine that it is taken of: the sizes of its disks, if it names them."""

    os_disk: Disk | None = None
    storage_os_disk: Disk | None = None
    storage_data_disk: tuple[Disk, ...] = ()

    @property
    def sizes(self) -> list[int | None]:
        """The sizes of its disks."""
        disks = (self.os_disk or self.storage_os_disk or Disk(), *self.storage_data_disk)
        return [disk.disk_size_gb for disk in disks]


@resource("azurerm_snapshot")
def snapshot(
    *,
    disk_size_gb: int | None = None,
    source: Annotated[
        Source | None, Ref("azurerm_managed_disk azurerm_snapshot", "source_resource_id source_uri")
    ] = None,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Snapshot of a disk: what it stores, at most the whole disk, which is taken if the usage file does not say.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    whole = disk_size_gb or (source.size if source else None)
    yield _stored(storage_gb, whole, "LRS")


@resource("azurerm_image")
def image(
    *,
    os_disk: ImagedDisk | None = None,
    data_disk: tuple[ImagedDisk, ...] = (),
    machine: Annotated[
        Machine | None,
        Ref(
            "azurerm_linux_virtual_machine azurerm_windows_virtual_machine azurerm_virtual_machine",
            "source_virtual_machine_id",
        ),
    ] = None,
    zone_resilient: bool = False,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Image of a machine: what its disks store, at most their sizes, which are taken if the usage file does not say.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    sizes = [disk.size for disk in (os_disk, *data_disk) if disk] or (machine.sizes if machine else [])
    whole = sum(size or 0 for size in sizes) if sizes and all(sizes) else None
    yield _stored(storage_gb, whole, "ZRS" if zone_resilient else "LRS")


def _stored(stated: Decimal | None, whole: int | None, redundancy: str) -> CostComponent:
    gb = whole if stated is None else stated
    if gb is None:
        raise Unpriced("the sizes of its disks are not in this plan, and the usage file states no storage_gb")
    meter = f"Standard HDD Managed Disks / Snapshots {redundancy} / {redundancy} Snapshots"
    return usage("Storage", PriceQuery(STORAGE, meter), gb, "GB-Months")
