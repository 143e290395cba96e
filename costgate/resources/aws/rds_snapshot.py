"""Amazon RDS and Aurora: snapshots, and what is made of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.rds_parts import RDS, backups_of
from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource


class Database(Block):
    """What a snapshot reads of its instance or cluster, and a copy of its snapshot."""

    engine: str = ""


@resource("aws_db_snapshot", "aws_db_cluster_snapshot", "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy")
def db_snapshot(
    *,
    of: Annotated[
        Database, Ref("aws_db_instance aws_db_snapshot", "db_instance_identifier source_db_snapshot_identifier")
    ] = Database(),
    of_cluster: Annotated[
        Database,
        Ref("aws_rds_cluster aws_db_cluster_snapshot", "db_cluster_identifier source_db_cluster_snapshot_identifier"),
    ] = Database(),
    type_name: Annotated[str, TypeName],
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Database snapshot or a copy of one: what it takes.

    Backups as large as all databases of a region are free: state what is beyond. A cluster that is not in the plan is
    taken to be Aurora's. Data transfer from another region is not modelled.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    engine = of.engine or of_cluster.engine or ("aurora" if "cluster" in type_name else "")
    yield usage("Backup storage", backups_of(engine), storage_gb, "GB-Months")


@resource("aws_db_instance_automated_backups_replication")
def replicated_backups(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Automated backups that are kept in another region: what they take there.

    Data transfer between the regions is not modelled.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    yield usage("Backup storage", backups_of(""), storage_gb, "GB-Months")


@resource("aws_rds_export_task")
def export_task(*, export_size_gb: Usage[Decimal | None] = None) -> Components:
    """Export of a snapshot to S3: each GB of the whole snapshot. It counts in full in the month of the export.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    yield usage("Snapshot exported", PriceQuery(RDS, "RDS:SnapshotExportToS3"), export_size_gb, "GB")
