"""Google Memorystore for Redis: instances and clusters."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REDIS = "Cloud Memorystore for Redis"

TIERS = {"BASIC": "Basic", "STANDARD_HA": "Standard"}

CAPACITIES = ((4, "M1"), (10, "M2"), (35, "M3"), (100, "M4"))
LARGEST = "M5"
"""Capacity tiers, each up to a number of GB. https://cloud.google.com/memorystore/docs/redis/pricing"""

READ_REPLICAS = "READ_REPLICAS_ENABLED"
DEFAULT_REPLICAS = 2
"""Read replicas where none are stated.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/redis_instance#replica_count"""


@resource("google_redis_instance")
def redis_instance(
    *, memory_size_gb: Decimal, tier: str = "BASIC", read_replicas_mode: str = "", replica_count: int | None = None
) -> Components:
    """Redis instance: its memory, by tier and size. The Standard tier's one copy is in its price.

    With read replicas each node is paid for. Traffic between zones is not modelled.

    Prices: https://cloud.google.com/memorystore/docs/redis/pricing
    """
    if tier not in TIERS:
        raise Unpriced(f"tier is {tier!r}, expected {' or '.join(TIERS)}")
    size = next((name for most, name in CAPACITIES if memory_size_gb <= most), LARGEST)
    nodes, meter = 1, f"Redis Capacity {TIERS[tier]} {size}"
    if read_replicas_mode == READ_REPLICAS:
        nodes, meter = 1 + (DEFAULT_REPLICAS if replica_count is None else replica_count), f"Redis Standard Node {size}"
    label = f"Redis instance ({TIERS[tier].lower()}, {size})"
    yield hourly(label, PriceQuery(REDIS, meter), HOURS_PER_MONTH * memory_size_gb, nodes, "GiB-Hours")


NODES = {
    "REDIS_SHARED_CORE_NANO": ("Shared Core Nano", Decimal("1.4")),
    "REDIS_STANDARD_SMALL": ("Standard Small", Decimal("6.5")),
    "REDIS_HIGHMEM_MEDIUM": ("Highmem Medium", Decimal(13)),
    "REDIS_HIGHMEM_XLARGE": ("Highmem XLarge", Decimal(58)),
}
"""Types of a cluster's nodes: what they are called on the bill, and their GB.
https://cloud.google.com/memorystore/docs/cluster/cluster-node-specification"""


class Persistence(Block):
    """The `persistence_config` block."""

    mode: str = ""


class AutomatedBackup(Block):
    """The `automated_backup_config` block: it says that there are backups."""


@resource("google_redis_cluster")
def redis_cluster(
    *,
    shard_count: int,
    replica_count: int = 0,
    node_type: str = "REDIS_HIGHMEM_MEDIUM",
    persistence_config: Persistence = Persistence(),
    automated_backup_config: AutomatedBackup | None = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Redis cluster: its nodes, a primary and replicas for each shard, the log that makes it durable, and backups.

    The log is billed by the memory of the shards, in whole GB as the provider's `size_gb` counts it.

    Prices: https://cloud.google.com/memorystore/docs/cluster/pricing
    """
    if node_type not in NODES:
        raise Unpriced(f"node_type is {node_type!r}, expected one of {', '.join(NODES)}")
    name, gigabytes = NODES[node_type]
    query = PriceQuery(REDIS, f"Redis Cluster Node {name}")
    yield hourly(f"Cluster node ({name.lower()})", query, count=shard_count * (1 + replica_count))
    if persistence_config.mode == "AOF":
        query = PriceQuery(REDIS, "Memorystore for Redis Cluster: AOF Storage")
        size = ceil(gigabytes * shard_count)
        yield hourly("AOF persistence", query, count=size, unit="GiB-Hours")
    if automated_backup_config or backup_storage_gb is not None:
        hours = None if backup_storage_gb is None else backup_storage_gb * HOURS_PER_MONTH
        yield usage("Backups", PriceQuery(REDIS, "Memorystore for Redis Cluster: Backups"), hours, "GiB-Hours")
