"""What the bills of RDS instances and Aurora clusters are made of: engines, sizes, storage, insights, support."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Components,
    PriceQuery,
    Unpriced,
    monthly,
    usage,
)
from costgate.resources.facts import table

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


def engine_of(name: str) -> Engine:
    """The engine of that name. Raises Unpriced for others."""
    engine = ENGINES.get(name)
    if engine is None:
        raise Unpriced(f"engine is {name!r}, expected one of {', '.join(ENGINES)}")
    return engine


def backups_of(engine: str) -> PriceQuery:
    """A GB of an engine's backups. Aurora's have a price each: once 0.021 (MySQL) and 0.022 (PostgreSQL) in Ireland."""
    if engine.startswith("aurora"):
        return PriceQuery(RDS, "Aurora:BackupUsage", engine_of(engine).operation)
    return PriceQuery(RDS, "RDS:ChargedBackupUsage")


def extended_support(
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
            kind = "Serverless" if capacity.is_serverless else "Provisioned"
            first, others = (PriceQuery(RDS, f"PI_LTR_{months}:{kind}") for months in ("FMR", "AMR"))
            yield from capacity.billed(f"{name} (first month)", first, 1, "Months")
            if self.days >= 2 * DAYS_A_MONTH:
                yield from capacity.billed(f"{name} (other months)", others, self.days // DAYS_A_MONTH - 1, "Months")


def cpu_credits(capacity: Capacity, operation: str, hours: Decimal | None, vcpus: int | None = None) -> Components:
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
