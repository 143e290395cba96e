"""Amazon RDS: database instances."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import Reserved, instance_hours
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.aws.rds_parts import (
    DEFAULT_GB,
    INSIGHTS_FREE_DAYS,
    MIRROR,
    MULTI,
    RDS,
    SINGLE,
    Capacity,
    Insights,
    Volume,
    backups_of,
    cpu_credits,
    engine_of,
    extended_support,
)
from costgate.resources.components import (
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    usage,
)
from costgate.resources.marks import PlannedOn, Ref, Together, Usage
from costgate.resources.registry import resource


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
    publicly_accessible: bool = False,
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
    reserved: Annotated[Reserved, Together] = Reserved(),
) -> Components:
    """RDS instance: hours, storage and IOPS, its public address, backups, insights, CPU credits, Extended Support.

    A read replica takes what it does not say from its source. Storage autoscaling, RDS Custom and Db2 are not modelled.
    Performance Insights requests are those above the free million.

    Prices: https://aws.amazon.com/rds/pricing/
    """
    primary = source or Source()
    name = (engine or primary.engine).lower()
    if not name:
        raise Unpriced("engine is not set, and the snapshot or instance that it comes from is not in this plan")
    kind = engine_of(name)
    byol = (license_model or primary.license_model) == "bring-your-own-license"
    operation = (byol and kind.own_licence) or kind.operation
    zones = (MIRROR if name.startswith("sqlserver") else MULTI) if multi_az else SINGLE
    purchase = reserved.purchase
    query = PriceQuery(RDS, f"{zones.instance}:{instance_class}", operation, purchase)
    yield from instance_hours(f"Database instance ({bought(purchase)}, {zones.name}, {instance_class})", query)
    gb = allocated_storage or primary.allocated_storage or (None if snapshot_identifier else DEFAULT_GB)
    disk = storage_type or primary.storage_type or ("io1" if iops else "gp2")
    yield from Volume(disk, gb, iops, storage_throughput, dedicated_log_volume).components(kind, zones.storage)
    if disk == "standard":
        yield usage("I/O requests", PriceQuery(RDS, "RDS:StorageIOUsage"), monthly_standard_io_requests, "IOs")
    if backup_retention_period or additional_backup_storage_gb is not None:
        yield usage("Additional backup storage", backups_of(name), additional_backup_storage_gb, "GB-Months")
    capacity = Capacity(instance_class)
    insights = Insights(performance_insights_enabled, performance_insights_retention_period, database_insights_mode)
    yield from insights.components(capacity, monthly_additional_performance_insights_requests)
    yield from cpu_credits(capacity, operation, monthly_cpu_credit_hrs)
    version = engine_version or primary.engine_version
    yield from extended_support(capacity, name, version, planned_on, engine_lifecycle_support, zones.instances)
    yield from public_addresses(int(publicly_accessible))
