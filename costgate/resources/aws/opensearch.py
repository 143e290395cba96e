"""Amazon OpenSearch Service: domains, serverless collections."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

OPENSEARCH = "AmazonES"

STORAGE = {"gp2": "GP2-Storage", "gp3": "GP3-Storage", "io1": "PIOPS-Storage", "standard": "Magnetic-Storage"}

DEFAULT_TYPE = "m4.large.search"
"""https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_ClusterConfig.html"""

DEFAULT_MASTERS = 3
"""https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-dedicatedmasternodes.html"""

IO1_IOPS = 1000
"""The least that an io1 volume has.
https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_EBSOptions.html"""

GP3_IOPS, GP3_IOPS_PER_GB, GP3_IOPS_GROW_FROM_GB = 3000, 3, 1024
GP3_SMALL_GB, GP3_SMALL_MIBPS = 170, 125
GP3_MIBPS, GP3_MIBPS_STEP_GB = 250, 3 * 1024
"""What a gp3 volume of a node has without extra charge: 125 MiB/s up to 170 GiB, beyond that 250 MiB/s for each 3 TiB
begun; 3,000 IOPS, above 1 TiB 3 for each GiB. https://aws.amazon.com/opensearch-service/pricing/"""


class NodeConfig(Block):
    """A `node_config` block."""

    enabled: bool = False
    count: int = 0
    kind: Annotated[str, Attribute("type")] = ""


class NodeOptions(Block):
    """A `node_options` block: nodes that only coordinate."""

    node_config: NodeConfig = NodeConfig()


class ClusterConfig(Block):
    """A `cluster_config` block."""

    instance_type: str = DEFAULT_TYPE
    instance_count: int = 1
    dedicated_master_enabled: bool = False
    dedicated_master_type: str = DEFAULT_TYPE
    dedicated_master_count: int = DEFAULT_MASTERS
    warm_enabled: bool = False
    warm_type: str = ""
    warm_count: int = 0
    node_options: tuple[NodeOptions, ...] = ()


class EbsOptions(Block):
    """An `ebs_options` block: the volume of each data node."""

    ebs_enabled: bool = False
    volume_type: str = "gp2"
    volume_size: int | None = None
    iops: int = 0
    throughput: int = 0

    def components(self) -> Components:
        """The volume of one node."""
        if self.volume_type not in STORAGE:
            raise Unpriced(f"ebs_options.volume_type is {self.volume_type!r}, expected one of {', '.join(STORAGE)}")
        if self.volume_size is None:
            raise Unpriced("ebs_options.volume_size is not set, and the price depends on it")
        storage = PriceQuery(OPENSEARCH, f"ES:{STORAGE[self.volume_type]}")
        yield monthly(f"Storage ({self.volume_type})", storage, self.volume_size, "GB-Months")
        if self.volume_type == "io1":
            iops = PriceQuery(OPENSEARCH, "ES:PIOPS")
            yield monthly("Provisioned IOPS (io1)", iops, self.iops or IO1_IOPS, "IOPS-Months")
        elif self.volume_type == "gp3":
            yield from self._beyond_baseline(self.volume_size)

    def _beyond_baseline(self, gb: int) -> Components:
        free_mibps = GP3_SMALL_MIBPS if gb < GP3_SMALL_GB else GP3_MIBPS * -(-gb // GP3_MIBPS_STEP_GB)
        if self.throughput > free_mibps:
            extra = PriceQuery(OPENSEARCH, "ES:GP3-Provisioned-Throughput")
            yield monthly("Provisioned throughput (gp3)", extra, self.throughput - free_mibps, "MBps-Months")
        free_iops = max(GP3_IOPS, gb * GP3_IOPS_PER_GB if gb > GP3_IOPS_GROW_FROM_GB else 0)
        if self.iops > free_iops:
            extra = PriceQuery(OPENSEARCH, "ES:GP3-Provisioned-IOPS")
            yield monthly("Provisioned IOPS (gp3)", extra, self.iops - free_iops, "IOPS-Months")


@resource("aws_opensearch_domain", "aws_elasticsearch_domain")
def domain(*, cluster_config: ClusterConfig = ClusterConfig(), ebs_options: EbsOptions = EbsOptions()) -> Components:
    """OpenSearch or Elasticsearch domain: data nodes with a volume each, dedicated masters, UltraWarm and coordinators.

    Managed storage of UltraWarm, cold and OR1 nodes and Extended Support are not modelled.

    Prices: https://aws.amazon.com/opensearch-service/pricing/
    """
    of = cluster_config
    yield from _nodes("Data node", of.instance_type, of.instance_count)
    if ebs_options.ebs_enabled:
        yield from times(of.instance_count, ebs_options.components())
    if of.dedicated_master_enabled:
        yield from _nodes("Dedicated master", of.dedicated_master_type, of.dedicated_master_count)
    if of.warm_enabled:
        yield from _nodes("UltraWarm node", of.warm_type, of.warm_count)
    for node in (o.node_config for o in of.node_options if o.node_config.enabled):
        yield from _nodes("Coordinator node", node.kind, node.count)


def _nodes(name: str, instance_type: str, count: int) -> Components:
    """So many nodes of a type: "m5.large.search" and "m5.large.elasticsearch" are "m5.large" on the bill."""
    kind = instance_type.removesuffix(".search").removesuffix(".elasticsearch")
    yield hourly(f"{name} ({kind})", PriceQuery(OPENSEARCH, f"ESInstance:{kind}"), HOURS_PER_MONTH, count)


LEAST_OCUS = {"ENABLED": Decimal(1), "DISABLED": Decimal("0.5")}
"""Compute units (OCU) that indexing and searching take at least each, with standby replicas and without.
https://aws.amazon.com/opensearch-service/pricing/"""


@resource("aws_opensearchserverless_collection")
def collection(
    *,
    standby_replicas: str = "ENABLED",
    indexing_ocus: Usage[Decimal | None] = None,
    search_ocus: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Serverless collection: compute units (OCU) for indexing and searching, and storage.

    At least what AWS keeps ready for a first collection. Collections with the same key share their units: state 0 for
    all but one.

    Prices: https://aws.amazon.com/opensearch-service/pricing/
    """
    least = LEAST_OCUS.get(standby_replicas)
    if least is None:
        raise Unpriced(f"standby_replicas is {standby_replicas!r}, expected one of {', '.join(LEAST_OCUS)}")
    for name, meter, stated in (("Indexing", "IndexingOCU", indexing_ocus), ("Search", "SearchOCU", search_ocus)):
        ocus = least if stated is None else stated
        yield hourly(f"{name} units", PriceQuery(OPENSEARCH, meter), HOURS_PER_MONTH, ocus, "OCU-Hours")
    yield usage("Storage", PriceQuery(OPENSEARCH, "StorageUsedInS3ByteHour"), storage_gb, "GB-Months")
