"""Azure HDInsight: clusters of Hadoop, Spark, HBase, Hive and Kafka. A node's price includes the machine."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.resources.azure.compute import canonical, vcpus_of
from costgate.resources.components import Block, Components, PriceQuery, grouped, hourly, monthly, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

HDINSIGHT = "HDInsight"

HEADS, ZOOKEEPERS, MANAGERS = 2, 3, 2
"""Nodes of which a cluster has always as many. https://learn.microsoft.com/azure/hdinsight/hdinsight-virtual-network-architecture"""

SIZES = {"EXTRASMALL": "A0", "SMALL": "A1", "MEDIUM": "A2", "LARGE": "A3", "EXTRALARGE": "A4"}
"""The older names of sizes. https://learn.microsoft.com/azure/cloud-services/cloud-services-sizes-specs"""

DISKS = {"Standard": "S30", "Premium": "P30"}
"""`tier` -> the managed disks of Kafka's workers, a TB each.
https://learn.microsoft.com/azure/hdinsight/hdinsight-supported-node-configuration"""

PREMIUM_DISKS = ("standard_ds", "standard_gs")
"""What sizes begin with, in small letters, whose disks are Premium SSDs whatever the tier.
https://learn.microsoft.com/azure/hdinsight/kafka/apache-kafka-scalability"""


class Node(Block):
    """The block of a role whose number of nodes is fixed."""

    vm_size: str


class Workers(Block):
    """The `worker_node` and `edge_node` blocks."""

    vm_size: str
    target_instance_count: int


class Brokers(Block):
    """The `worker_node` block of a Kafka cluster."""

    vm_size: str
    target_instance_count: int
    number_of_disks_per_node: int


class Roles(Block):
    """The `roles` block."""

    head_node: Node
    worker_node: Workers
    zookeeper_node: Node
    edge_node: Workers | None = None


class KafkaRoles(Block):
    """The `roles` block of a Kafka cluster. Management nodes are those of its REST proxy."""

    head_node: Node
    worker_node: Brokers
    zookeeper_node: Node
    kafka_management_node: Node | None = None


class Nodes(NamedTuple):
    """All nodes of a role: what it is called, their size as the price list spells it, their number."""

    role: str
    size: str
    number: int


def _nodes(role: str, size: str, count: int) -> Nodes:
    named = SIZES.get(size.upper(), size).replace(" ", "_")
    return Nodes(role, canonical(named if named.lower().startswith("standard_") else f"Standard_{named}"), count)


def _bill(nodes: list[Nodes], tier: str) -> Components:
    """The hours of the nodes, and of the Enterprise Security Package for each core, which the Premium tier adds.

    No price of the package is known. https://learn.microsoft.com/azure/hdinsight/domain-joined/hdinsight-security-overview
    """
    for role, size, count in nodes:
        yield hourly(f"{role} node ({size})", PriceQuery(HDINSIGHT, size), count=count)
    if tier == "Premium":
        cores = sum(max(vcpus_of(size), 1) * count for _, size, count in nodes)
        yield hourly("Enterprise Security Package", PriceQuery(HDINSIGHT, "Enterprise Security Package"), count=cores)


@resource(
    "azurerm_hdinsight_hadoop_cluster",
    "azurerm_hdinsight_hbase_cluster",
    "azurerm_hdinsight_interactive_query_cluster",
    "azurerm_hdinsight_spark_cluster",
)
def cluster(
    *, type_name: Annotated[str, TypeName], roles: Roles, tier: Literal["Standard", "Premium"] = "Standard"
) -> Components:
    """Cluster: two head nodes, three of ZooKeeper, and workers and edge nodes as many as the plan says.

    Clusters that scale count the workers that they begin with. The Enterprise Security Package, which the Premium tier
    adds, has no known price; accelerated writes of HBase are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/hdinsight/
    """
    nodes = [
        _nodes("Head", roles.head_node.vm_size, HEADS),
        _nodes(
            "Region" if "hbase" in type_name else "Worker",
            roles.worker_node.vm_size,
            roles.worker_node.target_instance_count,
        ),
        _nodes("ZooKeeper", roles.zookeeper_node.vm_size, ZOOKEEPERS),
    ]
    if edge := roles.edge_node:
        nodes.append(_nodes("Edge", edge.vm_size, edge.target_instance_count))
    yield from _bill(nodes, tier)


@resource("azurerm_hdinsight_kafka_cluster")
def kafka_cluster(
    *,
    roles: KafkaRoles,
    tier: Literal["Standard", "Premium"] = "Standard",
    monthly_os_disk_operations: Usage[Decimal | None] = None,
) -> Components:
    """Kafka cluster: head nodes, workers with their disks, ZooKeeper, and the management nodes of a REST proxy.

    Operations are those of one disk. The Enterprise Security Package of the Premium tier has no known price.

    Prices: https://azure.microsoft.com/pricing/details/hdinsight/
    """
    workers = roles.worker_node
    nodes = [
        _nodes("Head", roles.head_node.vm_size, HEADS),
        _nodes("Worker", workers.vm_size, workers.target_instance_count),
        _nodes("ZooKeeper", roles.zookeeper_node.vm_size, ZOOKEEPERS),
    ]
    if manager := roles.kafka_management_node:
        nodes.append(_nodes("Management", manager.vm_size, MANAGERS))
    yield from _bill(nodes, tier)
    disks = workers.target_instance_count * workers.number_of_disks_per_node
    premium = workers.vm_size.lower().startswith(PREMIUM_DISKS)
    sku = DISKS["Premium" if premium else tier]
    yield from grouped("Disks of workers", _disks(sku, disks, monthly_os_disk_operations))


def _disks(sku: str, count: int, operations: Decimal | None) -> Components:
    product = f"HDInsight Storage / {sku}"
    yield monthly(f"Storage ({sku})", PriceQuery(HDINSIGHT, f"{product} / {sku} Disk"), count, "Months")
    done = None if operations is None else operations * count
    yield usage("Operations", PriceQuery(HDINSIGHT, f"{product} / Operations"), done, "Operations")
