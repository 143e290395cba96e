"""Google Memorystore: Redis, its clusters, Valkey and Memcached."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REDIS = "Cloud Memorystore for Redis"
VALKEY = "Cloud Memorystore"
MEMCACHED = "Cloud Memorystore for Memcached"

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
        nodes += DEFAULT_REPLICAS if replica_count is None else replica_count
        meter = f"Redis Standard Node Capacity {size}"
    label = f"Redis instance ({TIERS[tier].lower()}, {size})"
    yield hourly(label, PriceQuery(REDIS, meter), HOURS_PER_MONTH * memory_size_gb, nodes, "GiB-Hours")


class Product(NamedTuple):
    """What is made of shards: its service, and what its nodes ("{}" is their type) and the rest are called."""

    service: str
    node: str
    rest: str


CLUSTERS = Product(REDIS, "Redis Cluster Node {}", "Memorystore for Redis Cluster")
INSTANCES = Product(VALKEY, "{} Node", "Memorystore for Valkey")

NODES = {
    "REDIS_SHARED_CORE_NANO": ("Shared Core Nano", Decimal("1.4")),
    "REDIS_STANDARD_SMALL": ("Standard Small", Decimal("6.5")),
    "REDIS_HIGHMEM_MEDIUM": ("Highmem Medium", Decimal(13)),
    "REDIS_HIGHMEM_XLARGE": ("Highmem XLarge", Decimal(58)),
}
"""Types of a cluster's nodes: what they are called on the bill, and their GB.
https://cloud.google.com/memorystore/docs/cluster/cluster-node-specification"""

VALKEY_NODES = {
    **{name.removeprefix("REDIS_"): node for name, node in NODES.items()},
    "CUSTOM_PICO": ("Custom Pico", Decimal("1.25")),
    "CUSTOM_MICRO": ("Custom Micro", Decimal("2.5")),
    "CUSTOM_MINI": ("Custom Mini", Decimal("3.75")),
    "HIGHCPU_MEDIUM": ("Highcpu Medium", Decimal(13)),
    "STANDARD_LARGE": ("Standard Large", Decimal(26)),
    "HIGHMEM_2XLARGE": ("Highmem 2xlarge", Decimal(110)),
}
"""Those of Valkey. https://cloud.google.com/memorystore/docs/valkey/instance-node-specification"""


class Persistence(Block):
    """The `persistence_config` block."""

    mode: str = ""


class AutomatedBackup(Block):
    """The `automated_backup_config` block: it says that there are backups."""


class Shards(NamedTuple):
    """How many nodes there are, of what type, and what makes them durable; `backup_gb` if there are backups."""

    node_type: str
    shards: int
    replicas: int
    durable: bool
    backups: bool
    backup_gb: Decimal | None

    def components(self, product: Product, types: Mapping[str, tuple[str, Decimal]]) -> Components:
        """Nodes, a primary and replicas for each shard; the log, in whole GB; backups."""
        if self.node_type not in types:
            raise Unpriced(f"node_type is {self.node_type!r}, expected one of {', '.join(types)}")
        name, gigabytes = types[self.node_type]
        query = PriceQuery(product.service, product.node.format(name))
        yield hourly(f"Cluster node ({name.lower()})", query, count=self.shards * (1 + self.replicas))
        if self.durable:
            query = PriceQuery(product.service, f"{product.rest}: AOF Storage")
            yield hourly("AOF persistence", query, count=ceil(gigabytes * self.shards), unit="GiB-Hours")
        if self.backups or self.backup_gb is not None:
            hours = None if self.backup_gb is None else self.backup_gb * HOURS_PER_MONTH
            yield usage("Backups", PriceQuery(product.service, f"{product.rest}: Backups"), hours, "GiB-Hours")


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
    durable, backups = persistence_config.mode == "AOF", automated_backup_config is not None
    made = Shards(node_type, shard_count, replica_count, durable, backups, backup_storage_gb)
    yield from made.components(CLUSTERS, NODES)


@resource("google_memorystore_instance")
def valkey_instance(
    *,
    shard_count: int,
    replica_count: int = 0,
    node_type: str = "HIGHMEM_MEDIUM",
    persistence_config: Persistence = Persistence(),
    automated_backup_config: AutomatedBackup | None = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Valkey instance: its nodes, a primary and replicas for each shard, the log that makes it durable, and backups.

    The log is billed as that of Redis clusters. Traffic between zones and replication between regions are not modelled.

    Prices: https://cloud.google.com/memorystore/valkey/pricing
    """
    durable, backups = persistence_config.mode == "AOF", automated_backup_config is not None
    made = Shards(node_type, shard_count, replica_count, durable, backups, backup_storage_gb)
    yield from made.components(INSTANCES, VALKEY_NODES)


MB_A_GB = 1024


class NodeConfig(Block):
    """The `node_config` block."""

    cpu_count: int
    memory_size_mb: Decimal


@resource("google_memcache_instance")
def memcache_instance(*, node_count: int, node_config: NodeConfig) -> Components:
    """Memcached instance: cores and memory of its nodes, by the size of one. Traffic between zones is not modelled.

    Prices: https://cloud.google.com/memorystore/docs/memcached/pricing
    """
    gigabytes = node_config.memory_size_mb / MB_A_GB
    size = next((name for most, name in CAPACITIES if gigabytes <= most), LARGEST)
    meter = "Memorystore for Memcached Custom"
    cores, memory = PriceQuery(MEMCACHED, f"{meter} Core {size}"), PriceQuery(MEMCACHED, f"{meter} RAM {size}")
    yield hourly(f"vCPUs ({size})", cores, count=node_count * node_config.cpu_count, unit="vCPU-Hours")
    yield hourly(f"Memory ({size})", memory, HOURS_PER_MONTH * gigabytes, node_count, "GiB-Hours")
