"""Amazon ElastiCache: node-based clusters and replication groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.aws import Reserved, instance_hours
from costgate.resources.aws.scaling import ScalingTarget
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    hourly,
    times,
    usage,
)
from costgate.resources.marks import Formerly, PlannedOn, Ref, ReferredBy, Together, Usage
from costgate.resources.registry import resource

ELASTICACHE = "AmazonElastiCache"

OPERATIONS = {
    "memcached": "CreateCacheCluster:0001",
    "redis": "CreateCacheCluster:0002",
    "valkey": "CreateCacheCluster:Valkey",
}

FREE_SNAPSHOTS = 1
"""Snapshots that each cluster stores without charge. https://aws.amazon.com/elasticache/pricing/"""


class ExtendedSupport(NamedTuple):
    """The days on which the charge for a version begins and rises."""

    year_1: str
    year_3: str


EXTENDED_SUPPORT = {
    "4": ExtendedSupport("2026-02-01", "2028-02-01"),
    "5": ExtendedSupport("2026-02-01", "2028-02-01"),
    "6": ExtendedSupport("2027-02-01", "2029-02-01"),
}
"""Major version of Redis -> when Extended Support is charged.
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support-versions.html"""

EXTENDED_SUPPORT_RATES = {"years 1 and 2": Decimal("0.8"), "year 3": Decimal("1.6")}
"""What Extended Support costs, as a part of the node's on-demand price. https://aws.amazon.com/elasticache/pricing/"""

NODE_GROUPS = "elasticache:replication-group:NodeGroups"
REPLICAS = "elasticache:replication-group:Replicas"
"""What Application Auto Scaling may change.
https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-elasticache.html"""


class Node(NamedTuple):
    """One node: its type, its engine, how it is bought and when it was planned."""

    node_type: str
    engine: str
    version: str
    purchase: str
    planned_on: str

    def components(self) -> Components:
        """Its hours, and the charge for an old version of Redis."""
        engine = self.engine.lower()
        if engine not in OPERATIONS:
            raise Unpriced(f"engine is {self.engine!r}, expected one of {', '.join(OPERATIONS)}")
        query = PriceQuery(ELASTICACHE, f"NodeUsage:{self.node_type}", OPERATIONS[engine], self.purchase)
        yield from instance_hours(f"Cache node ({engine}, {bought(self.purchase)}, {self.node_type})", query)
        support = EXTENDED_SUPPORT.get(self.version.partition(".")[0]) if engine == "redis" else None
        if support and self.planned_on >= support.year_1:
            years = "year 3" if self.planned_on >= support.year_3 else "years 1 and 2"
            on_demand = PriceQuery(ELASTICACHE, query.meter, query.operation)
            rate = EXTENDED_SUPPORT_RATES[years]
            yield hourly(f"Extended support ({years}, {rate:.0%} of the node)", on_demand, HOURS_PER_MONTH * rate)


def _snapshots(limit: int, gb: Decimal | None) -> Components:
    if limit > FREE_SNAPSHOTS or gb is not None:
        yield usage("Backup storage", PriceQuery(ELASTICACHE, "BackupUsage"), gb, "GB-Months")


class Group(Block):
    """What a node takes from the replication group that it joins."""

    node_type: str = ""
    engine: str = "redis"
    engine_version: str = ""


@resource("aws_elasticache_cluster")
def cluster(
    *,
    node_type: str = "",
    engine: str = "",
    engine_version: str = "",
    num_cache_nodes: int = 1,
    snapshot_retention_limit: int = 0,
    replication_group_id: str = "",
    group: Annotated[Group | None, Ref("aws_elasticache_replication_group", "replication_group_id")] = None,
    planned_on: Annotated[str, PlannedOn],
    snapshot_storage_size_gb: Usage[Decimal | None] = None,
    reserved: Annotated[Reserved, Together],
) -> Components:
    """ElastiCache cluster: its nodes and, for Redis and Valkey, backups beyond the free one.

    As a member of a replication group it is one more node of the group's type and engine.

    Prices: https://aws.amazon.com/elasticache/pricing/
    """
    of = group or Group()
    if not (node_type or of.node_type):
        raise Unpriced("node_type is not set, neither here nor in a replication group of this plan")
    kind = engine or (of.engine if group or replication_group_id else "")
    purchase = reserved.purchase
    node = Node(node_type or of.node_type, kind, engine_version or of.engine_version, purchase, planned_on)
    yield from times(num_cache_nodes, node.components())
    if kind.lower() != "memcached":
        yield from _snapshots(snapshot_retention_limit, snapshot_storage_size_gb)


class GlobalGroup(Block):
    """What a secondary group takes from its global datastore: the primary group."""

    primary: Annotated[Group | None, Ref("aws_elasticache_replication_group", "primary_replication_group_id")] = None


class ClusterMode(Block):
    """The `cluster_mode` block of versions 3 and 4 of the provider; a text of that name says something else since."""

    num_node_groups: int = 0
    replicas_per_node_group: int = 0


@resource("aws_elasticache_replication_group")
def replication_group(
    *,
    node_type: str = "",
    engine: str = "",
    engine_version: str = "",
    num_cache_clusters: int = 1,
    number_cache_clusters: int = 1,
    num_node_groups: int = 1,
    replicas_per_node_group: int = 0,
    cluster_mode: Annotated[ClusterMode, Formerly] = ClusterMode(),
    snapshot_retention_limit: int = 0,
    datastore: Annotated[
        GlobalGroup | None, Ref("aws_elasticache_global_replication_group", "global_replication_group_id")
    ] = None,
    targets: Annotated[tuple[ScalingTarget, ...], ReferredBy("aws_appautoscaling_target", "resource_id")] = (),
    planned_on: Annotated[str, PlannedOn],
    snapshot_storage_size_gb: Usage[Decimal | None] = None,
    reserved: Annotated[Reserved, Together],
) -> Components:
    """Replication group: a primary and its replicas in each node group, and backups beyond the free one.

    An existing group's plan holds its size twice, as nodes and as groups; where they differ the larger counts. So do
    `number_cache_clusters` and the `cluster_mode` block of versions 3 and 4 of the provider.
    A group that scales by itself counts its least size, or the `capacity` that the usage file states of its target.

    Prices: https://aws.amazon.com/elasticache/pricing/
    """
    of = (datastore and datastore.primary) or Group()
    if not (node_type or of.node_type):
        raise Unpriced("node_type is not set, neither here nor in a primary replication group of this plan")
    least = {t.scalable_dimension: t.expected for t in targets}
    groups = least.get(NODE_GROUPS, max(num_node_groups, cluster_mode.num_node_groups))
    replicas = least.get(REPLICAS, max(replicas_per_node_group, cluster_mode.replicas_per_node_group))
    nodes = groups * (replicas + 1)
    purchase = reserved.purchase
    version = engine_version or of.engine_version
    node = Node(node_type or of.node_type, engine or of.engine, version, purchase, planned_on)
    yield from times(nodes if targets else max(nodes, num_cache_clusters, number_cache_clusters), node.components())
    yield from _snapshots(snapshot_retention_limit, snapshot_storage_size_gb)
