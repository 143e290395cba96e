"""Google Memorystore: Redis, its clusters, Valkey and Memcached."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Annotated, NamedTuple

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import TypeName, Usage
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


class Product(NamedTuple):
    """What is made of shards: its service, and what its nodes ("{}" is their type) and the rest are called there.

    `nodes` are the types that it has, `usual` is the one of those that name none.
    """

    service: str
    node: str
    rest: str
    nodes: Mapping[str, tuple[str, Decimal]]
    usual: str


PRODUCTS = {
    "google_redis_cluster": Product(
        REDIS, "Redis Cluster Node {}", "Memorystore for Redis Cluster", NODES, "REDIS_HIGHMEM_MEDIUM"
    ),
    "google_memorystore_instance": Product(VALKEY, "{} Node", "Memorystore for Valkey", VALKEY_NODES, "HIGHMEM_MEDIUM"),
}


class Persistence(Block):
    """The `persistence_config` block."""

    mode: str = ""


class AutomatedBackup(Block):
    """The `automated_backup_config` block: it says that there are backups."""


@resource("google_memorystore_instance", "google_redis_cluster")
def cluster(
    *,
    kind: Annotated[str, TypeName],
    shard_count: int,
    replica_count: int = 0,
    node_type: str = "",
    persistence_config: Persistence = Persistence(),
    automated_backup_config: AutomatedBackup | None = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Redis cluster or Valkey instance: a primary and replicas for each shard, the log that makes it durable, backups.

    The log is billed by the memory of the shards, in whole GB as `size_gb` of a Redis cluster counts it. Traffic
    between zones and replication between regions are not modelled.

    Prices: https://cloud.google.com/memorystore/docs/cluster/pricing, https://cloud.google.com/memorystore/valkey/pricing
    """
    product = PRODUCTS[kind]
    node = node_type or product.usual
    if node not in product.nodes:
        raise Unpriced(f"node_type is {node!r}, expected one of {', '.join(product.nodes)}")
    name, gigabytes = product.nodes[node]
    query = PriceQuery(product.service, product.node.format(name))
    yield hourly(f"Cluster node ({name.lower()})", query, count=shard_count * (1 + replica_count))
    if persistence_config.mode == "AOF":
        query = PriceQuery(product.service, f"{product.rest}: AOF Storage")
        yield hourly("AOF persistence", query, count=ceil(gigabytes * shard_count), unit="GiB-Hours")
    if automated_backup_config is not None or backup_storage_gb is not None:
        hours = None if backup_storage_gb is None else backup_storage_gb * HOURS_PER_MONTH
        yield usage("Backups", PriceQuery(product.service, f"{product.rest}: Backups"), hours, "GiB-Hours")


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
