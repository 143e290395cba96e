"""Amazon Aurora: clusters and their instances; Multi-AZ clusters of RDS."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from typing import Annotated

from costgate.resources.aws import Reserved, instance_hours
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.aws.rds_parts import (
    CLUSTER,
    INSIGHTS_FREE_DAYS,
    IO_MINIMUM_GB,
    RDS,
    Capacity,
    Insights,
    Volume,
    backups_of,
    cpu_credits,
    engine_of,
    extended_support,
)
from costgate.resources.components import (
    HOURS_PER_MONTH,
    SECONDS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    monthly,
    times,
    usage,
)
from costgate.resources.marks import PlannedOn, Ref, Together, Usage
from costgate.resources.registry import resource

AURORA_MYSQL = frozenset({"aurora", "aurora-mysql"})


IO_OPTIMIZED = "aurora-iopt1"
"""The storage type of an Aurora cluster whose price includes its I/O. https://aws.amazon.com/rds/aurora/pricing/"""

FREE_BACKUP_DAYS = 1
"""Days of Aurora backups without charge. https://aws.amazon.com/rds/aurora/pricing/"""


@resource("aws_rds_cluster")
def rds_cluster(
    *,
    engine: str = "aurora",
    engine_mode: str = "provisioned",
    engine_version: str = "",
    engine_lifecycle_support: str = "",
    db_cluster_instance_class: str = "",
    storage_type: str = "",
    allocated_storage: int = IO_MINIMUM_GB,
    iops: int = 0,
    backtrack_window: int = 0,
    backup_retention_period: int = 1,
    performance_insights_enabled: bool = False,
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS,
    database_insights_mode: str = "",
    planned_on: Annotated[str, PlannedOn],
    capacity_units_per_hr: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    write_requests_per_sec: Usage[Decimal | None] = None,
    read_requests_per_sec: Usage[Decimal | None] = None,
    backup_snapshot_size_gb: Usage[Decimal | None] = None,
    average_statements_per_hr: Usage[Decimal | None] = None,
    change_records_per_statement: Usage[Decimal | None] = None,
    backtrack_window_hrs: Usage[Decimal | None] = None,
    snapshot_export_size_gb: Usage[Decimal | None] = None,
) -> Components:
    """Aurora cluster: storage, I/O, backups, backtrack, serverless v1 capacity; or a Multi-AZ cluster with instances.

    Aurora instances are `aws_rds_cluster_instance`. Backups are one full snapshot a day, the first without charge.
    Replicated writes of a global cluster and a Multi-AZ cluster's backups are not modelled. Usage may add backtrack.

    Prices: https://aws.amazon.com/rds/aurora/pricing/
    """
    name = engine.lower()
    if not name.startswith("aurora"):
        capacity = Capacity(db_cluster_instance_class)
        volume = Volume(storage_type or "io1", allocated_storage, iops, 0)
        insights = Insights(performance_insights_enabled, performance_insights_retention_period, database_insights_mode)
        yield from _multi_az_cluster(name, capacity, volume, insights)
        lifecycle = engine_lifecycle_support
        yield from extended_support(capacity, name, engine_version, planned_on, lifecycle, CLUSTER.instances)
        return
    if engine_mode == "serverless":
        acus = _product(capacity_units_per_hr, HOURS_PER_MONTH)
        yield usage("Aurora Serverless v1", PriceQuery(RDS, "Aurora:ServerlessUsage"), acus, "ACU-Hours")
    if storage_type == IO_OPTIMIZED:
        query = PriceQuery(RDS, "Aurora:IO-OptimizedStorageUsage")
        yield usage("Storage (I/O-Optimized)", query, storage_gb, "GB-Months")
    else:
        yield usage("Storage", PriceQuery(RDS, "Aurora:StorageUsage"), storage_gb, "GB-Months")
        requests = _io_requests(write_requests_per_sec, read_requests_per_sec)
        yield usage("I/O requests", PriceQuery(RDS, "Aurora:StorageIOUsage"), requests, "IOs")
    if backup_retention_period > FREE_BACKUP_DAYS:
        gb = _product(backup_snapshot_size_gb, backup_retention_period - FREE_BACKUP_DAYS)
        yield usage("Backup storage", backups_of(name), gb, "GB-Months")
    if name in AURORA_MYSQL and engine_mode != "serverless":
        window = backtrack_window_hrs or Decimal(backtrack_window) / 3600
        records = _product(average_statements_per_hr, change_records_per_statement, window, HOURS_PER_MONTH)
        yield usage("Backtrack", PriceQuery(RDS, "Aurora:BacktrackUsage"), records, "ChangeRecord-Hours")
    yield usage("Snapshot export", PriceQuery(RDS, "Aurora:SnapshotExportToS3"), snapshot_export_size_gb, "GB")


