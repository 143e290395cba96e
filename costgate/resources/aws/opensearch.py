"""Amazon OpenSearch Service: domains, serverless collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, NamedTuple

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
from costgate.resources.marks import Attribute, PlannedOn, Usage
from costgate.resources.registry import resource

OPENSEARCH = "AmazonES"

STORAGE = {"gp2": "GP2-Storage", "gp3": "GP3-Storage", "io1": "PIOPS-Storage", "standard": "Magnetic-Storage"}

DATA_NODE = "Data node"

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


class Support(NamedTuple):
    """The days from which extended support costs a fee for the size of an instance, and as much as the instance."""

    by_size: str
    as_instance: str = "never"


FIRST, LATER = Support("2025-11-07", "2026-11-07"), Support("2027-11-07")
EXTENDED_SUPPORT = {
    **dict.fromkeys(("Elasticsearch_1.5", "Elasticsearch_2.3"), FIRST),
    **dict.fromkeys((f"Elasticsearch_5.{minor}" for minor in range(1, 6)), FIRST),
    "Elasticsearch_5.6": Support("2025-11-07"),
    **dict.fromkeys((f"Elasticsearch_6.{minor}" for minor in range(8)), FIRST),
    **dict.fromkeys((f"Elasticsearch_7.{minor}" for minor in range(1, 9)), FIRST),
    **dict.fromkeys(("Elasticsearch_6.8", "Elasticsearch_7.9", "Elasticsearch_7.10", "OpenSearch_1.3"), LATER),
    **dict.fromkeys((f"OpenSearch_1.{minor}" for minor in range(3)), FIRST),
    **dict.fromkeys((f"OpenSearch_2.{minor}" for minor in range(3, 10)), FIRST),
    **dict.fromkeys((f"OpenSearch_2.{minor}" for minor in range(11, 20)), LATER),
}
"""Engine version -> when it costs more. https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html#end-of-support"""

FACTORS = {
    "nano": Decimal("0.25"),
    "micro": Decimal("0.5"),
    "small": Decimal(1),
    "medium": Decimal(2),
    "large": Decimal(4),
}
XLARGE_FACTOR = 8
"""Normalized instance hours in an hour of an instance, by its size; eight for each "x large".
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html#calculating-charges"""


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
def domain(
    *,
    engine_version: str = "",
    elasticsearch_version: str = "",
    cluster_config: ClusterConfig = ClusterConfig(),
    ebs_options: EbsOptions = EbsOptions(),
    planned_on: Annotated[str, PlannedOn],
) -> Components:
    """OpenSearch or Elasticsearch domain: data nodes with a volume each, dedicated masters, UltraWarm and coordinators.

    Versions past standard support cost more for each node. Managed storage of UltraWarm, cold and OR1 nodes is not
    modelled.

    Prices: https://aws.amazon.com/opensearch-service/pricing/
    """
    nodes = [
        (name, kind.removesuffix(".search").removesuffix(".elasticsearch"), n)
        for name, kind, n in _nodes(cluster_config)
    ]
    for name, kind, count in nodes:
        yield hourly(f"{name} ({kind})", PriceQuery(OPENSEARCH, f"ESInstance:{kind}"), HOURS_PER_MONTH, count)
        if name == DATA_NODE and ebs_options.ebs_enabled:
            yield from times(count, ebs_options.components())
    if support := _support(engine_version, elasticsearch_version):
        for name, kind, count in nodes:
            yield from _extended_support(name, kind, count, support, planned_on)


def _nodes(of: ClusterConfig) -> Iterator[tuple[str, str, int]]:
    """A domain's kinds of nodes: what they are, of which type, how many."""
    yield DATA_NODE, of.instance_type, of.instance_count
    if of.dedicated_master_enabled:
        yield "Dedicated master", of.dedicated_master_type, of.dedicated_master_count
    if of.warm_enabled:
        yield "UltraWarm node", of.warm_type, of.warm_count
    for node in (o.node_config for o in of.node_options if o.node_config.enabled):
        yield "Coordinator node", node.kind, node.count


def _support(engine_version: str, elasticsearch_version: str) -> Support | None:
    for known, days in EXTENDED_SUPPORT.items():
        engine, _, number = known.partition("_")
        if engine_version == known or (engine == "Elasticsearch" and elasticsearch_version == number):
            return days
    return None


def _extended_support(name: str, kind: str, count: int, support: Support, planned_on: str) -> Components:
    """What extended support costs for nodes of a type."""
    label = f"{name}: extended support ({kind})"
    if planned_on >= support.as_instance:
        yield hourly(label, PriceQuery(OPENSEARCH, f"ESInstance:{kind}"), HOURS_PER_MONTH, count)
    elif planned_on >= support.by_size:
        query = PriceQuery(OPENSEARCH, "ES:ExtendedSupport")
        yield hourly(label, query, HOURS_PER_MONTH, _factor(kind) * count, unit="NormalizedInstance-Hours")


def _factor(kind: str) -> Decimal:
    """Normalized instance hours in an hour of "m5.2xlarge"."""
    size = kind.partition(".")[2]
    larger = re.fullmatch(r"(\d{0,3})xlarge", size)
    if larger:
        return Decimal(int(larger[1] or 1) * XLARGE_FACTOR)
    if size not in FACTORS:
        raise Unpriced(f"instance type {kind!r} has no size that extended support is charged by")
    return FACTORS[size]


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
