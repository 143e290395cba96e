"""Amazon ElastiCache Serverless: caches."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.aws.elasticache import ELASTICACHE
from costgate.resources.components import (
    HOURS_PER_MONTH,
    SECONDS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    usage,
)
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

LEAST_GB = {"memcached": Decimal(1), "redis": Decimal(1), "valkey": Decimal("0.1")}
"""Engine -> GB that a cache is billed for at least. https://aws.amazon.com/elasticache/pricing/"""


class DataStorage(Block):
    """A `data_storage` block."""

    minimum: Decimal = Decimal(0)
    unit: Literal["GB"] = "GB"


class ProcessingUnits(Block):
    """An `ecpu_per_second` block."""

    minimum: Decimal = Decimal(0)


class Limits(Block):
    """A `cache_usage_limits` block: at least its minimum is billed."""

    data_storage: DataStorage = DataStorage()
    ecpu_per_second: ProcessingUnits = ProcessingUnits()


@resource("aws_elasticache_serverless_cache")
def serverless_cache(
    *,
    engine: str,
    cache_usage_limits: Limits = Limits(),
    data_storage_gb: Usage[Decimal | None] = None,
    monthly_ecpus: Usage[Decimal | None] = None,
    snapshot_storage_size_gb: Usage[Decimal | None] = None,
) -> Components:
    """Serverless cache: the data that it holds on average, its processing units (ECPU), snapshots.

    What the engine or the cache sets as the least is billed in any case.

    Prices: https://aws.amazon.com/elasticache/pricing/
    """
    name = engine.lower()
    if name not in LEAST_GB:
        raise Unpriced(f"engine is {engine!r}, expected one of {', '.join(LEAST_GB)}")
    least_gb = max(LEAST_GB[name], cache_usage_limits.data_storage.minimum)
    held = max(least_gb, data_storage_gb or least_gb) * HOURS_PER_MONTH
    yield usage("Data stored", PriceQuery(ELASTICACHE, f"CachedData:{name.title()}"), held, "GB-Hours")
    least_units = cache_usage_limits.ecpu_per_second.minimum * SECONDS_PER_MONTH
    units = max(least_units, monthly_ecpus or least_units) or monthly_ecpus
    query = PriceQuery(ELASTICACHE, f"ElastiCacheProcessingUnits:{name.title()}")
    yield usage("Processing units", query, units, "ECPUs")
    if snapshot_storage_size_gb is not None:
        query = PriceQuery(ELASTICACHE, "BackupUsage")
        yield usage("Snapshot storage", query, snapshot_storage_size_gb, "GB-Months")
