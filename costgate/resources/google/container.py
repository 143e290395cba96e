"""Google Kubernetes Engine: clusters and their nodes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, grouped, hourly, times, usage
from costgate.resources.google import GKE
from costgate.resources.google.compute import (
    LOCAL_SSD_GB,
    Accelerator,
    NetworkPerformance,
    Nothing,
    Term,
    boot_disk_of,
    cores_of,
    disk,
    gpus,
    kind_of,
    local_ssd,
    machine,
    surcharges,
)
from costgate.resources.google.licences import licences
from costgate.resources.marks import Attribute, Ref, ReferredBy, Usage
from costgate.resources.registry import resource

ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")

ZONES_OF_REGION = 3
"""Zones that a regional cluster spreads over. https://cloud.google.com/kubernetes-engine/docs/concepts/regional-clusters"""

DEFAULT_NODES = 3
"""Nodes a zone of a pool that names none. https://cloud.google.com/sdk/gcloud/reference/container/node-pools/create"""

BOOT_DISK = "pd-balanced"
"""Boot disk of a node that names none, since GKE 1.24. https://cloud.google.com/kubernetes-engine/docs/how-to/custom-boot-disks"""


class LocalDisks(Block):
    """One of the blocks that give a node local SSDs."""

    local_ssd_count: int = 0


class ConfidentialNodes(Block):
    """A `confidential_nodes` block."""

    enabled: bool = False


class NodeConfig(Block):
    """A `node_config` block, with GKE's defaults."""

    machine_type: str = "e2-medium"
    disk_type: str = ""
    disk_size_gb: int = 100
    image_type: str = ""
    preemptible: bool = False
    spot: bool = False
    guest_accelerator: tuple[Accelerator, ...] = ()
    local_ssd_count: int = 0
    ephemeral_storage_local_ssd_config: LocalDisks = LocalDisks()
    local_nvme_ssd_block_config: LocalDisks = LocalDisks()
    confidential_nodes: ConfidentialNodes = ConfidentialNodes()
    sole_tenant_config: Nothing | None = None
    node_group: str = ""

    def components(self, term: Term | None, *, confidential: bool, tier: str) -> Components:
        """One node, which a commitment covers if it has a `term`. A sole-tenant node pays for the machines on it."""
        kind, spot = kind_of(self.machine_type), self.preemptible or self.spot
        own = (self.ephemeral_storage_local_ssd_config, self.local_nvme_ssd_block_config)
        if not self.sole_tenant_config and not self.node_group:
            yield from machine(kind, spot=spot, term=term)
        yield from surcharges(confidential=confidential or self.confidential_nodes.enabled, tier=tier)
        yield from gpus(self.guest_accelerator, kind, spot=spot)
        yield from disk(self.disk_type or boot_disk_of(kind, BOOT_DISK), self.disk_size_gb)
        count = self.local_ssd_count + sum(block.local_ssd_count for block in own)
        yield from local_ssd(count * LOCAL_SSD_GB, spot=spot, machine_type=kind)
        if self.image_type.upper().startswith("WINDOWS"):
            yield from licences("windows-cloud/", kind, cores_of(kind))


class Autoscaling(Block):
    """An `autoscaling` block: least nodes in each zone, or in all."""

    min_node_count: int = 0
    total_min_node_count: int = 0


class NetworkConfig(Block):
    """The `network_config` block."""

    network_performance_config: NetworkPerformance = NetworkPerformance()


class NodePool(Block):
    """A node pool, as a block of its cluster or as a resource."""

    name: str = ""
    node_count: int | None = None
    initial_node_count: int | None = None
    autoscaling: Autoscaling | None = None
    node_locations: tuple[str, ...] = ()
    node_config: NodeConfig = NodeConfig()
    network_config: NetworkConfig = NetworkConfig()

    def components(
        self, zones: int, nodes: Decimal | None, term: Term | None, *, confidential: bool = False
    ) -> Components:
        """The nodes of a pool; `zones` are its cluster's, `nodes` what the usage file says of each zone.

        A pool that scales counts with its least nodes, or as many as it begins with if it may shrink to none.
        """
        zones = len(set(self.node_locations)) or zones
        count = nodes if nodes is not None else self.node_count
        least = 0
        if count is None and self.autoscaling:
            least = self.autoscaling.min_node_count * zones or self.autoscaling.total_min_node_count
            count = self.initial_node_count or 0
        elif count is None:
            count = DEFAULT_NODES if self.initial_node_count is None else self.initial_node_count
        tier = self.network_config.network_performance_config.total_egress_bandwidth_tier
        node = self.node_config.components(term, confidential=confidential, tier=tier)
        yield from times(least or Decimal(count or 0) * zones, node)


def zones_of(location: str, node_locations: tuple[str, ...]) -> int:
    """The zones of a cluster's nodes: those listed, beside the zone of a zonal cluster; a region has three."""
    if location and not ZONE.fullmatch(location):
        return len(set(node_locations)) or ZONES_OF_REGION
    return len({location, *node_locations})


