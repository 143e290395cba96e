"""Azure Synapse Analytics: dedicated SQL pools and Spark pools."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

SYNAPSE = "Azure Synapse Analytics"

VCORES = {"Small": 4, "Medium": 8, "Large": 16, "XLarge": 32, "XXLarge": 64, "XXXLarge": 80}
"""vCores of a node. https://learn.microsoft.com/azure/synapse-analytics/spark/apache-spark-pool-configurations#node-sizes"""

FAMILIES = {"MemoryOptimized": "Memory Optimized", "HardwareAcceleratedGPU": "GPU"}
"""`node_size_family` -> its name in the price list. https://azure.microsoft.com/pricing/details/synapse-analytics/"""

GB_PER_TB = 1000
"""What a price by TB counts. https://azure.microsoft.com/pricing/details/synapse-analytics/"""


class Workspace(Block):
    """What is read of a pool's workspace: where it is."""


class AutoScale(Block):
    """The `auto_scale` block."""

    min_node_count: int = 0


Within = Annotated[Workspace | None, Ref("azurerm_synapse_workspace", "synapse_workspace_id")]


@resource("azurerm_synapse_spark_pool", region_of="workspace")
def spark_pool(
    *,
    workspace: Within = None,  # noqa: ARG001
    node_size: str,
    node_size_family: str = "MemoryOptimized",
    node_count: int | None = None,
    auto_scale: AutoScale | None = None,
    monthly_hours: Usage[Decimal | None] = None,
) -> Components:
    """Spark pool: the vCores of its nodes, while they run. An autoscaled pool counts its fewest nodes.

    Prices: https://azure.microsoft.com/pricing/details/synapse-analytics/
    """
    if node_size not in VCORES or node_size_family not in FAMILIES:
        wanted = f"{', '.join(VCORES)} of {' or '.join(FAMILIES)}"
        raise Unpriced(f"the nodes are {node_size!r} of {node_size_family!r}, expected {wanted}")
    nodes = node_count or (auto_scale.min_node_count if auto_scale else 0)
    hours = None if monthly_hours is None else monthly_hours * nodes * VCORES[node_size]
    meter = f"{SYNAPSE} Serverless Apache Spark Pool - {FAMILIES[node_size_family]} / vCore / vCore"
    yield usage(f"vCores ({node_size}, {nodes} nodes)", PriceQuery(SYNAPSE, meter), hours, "Hours")


@resource("azurerm_synapse_sql_pool", region_of="workspace")
def sql_pool(
    *,
    workspace: Within = None,  # noqa: ARG001
    sku_name: str,
    geo_backup_policy_enabled: bool = True,
    storage_tb: Usage[Decimal | None] = None,
    disaster_recovery_enabled: Usage[bool | None] = None,
) -> Components:
    """Dedicated SQL pool: its data warehouse units, running all month, its storage and the geo-redundant copy of it.

    Prices: https://azure.microsoft.com/pricing/details/synapse-analytics/
    """
    units = PriceQuery(SYNAPSE, f"{SYNAPSE} Dedicated SQL Pool / {sku_name} / 100 DWUs")
    yield hourly(f"DWUs ({sku_name})", units)
    stored = PriceQuery(SYNAPSE, f"{SYNAPSE} SQL Storage / Standard LRS / Standard LRS Data Stored")
    yield usage("Storage", stored, storage_tb, "TB-Months")
    if geo_backup_policy_enabled if disaster_recovery_enabled is None else disaster_recovery_enabled:
        meter = f"{SYNAPSE} SQL Disaster Recovery Storage / Standard RA-GRS / Standard RA-GRS Data Stored"
        copied = None if storage_tb is None else storage_tb * GB_PER_TB
        yield usage("Geo-redundant disaster recovery", PriceQuery(SYNAPSE, meter), copied, "GB-Months")
