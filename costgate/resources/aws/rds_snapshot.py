"""Amazon RDS and Aurora: snapshots."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.rds_parts import backups_of
from costgate.resources.components import Block, Components, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource


class Database(Block):
    """What a snapshot reads of its instance or cluster."""

    engine: str = ""


@resource("aws_db_snapshot", "aws_db_cluster_snapshot")
def db_snapshot(
    *,
    instance: Annotated[Database, Ref("aws_db_instance", "db_instance_identifier")] = Database(),
    cluster: Annotated[Database, Ref("aws_rds_cluster", "db_cluster_identifier")] = Database(),
    type_name: Annotated[str, TypeName],
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Database snapshot: what it takes. Backups as large as all databases of a region are free: state what is beyond.

    A cluster that is not in the plan is taken to be Aurora's.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    unknown = "aurora" if type_name == "aws_db_cluster_snapshot" else ""
    engine = instance.engine or cluster.engine or unknown
    yield usage("Backup storage", backups_of(engine), storage_gb, "GB-Months")
