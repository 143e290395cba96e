"""Amazon DocumentDB: clusters, their instances and snapshots."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.rds_parts import Capacity
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import PlannedOn, Ref, Usage
from costgate.resources.registry import resource

DOCDB = "AmazonDocDB"

IO_OPTIMIZED = "iopt1"
"""The storage type of a cluster whose price includes its I/O. https://aws.amazon.com/documentdb/pricing/"""

BURSTABLE = frozenset({"t3", "t4g"})
"""Classes that may burst for a charge. https://aws.amazon.com/documentdb/pricing/"""


EXTENDED_VERSION, YEAR_1, YEAR_3 = "3.6", "2026-03-31", "2028-03-31"
"""The version that is past standard support, and the days from which that costs more, and still more.
https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-version-support-dates.html"""


@resource("aws_docdb_cluster", "aws_docdb_cluster_snapshot")
def backups(*, backup_storage_gb: Usage[Decimal | None] = None) -> Components:
    """DocumentDB cluster or snapshot: backups beyond the size of the cluster.

    A cluster's storage and I/O are stated with one of its instances. Global clusters' replicated writes and serverless
    capacity are not modelled.

    Prices: https://aws.amazon.com/documentdb/pricing/
    """
    yield usage("Backup storage", PriceQuery(DOCDB, "BackupUsage"), backup_storage_gb, "GB-Months")


class Cluster(Block):
    """What an instance takes from its cluster."""

    storage_type: str = ""
    engine_version: str = ""


@resource("aws_docdb_cluster_instance")
def docdb_cluster_instance(
    *,
    instance_class: str,
    engine_version: str = "",
    cluster: Annotated[Cluster, Ref("aws_docdb_cluster", "cluster_identifier")] = Cluster(),
    planned_on: Annotated[str, PlannedOn],
    data_storage_gb: Usage[Decimal | None] = None,
    monthly_io_requests: Usage[Decimal | None] = None,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
) -> Components:
    """DocumentDB instance: hours, CPU credits in vCPU-hours, Extended Support, and the cluster's storage and I/O.

    The storage is the cluster's, whatever the number of its instances: state it with one of them. Standard storage is
    assumed of a cluster that is not in the plan. Performance Insights is not modelled.

    Prices: https://aws.amazon.com/documentdb/pricing/
    """
    optimized = cluster.storage_type == IO_OPTIMIZED
    suffix, label = ("IOOptimized", ", I/O-Optimized") if optimized else ("", "")
    query = PriceQuery(DOCDB, f"InstanceUsage{suffix}:{instance_class}")
    yield hourly(f"Database instance (on demand, {instance_class}{label})", query)
    storage = PriceQuery(DOCDB, "IO-OptimizedStorageUsage" if optimized else "StorageUsage")
    yield usage(f"Storage{label}", storage, data_storage_gb, "GB-Months")
    if not optimized:
        yield usage("I/O requests", PriceQuery(DOCDB, "StorageIOUsage"), monthly_io_requests, "IOs")
    family = Capacity(instance_class).family.lower()
    if family in BURSTABLE:
        credits_ = PriceQuery(DOCDB, f"CPUCredits:db.{family}")
        yield usage("CPU credits", credits_, monthly_cpu_credit_hrs, "vCPU-Hours")
    if (cluster.engine_version or engine_version).startswith(EXTENDED_VERSION) and planned_on >= YEAR_1:
        years, label = ("Yr3", "year 3") if planned_on >= YEAR_3 else ("Yr1-Yr2", "years 1 and 2")
        support = PriceQuery(DOCDB, f"ExtendedSupport:{years}:DocDB{EXTENDED_VERSION}:{family}")
        yield from Capacity(instance_class).billed(f"Extended support ({label})", support, HOURS_PER_MONTH, "Hours")