def _multi_az_cluster(engine: str, capacity: Capacity, volume: Volume, insights: Insights) -> Components:
    """A writer and two readable standbys under one price, with the storage of all three."""
    if not capacity.instance_class:
        raise Unpriced("db_cluster_instance_class is not set, which a Multi-AZ cluster needs")
    kind = engine_of(engine)
    query = PriceQuery(RDS, f"{CLUSTER.instance}:{capacity.instance_class}", kind.operation)
    yield from instance_hours(f"Database instances ({CLUSTER.name}, {capacity.instance_class})", query)
    yield from volume.components(kind, CLUSTER.storage)
    yield from times(CLUSTER.instances, insights.components(capacity, None))


def _io_requests(*per_second: Decimal | None) -> Decimal | None:
    """Requests a month of what is stated by the second."""
    stated = [r for r in per_second if r is not None]
    return sum(stated, Decimal(0)) * SECONDS_PER_MONTH if stated else None


def _product(*factors: Decimal | int | None) -> Decimal | None:
    """The product, None if a factor is not stated."""
    known = [Decimal(f) for f in factors if f is not None]
    return Decimal(prod(known)) if len(known) == len(factors) else None


class ServerlessScaling(Block):
    """A `serverlessv2_scaling_configuration` block. At a minimum of zero an instance pauses.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html"""

    min_capacity: Decimal = Decimal(0)


class Cluster(Block):
    """What an instance takes from its Aurora cluster."""

    engine: str = ""
    engine_version: str = ""
    engine_lifecycle_support: str = ""
    storage_type: str = ""
    performance_insights_enabled: bool = False
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS
    database_insights_mode: str = ""
    serverlessv2_scaling_configuration: ServerlessScaling = ServerlessScaling()


@resource("aws_rds_cluster_instance")
def rds_cluster_instance(
    *,
    instance_class: str,
    engine: str = "",
    engine_version: str = "",
    publicly_accessible: bool = False,
    performance_insights_enabled: bool = False,
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS,
    cluster: Annotated[Cluster, Ref("aws_rds_cluster", "cluster_identifier")] = Cluster(),
    planned_on: Annotated[str, PlannedOn],
    capacity_units_per_hr: Usage[Decimal | None] = None,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    vcpu_count: Usage[int | None] = None,
    monthly_additional_performance_insights_requests: Usage[Decimal | None] = None,
    reserved: Annotated[Reserved, Together],
) -> Components:
    """Aurora instance: hours or serverless v2 capacity, its public address, insights, CPU credits, Extended Support.

    Its cluster tells whether it is I/O-Optimized; Standard is assumed of a cluster that is not in the plan. Serverless
    capacity is at least the cluster's minimum; `capacity_units_per_hr` in the usage file says what it is on average.
    Performance Insights requests are those above the free million.

    Prices: https://aws.amazon.com/rds/aurora/pricing/
    """
    name = (engine or cluster.engine).lower()
    operation = engine_of(name).operation
    capacity = Capacity(instance_class, capacity_units_per_hr)
    optimized = cluster.storage_type == IO_OPTIMIZED
    storage = ", I/O-Optimized" if optimized else ""
    if capacity.is_serverless:
        query = PriceQuery(RDS, f"Aurora:ServerlessV2{'IOOptimized' if optimized else ''}Usage")
        label = f"Aurora Serverless v2{storage}"
        least = cluster.serverlessv2_scaling_configuration.min_capacity
        if least and capacity_units_per_hr is None:
            yield monthly(f"{label}, minimum", query, least * HOURS_PER_MONTH, "ACU-Hours")
            label += ", above it"
        yield from capacity.billed(label, query, HOURS_PER_MONTH, "Hours")
    else:
        purchase = reserved.purchase
        meter = f"InstanceUsage{'IOOptimized' if optimized else ''}:{instance_class}"
        query = PriceQuery(RDS, meter, operation, purchase)
        yield from instance_hours(f"Database instance ({bought(purchase)}, {instance_class}{storage})", query)
    insights = Insights(
        performance_insights_enabled or cluster.performance_insights_enabled,
        max(performance_insights_retention_period, cluster.performance_insights_retention_period),
        cluster.database_insights_mode,
    )
    yield from insights.components(capacity, monthly_additional_performance_insights_requests)
    yield from cpu_credits(capacity, operation, monthly_cpu_credit_hrs, vcpu_count)
    version = engine_version or cluster.engine_version
    yield from extended_support(capacity, name, version, planned_on, cluster.engine_lifecycle_support)
    yield from public_addresses(int(publicly_accessible))
