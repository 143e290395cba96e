"""Azure Data Explorer."""

from __future__ import annotations

from costgate.resources.azure import EVERYWHERE
from costgate.resources.azure.compute import canonical, instance
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, times
from costgate.resources.facts import table
from costgate.resources.registry import resource

DEVELOPMENT = "Dev(No SLA)_"
"""Beginning of sizes without markup. https://azure.microsoft.com/pricing/details/data-explorer/"""


class ClusterSku(Block):
    """The `sku` block."""

    name: str
    capacity: int | None = None


class AutoScale(Block):
    """The `optimized_auto_scale` block."""

    minimum_instances: int = 0


@resource("azurerm_kusto_cluster")
def cluster(*, sku: ClusterSku, optimized_auto_scale: AutoScale = AutoScale()) -> Components:
    """Data Explorer cluster: its engine's machines and the markup on their vCores, which development sizes lack.

    What scales by itself is priced at its minimum. The disks of sizes such as Standard_DS13_v2+1TB_PS have no known
    price; the machines that manage data, and storage, are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/data-explorer/
    """
    size, _, disks = sku.name.removeprefix(DEVELOPMENT).partition("+")
    vcores = int(table("azure/vm_sizes").get(canonical(size), {}).get("vcpu", 0))
    if not vcores:
        raise Unpriced(f"sku.name is {sku.name!r}, of which the vCores are not known")
    nodes = sku.capacity or optimized_auto_scale.minimum_instances or (1 if sku.name.startswith(DEVELOPMENT) else 2)
    yield from times(nodes, instance(size, "Linux", "", "Regular", HOURS_PER_MONTH))
    if not sku.name.startswith(DEVELOPMENT):
        service = "Azure Data Explorer"
        query = PriceQuery(service, f"{service} / Standard / Standard Engine Cluster Markup", region=EVERYWHERE)
        yield hourly("Data Explorer markup", query, count=vcores * nodes)
    if disks:
        raise Unpriced(f"the premium disks of each node, {disks}, have no known price")
