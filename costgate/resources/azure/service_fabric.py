"""Azure Service Fabric, managed."""

from __future__ import annotations

from costgate.resources.azure.compute import IMAGE_GB, OperatingSystem, instance
from costgate.resources.azure.disks import disk
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, grouped, times
from costgate.resources.registry import resource


class NodeType(Block):
    """A `node_type` block: machines that are all alike, each with a data disk."""

    name: str
    vm_size: str
    vm_instance_count: int
    data_disk_size_gb: int
    vm_image_offer: str = "WindowsServer"
    data_disk_type: str = "Standard_LRS"

    @property
    def system(self) -> OperatingSystem:
        """What runs on its machines, by the image's offer."""
        return "Windows" if "windows" in self.vm_image_offer.lower() else "Linux"


@resource("azurerm_service_fabric_managed_cluster")
def managed_cluster(*, node_type: tuple[NodeType, ...] = ()) -> Components:
    """Managed cluster of Service Fabric: the machines of its node types and their disks; Service Fabric itself is free.

    The system disk is a Standard SSD of the image's size. The cluster's load balancer and address are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/service-fabric/
    """
    for nodes in node_type:
        yield from times(nodes.vm_instance_count, grouped(nodes.name, _node(nodes)))


def _node(nodes: NodeType) -> Components:
    yield from instance(nodes.vm_size, nodes.system, "", "Regular", HOURS_PER_MONTH)
    yield from grouped("os_disk", disk("StandardSSD_LRS", IMAGE_GB[nodes.system]))
    yield from grouped("data_disk", disk(nodes.data_disk_type, nodes.data_disk_size_gb))
