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


class FlexibleSet(Block):
    """What is read of a flexible scale set: the size and number of its machines."""

    sku_name: str = ""
    instances: int = 0


class NodePool(Block):
    """What is read of a node pool of Kubernetes: the size and number of its machines, as its own model counts them."""

    vm_size: str = ""
    node_count: int | None = None
    min_count: int | None = None

    @property
    def nodes(self) -> int:
        """How many nodes it has at least."""
        return (self.min_count or 1) if self.node_count is None else self.node_count


class Cluster(Block):
    """What is read of a Kubernetes cluster: its default pool."""

    default_node_pool: NodePool = NodePool()


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
    flexible: Annotated[
        tuple[FlexibleSet, ...],
        ReferredBy("azurerm_orchestrated_virtual_machine_scale_set", "capacity_reservation_group_id"),
    ] = ()
    pools: Annotated[
        tuple[NodePool, ...], ReferredBy("azurerm_kubernetes_cluster_node_pool", "capacity_reservation_group_id")
    ] = ()
    clusters: Annotated[
        tuple[Cluster, ...],
        ReferredBy("azurerm_kubernetes_cluster", "default_node_pool.capacity_reservation_group_id"),
    ] = ()

    def running(self, size: str) -> int:
        """How many machines of a size run on its reservations."""
        pools = (*self.pools, *(cluster.default_node_pool for cluster in self.clusters))
        counts = (
            *((machine.size, 1) for machine in self.machines),
            *((s.sku, s.instances) for s in self.sets),
            *((s.sku_name, s.instances) for s in self.flexible),
            *((pool.vm_size, pool.nodes) for pool in pools),
        )
        return sum(count for name, count in counts if canonical(name) == size)


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
