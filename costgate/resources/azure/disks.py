"""Azure managed disks, and the disks that virtual machines bring along."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.azure import GIB, STORAGE
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

FAMILIES = {"Standard": ("HDD", "S"), "StandardSSD": ("SSD", "E"), "Premium": ("SSD", "P")}
"""Disk families that are billed by tier: what they are made of, and the letter of their tiers."""

TIERS = {
    1: 4,
    2: 8,
    3: 16,
    4: 32,
    6: 64,
    10: 128,
    15: 256,
    20: 512,
    30: 1024,
    40: 2048,
    50: 4096,
    60: 8192,
    70: 16384,
    80: 32767,
}
"""Tier -> the largest disk in GiB that it takes. https://azure.microsoft.com/pricing/details/managed-disks/"""

SMALLEST_HDD = 4
"""Standard HDD disks begin at S4. https://azure.microsoft.com/pricing/details/managed-disks/"""

ULTRA_SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
"""Sizes in GiB that an ultra disk is rounded up to; above 1 TiB it is billed in steps of 1 TiB.
https://learn.microsoft.com/azure/virtual-machines/disks-types#ultra-disk-size"""

TIB = 1024


class Performance(NamedTuple):
    """IOPS and MB/s."""

    iops: int
    mbps: int


ULTRA_GB, ULTRA = 1024, Performance(2048, 8)
"""What the portal proposes for an ultra disk. https://learn.microsoft.com/azure/virtual-machines/disks-enable-ultra-ssd"""

PREMIUM_V2 = Performance(3000, 125)
"""What a Premium SSD v2 has if it does not say. https://learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssd-v2"""

READ_ONLY = Performance(100, 1)
"""What a shared ultra or v2 disk has at least for machines that only read it, beside what it has for those that write.
https://learn.microsoft.com/azure/virtual-machines/disks-shared#billing-implications"""

EMPTY_GB = 30
"""What an empty disk without a size counts as; Azure refuses one. https://learn.microsoft.com/rest/api/compute/disks/create-or-update"""


def disk(
    account_type: str,
    size: int,
    *,
    tier: str = "",
    iops: int | None = None,
    mbps: int | None = None,
    operations: Decimal | None = None,
    mounts: int | None = 0,
) -> Components:
    """A disk of `size` GB. `tier` is a performance tier above that of the size; IOPS and MB/s are those provisioned.

    `mounts` are those beyond the first of a shared disk, None if it is not known how many.
    """
    kind, _, redundancy = account_type.partition("_")
    if kind == "UltraSSD":
        yield from _ultra(size, ULTRA.iops if iops is None else iops, ULTRA.mbps if mbps is None else mbps)
    elif kind == "PremiumV2":
        yield from _premium_v2(size, iops, mbps)
    elif kind in FAMILIES and redundancy:
        made_of, letter = FAMILIES[kind]
        name = f"{letter}{_tier(size, letter, tier)}"
        product = f"{'Premium' if kind == 'Premium' else 'Standard'} {made_of} Managed Disks"
        meter = f"{product} / {name} {redundancy} / {name} {redundancy} Disk"
        yield monthly(f"Storage ({name}, {redundancy})", PriceQuery(STORAGE, meter), 1, "Months")
        if kind != "Premium":
            yield usage("Disk operations", PriceQuery(STORAGE, f"{meter} Operations"), operations, "Operations")
        if mounts is None:
            yield usage("Further mounts", PriceQuery(STORAGE, f"{meter} Mount"), None, "Months")
        elif mounts:
            yield monthly("Further mounts", PriceQuery(STORAGE, f"{meter} Mount"), mounts, "Months")
    else:
        raise Unpriced(
            f"disk type {account_type!r}, expected Standard_LRS, StandardSSD_LRS, StandardSSD_ZRS, Premium_LRS, "
            "Premium_ZRS, PremiumV2_LRS or UltraSSD_LRS"
        )


def _tier(size: int, letter: str, performance: str) -> int:
    """The number of the tier that a disk is billed as: of its size, or a higher one that was chosen for performance."""
    smallest = SMALLEST_HDD if letter == "S" else 1
    fitting = [number for number, largest in TIERS.items() if size <= largest and number >= smallest]
    if not fitting:
        raise Unpriced(f"the disk has {size} GB, expected at most {max(TIERS.values())}")
    return max(fitting[0], next((number for number in TIERS if performance == f"{letter}{number}"), 0))


