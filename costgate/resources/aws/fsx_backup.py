"""Amazon FSx: backups that are made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import FSX
from costgate.resources.aws.fsx import ONTAP, OPENZFS, WINDOWS
from costgate.resources.aws.fsx_lustre import LUSTRE
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Source(Block):
    """What a backup is of: that it is there."""


@resource("aws_fsx_backup")
def backup(
    *,
    lustre: Annotated[Source | None, Ref("aws_fsx_lustre_file_system", "file_system_id")] = None,
    windows: Annotated[Source | None, Ref("aws_fsx_windows_file_system", "file_system_id")] = None,
    openzfs: Annotated[Source | None, Ref("aws_fsx_openzfs_volume", "volume_id")] = None,
    ontap: Annotated[Source | None, Ref("aws_fsx_ontap_volume", "volume_id")] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """FSx backup: what it takes, which the file system's own `backup_storage_gb` must not have too.

    The price is that of the kind of file system or volume, which is one of this plan.

    Prices: https://aws.amazon.com/fsx/pricing/
    """
    queries = {
        PriceQuery(FSX, "BackupUsage", LUSTRE): lustre,
        WINDOWS.backup: windows,
        OPENZFS.backup: openzfs,
        ONTAP.backup: ontap,
    }
    query = next((query for query, source in queries.items() if source), None)
    if not query:
        raise Unpriced("what it is of is no file system or volume of this plan")
    yield usage("Backup storage", query, backup_storage_gb, "GB-Months")
