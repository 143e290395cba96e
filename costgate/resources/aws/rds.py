"""Amazon RDS: database instances, Aurora clusters and their instances."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import prod
from typing import Annotated, NamedTuple

from costgate.resources.aws import CLOUDWATCH, instance_hours, reservation
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    monthly,
    times,
    usage,
)
from costgate.resources.facts import table
from costgate.resources.marks import PlannedOn, Ref, Usage
from costgate.resources.registry import resource

RDS = "AmazonRDS"


class Engine(NamedTuple):
    """What the bill calls an engine, and how large a gp3 volume of it must be for the higher baseline (GiB)."""

    operation: str
    own_licence: str = ""
    large_volume: int | None = 400


ENGINES: Mapping[str, Engine] = {
    "mysql": Engine("CreateDBInstance:0002"),
    "postgres": Engine("CreateDBInstance:0014"),
    "mariadb": Engine("CreateDBInstance:0018"),
    "aurora": Engine("CreateDBInstance:0016"),
    "aurora-mysql": Engine("CreateDBInstance:0016"),
    "aurora-postgresql": Engine("CreateDBInstance:0021"),
    "oracle-ee": Engine("CreateDBInstance:0005", large_volume=200),
    "oracle-ee-cdb": Engine("CreateDBInstance:0005", large_volume=200),
    "oracle-se": Engine("CreateDBInstance:0004", large_volume=200),
    "oracle-se1": Engine("CreateDBInstance:0006", "CreateDBInstance:0003", large_volume=200),
    "oracle-se2": Engine("CreateDBInstance:0020", "CreateDBInstance:0019", large_volume=200),
    "oracle-se2-cdb": Engine("CreateDBInstance:0020", "CreateDBInstance:0019", large_volume=200),
    "sqlserver-ex": Engine("CreateDBInstance:0010", large_volume=None),
    "sqlserver-web": Engine("CreateDBInstance:0011", large_volume=None),
    "sqlserver-se": Engine("CreateDBInstance:0012", "CreateDBInstance:0008", large_volume=None),
    "sqlserver-ee": Engine("CreateDBInstance:0015", "CreateDBInstance:0009", large_volume=None),
}
"""An engine is billed with its licence where AWS sells one, unless `license_model` brings one's own.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage"""

AURORA_MYSQL = frozenset({"aurora", "aurora-mysql"})


class Deployment(NamedTuple):
    """How many instances a deployment has, and how its meters are called."""

    name: str
    instance: str
    storage: str
    instances: int


SINGLE = Deployment("Single-AZ", "InstanceUsage", "RDS:", 1)
MULTI = Deployment("Multi-AZ", "Multi-AZUsage", "RDS:Multi-AZ-", 2)
MIRROR = Deployment("Multi-AZ", "MirrorUsage", "RDS:Mirror-", 2)
"""SQL Server's Multi-AZ."""
CLUSTER = Deployment("Multi-AZ cluster", "Multi-AZClusterUsage", "RDS:Multi-AZCluster-", 3)

STORAGE = {
    "gp2": "GP2-Storage",
    "gp3": "GP3-Storage",
    "io1": "PIOPS-Storage",
    "io2": "PIOPS-Storage-IO2",
    "standard": "StorageUsage",
}
PROVISIONED_IOPS = {"io1": "PIOPS", "io2": "IO2-PIOPS"}

DEFAULT_GB = 20
"""The least that AWS allocates. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html"""

IO_MINIMUM_GB, IO_MINIMUM_IOPS = 100, 1000
"""Least size (SQL Server has none) and IOPS of io1 and io2 volumes.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#USER_PIOPS"""

GP3_BASELINE, GP3_LARGE_BASELINE = (3000, 125), (12_000, 500)
"""IOPS and MiB/s that a gp3 volume has without extra charge, below and from an engine's large size.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage"""

LOG_VOLUME_GB, LOG_VOLUME_IOPS = 1000, 3000
"""A dedicated log volume. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#USER_PIOPS.dlv"""

BURSTABLE = frozenset({"t3", "t4g"})
"""Classes that may burst for a charge. https://aws.amazon.com/rds/mysql/pricing/"""

INSIGHTS_FREE_DAYS, INSIGHTS_LONG_TERM_DAYS, DAYS_A_MONTH = 7, 731, 31
"""Performance Insights keeps a week without charge; 731 days have a meter of their own, others are so many months.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html"""

