"""Azure Cache for Redis, Azure Managed Redis, Redis Enterprise."""

from __future__ import annotations

from typing import Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly
from costgate.resources.registry import resource

REDIS = "Redis Cache"

FAMILIES = {
    "Balanced": "Balanced",
    "ComputeOptimized": "Compute Optimized",
    "FlashOptimized": "Flash Optimized",
    "MemoryOptimized": "Memory Optimized",
}
"""First word of a managed cache's `sku_name` -> the product that it is billed as."""

ENTERPRISE = {"Enterprise": "Enterprise", "EnterpriseFlash": "Enterprise Flash"}

NODES = {"Enterprise": 2, "EnterpriseFlash": 3}
"""Nodes of an enterprise cluster that names no capacity: its smallest.
https://learn.microsoft.com/azure/azure-cache-for-redis/cache-best-practices-enterprise-tiers"""


@resource("azurerm_redis_cache")
def cache(
    *,
    sku_name: Literal["Basic", "Standard", "Premium"],
    family: Literal["C", "P"],
    capacity: int,
    shard_count: int = 0,
    replicas_per_master: int = 0,
    replicas_per_primary: int = 0,
) -> Components:
    """Redis cache: its nodes. Basic has one, Standard two, Premium one and its replicas for each shard.

    Premium has one replica unless it names another number, and one shard unless it is a cluster.

    Prices: https://azure.microsoft.com/pricing/details/cache/
    """
    size = f"{family}{capacity}"
    of_shard = 1 + (max(replicas_per_master, replicas_per_primary) or 1)
    nodes = {"Basic": 1, "Standard": 2}.get(sku_name) or max(shard_count, 1) * of_shard
    node = "Cache" if sku_name == "Basic" else "Cache Instance"
    query = PriceQuery(REDIS, f"Azure Redis Cache {sku_name} / {size} / {size} {node}")
    yield hourly(f"Cache usage ({sku_name}, {size})", query, count=nodes)


@resource("azurerm_managed_redis")
def managed_redis(*, sku_name: str, high_availability_enabled: bool = True) -> Components:
    """Managed Redis: its instances, two unless high availability is switched off.

    Prices: https://azure.microsoft.com/pricing/details/managed-redis/
    """
    family, _, size = sku_name.partition("_")
    if family not in FAMILIES or not size:
        raise Unpriced(f"sku_name is {sku_name!r}, expected one of {', '.join(FAMILIES)} with its size: Balanced_B3")
    query = PriceQuery(REDIS, f"Azure Managed Redis - {FAMILIES[family]} / {size} / {size} Cache Instance")
    yield hourly(f"Cache usage ({sku_name})", query, count=2 if high_availability_enabled else 1)


@resource("azurerm_redis_enterprise_cluster")
def enterprise_cluster(*, sku_name: str) -> Components:
    """Redis Enterprise cluster: its nodes. "Enterprise_E20-4" has four of size E20.

    Prices: https://azure.microsoft.com/pricing/details/cache/
    """
    family, _, rest = sku_name.partition("_")
    size, _, nodes = rest.partition("-")
    if family not in ENTERPRISE or not (nodes or "1").isdecimal():
        raise Unpriced(f"sku_name is {sku_name!r}, expected Enterprise_E10-2 and the like")
    query = PriceQuery(REDIS, f"Azure Redis Cache {ENTERPRISE[family]} / {size} / {size} Cache")
    yield hourly(f"Cache usage ({sku_name})", query, count=int(nodes or NODES[family]))
