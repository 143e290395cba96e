"""Azure Batch."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.azure import MACHINES
from costgate.resources.azure.compute import OperatingSystem, canonical, instance
from costgate.resources.azure.disks import disk
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    times,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Account(Block):
    """What is read of a pool's account: where it is."""


class FixedScale(Block):
    """The `fixed_scale` block."""

    target_dedicated_nodes: int = 1
    target_low_priority_nodes: int = 0


class DataDisk(Block):
    """A `data_disks` block: a disk that each node has."""

    disk_size_gb: int
    storage_account_type: str = "Standard_LRS"


@resource("azurerm_batch_pool", region_of="account")
def pool(
    *,
    account: Annotated[Account | None, Ref("azurerm_batch_account", "account_name")] = None,  # noqa: ARG001
    vm_size: str,
    node_agent_sku_id: str,
    license_type: str = "",
    data_disks: tuple[DataDisk, ...] = (),
    fixed_scale: FixedScale | None = None,
    instances: Usage[int | None] = None,
) -> Components:
    """Batch pool: its dedicated nodes, those of low priority, of which no price is known, and the data disks of all.

    One that scales by a formula has as many as the usage file says it has on average. The operating system's disks,
    the load balancer and addresses of a pool that is not without them, and licences of applications are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/batch/
    """
    system: OperatingSystem = "Windows" if "windows" in node_agent_sku_id.lower() else "Linux"
    count = fixed_scale.target_dedicated_nodes if fixed_scale and instances is None else instances
    if count is None:
        raise Unpriced("no fixed_scale says how many nodes it has, and the usage file states no instances")
    yield from times(count, instance(vm_size, system, license_type, "Regular", HOURS_PER_MONTH))
    low = fixed_scale.target_low_priority_nodes if fixed_scale else 0
    if low:
        query = PriceQuery(MACHINES, canonical(vm_size), system, "low_priority")
        yield hourly(f"Low-priority nodes ({vm_size})", query, count=low)
    for number, data in enumerate(data_disks):
        own = grouped(f"data_disks[{number}]", disk(data.storage_account_type, data.disk_size_gb))
        yield from times(count + low, own)
