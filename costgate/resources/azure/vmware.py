"""Azure VMware Solution: private clouds and the clusters added to them."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, hourly, times
from costgate.resources.marks import Ref
from costgate.resources.registry import resource


class ManagementCluster(Block):
    """The `management_cluster` block."""

    size: int


class PrivateCloud(Block):
    """What a cluster reads of its private cloud: where it is."""


@resource("azurerm_vmware_private_cloud")
def private_cloud(*, sku_name: str, management_cluster: ManagementCluster) -> Components:
    """VMware private cloud: the nodes of its management cluster. The VMware subscription comes from Broadcom.

    Prices: https://azure.microsoft.com/pricing/details/azure-vmware/
    """
    yield from _nodes(sku_name, management_cluster.size)


@resource("azurerm_vmware_cluster", region_of="cloud")
def cluster(
    *,
    cloud: Annotated[PrivateCloud | None, Ref("azurerm_vmware_private_cloud", "vmware_cloud_id")] = None,  # noqa: ARG001
    sku_name: str,
    cluster_node_count: int,
) -> Components:
    """Cluster of a VMware private cloud: its nodes.

    Prices: https://azure.microsoft.com/pricing/details/azure-vmware/
    """
    yield from _nodes(sku_name, cluster_node_count)


def _nodes(sku: str, count: int) -> Components:
    name = f"{sku.upper()} VCF BYOL"
    meter = f"Specialized Compute Azure VMware Solution / {name} / {name} Node"
    yield from times(count, iter((hourly(f"Nodes ({sku})", PriceQuery("Specialized Compute", meter)),)))
