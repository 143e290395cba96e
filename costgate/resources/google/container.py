"""Google Kubernetes Engine: clusters and their nodes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    grouped,
    hourly,
    located,
    times,
    usage,
)
from costgate.resources.google import GKE, place_of, region_of
from costgate.resources.google.compute import (
    PUBLIC,
    Confidential,
    Machine,
    NetworkPerformance,
    NodeAffinity,
    Nothing,
    Scheduling,
)
from costgate.resources.google.disks import disk
from costgate.resources.google.machines import LOCAL_SSD_GB, Accelerator, Term, boot_disk_of
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


class NodeDisk(Block):
    """A `boot_disk` block of a node."""

    disk_type: str = ""
    size_gb: int | None = None
    provisioned_iops: int | None = None
    provisioned_throughput: int | None = None


class NodeConfig(Block):
    """A `node_config` block, with GKE's defaults. What `boot_disk` says goes before `disk_type` and `disk_size_gb`."""

    machine_type: str = "e2-medium"
    disk_type: str = ""
    disk_size_gb: int = 100
    boot_disk: NodeDisk = NodeDisk()
    image_type: str = ""
    preemptible: bool = False
    spot: bool = False
    guest_accelerator: tuple[Accelerator, ...] = ()
    local_ssd_count: int = 0
    storage_pools: tuple[str, ...] = ()
    ephemeral_storage_config: LocalDisks = LocalDisks()
    ephemeral_storage_local_ssd_config: LocalDisks = LocalDisks()
    local_nvme_ssd_block_config: LocalDisks = LocalDisks()
    confidential_nodes: ConfidentialNodes = ConfidentialNodes()
    sole_tenant_config: Nothing | None = None
    node_group: str = ""

    def components(
        self, term: Term | None, network: NetworkPerformance, *, confidential: bool, private: bool
    ) -> Components:
        """One node, which a commitment covers if it has a `term`. A sole-tenant node pays for the machines on it."""
        tenant = (NodeAffinity(),) if self.sole_tenant_config or self.node_group else ()
        node = Machine(
            machine_type=self.machine_type,
            guest_accelerator=self.guest_accelerator,
            network_interface=() if private else PUBLIC,
            scheduling=Scheduling(preemptible=self.preemptible or self.spot, node_affinities=tenant),
            confidential_instance_config=Confidential(
                enable_confidential_compute=confidential or self.confidential_nodes.enabled
            ),
            network_performance_config=network,
        )
        software = "windows-cloud/" if self.image_type.upper().startswith("WINDOWS") else ""
        yield from node.running(HOURS_PER_MONTH, term, self.local_disks * LOCAL_SSD_GB, software)
        boot = self.boot_disk
        kind = boot.disk_type or self.disk_type or boot_disk_of(node.kind, BOOT_DISK)
        if not self.storage_pools:
            size = boot.size_gb or self.disk_size_gb
            yield from disk(kind, size, boot.provisioned_iops, boot.provisioned_throughput)

    @property
    def local_disks(self) -> int:
        """Local SSDs of a node, however they are stated."""
        own = (
            self.ephemeral_storage_config,
            self.ephemeral_storage_local_ssd_config,
            self.local_nvme_ssd_block_config,
        )
        return self.local_ssd_count + sum(block.local_ssd_count for block in own)


class Autoscaling(Block):
    """An `autoscaling` block: least nodes in each zone, or in all."""

    min_node_count: int = 0
    total_min_node_count: int = 0


class NetworkConfig(Block):
    """The `network_config` block. Without `enable_private_nodes` the nodes are as the cluster's."""

    enable_private_nodes: bool | None = None
    network_performance_config: NetworkPerformance = NetworkPerformance()


class PrivateCluster(Block):
    """The `private_cluster_config` block."""

    enable_private_nodes: bool = False


