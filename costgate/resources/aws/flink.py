"""Amazon Managed Service for Apache Flink, and Kinesis Data Analytics for SQL: applications and their snapshots."""

from __future__ import annotations

from decimal import Decimal

from costgate.model import CostComponent
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

ANALYTICS = "AmazonKinesisAnalytics"

KPU = PriceQuery(ANALYTICS, "KPU-Hour-Java")
"""A processing unit (KPU): 1 vCPU and 4 GB. It has one price, whatever runs on it.
https://aws.amazon.com/managed-service-apache-flink/pricing/"""

BACKUP = PriceQuery(ANALYTICS, "DurableApplicationBackups")

ORCHESTRATION = {"FLINK": 1, "ZEPPELIN": 2}
"""How a runtime's name begins -> units that are billed on top: orchestration, for a notebook its interactive part too.
https://aws.amazon.com/managed-service-apache-flink/pricing/"""

STORAGE_GB_PER_KPU = 50
"""Running storage of each unit. https://aws.amazon.com/managed-service-apache-flink/pricing/"""


class Parallelism(Block):
    """A `parallelism_configuration` block."""

    configuration_type: str = "DEFAULT"
    parallelism: int = 1
    parallelism_per_kpu: int = 1


class FlinkConfiguration(Block):
    """A `flink_application_configuration` block."""

    parallelism_configuration: Parallelism = Parallelism()


class ApplicationConfiguration(Block):
    """An `application_configuration` block."""

    flink_application_configuration: FlinkConfiguration = FlinkConfiguration()

    @property
    def kpus(self) -> Decimal | None:
        """The units that a parallelism of one's own needs, None without one."""
        of = self.flink_application_configuration.parallelism_configuration
        if of.configuration_type != "CUSTOM":
            return None
        return Decimal(-(-of.parallelism // max(of.parallelism_per_kpu, 1)))


@resource("aws_kinesis_analytics_application")
def sql_application(
    *,
    kinesis_processing_units: Usage[Decimal | None] = None,
    durable_application_backup_gb: Usage[Decimal | None] = None,
) -> Components:
    """SQL application: the processing units (KPU) that run on average.

    Prices: https://aws.amazon.com/kinesis/data-analytics/pricing/
    """
    yield _kpus(kinesis_processing_units)
    if durable_application_backup_gb is not None:
        yield usage("Backups", BACKUP, durable_application_backup_gb, "GB-Months")


@resource("aws_kinesisanalyticsv2_application")
def flink_application(
    *,
    runtime_environment: str,
    application_configuration: ApplicationConfiguration = ApplicationConfiguration(),
    kinesis_processing_units: Usage[Decimal | None] = None,
    durable_application_backup_gb: Usage[Decimal | None] = None,
) -> Components:
    """Flink application: processing units (KPU) with 50 GB of running storage each, orchestration, backups.

    Without usage a parallelism of its own tells the units. An SQL application has the units alone.

    Prices: https://aws.amazon.com/managed-service-apache-flink/pricing/
    """
    kpus = application_configuration.kpus if kinesis_processing_units is None else kinesis_processing_units
    yield _kpus(kpus)
    overhead = next((n for begins, n in ORCHESTRATION.items() if runtime_environment.startswith(begins)), 0)
    if overhead:
        yield hourly("Orchestration", KPU, HOURS_PER_MONTH, overhead, "KPU-Hours")
        running = None if kpus is None else kpus * STORAGE_GB_PER_KPU
        yield usage("Running storage", PriceQuery(ANALYTICS, "RunningApplicationStorage"), running, "GB-Months")
        yield usage("Backups", BACKUP, durable_application_backup_gb, "GB-Months")


@resource("aws_kinesisanalyticsv2_application_snapshot")
def application_snapshot(*, durable_application_backup_gb: Usage[Decimal | None] = None) -> Components:
    """Snapshot of a Flink application: what it takes.

    Prices: https://aws.amazon.com/managed-service-apache-flink/pricing/
    """
    yield usage("Backups", BACKUP, durable_application_backup_gb, "GB-Months")


def _kpus(number: Decimal | None) -> CostComponent:
    return usage("Processing units", KPU, None if number is None else number * HOURS_PER_MONTH, "KPU-Hours")