IO_OPTIMIZED = "aurora-iopt1"
"""The storage type of an Aurora cluster whose price includes its I/O. https://aws.amazon.com/rds/aurora/pricing/"""

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
"""Seconds in the month that everything is priced by."""

FREE_BACKUP_DAYS = 1
"""Days of Aurora backups without charge. https://aws.amazon.com/rds/aurora/pricing/"""


class ExtendedSupport(NamedTuple):
    """What the bill calls a version, and the days on which the charge begins and rises ("" if it never does)."""

    name: str
    year_1: str
    year_3: str = ""


_POSTGRES = {
    "11": ("2024-04-01", "2026-04-01"),
    "12": ("2025-03-01", "2027-03-01"),
    "13": ("2026-03-01", "2028-03-01"),
    "14": ("2027-03-01", "2029-03-01"),
    "15": ("2028-03-01", "2030-03-01"),
    "16": ("2029-03-01", "2031-03-01"),
    "17": ("2030-03-01", "2032-03-01"),
    "18": ("2031-03-01", "2033-03-01"),
}
_AURORA_MYSQL = {
    "5.7": ExtendedSupport("AuroraMySQL2", "2024-12-01"),
    "8.0": ExtendedSupport("AuroraMySQL3", "2028-05-01"),
}
EXTENDED_SUPPORT: Mapping[str, Mapping[str, ExtendedSupport]] = {
    "mysql": {
        "5.7": ExtendedSupport("MySQL5.7", "2024-03-01", "2026-03-01"),
        "8.0": ExtendedSupport("MySQL8.0", "2026-08-01", "2028-08-01"),
        "8.4": ExtendedSupport("MySQL8.4", "2029-08-01", "2031-08-01"),
    },
    "postgres": {v: ExtendedSupport(f"PostgreSQL{v}", *days) for v, days in _POSTGRES.items()},
    "aurora": _AURORA_MYSQL,
    "aurora-mysql": _AURORA_MYSQL,
    "aurora-postgresql": {v: ExtendedSupport(f"AuroraPostgreSQL{v}", *days) for v, days in _POSTGRES.items()},
}
"""Engine, major version -> when Extended Support is charged. Aurora MySQL has no third-year price.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html"""

NO_EXTENDED_SUPPORT = "open-source-rds-extended-support-disabled"


class Capacity(NamedTuple):
    """What an instance counts as where its size is billed: vCPUs of a class, average capacity units if serverless."""

    instance_class: str
    units: Decimal | None = None

    @property
    def is_serverless(self) -> bool:
        """True if its size follows its load."""
        return self.instance_class == "db.serverless"

    @property
    def family(self) -> str:
        """What Performance Insights calls its class: "M5" of db.m5.large."""
        return "Serverless" if self.is_serverless else self.instance_class.removeprefix("db.").partition(".")[0].upper()

    @property
    def vcpus(self) -> Decimal:
        """Its vCPUs. Raises Unpriced if nobody knows them."""
        vcpus = table("aws/instance_types").get(self.instance_class, {}).get("vcpu")
        if not vcpus:
            raise Unpriced(
                f"the number of vCPUs of instance_class {self.instance_class!r} is not known, and it is billed by them"
            )
        return Decimal(vcpus)

    def billed(self, name: str, query: PriceQuery, number: Decimal | int, period: str) -> Components:
        """`number` hours or months of each unit."""
        if self.is_serverless:
            yield usage(name, query, None if self.units is None else self.units * number, f"ACU-{period}")
        else:
            yield monthly(name, query, self.vcpus * number, f"vCPU-{period}")


def _engine(name: str) -> Engine:
    engine = ENGINES.get(name)
    if engine is None:
        raise Unpriced(f"engine is {name!r}, expected one of {', '.join(ENGINES)}")
    return engine


