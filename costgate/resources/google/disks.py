"""Google Compute Engine's disks: persistent disks and Hyperdisk, and what they are made from."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.google import GCE, last
from costgate.resources.google.public_images import image_size
from costgate.resources.marks import Attribute, Ref
from costgate.resources.registry import resource


class Performance(NamedTuple):
    """How IOPS or MiB/s of a disk are billed: the meter, and what is free of them.

    A disk that states none is provisioned with `base` and `per_gb`, up to `most`; with what nobody knows if there is
    no base.
    """

    meter: str
    free: int
    base: int | None
    per_gb: Decimal = Decimal(0)
    most: int = 1_000_000

    def of(self, gigabytes: int) -> Decimal | None:
        """What a disk of that size has that states none."""
        return None if self.base is None else min(self.base + self.per_gb * gigabytes, Decimal(self.most))


class DiskType(NamedTuple):
    """How a type of disk is billed: its capacity's meter, the size of a disk that names none, and performance."""

    capacity: str
    default_gb: int
    iops: Performance | None = None
    throughput: Performance | None = None


DISKS = {
    "pd-standard": DiskType("Storage PD Capacity", 500),
    "pd-balanced": DiskType("Balanced PD Capacity", 100),
    "pd-ssd": DiskType("SSD backed PD Capacity", 100),
    "pd-extreme": DiskType("Extreme PD Capacity", 1000, iops=Performance("Extreme PD IOPS", 0, 100_000)),
    "hyperdisk-balanced": DiskType(
        "Hyperdisk Balanced Capacity",
        100,
        iops=Performance("Hyperdisk Balanced IOPS", 3000, 3000, Decimal(6), 160_000),
        throughput=Performance("Hyperdisk Balanced Throughput", 140, 140, Decimal("1.5"), 2400),
    ),
    "hyperdisk-extreme": DiskType(
        "Hyperdisk Extreme Capacity", 1000, iops=Performance("Hyperdisk Extreme IOPS", 0, 0, Decimal(1000), 350_000)
    ),
    "hyperdisk-throughput": DiskType(
        "Hyperdisk Throughput Capacity",
        2048,
        throughput=Performance("Hyperdisk Throughput Throughput Capacity", 0, None),
    ),
    "hyperdisk-ml": DiskType("Hyperdisk ML Capacity", 100, throughput=Performance("Hyperdisk ML Throughput", 0, None)),
}
"""Disk types. https://cloud.google.com/compute/disks-image-pricing,
https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-balanced#default-performance"""


def disk(kind: str, size: int | None = None, iops: int | None = None, throughput: int | None = None) -> Components:
    """A disk: its capacity, and where it is provisioned apart, its IOPS and MiB/s above what is free."""
    kind = last(kind)
    if kind not in DISKS:
        raise Unpriced(f"disk type {kind!r}, expected one of {', '.join(DISKS)}")
    how = DISKS[kind]
    gigabytes = size or how.default_gb
    yield monthly(f"Storage ({kind})", PriceQuery(GCE, how.capacity), gigabytes, "GiB-Months")
    for name, performance, stated, unit in (
        ("Provisioned IOPS", how.iops, iops, "IOPS-Months"),
        ("Provisioned throughput", how.throughput, throughput, "MiBps-Months"),
    ):
        if performance:
            provisioned = performance.of(gigabytes) if stated is None else stated
            query = PriceQuery(GCE, performance.meter)
            if provisioned is None:
                yield usage(name, query, None, unit)
            elif provisioned > performance.free:
                yield monthly(name, query, provisioned - performance.free, unit)


NO_SIZE = "size is not set, and what the disk is made from is not in this plan"

ORIGINS = "google_compute_disk google_compute_image google_compute_snapshot"
ORIGIN_ATTRIBUTES = "image snapshot source_disk source_image source_snapshot"


class Origin(Block):
    """A disk, image or snapshot, as what is made from it reads it."""

    size: int | None = None
    disk_size_gb: int | None = None
    kind: Annotated[str, Attribute("type")] = ""
    image: str = ""
    source_image: str = ""
    origin: Annotated[Origin | None, Ref(ORIGINS, ORIGIN_ATTRIBUTES)] = None

    @property
    def software(self) -> str:
        """The image that it was made from in the end, with the licences that go with it."""
        return self.origin.software if self.origin else self.image or self.source_image

    @property
    def gigabytes(self) -> int | None:
        """Its own size, else that of what it was made from, else that of a disk of its type."""
        found = self.size or self.disk_size_gb or (self.origin.gigabytes if self.origin else None)
        default = DISKS.get(last(self.kind))
        return found or (default.default_gb if default else None)


def size_of(size: int | None, origin: Origin | None, image: str = "", source: str = "") -> int | None:
    """GB of a disk: what it states, else what it is made from has. None if it is made from nothing.

    `source` is a snapshot, another disk or a file.
    """
    found = size or (origin.gigabytes if origin else None)
    software = origin.software if origin else image
    if not found and software:
        return image_size(software)
    if not found and (origin or source):
        raise Unpriced(NO_SIZE)
    return found


@resource("google_compute_disk")
def compute_disk(
    *,
    kind: Annotated[str, Attribute("type")] = "pd-standard",
    size: int | None = None,
    origin: Annotated[Origin | None, Ref(ORIGINS, ORIGIN_ATTRIBUTES)] = None,
    image: str = "",
    snapshot: str = "",
    source_disk: str = "",
    source_instant_snapshot: str = "",
    source_storage_object: str = "",
    storage_pool: str = "",
    provisioned_iops: int | None = None,
    provisioned_throughput: int | None = None,
) -> Components:
    """Disk: its capacity, and the IOPS and throughput that extreme disks and Hyperdisk are provisioned with.

    A disk without a size has that of what it is made from, else its type's default. One in a storage pool is paid
    for with the pool.

    Prices: https://cloud.google.com/compute/disks-image-pricing
    """
    if storage_pool:
        return
    source = snapshot or source_disk or source_instant_snapshot or source_storage_object
    gigabytes = size_of(size, origin, image, source)
    yield from disk(kind, gigabytes, provisioned_iops, provisioned_throughput)