class Named(Block):
    """A pool that is a resource of its own."""

    name: str = ""


class PoolUsage(Block):
    """What the usage file says of a `node_pool` block."""

    nodes: Decimal | None = None


@resource("google_container_cluster")
def container_cluster(
    *,
    location: str = "",
    node_locations: tuple[str, ...] = (),
    enable_autopilot: bool = False,
    remove_default_node_pool: bool = False,
    initial_node_count: int | None = None,
    node_config: NodeConfig = NodeConfig(),
    node_pool: tuple[NodePool, ...] = (),
    confidential_nodes: ConfidentialNodes = ConfidentialNodes(),
    pools: Annotated[tuple[Named, ...], ReferredBy("google_container_node_pool", "cluster")] = (),
    nodes: Usage[Decimal | None] = None,
    committed_use_term: Usage[Term | None] = None,
    node_pool_usage: Annotated[Usage[tuple[PoolUsage, ...]], Attribute("node_pool")] = (),
    autopilot_vcpu_count: Usage[Decimal | None] = None,
    autopilot_memory_gb: Usage[Decimal | None] = None,
    autopilot_ephemeral_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Kubernetes cluster: the management fee, and its nodes, or what an Autopilot cluster's pods ask for.

    There is a default pool unless the cluster lists its pools or removes that one. Pools that are resources of their
    own are billed there, though a plan lists them here too. `nodes` in the usage file are those of each zone, and
    `committed_use_term` says that a commitment covers all that are billed here. The credit for one zonal or Autopilot
    cluster an account, nodes' addresses and traffic are not modelled.

    Prices: https://cloud.google.com/kubernetes-engine/pricing
    """
    if enable_autopilot:
        yield hourly("Autopilot", PriceQuery(GKE, "Autopilot Kubernetes Clusters", region="global"))
        for name, meter, stated, unit in (
            ("vCPU", "mCPU Requests", autopilot_vcpu_count, "vCPU-Hours"),
            ("memory", "Memory Requests", autopilot_memory_gb, "GiB-Hours"),
            ("ephemeral storage", "Ephemeral Storage Requests", autopilot_ephemeral_storage_gb, "GiB-Hours"),
        ):
            quantity = None if stated is None else stated * HOURS_PER_MONTH
            yield usage(f"Autopilot {name}", PriceQuery(GKE, f"Autopilot Pod {meter}"), quantity, unit)
        return
    zones, confidential = zones_of(location, node_locations), confidential_nodes.enabled
    kind = "Regional" if location and not ZONE.fullmatch(location) else "Zonal"
    yield hourly("Cluster management fee", PriceQuery(GKE, f"{kind} Kubernetes Clusters", region="global"))
    if not node_pool and not remove_default_node_pool:
        default = NodePool(initial_node_count=initial_node_count, node_config=node_config)
        yield from grouped(
            "default_pool", default.components(zones, nodes, committed_use_term, confidential=confidential)
        )
    elsewhere = {pool.name for pool in pools if pool.name}
    for i, pool in enumerate(node_pool):
        if pool.name not in elsewhere:
            stated = node_pool_usage[i].nodes if i < len(node_pool_usage) else None
            yield from grouped(
                f"node_pool[{i}]", pool.components(zones, stated, committed_use_term, confidential=confidential)
            )


class Cluster(Block):
    """What a pool reads of its cluster."""

    location: str = ""
    node_locations: tuple[str, ...] = ()
    confidential_nodes: ConfidentialNodes = ConfidentialNodes()


@resource("google_container_node_pool", region_of="owner")
def container_node_pool(
    *,
    owner: Annotated[Cluster | None, Ref("google_container_cluster", "cluster")] = None,
    location: str = "",
    node_locations: tuple[str, ...] = (),
    node_count: int | None = None,
    initial_node_count: int | None = None,
    autoscaling: Autoscaling | None = None,
    node_config: NodeConfig = NodeConfig(),
    network_config: NetworkConfig = NetworkConfig(),
    nodes: Usage[Decimal | None] = None,
    committed_use_term: Usage[Term | None] = None,
) -> Components:
    """Node pool: the machines, GPUs and disks of its nodes, in each zone of the pool or else of its cluster.

    `nodes` in the usage file are those of each zone; `committed_use_term` says that a commitment covers them. Nodes'
    addresses and traffic are not modelled.

    Prices: https://cloud.google.com/kubernetes-engine/pricing
    """
    cluster = owner or Cluster()
    pool = NodePool(
        node_count=node_count,
        initial_node_count=initial_node_count,
        autoscaling=autoscaling,
        node_locations=node_locations,
        node_config=node_config,
        network_config=network_config,
    )
    zones = zones_of(location or cluster.location, cluster.node_locations)
    yield from pool.components(zones, nodes, committed_use_term, confidential=cluster.confidential_nodes.enabled)