def _extended_support(
    capacity: Capacity, engine: str, version: str, planned_on: str, lifecycle: str, instances: int = 1
) -> Components:
    """The charge for a version that is past its standard support, on the standby instances too."""
    if lifecycle == NO_EXTENDED_SUPPORT:
        return
    for major, support in EXTENDED_SUPPORT.get(engine, {}).items():
        if version == major or version.startswith(f"{major}."):
            years = "Yr3" if support.year_3 and planned_on >= support.year_3 else "Yr1-Yr2"
            if planned_on >= support.year_1:
                name = "Extended support (year 3)" if years == "Yr3" else "Extended support (years 1 and 2)"
                kind = "ASv2:" if capacity.is_serverless else ""
                query = PriceQuery(RDS, f"ExtendedSupport:{years}:{kind}{support.name}")
                yield from capacity.billed(name, query, HOURS_PER_MONTH * instances, "Hours")


class Insights(NamedTuple):
    """What an instance's attributes say of Performance Insights and Database Insights."""

    enabled: bool
    days: int
    mode: str

    def components(self, capacity: Capacity, requests: Decimal | None) -> Components:
        """The bill of an instance. The advanced mode of Database Insights includes Performance Insights."""
        if self.mode == "advanced":
            meter = f"CW:DatabaseInsights-{'ACU' if capacity.is_serverless else 'vCPU'}-Hours"
            query = PriceQuery(CLOUDWATCH, meter)
            yield from capacity.billed("Database Insights (advanced)", query, HOURS_PER_MONTH, "Hours")
        elif self.enabled:
            yield from self._retention(capacity)
            yield usage("Performance Insights API requests", PriceQuery(RDS, "PI_API"), requests, "Requests")

    def _retention(self, capacity: Capacity) -> Components:
        """What it costs to keep more than the free week."""
        name = "Performance Insights long-term retention"
        if self.days == INSIGHTS_LONG_TERM_DAYS and not capacity.is_serverless:
            yield from capacity.billed(name, PriceQuery(RDS, f"PI_LTR:{capacity.family}"), 1, "Months")
        elif self.days > INSIGHTS_FREE_DAYS:
            first, others = (PriceQuery(RDS, f"PI_LTR_{kind}:{capacity.family}") for kind in ("FMR", "AMR"))
            yield from capacity.billed(f"{name} (first month)", first, 1, "Months")
            if self.days >= 2 * DAYS_A_MONTH:
                yield from capacity.billed(f"{name} (other months)", others, self.days // DAYS_A_MONTH - 1, "Months")


def _credits(capacity: Capacity, operation: str, hours: Decimal | None, vcpus: int | None = None) -> Components:
    """CPU credits of a burstable class: stated hours, for each vCPU."""
    if capacity.family.lower() in BURSTABLE:
        query = PriceQuery(RDS, f"CPUCredits:db.{capacity.family.lower()}", operation)
        yield usage("CPU credits", query, None if hours is None else hours * (vcpus or capacity.vcpus), "vCPU-Hours")


class Volume(NamedTuple):
    """An instance's storage, as its attributes say. `gb` None: what a snapshot holds, which no plan tells."""

    kind: str
    gb: int | None
    iops: int
    throughput: int
    log_volume: bool = False

    def components(self, engine: Engine, zones: str) -> Components:
        """Its bill; `zones` is how the meters of the deployment begin."""
        if self.kind not in STORAGE:
            raise Unpriced(f"storage_type is {self.kind!r}, expected one of {', '.join(STORAGE)}")
        least = IO_MINIMUM_GB if self.kind in PROVISIONED_IOPS and engine.large_volume else 0
        storage = PriceQuery(RDS, f"{zones}{STORAGE[self.kind]}")
        if self.gb is None:
            yield usage(f"Storage ({self.kind})", storage, None, "GB-Months")
        else:
            yield monthly(f"Storage ({self.kind})", storage, max(self.gb, least), "GB-Months")
        if self.kind in PROVISIONED_IOPS:
            iops = PriceQuery(RDS, f"{zones}{PROVISIONED_IOPS[self.kind]}")
            yield monthly(f"Provisioned IOPS ({self.kind})", iops, max(self.iops, IO_MINIMUM_IOPS), "IOPS-Months")
            if self.log_volume:
                yield monthly("Dedicated log volume: storage", storage, LOG_VOLUME_GB, "GB-Months")
                yield monthly("Dedicated log volume: IOPS", iops, LOG_VOLUME_IOPS, "IOPS-Months")
        elif self.kind == "gp3":
            is_large = engine.large_volume is not None and (self.gb or 0) >= engine.large_volume
            free_iops, free_throughput = GP3_LARGE_BASELINE if is_large else GP3_BASELINE
            if self.iops > free_iops:
                iops = PriceQuery(RDS, f"{zones}GP3-PIOPS")
                yield monthly(
                    f"Provisioned IOPS (gp3, above {free_iops:,})", iops, self.iops - free_iops, "IOPS-Months"
                )
            if self.throughput > free_throughput:
                extra, query = self.throughput - free_throughput, PriceQuery(RDS, f"{zones}GP3-Throughput")
                yield monthly(
                    f"Provisioned throughput (gp3, above {free_throughput} MiB/s)", query, extra, "MBps-Months"
                )


class Source(Block):
    """What a read replica takes from the instance that it replicates."""

    engine: str = ""
    engine_version: str = ""
    license_model: str = ""
    allocated_storage: int | None = None
    storage_type: str = ""


@resource("aws_db_instance")
def db_instance(
    *,
    instance_class: str,
    engine: str = "",
    engine_version: str = "",
    engine_lifecycle_support: str = "",
    license_model: str = "",
    multi_az: bool = False,
    allocated_storage: int | None = None,
    storage_type: str = "",
    iops: int = 0,
    storage_throughput: int = 0,
    dedicated_log_volume: bool = False,
    backup_retention_period: int = 0,
    performance_insights_enabled: bool = False,
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS,
    database_insights_mode: str = "",
    snapshot_identifier: str = "",
    source: Annotated[Source | None, Ref("aws_db_instance", "replicate_source_db")] = None,
    planned_on: Annotated[str, PlannedOn],
    additional_backup_storage_gb: Usage[Decimal | None] = None,
    monthly_standard_io_requests: Usage[Decimal | None] = None,
    monthly_additional_performance_insights_requests: Usage[Decimal | None] = None,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    reserved_instance_term: Usage[str | None] = None,
    reserved_instance_payment_option: Usage[str | None] = None,
) -> Components:
    """RDS instance: hours, storage and IOPS, backups, insights, CPU credits, Extended Support.

    A read replica takes what it does not say from its source. Storage autoscaling, RDS Custom and Db2 are not modelled.
    Performance Insights requests are those above the free million.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    primary = source or Source()
    name = (engine or primary.engine).lower()
    if not name:
        raise Unpriced("engine is not set, and the snapshot or instance that it comes from is not in this plan")
    kind = _engine(name)
    byol = (license_model or primary.license_model) == "bring-your-own-license"
    operation = (byol and kind.own_licence) or kind.operation
    zones = (MIRROR if name.startswith("sqlserver") else MULTI) if multi_az else SINGLE
    purchase = reservation(reserved_instance_term, reserved_instance_payment_option)
    query = PriceQuery(RDS, f"{zones.instance}:{instance_class}", operation, purchase)
    yield from instance_hours(f"Database instance ({purchase}, {zones.name}, {instance_class})", query)
    gb = allocated_storage or primary.allocated_storage or (None if snapshot_identifier else DEFAULT_GB)
    disk = storage_type or primary.storage_type or ("io1" if iops else "gp2")
    yield from Volume(disk, gb, iops, storage_throughput, dedicated_log_volume).components(kind, zones.storage)
    if disk == "standard":
        yield usage("I/O requests", PriceQuery(RDS, "RDS:StorageIOUsage"), monthly_standard_io_requests, "IOs")
    if backup_retention_period or additional_backup_storage_gb is not None:
        backup = PriceQuery(RDS, "Aurora:BackupUsage" if name.startswith("aurora") else "RDS:ChargedBackupUsage")
        yield usage("Additional backup storage", backup, additional_backup_storage_gb, "GB-Months")
    capacity = Capacity(instance_class)
    insights = Insights(performance_insights_enabled, performance_insights_retention_period, database_insights_mode)
    yield from insights.components(capacity, monthly_additional_performance_insights_requests)
    yield from _credits(capacity, operation, monthly_cpu_credit_hrs)
    version = engine_version or primary.engine_version
    yield from _extended_support(capacity, name, version, planned_on, engine_lifecycle_support, zones.instances)


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
    Replicated writes of a global cluster and a Multi-AZ cluster's backups are not modelled.

    Prices: https://aws.amazon.com/rds/aurora/pricing/
    """
    name = engine.lower()
    if not name.startswith("aurora"):
        capacity = Capacity(db_cluster_instance_class)
        volume = Volume(storage_type or "io1", allocated_storage, iops, 0)
        insights = Insights(performance_insights_enabled, performance_insights_retention_period, database_insights_mode)
        yield from _multi_az_cluster(name, capacity, volume, insights)
        lifecycle = engine_lifecycle_support
        yield from _extended_support(capacity, name, engine_version, planned_on, lifecycle, CLUSTER.instances)
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
        yield usage("Backup storage", PriceQuery(RDS, "Aurora:BackupUsage"), gb, "GB-Months")
    window = backtrack_window_hrs or Decimal(backtrack_window) / 3600
    if window and name in AURORA_MYSQL and engine_mode != "serverless":
        records = _product(average_statements_per_hr, change_records_per_statement, window, HOURS_PER_MONTH)
        yield usage("Backtrack", PriceQuery(RDS, "Aurora:BacktrackUsage"), records, "ChangeRecord-Hours")
    yield usage("Snapshot export", PriceQuery(RDS, "Aurora:SnapshotExportToS3"), snapshot_export_size_gb, "GB")


def _multi_az_cluster(engine: str, capacity: Capacity, volume: Volume, insights: Insights) -> Components:
    """A writer and two readable standbys under one price, with the storage of all three."""
    if not capacity.instance_class:
        raise Unpriced("db_cluster_instance_class is not set, which a Multi-AZ cluster needs")
    kind = _engine(engine)
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


class Cluster(Block):
    """What an instance takes from its Aurora cluster."""

    engine: str = ""
    engine_version: str = ""
    engine_lifecycle_support: str = ""
    storage_type: str = ""
    performance_insights_enabled: bool = False
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS
    database_insights_mode: str = ""


@resource("aws_rds_cluster_instance")
def rds_cluster_instance(
    *,
    instance_class: str,
    engine: str = "",
    engine_version: str = "",
    performance_insights_enabled: bool = False,
    performance_insights_retention_period: int = INSIGHTS_FREE_DAYS,
    cluster: Annotated[Cluster, Ref("aws_rds_cluster", "cluster_identifier")] = Cluster(),
    planned_on: Annotated[str, PlannedOn],
    capacity_units_per_hr: Usage[Decimal | None] = None,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    vcpu_count: Usage[int | None] = None,
    monthly_additional_performance_insights_requests: Usage[Decimal | None] = None,
    reserved_instance_term: Usage[str | None] = None,
    reserved_instance_payment_option: Usage[str | None] = None,
) -> Components:
    """Aurora instance: hours or serverless v2 capacity, insights, CPU credits, Extended Support.

    Its cluster tells whether it is I/O-Optimized; Standard is assumed of a cluster that is not in the plan.
    Performance Insights requests are those above the free million.

    Prices: https://aws.amazon.com/rds/aurora/pricing/
    """
    name = (engine or cluster.engine).lower()
    operation = _engine(name).operation
    capacity = Capacity(instance_class, capacity_units_per_hr)
    optimized = cluster.storage_type == IO_OPTIMIZED
    storage = ", I/O-Optimized" if optimized else ""
    if capacity.is_serverless:
        query = PriceQuery(RDS, f"Aurora:ServerlessV2{'IOOptimized' if optimized else ''}Usage")
        yield from capacity.billed(f"Aurora Serverless v2{storage}", query, HOURS_PER_MONTH, "Hours")
    else:
        purchase = reservation(reserved_instance_term, reserved_instance_payment_option)
        meter = f"InstanceUsage{'IOOptimized' if optimized else ''}:{instance_class}"
        query = PriceQuery(RDS, meter, operation, purchase)
        yield from instance_hours(f"Database instance ({purchase}, {instance_class}{storage})", query)
    insights = Insights(
        performance_insights_enabled or cluster.performance_insights_enabled,
        max(performance_insights_retention_period, cluster.performance_insights_retention_period),
        cluster.database_insights_mode,
    )
    yield from insights.components(capacity, monthly_additional_performance_insights_requests)
    yield from _credits(capacity, operation, monthly_cpu_credit_hrs, vcpu_count)
    version = engine_version or cluster.engine_version
    yield from _extended_support(capacity, name, version, planned_on, cluster.engine_lifecycle_support)