class Cluster(Block):
    """What a pool reads of its cluster."""

    location: str = ""
    node_locations: tuple[str, ...] = ()
    confidential_nodes: ConfidentialNodes = ConfidentialNodes()
    private_cluster_config: PrivateCluster = PrivateCluster()

    @property
    def regional(self) -> bool:
        """True if it is in a region, not in a zone."""
        return self.location != "" and not ZONE.fullmatch(self.location)

    @property
    def zones(self) -> int:
        """The zones of its nodes: those listed, beside the zone of a zonal cluster; a region has three."""
        if self.regional:
            return len(set(self.node_locations)) or ZONES_OF_REGION
        return len({self.location, *self.node_locations})


class NodePool(Block):
    """A node pool, as a block of its cluster or as a resource."""

    name: str = ""
    node_count: int | None = None
    initial_node_count: int | None = None
    autoscaling: Autoscaling | None = None
    node_locations: tuple[str, ...] = ()
    node_config: NodeConfig = NodeConfig()
    network_config: NetworkConfig = NetworkConfig()

    def components(self, cluster: Cluster, nodes: Decimal | None, term: Term | None) -> Components:
        """The nodes of a pool of `cluster`; `nodes` is what the usage file says of each zone.

        A pool that scales counts with its least nodes, or as many as it begins with if it may shrink to none.
        """
        zones = len(set(self.node_locations)) or cluster.zones
        count = nodes if nodes is not None else self.node_count
        least = 0
        if count is None and self.autoscaling:
            least = self.autoscaling.min_node_count * zones or self.autoscaling.total_min_node_count
            count = self.initial_node_count or 0
        elif count is None:
            count = DEFAULT_NODES if self.initial_node_count is None else self.initial_node_count
        network, private = self.network_config, cluster.private_cluster_config.enable_private_nodes
        node = self.node_config.components(
            term,
            network.network_performance_config,
            confidential=cluster.confidential_nodes.enabled,
            private=private if network.enable_private_nodes is None else network.enable_private_nodes,
        )
        yield from times(least or Decimal(count or 0) * zones, node)


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
    private_cluster_config: PrivateCluster = PrivateCluster(),
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
    `committed_use_term` says that a commitment covers all that are billed here. Nodes have external addresses unless
    they are private. The credit for one zonal or Autopilot cluster an account, secondary boot disks and traffic are not
    modelled.

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
    cluster = Cluster(
        location=location,
        node_locations=node_locations,
        confidential_nodes=confidential_nodes,
        private_cluster_config=private_cluster_config,
    )
    kind = "Regional" if cluster.regional else "Zonal"
    yield hourly("Cluster management fee", PriceQuery(GKE, f"{kind} Kubernetes Clusters", region="global"))
    if not node_pool and not remove_default_node_pool:
        default = NodePool(initial_node_count=initial_node_count, node_config=node_config)
        yield from grouped("default_pool", default.components(cluster, nodes, committed_use_term))
    elsewhere = {pool.name for pool in pools if pool.name}
    for i, pool in enumerate(node_pool):
        if pool.name not in elsewhere:
            stated = node_pool_usage[i].nodes if i < len(node_pool_usage) else None
            yield from grouped(f"node_pool[{i}]", pool.components(cluster, stated, committed_use_term))


@resource("google_container_node_pool", region_of="owner")
def container_node_pool(
    *,
    owner: Annotated[Cluster | None, Ref("google_container_cluster", "cluster")] = None,
    path: Annotated[str, Attribute("cluster")] = "",
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

    `nodes` in the usage file are those of each zone; `committed_use_term` says that a commitment covers them. They have
    external addresses unless they are private. A pool without a location is where its cluster is, in the plan or as its
    path says. Secondary boot disks and traffic are not modelled.

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
    elsewhere = "" if location or cluster.location else place_of(path)
    where = replace(cluster, location=location or cluster.location or elsewhere)
    region = elsewhere if where.regional else region_of(elsewhere)
    yield from located(region, pool.components(where, nodes, committed_use_term))
