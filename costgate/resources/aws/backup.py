"""AWS Backup: vaults."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costgate.resources.aws import EC2, FSX
from costgate.resources.aws.dynamodb import DYNAMODB
from costgate.resources.aws.rds_parts import backups_of
from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BACKUP = "AWSBackup"


class Kept(NamedTuple):
    """A kind of backup or restore: what we call it, and what is billed for it in which unit."""

    name: str
    price: PriceQuery
    unit: str = "GB-Months"


EFS_WARM = Kept("EFS backup (warm)", PriceQuery(BACKUP, "WarmStorage-ByteHrs-EFS"))
EFS_COLD = Kept("EFS backup (cold)", PriceQuery(BACKUP, "ColdStorage-ByteHrs-EFS"))
EFS_WARM_RESTORE = Kept("EFS restore (warm)", PriceQuery(BACKUP, "PartialRestore-Warm-EFS"), "GB")
EFS_COLD_RESTORE = Kept("EFS restore (cold)", PriceQuery(BACKUP, "PartialRestore-Cold-EFS"), "GB")
EFS_ITEM_RESTORE = Kept("EFS restore (item-level)", PriceQuery(BACKUP, "PartialRestore-Jobs-EFS"), "Requests")
EBS = Kept("EBS snapshot", PriceQuery(EC2, "EBS:SnapshotUsage"))
RDS_SNAPSHOT = Kept("RDS snapshot", backups_of("mysql"))
AURORA = Kept("Aurora snapshot", backups_of("aurora-mysql"))
DYNAMODB_BACKUP = Kept("DynamoDB backup", PriceQuery(DYNAMODB, "TimedBackupStorage-ByteHrs"))
DYNAMODB_RESTORE = Kept("DynamoDB restore", PriceQuery(DYNAMODB, "RestoreDataSize-Bytes"), "GB")
FSX_WINDOWS = Kept("FSx for Windows backup", PriceQuery(FSX, "BackupUsage", "CreateFileSystem:Windows"))
FSX_LUSTRE = Kept("FSx for Lustre backup", PriceQuery(FSX, "BackupUsage", "CreateFileSystem:Lustre"))
"""Backups of EBS, RDS, DynamoDB and FSx are on the bill of the service that they are of. A vault does not tell of which
engine Aurora's are: they are priced as MySQL's.
https://docs.aws.amazon.com/aws-backup/latest/devguide/metering-and-billing.html"""


class BackupPolicy(Block):
    """A `backup_policy` block."""

    status: str = "DISABLED"


@resource("aws_efs_backup_policy")
def efs_backup_policy(
    *, backup_policy: BackupPolicy = BackupPolicy(), backup_storage_gb: Usage[Decimal | None] = None
) -> Components:
    """Automatic backups of a file system, if they are on: what they take.

    Prices: https://aws.amazon.com/backup/pricing/
    """
    if backup_policy.status == "ENABLED":
        yield usage(EFS_WARM.name, EFS_WARM.price, backup_storage_gb, EFS_WARM.unit)


@resource("aws_backup_vault")
def vault(
    *,
    monthly_efs_warm_backup_gb: Usage[Decimal | None] = None,
    monthly_efs_cold_backup_gb: Usage[Decimal | None] = None,
    monthly_efs_warm_restore_gb: Usage[Decimal | None] = None,
    monthly_efs_cold_restore_gb: Usage[Decimal | None] = None,
    monthly_efs_item_restore_requests: Usage[Decimal | None] = None,
    monthly_ebs_snapshot_gb: Usage[Decimal | None] = None,
    monthly_rds_snapshot_gb: Usage[Decimal | None] = None,
    monthly_aurora_snapshot_gb: Usage[Decimal | None] = None,
    monthly_dynamodb_backup_gb: Usage[Decimal | None] = None,
    monthly_dynamodb_restore_gb: Usage[Decimal | None] = None,
    monthly_fsx_windows_backup_gb: Usage[Decimal | None] = None,
    monthly_fsx_lustre_backup_gb: Usage[Decimal | None] = None,
) -> Components:
    """Backup vault: what is kept in it and restored from it, for each kind of resource.

    Backups of S3, SAP HANA, VMware and Timestream, cold DynamoDB backups, copies to other regions, logically air-gapped
    vaults and restore testing are not modelled.

    Prices: https://aws.amazon.com/backup/pricing/
    """
    for kind, amount in (
        (EFS_WARM, monthly_efs_warm_backup_gb),
        (EFS_COLD, monthly_efs_cold_backup_gb),
        (EFS_WARM_RESTORE, monthly_efs_warm_restore_gb),
        (EFS_COLD_RESTORE, monthly_efs_cold_restore_gb),
        (EFS_ITEM_RESTORE, monthly_efs_item_restore_requests),
        (EBS, monthly_ebs_snapshot_gb),
        (RDS_SNAPSHOT, monthly_rds_snapshot_gb),
        (AURORA, monthly_aurora_snapshot_gb),
        (DYNAMODB_BACKUP, monthly_dynamodb_backup_gb),
        (DYNAMODB_RESTORE, monthly_dynamodb_restore_gb),
        (FSX_WINDOWS, monthly_fsx_windows_backup_gb),
        (FSX_LUSTRE, monthly_fsx_lustre_backup_gb),
    ):
        yield usage(kind.name, kind.price, amount, kind.unit)
