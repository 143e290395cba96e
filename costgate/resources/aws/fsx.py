"""Amazon FSx: file systems for Windows, of OpenZFS and of NetApp ONTAP."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costgate.resources.aws import FSX
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FREE_IOPS_PER_GB = 3
"""SSD IOPS for each GiB without extra charge.
https://docs.aws.amazon.com/fsx/latest/APIReference/API_DiskIopsConfiguration.html"""


class Kind(NamedTuple):
    """A kind of file system: its name on the bill, whether its meters need it, and how they call its deployments."""

    name: str
    operation: str
    deployments: dict[str, str]

    def meter(self, what: str) -> PriceQuery:
        """A meter of this kind."""
        return PriceQuery(FSX, what, self.operation)

    @property
    def backup(self) -> PriceQuery:
        """What backups are billed as."""
        return PriceQuery(FSX, "BackupUsage", f"CreateFileSystem:{self.name}")


WINDOWS = Kind("Windows", "", {"SINGLE_AZ_1": "SingleAZ", "SINGLE_AZ_2": "SingleAZ", "MULTI_AZ_1": "MultiAZ"})
OPENZFS = Kind(
    "OpenZFS",
    "CreateFileSystem:OpenZFS",
    {
        "SINGLE_AZ_1": "SAZ",
        "SINGLE_AZ_2": "SAZ2",
        "SINGLE_AZ_HA_1": "SAZ_HA",
        "SINGLE_AZ_HA_2": "SAZ_HA2",
        "MULTI_AZ_1": "MAZ",
    },
)
ONTAP = Kind(
    "ONTAP",
    "CreateFileSystem:ONTAP",
    {"SINGLE_AZ_1": "SAZ_2N", "SINGLE_AZ_2": "SAZ_2N2", "MULTI_AZ_1": "MAZ", "MULTI_AZ_2": "MAZ2"},
)
STORAGE_TYPES = ("SSD", "HDD")


class DiskIops(Block):
    """A `disk_iops_configuration` block."""

    mode: str = "AUTOMATIC"
    iops: int = 0


class Disk(NamedTuple):
    """What a file system's attributes say of its storage. `gb` None: what a backup holds, which no plan tells."""

    deployment: str
    storage_type: str
    gb: int | None
    throughput: int
    iops: DiskIops

    def components(self, kind: Kind, backup_gb: Decimal | None) -> Components:
        """Its bill: storage, throughput, IOPS beyond what the storage includes, backups."""
        zones = kind.deployments.get(self.deployment)
        if zones is None or self.storage_type not in STORAGE_TYPES:
            raise Unpriced(
                f"deployment_type {self.deployment!r}, storage_type {self.storage_type!r}: "
                f"expected one of {', '.join(kind.deployments)} and one of {', '.join(STORAGE_TYPES)}"
            )
        storage = kind.meter(f"Storage.{zones}:{self.storage_type}")
        name = f"Storage ({self.storage_type}, {self.deployment})"
        if self.gb is None:
            yield usage(name, storage, None, "GB-Months")
        else:
            yield monthly(name, storage, self.gb, "GB-Months")
        yield monthly("Throughput", kind.meter(f"ThroughputCapacity.{zones}"), self.throughput, "MiBps-Months")
        extra = self.iops.iops - FREE_IOPS_PER_GB * (self.gb or 0)
        if self.iops.mode == "USER_PROVISIONED" and extra > 0:
            yield monthly("Provisioned IOPS", kind.meter(f"ProvisionedSSDIOPS.{zones}"), extra, "IOPS-Months")
        yield usage("Backup storage", kind.backup, backup_gb, "GB-Months")


@resource("aws_fsx_windows_file_system")
def windows_file_system(
    *,
    throughput_capacity: int,
    deployment_type: str = "SINGLE_AZ_1",
    storage_type: str = "SSD",
    storage_capacity: int | None = None,
    disk_iops_configuration: DiskIops = DiskIops(),
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """FSx for Windows File Server: storage, throughput, provisioned IOPS, backups. Shadow copies are in the storage.

    Prices: https://aws.amazon.com/fsx/windows/pricing/
    """
    disk = Disk(deployment_type, storage_type, storage_capacity, throughput_capacity, disk_iops_configuration)
    yield from disk.components(WINDOWS, backup_storage_gb)


@resource("aws_fsx_openzfs_file_system")
def openzfs_file_system(
    *,
    deployment_type: str,
    throughput_capacity: int,
    storage_type: str = "SSD",
    storage_capacity: int | None = None,
    disk_iops_configuration: DiskIops = DiskIops(),
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """FSx for OpenZFS: storage, throughput, provisioned IOPS, backups.

    The storage is what is provisioned: compression lets one provision less, it does not make what is provisioned
    cheaper. The Intelligent-Tiering class is not modelled.

    Prices: https://aws.amazon.com/fsx/openzfs/pricing/
    """
    disk = Disk(deployment_type, storage_type, storage_capacity, throughput_capacity, disk_iops_configuration)
    yield from disk.components(OPENZFS, backup_storage_gb)


@resource("aws_fsx_ontap_file_system")
def ontap_file_system(
    *,
    deployment_type: str,
    storage_capacity: int,
    storage_type: str = "SSD",
    throughput_capacity: int = 0,
    throughput_capacity_per_ha_pair: int = 0,
    ha_pairs: int = 1,
    disk_iops_configuration: DiskIops = DiskIops(),
    capacity_pool_storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """FSx for NetApp ONTAP: SSD storage, throughput of all its pairs, provisioned IOPS, the capacity pool, backups.

    Both generations pay for the pool by the same meters. Requests to it are not modelled.

    Prices: https://aws.amazon.com/fsx/netapp-ontap/pricing/
    """
    throughput = throughput_capacity or throughput_capacity_per_ha_pair * ha_pairs
    if not throughput:
        raise Unpriced("neither throughput_capacity nor throughput_capacity_per_ha_pair is set")
    disk = Disk(deployment_type, storage_type, storage_capacity, throughput, disk_iops_configuration)
    yield from disk.components(ONTAP, backup_storage_gb)
    pool = ONTAP.meter(f"Storage.{ONTAP.deployments[deployment_type].removesuffix('2')}:CPoolStd")
    yield usage("Capacity pool", pool, capacity_pool_storage_gb, "GB-Months")


class SnapLock(Block):
    """A `snaplock_configuration` block."""

    snaplock_type: str = ""


@resource("aws_fsx_ontap_volume")
def ontap_volume(*, snaplock_configuration: SnapLock | None = None) -> Components:
    """Volume of an ONTAP file system: it takes what the file system and its capacity pool are billed for.

    SnapLock has a licence by the GB besides, which is not modelled.

    Prices: https://aws.amazon.com/fsx/netapp-ontap/pricing/
    """
    if snaplock_configuration:
        raise Unpriced("it has a snaplock_configuration, whose licence has no price here")
    yield from ()
