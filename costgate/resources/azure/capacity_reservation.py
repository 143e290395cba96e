"""Reservations of capacity for Azure virtual machines."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import MACHINES
from costgate.resources.azure.compute import canonical
from costgate.resources.components import Block, Components, PriceQuery, hourly
from costgate.resources.marks import Ref, ReferredBy
from costgate.resources.registry import resource


class Machine(Block):
    """What is read of a virtual machine: its size and zone."""

    size: str = ""
    zone: str = ""


class ScaleSet(Block):
    """What is read of a scale set: the size, number and zones of its machines."""

    sku: str = ""
    instances: int = 0
    zones: tuple[str, ...] = ()


class FlexibleSet(Block):
    """What is read of a flexible scale set: the size, number and zones of its machines."""

    sku_name: str = ""
    instances: int = 0
    zones: tuple[str, ...] = ()


class NodePool(Block):
    """What is read of a node pool of Kubernetes: its machines' size and zones, and their number as its model has it."""

    vm_size: str = ""
    node_count: int | None = None
    min_count: int | None = None
    zones: tuple[str, ...] = ()

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

    def running(self, size: str, zone: str) -> Decimal:
        """How many machines of a size run on its reservations of a zone, or on those of none for a `zone` of "".

        A machine runs on a reservation of its own zone alone:
        https://learn.microsoft.com/azure/virtual-machines/capacity-reservation-overview
        """
        pools = (*self.pools, *(cluster.default_node_pool for cluster in self.clusters))
        counts = (
            *((machine.size, 1, (machine.zone,)) for machine in self.machines),
            *((s.sku, s.instances, s.zones) for s in self.sets),
            *((s.sku_name, s.instances, s.zones) for s in self.flexible),
            *((pool.vm_size, pool.nodes, pool.zones) for pool in pools),
        )
        return sum((_within(zone, n, zones) for name, n, zones in counts if canonical(name) == size), Decimal(0))


def _within(zone: str, count: int, zones: tuple[str, ...]) -> Decimal:
    """How many of `count` machines, spread evenly over `zones`, are in `zone`."""
    spread = zones or ("",)
    return Decimal(count * spread.count(zone)) / len(spread)


class Sku(Block):
    """The `sku` block."""

    name: str
    capacity: int = 1


@resource("azurerm_capacity_reservation", region_of="group")
def capacity_reservation(
    *,
    sku: Sku,
    zone: str = "",
    group: Annotated[Group | None, Ref("azurerm_capacity_reservation_group", "capacity_reservation_group_id")] = None,
) -> Components:
    """Reservation of capacity: the machines that it has room for and that this plan does not run, at their price.

    Machines that run on it are billed by themselves: all of its group that have its size and zone. Other plans'
    machines are not known.

    Prices: https://azure.microsoft.com/pricing/details/virtual-machines/linux/
    """
    size = canonical(sku.name)
    if (unused := sku.capacity - (group.running(size, zone) if group else 0)) > 0:
        yield hourly(f"Unused capacity ({sku.name})", PriceQuery(MACHINES, size, "Linux"), count=unused)
