"""What Google Compute Engine stores of disks: images, snapshots and machine images."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.google import GCE
from costgate.resources.google.disks import ORIGIN_ATTRIBUTES, ORIGINS, Origin
from costgate.resources.google.traffic import multi_region_of
from costgate.resources.marks import Ref, Region, TypeName, Usage
from costgate.resources.registry import resource

METERS = {
    "google_compute_image": "Storage Image",
    "google_compute_machine_image": "Storage Machine Image",
    "google_compute_snapshot": "Storage PD Snapshot",
}

ARCHIVE = "Archive Snapshot Data Storage"
MULTI_REGIONS = ("asia", "eu", "us")


@resource("google_compute_image", "google_compute_machine_image", "google_compute_snapshot")
def image(
    *,
    kind: Annotated[str, TypeName],
    disk_size_gb: int | None = None,
    origin: Annotated[Origin | None, Ref(ORIGINS, ORIGIN_ATTRIBUTES)] = None,
    storage_locations: tuple[str, ...] = (),
    snapshot_type: str = "STANDARD",
    region: Annotated[str, Region] = "",
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Image, snapshot or machine image: what it stores, where it says, else in the provider's region.

    A snapshot that does not say where is in the multi-region that is nearest.
    Without `storage_gb` it counts as large as its disk, which is the most that it can be. Later snapshots of a disk
    store what has changed: state that in the usage file. What archive snapshots cost to read is not modelled.

    Prices: https://cloud.google.com/compute/disks-image-pricing
    """
    size = disk_size_gb or (origin.gigabytes if origin else None)
    stored = storage_gb if storage_gb is not None else size
    nearest = multi_region_of(region) if kind == "google_compute_snapshot" and region else None
    where = storage_locations[0].lower() if storage_locations else nearest
    meter = METERS[kind]
    if snapshot_type == "ARCHIVE":
        meter = f"{'Multi-regional' if any(where == m for m in MULTI_REGIONS) else 'Regional'} {ARCHIVE}"
    yield usage("Storage", PriceQuery(GCE, meter, region=where), stored, "GiB-Months")
