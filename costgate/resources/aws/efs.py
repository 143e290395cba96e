"""Amazon EFS: file systems and their replicas."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

EFS = "AmazonEFS"

THROUGHPUT_MODES = ("bursting", "provisioned", "elastic")

STANDARD_GB_PER_MIBPS = 20
"""GB of Standard storage that include 1 MiB/s of provisioned throughput. https://aws.amazon.com/efs/pricing/"""


class LifecyclePolicy(Block):
    """A `lifecycle_policy` block."""

    transition_to_ia: str = ""
    transition_to_archive: str = ""


@resource("aws_efs_file_system")
def file_system(
    *,
    availability_zone_name: str = "",
    throughput_mode: str = "bursting",
    provisioned_throughput_in_mibps: Decimal = Decimal(0),
    lifecycle_policy: tuple[LifecyclePolicy, ...] = (),
    storage_gb: Usage[Decimal | None] = None,
    infrequent_access_storage_gb: Usage[Decimal | None] = None,
    monthly_infrequent_access_read_gb: Usage[Decimal | None] = None,
    monthly_infrequent_access_write_gb: Usage[Decimal | None] = None,
    archive_storage_gb: Usage[Decimal | None] = None,
    monthly_elastic_read_gb: Usage[Decimal | None] = None,
    monthly_elastic_write_gb: Usage[Decimal | None] = None,
) -> Components:
    """EFS file system: storage of each class, throughput that is provisioned or elastic, access to colder classes.

    What is provisioned is billed beyond what the Standard storage that the usage file states includes. Backups are an
    `aws_backup_vault`. Reads and writes of the Archive class are not modelled.

    Prices: https://aws.amazon.com/efs/pricing/
    """
    if throughput_mode not in THROUGHPUT_MODES:
        raise Unpriced(f"throughput_mode is {throughput_mode!r}, expected one of {', '.join(THROUGHPUT_MODES)}")
    zone, suffix = ("one zone", "-Z") if availability_zone_name else ("standard", "")
    elastic = throughput_mode == "elastic"
    yield usage(f"Storage ({zone})", PriceQuery(EFS, f"TimedStorage{suffix}-ByteHrs"), storage_gb, "GB-Months")
    if any(p.transition_to_ia for p in lifecycle_policy) or infrequent_access_storage_gb is not None:
        colder = PriceQuery(EFS, f"IATimedStorage{suffix or ('-ET' if elastic else '')}-ByteHrs")
        yield usage(f"Storage ({zone}, infrequent access)", colder, infrequent_access_storage_gb, "GB-Months")
        for access, gb in (("Read", monthly_infrequent_access_read_gb), ("Write", monthly_infrequent_access_write_gb)):
            yield usage(f"{access}s (infrequent access)", PriceQuery(EFS, "IADataAccess-Bytes", access), gb, "GB")
    if any(p.transition_to_archive for p in lifecycle_policy) or archive_storage_gb is not None:
        archive = PriceQuery(EFS, "ArchiveTimedStorage-ByteHrs")
        yield usage("Storage (archive)", archive, archive_storage_gb, "GB-Months")
    if throughput_mode == "provisioned":
        included = (storage_gb or Decimal(0)) / STANDARD_GB_PER_MIBPS
        extra = max(provisioned_throughput_in_mibps - included, Decimal(0))
        yield monthly("Provisioned throughput", PriceQuery(EFS, "ProvisionedTP-MiBpsHrs"), extra, "MiBps-Months")
    if elastic:
        for access, gb in (("Read", monthly_elastic_read_gb), ("Write", monthly_elastic_write_gb)):
            query = PriceQuery(EFS, "ETDataAccess-Bytes", access)
            yield usage(f"{access}s (elastic throughput)", query, gb, "GB")


class Destination(Block):
    """A `destination` block."""

    region: str = ""
    availability_zone_name: str = ""
    file_system_id: str = ""


@resource("aws_efs_replication_configuration")
def replication(
    *,
    destination: Destination,
    storage_gb: Usage[Decimal | None] = None,
    infrequent_access_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Replication: the storage of the replica that it makes; one that is there already is billed as a file system.

    Data transfer between regions is not modelled.

    Prices: https://aws.amazon.com/efs/pricing/
    """
    if destination.file_system_id:
        return
    suffix = "-Z" if destination.availability_zone_name else ""
    region = destination.region or None
    storage = PriceQuery(EFS, f"TimedStorage{suffix}-ByteHrs", region=region)
    yield usage("Replica storage", storage, storage_gb, "GB-Months")
    colder = PriceQuery(EFS, f"IATimedStorage{suffix}-ByteHrs", region=region)
    yield usage("Replica storage (infrequent access)", colder, infrequent_access_storage_gb, "GB-Months")
