"""Azure Machine Learning: machines to compute on. The service itself costs nothing more."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.azure.addresses import OF_A_MACHINE
from costgate.resources.azure.compute import instance
from costgate.resources.azure.disks import disk
from costgate.resources.azure.load_balancing import load_balancer
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, Unpriced, grouped, hourly, times
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

DISK_GB = 128
"""The disk of a compute instance, a P10. https://learn.microsoft.com/azure/machine-learning/concept-plan-manage-cost"""

NODES_BALANCED = 50
"""Nodes of a cluster that share a load balancer: "Every 50 nodes of a compute cluster have one standard load balancer
billed." https://learn.microsoft.com/azure/machine-learning/concept-plan-manage-cost"""


class Workspace(Block):
    """What is read of a workspace: where it is."""

    location: str = ""


def _balancer(workspace: Workspace | None) -> Components:
    """A load balancer, whose data nobody states: it is not in a plan."""
    balancer = load_balancer(location=workspace.location if workspace else "", rules=1)
    yield from grouped("load_balancer", (line for line in balancer if not line.usage_based))


class Scale(Block):
    """The `scale_settings` block."""

    min_node_count: int = 0


Within = Annotated[Workspace | None, Ref("azurerm_machine_learning_workspace", "machine_learning_workspace_id")]


@resource("azurerm_machine_learning_compute_instance", region_of="workspace")
def compute_instance(
    *,
    workspace: Within = None,
    virtual_machine_size: str,
    node_public_ip_enabled: bool = True,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Compute instance: a Linux machine, its disk, load balancer and public address, running all month or as stated.

    While it is stopped "you'll still be billed for disk, public IP, and standard load balancer":
    https://learn.microsoft.com/azure/machine-learning/how-to-manage-compute-instance#manage

    Prices: https://azure.microsoft.com/pricing/details/machine-learning/
    """
    yield from instance(virtual_machine_size, "Linux", "", "Regular", monthly_hrs)
    yield from grouped("os_disk", disk("Premium_LRS", DISK_GB))
    yield from _balancer(workspace)
    if node_public_ip_enabled:
        yield hourly("Public IP address", OF_A_MACHINE)


@resource("azurerm_machine_learning_compute_cluster", region_of="workspace")
def compute_cluster(
    *,
    workspace: Within = None,
    vm_size: str,
    vm_priority: str = "Dedicated",
    scale_settings: Scale = Scale(),
    instances: Usage[int | None] = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Compute cluster: the fewest nodes that it has, or those that the usage file says run on average; load balancers.

    One that shrinks to nothing depends on use. Disks are not modelled, low-priority nodes not priced.

    Prices: https://azure.microsoft.com/pricing/details/machine-learning/
    """
    if vm_priority != "Dedicated":
        raise Unpriced(f"vm_priority is {vm_priority!r}, expected Dedicated: there are no prices of low-priority nodes")
    machine = instance(vm_size, "Linux", "", "Regular", monthly_hrs)
    count = scale_settings.min_node_count if instances is None else instances
    if count or instances is not None:
        yield from times(count, machine)
        yield from times(-(-count // NODES_BALANCED), _balancer(workspace))
    else:
        yield from (replace(hours, quantity=None, usage_based=True) for hours in machine)
