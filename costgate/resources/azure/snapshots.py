"""Azure snapshots and images of disks, in galleries too, and restore points of machines."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.model import CostComponent
from costgate.resources.azure import STORAGE, plain
from costgate.resources.azure.disks import Source
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, times, usage
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


class Replica(Block):
    """A `target_region` block: where copies of an image are kept, and how many."""

    name: str
    regional_replica_count: int = 1
    storage_account_type: Literal["Standard_LRS", "Standard_ZRS", "Premium_LRS"] = "Standard_LRS"


REPLICAS = {
    "Standard_LRS": "Standard HDD Managed Disks / Snapshots LRS / LRS Snapshots",
    "Standard_ZRS": "Standard HDD Managed Disks / Snapshots ZRS / ZRS Snapshots",
    "Premium_LRS": "Premium SSD Managed Disks / Snapshots LRS / LRS Snapshots",
}
"""`storage_account_type` of copies of an image -> their meter. https://learn.microsoft.com/azure/virtual-machines/azure-compute-gallery#billing"""


@resource("azurerm_shared_image_version")
def image_version(
    *,
    target_region: tuple[Replica, ...],
    source: Annotated[Source | None, Ref("azurerm_snapshot azurerm_managed_disk", "os_disk_snapshot_id")] = None,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Version of an image in a gallery: what each copy stores, in each region.

    A snapshot's size is taken if the usage file does not say. What is sent to other regions once is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    whole = source.size if source else None
    yield from _copies(target_region, whole if storage_gb is None else storage_gb)


@resource("azurerm_gallery_application_version")
def application_version(*, target_region: tuple[Replica, ...], storage_gb: Usage[Decimal | None] = None) -> Components:
    """Version of an application in a gallery: what each copy stores, in each region.

    What is sent to other regions once is not modelled. https://learn.microsoft.com/azure/virtual-machines/vm-applications#cost

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    yield from _copies(target_region, storage_gb)


def _copies(places: tuple[Replica, ...], stored: Decimal | int | None) -> Components:
    for place in places:
        query = PriceQuery(STORAGE, REPLICAS[place.storage_account_type], region=plain(place.name))
        line = usage(f"Storage ({place.name})", query, stored, "GB-Months")
        yield from times(place.regional_replica_count, iter([line]))


class PointCollection(Block):
    """What is read of a collection of restore points: where it is."""


@resource("azurerm_virtual_machine_restore_point", region_of="collection")
def restore_point(
    *,
    collection: Annotated[  # noqa: ARG001
        PointCollection | None,
        Ref("azurerm_virtual_machine_restore_point_collection", "virtual_machine_restore_point_collection_id"),
    ] = None,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Restore point of a machine: what its snapshots of disks store.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    query = PriceQuery(STORAGE, REPLICAS["Standard_LRS"])
    yield usage("Storage", query, storage_gb, "GB-Months")
