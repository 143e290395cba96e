"""Reservations of capacity for Azure virtual machines."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.azure import MACHINES
from costgate.resources.azure.compute import canonical
from costgate.resources.components import Block, Components, PriceQuery, hourly
from costgate.resources.marks import Ref, ReferredBy
from costgate.resources.registry import resource


class Machine(Block):
    """What is read of a virtual machine: its size."""

    size: str = ""


class ScaleSet(Block):
    """What is read of a scale set: the size and number of its machines."""

    sku: str = ""
    instances: int = 0


class NodePool(Block):
    """What is read of a node pool of Kubernetes: the size and number of its machines."""

    vm_size: str = ""
    node_count: int = 1


class Group(Block):
    """What is read of an `azurerm_capacity_reservation_group`: which machines run on its reservations."""

    machines: Annotated[
        tuple[Machine, ...],
        ReferredBy("azurerm_linux_virtual_machine azurerm_windows_virtual_machine", "capacity_reservation_group_id"),
    ] = ()
    sets: Annotated[
        tuple[ScaleSet, ...],
        ReferredBy(
            "azurerm_linux_virtual_machine_scale_set azurerm_windows_virtual_machine_scale_set",
            "capacity_reservation_group_id",
        ),
    ] = ()

    pools: Annotated[
        tuple[NodePool, ...], ReferredBy("azurerm_kubernetes_cluster_node_pool", "capacity_reservation_group_id")
    ] = ()

    def running(self, size: str) -> int:
        """How many machines of a size run on its reservations."""
        alone = sum(canonical(machine.size) == size for machine in self.machines)
        in_sets = sum(s.instances for s in self.sets if canonical(s.sku) == size)
        return alone + in_sets + sum(p.node_count for p in self.pools if canonical(p.vm_size) == size)


class Sku(Block):
    """The `sku` block."""

    name: str
    capacity: int = 1


@resource("azurerm_capacity_reservation", region_of="group")
def capacity_reservation(
    *,
    sku: Sku,
    group: Annotated[Group | None, Ref("azurerm_capacity_reservation_group", "capacity_reservation_group_id")] = None,
) -> Components:
    """Reservation of capacity: the machines that it has room for and that this plan does not run, at their price.

    Machines that run on it are billed by themselves. Those of a group are all taken to run on the reservation of
    their size, whatever its zone; other plans' machines are not known.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machines/linux/
    """
    size = canonical(sku.name)
    if unused := max(sku.capacity - (group.running(size) if group else 0), 0):
        yield hourly(f"Unused capacity ({sku.name})", PriceQuery(MACHINES, size, "Linux"), count=unused)
