"""Amazon FSx for Lustre: file systems."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import FSX
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

LUSTRE = "CreateFileSystem:Lustre"
CACHE = "READ"
"""The `drive_cache_type` that is one."""

THROUGHPUT = {
    ("PERSISTENT_1", "SSD"): (50, 100, 200),
    ("PERSISTENT_1", "HDD"): (12, 40),
    ("PERSISTENT_2", "SSD"): (125, 250, 500, 1000),
}
"""MB/s for each TiB that storage is sold with.
https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html"""

METADATA_IOPS = {1200: 1500, 2400: 3000, 9600: 6000, 45_600: 12_000}
METADATA_STEP_GB, METADATA_STEP_IOPS = 24_000, 12_000
"""Storage up to so many GiB -> metadata IOPS that it includes; beyond that so many for each 24 TiB.
https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-metadata-performance.html"""


class Metadata(Block):
    """A `metadata_configuration` block."""

    mode: str = "AUTOMATIC"
    iops: int = 0


@resource("aws_fsx_lustre_file_system")
def lustre_file_system(
    *,
    deployment_type: str = "SCRATCH_1",
    storage_type: str = "SSD",
    storage_capacity: int | None = None,
    per_unit_storage_throughput: int = 0,
    drive_cache_type: str = "NONE",
    metadata_configuration: Metadata = Metadata(),
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """FSx for Lustre: storage by its throughput, provisioned metadata IOPS, backups of a persistent file system.

    The storage is what is provisioned, compressed or not; of hard disks with a read cache the price has the cache in
    it. The Intelligent-Tiering class is not modelled.

    Prices: https://aws.amazon.com/fsx/lustre/pricing/
    """
    is_scratch = deployment_type.startswith("SCRATCH_")
    offered = () if is_scratch else THROUGHPUT.get((deployment_type, storage_type), ())
    is_cached = drive_cache_type == CACHE and storage_type == "HDD" and not is_scratch
    is_sold = is_scratch or per_unit_storage_throughput in offered
    if not is_sold or not (is_cached or drive_cache_type == "NONE"):
        raise Unpriced(
            f"deployment_type {deployment_type!r}, storage_type {storage_type!r}, per_unit_storage_throughput "
            f"{per_unit_storage_throughput}, drive_cache_type {drive_cache_type!r}: expected scratch storage or "
            + ", ".join(f"{d} {s} with {' or '.join(map(str, rates))}" for (d, s), rates in THROUGHPUT.items())
            + f"; drive_cache_type {CACHE} of HDD alone"
        )
    meter = "Storage" if is_scratch else f"Storage.{storage_type}.{per_unit_storage_throughput}"
    name = f"Storage ({storage_type}, {deployment_type})"
    if is_cached:
        meter, name = f"{meter}.{CACHE}", f"Storage ({storage_type}, {deployment_type}, read cache)"
    if storage_capacity is None:
        yield usage(name, PriceQuery(FSX, meter, LUSTRE), None, "GB-Months")
    else:
        yield monthly(name, PriceQuery(FSX, meter, LUSTRE), storage_capacity, "GB-Months")
    extra = metadata_configuration.iops - _included(storage_capacity or 0)
    if metadata_configuration.mode == "USER_PROVISIONED" and extra > 0:
        yield monthly("Metadata IOPS", PriceQuery(FSX, "MetadataIOPS", LUSTRE), extra, "IOPS-Months")
    if not is_scratch:
        yield usage("Backup storage", PriceQuery(FSX, "BackupUsage", LUSTRE), backup_storage_gb, "GB-Months")


def _included(gb: int) -> int:
    """Metadata IOPS that so much storage includes."""
    for up_to, iops in METADATA_IOPS.items():
        if gb <= up_to:
            return iops
    return METADATA_STEP_IOPS * -(-gb // METADATA_STEP_GB)
