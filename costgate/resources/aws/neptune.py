"""Amazon Neptune: clusters, their instances and snapshots, global databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.rds_parts import Capacity
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

NEPTUNE = "AmazonNeptune"

IO_OPTIMIZED = "iopt1"
"""The storage type of a cluster whose price includes its I/O. https://aws.amazon.com/neptune/pricing/"""

FREE_BACKUP_DAYS = 1
"""Days of automated backups that are as large as the cluster, which is without charge.
https://aws.amazon.com/neptune/pricing/"""

BURSTABLE = frozenset({"t3", "t4g"})
"""https://aws.amazon.com/neptune/pricing/"""


@resource("aws_neptune_cluster")
def neptune_cluster(
    *,
    storage_type: str = "",
    backup_retention_period: int = FREE_BACKUP_DAYS,
    storage_gb: Usage[Decimal | None] = None,
    monthly_io_requests: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Neptune cluster: storage, I/O unless its storage includes it, backups beyond the first day.

    Its instances are `aws_neptune_cluster_instance`. Replicated writes are its `aws_neptune_global_cluster`'s.

    Prices: https://aws.amazon.com/neptune/pricing/
    """
    if storage_type == IO_OPTIMIZED:
        query = PriceQuery(NEPTUNE, "IO-OptimizedStorageUsage")
        yield usage("Storage (I/O-Optimized)", query, storage_gb, "GB-Months")
    else:
        yield usage("Storage", PriceQuery(NEPTUNE, "StorageUsage"), storage_gb, "GB-Months")
        yield usage("I/O requests", PriceQuery(NEPTUNE, "StorageIOUsage"), monthly_io_requests, "IOs")
    if backup_retention_period > FREE_BACKUP_DAYS or backup_storage_gb is not None:
        yield from neptune_cluster_snapshot(backup_storage_gb=backup_storage_gb)


@resource("aws_neptune_cluster_snapshot")
def neptune_cluster_snapshot(*, backup_storage_gb: Usage[Decimal | None] = None) -> Components:
    """Neptune snapshot: what it takes.

    Prices: https://aws.amazon.com/neptune/pricing/
    """
    yield usage("Backup storage", PriceQuery(NEPTUNE, "BackupUsage"), backup_storage_gb, "GB-Months")


class ServerlessScaling(Block):
    """A `serverless_v2_scaling_configuration` block. Instances do not go below its minimum.
    https://docs.aws.amazon.com/neptune/latest/userguide/neptune-serverless-capacity-scaling.html"""

    min_capacity: Decimal = Decimal(0)


class Cluster(Block):
    """What an instance takes from its cluster."""

    storage_type: str = ""
    serverless_v2_scaling_configuration: ServerlessScaling = ServerlessScaling()


@resource("aws_neptune_cluster_instance")
def neptune_cluster_instance(
    *,
    instance_class: str,
    cluster: Annotated[Cluster, Ref("aws_neptune_cluster", "cluster_identifier")] = Cluster(),
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    capacity_units_per_hr: Usage[Decimal | None] = None,
) -> Components:
    """Neptune instance: hours, or the capacity units (NCU) of a serverless one; CPU credits of a burstable one.

    Its cluster tells whether it is I/O-Optimized, and the least units: `capacity_units_per_hr` in the usage file says
    what there is on average. Each hour of `monthly_cpu_credit_hrs` counts for each of its vCPUs.

    Prices: https://aws.amazon.com/neptune/pricing/
    """
    optimized = cluster.storage_type == IO_OPTIMIZED
    suffix, label = ("IOOptimized", ", I/O-Optimized") if optimized else ("", "")
    capacity = Capacity(instance_class)
    if capacity.is_serverless:
        query = PriceQuery(NEPTUNE, f"Serverless{suffix}Usage")
        name, units = f"Serverless{label}", None
        least = cluster.serverless_v2_scaling_configuration.min_capacity
        if capacity_units_per_hr is not None:
            units = capacity_units_per_hr * HOURS_PER_MONTH
        elif least:
            yield monthly(f"{name}, minimum", query, least * HOURS_PER_MONTH, "NCU-Hours")
            name += ", above it"
        yield usage(name, query, units, "NCU-Hours")
        return
    query = PriceQuery(NEPTUNE, f"InstanceUsage{suffix}:{instance_class}")
    yield hourly(f"Database instance (on demand, {instance_class}{label})", query)
    family = capacity.family.lower()
    if family in BURSTABLE:
        hours = None if monthly_cpu_credit_hrs is None else monthly_cpu_credit_hrs * capacity.vcpus
        yield usage("CPU credits", PriceQuery(NEPTUNE, f"CPUCredits:db.{family}"), hours, "vCPU-Hours")


@resource("aws_neptune_global_cluster")
def neptune_global_cluster(*, monthly_replicated_write_io_requests: Usage[Decimal | None] = None) -> Components:
    """Neptune global database: each write that is repeated in another region. Its clusters are billed by themselves.

    State the writes of all secondary regions. They have the price of the global cluster's own region here; data
    transfer between the regions is not modelled.

    Prices: https://aws.amazon.com/neptune/pricing/
    """
    writes = PriceQuery(NEPTUNE, "ReplicatedWriteIO")
    yield usage("Replicated writes", writes, monthly_replicated_write_io_requests, "IOs")