def _ultra(size: int, iops: int, mbps: int) -> Components:
    billed = next((s for s in ULTRA_SIZES if size <= s), -(-size // TIB) * TIB)
    for name, meter, quantity, unit in (
        (f"Storage (ultra, {billed} GiB)", "Provisioned Capacity", billed, "GiB-Hours"),
        ("Provisioned IOPS", "Provisioned IOPS", iops, "Hours"),
        ("Throughput", "Provisioned Throughput (MBps)", mbps, "Hours"),
    ):
        query = PriceQuery(STORAGE, f"Ultra Disks / Ultra LRS / Ultra LRS {meter}")
        yield hourly(name, query, count=quantity, unit=unit)


def _premium_v2(size: int, iops: int | None, mbps: int | None) -> Components:
    """Premium SSD v2: the first 3,000 IOPS and 125 MB/s are the free tiers of their prices, hour by hour."""
    meter = "Azure Premium SSD v2 / Premium LRS / Premium LRS Provisioned"
    yield hourly("Storage (Premium SSD v2)", PriceQuery(STORAGE, f"{meter} Capacity"), count=size, unit="GiB-Hours")
    if iops:
        each_hour = monthly("Provisioned IOPS", PriceQuery(STORAGE, f"{meter} IOPS"), iops, "Hours")
        yield from times(HOURS_PER_MONTH, iter((each_hour,)))
    if mbps:
        each_hour = monthly("Throughput", PriceQuery(STORAGE, f"{meter} Throughput (MBps)"), mbps, "Hours")
        yield from times(HOURS_PER_MONTH, iter((each_hour,)))


def default_gb(account_type: str) -> int:
    """What a new, empty disk without a size counts as."""
    return ULTRA_GB if account_type.startswith("Ultra") else EMPTY_GB


class ImageDisk(Block):
    """The `os_disk` block of an image."""

    size_gb: int | None = None


class Image(Block):
    """What a disk reads of the `azurerm_image` that it is made from."""

    os_disk: ImageDisk = ImageDisk()


class Source(Block):
    """What a disk reads of the disk or snapshot that it is a copy of."""

    disk_size_gb: int | None = None
    source: Annotated[Source | None, Ref("azurerm_managed_disk azurerm_snapshot", "source_resource_id source_uri")] = (
        None
    )

    @property
    def size(self) -> int | None:
        """Its own size, else that of what it was copied from."""
        return self.disk_size_gb or (self.source.size if self.source else None)


class Attachment(Block):
    """What a disk reads of an `azurerm_virtual_machine_data_disk_attachment`: that a machine mounts it."""


@resource("azurerm_managed_disk")
def managed_disk(
    *,
    storage_account_type: str,
    disk_size_gb: int | None = None,
    create_option: str = "Empty",
    source: Annotated[Source | None, Ref("azurerm_managed_disk azurerm_snapshot", "source_resource_id")] = None,
    image: Annotated[Image | None, Ref("azurerm_image", "image_reference_id")] = None,
    upload_size_bytes: int = 0,
    tier: str = "",
    disk_iops_read_write: int | None = None,
    disk_mbps_read_write: int | None = None,
    max_shares: int = 1,
    disk_iops_read_only: int | None = None,
    disk_mbps_read_only: int | None = None,
    attachments: Annotated[
        tuple[Attachment, ...], ReferredBy("azurerm_virtual_machine_data_disk_attachment", "managed_disk_id")
    ] = (),
    on_demand_bursting_enabled: bool = False,
    monthly_disk_operations: Usage[Decimal | None] = None,
) -> Components:
    """Managed disk: by the tier that its size falls into; ultra and v2 disks by size, IOPS and MB/s.

    A copy without a size has that of its source. A shared disk costs for each machine beyond the first that mounts it,
    an ultra or v2 one for the IOPS and MB/s of those that only read it. Burst transactions and the encryption of
    confidential disks are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/managed-disks/
    """
    size = disk_size_gb or (source.size if source else None) or (image.os_disk.size_gb if image else None)
    size = size or -(-upload_size_bytes // GIB)
    if not size and create_option != "Empty":
        raise Unpriced("disk_size_gb is not set, and what the disk is made from is not in this plan")
    iops, mbps = disk_iops_read_write, disk_mbps_read_write
    mounts: int | None = 0
    if max_shares > 1:
        usual = PREMIUM_V2 if storage_account_type.startswith("PremiumV2") else ULTRA
        iops = (usual.iops if iops is None else iops) + max(disk_iops_read_only or 0, READ_ONLY.iops)
        mbps = (usual.mbps if mbps is None else mbps) + max(disk_mbps_read_only or 0, READ_ONLY.mbps)
        mounts = len(attachments) - 1 if len(attachments) > 1 else None
    yield from disk(
        storage_account_type,
        size or default_gb(storage_account_type),
        tier=tier,
        iops=iops,
        mbps=mbps,
        operations=monthly_disk_operations,
        mounts=mounts,
    )
    if on_demand_bursting_enabled:
        redundancy = storage_account_type.partition("_")[2]
        meter = f"Premium SSD Managed Disks / Burst Enablement {redundancy} / {redundancy} Burst Enablement"
        yield monthly("On-demand bursting", PriceQuery(STORAGE, meter), 1, "Months")
