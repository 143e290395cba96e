"""Azure Machine Learning: machines to compute on. The service itself costs nothing more."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.azure.compute import instance
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, Unpriced, times
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Workspace(Block):
    """What is read of a workspace: where it is."""


class Scale(Block):
    """The `scale_settings` block."""

    min_node_count: int = 0


Within = Annotated[Workspace | None, Ref("azurerm_machine_learning_workspace", "machine_learning_workspace_id")]


@resource("azurerm_machine_learning_compute_instance", region_of="workspace")
def compute_instance(
    *,
    workspace: Within = None,  # noqa: ARG001
    virtual_machine_size: str,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Compute instance: a Linux machine, running all month unless the usage file says otherwise.

    Its disks are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/machine-learning/
    """
    yield from instance(virtual_machine_size, "Linux", "", "Regular", monthly_hrs)


@resource("azurerm_machine_learning_compute_cluster", region_of="workspace")
def compute_cluster(
    *,
    workspace: Within = None,  # noqa: ARG001
    vm_size: str,
    vm_priority: str = "Dedicated",
    scale_settings: Scale = Scale(),
    instances: Usage[int | None] = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Compute cluster: the fewest nodes that it has, unless the usage file says how many run on average.

    One that shrinks to nothing depends on use. Disks are not modelled, low-priority nodes not priced.

    Prices: https://azure.microsoft.com/pricing/details/machine-learning/
    """
    if vm_priority != "Dedicated":
        raise Unpriced(f"vm_priority is {vm_priority!r}, expected Dedicated: there are no prices of low-priority nodes")
    machine = instance(vm_size, "Linux", "", "Regular", monthly_hrs)
    count = scale_settings.min_node_count if instances is None else instances
    if count or instances is not None:
        yield from times(count, machine)
    else:
        yield from (replace(hours, quantity=None, usage_based=True) for hours in machine)
