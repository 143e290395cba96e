"""Azure Synapse Analytics: workspaces, dedicated SQL pools and Spark pools."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

SYNAPSE = "Azure Synapse Analytics"

VCORES = {"Small": 4, "Medium": 8, "Large": 16, "XLarge": 32, "XXLarge": 64, "XXXLarge": 80}
"""vCores of a node. https://learn.microsoft.com/azure/synapse-analytics/spark/apache-spark-pool-configurations#node-sizes"""

FAMILIES = {"MemoryOptimized": "Memory Optimized", "HardwareAcceleratedGPU": "GPU"}
"""`node_size_family` -> its name in the price list. https://azure.microsoft.com/pricing/details/synapse-analytics/"""

GB_PER_TB = 1000
"""What a price by TB counts. https://azure.microsoft.com/pricing/details/synapse-analytics/"""


RUNS = 1000
"""What the usage file counts activity runs in, as the price list does.
https://azure.microsoft.com/pricing/details/synapse-analytics/"""

SMALLEST_VCORES = 8
"""The smallest cluster of a data flow. https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity"""


class Workspace(Block):
    """What is read of a pool's workspace: where it is."""


class AutoScale(Block):
    """The `auto_scale` block."""

    min_node_count: int = 0


Within = Annotated[Workspace | None, Ref("azurerm_synapse_workspace", "synapse_workspace_id")]


@resource("azurerm_synapse_workspace")
def workspace_itself(
    *,
    managed_virtual_network_enabled: bool = False,
    serverless_sql_pool_size_tb: Usage[Decimal | None] = None,
    monthly_datapipeline_azure_hosted_activity_runs: Usage[Decimal | None] = None,
    monthly_datapipeline_azure_hosted_data_integration_units: Usage[Decimal] = Decimal(1),
    monthly_datapipeline_azure_hosted_data_integration_hours: Usage[Decimal | None] = None,
    monthly_datapipeline_azure_hosted_integration_runtime_hours: Usage[Decimal | None] = None,
    monthly_datapipeline_azure_hosted_external_integration_runtime_hours: Usage[Decimal | None] = None,
    monthly_datapipeline_self_hosted_activity_runs: Usage[Decimal | None] = None,
    monthly_datapipeline_self_hosted_data_movement_hours: Usage[Decimal | None] = None,
    monthly_datapipeline_self_hosted_integration_runtime_hours: Usage[Decimal | None] = None,
    monthly_datapipeline_self_hosted_external_integration_runtime_hours: Usage[Decimal | None] = None,
    dataflow_basic_instances: Usage[int] = 1,
    dataflow_basic_vcores: Usage[int] = SMALLEST_VCORES,
    monthly_dataflow_basic_hours: Usage[Decimal | None] = None,
    dataflow_standard_instances: Usage[int] = 1,
    dataflow_standard_vcores: Usage[int] = SMALLEST_VCORES,
    monthly_dataflow_standard_hours: Usage[Decimal | None] = None,
) -> Components:
    """Workspace: what its serverless SQL pool reads, its data flows and what its pipelines run. All of it is use.

    Runs are in thousands. Data explorer pools, SSIS runtimes and operations on pipelines are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/synapse-analytics/
    """
    processed = PriceQuery(SYNAPSE, f"{SYNAPSE} Serverless SQL Pool / Standard / Standard Data Processed")
    yield usage("Serverless SQL pool, data processed", processed, serverless_sql_pool_size_tb, "TB")
    basic = _times(monthly_dataflow_basic_hours, dataflow_basic_instances * dataflow_basic_vcores)
    standard = _times(monthly_dataflow_standard_hours, dataflow_standard_instances * dataflow_standard_vcores)
    for kind, hours in (("Basic", basic), ("Standard", standard)):
        query = PriceQuery(SYNAPSE, f"{SYNAPSE} Data Flow - {kind} / vCore / vCore")
        yield usage(f"Data flow ({kind.lower()}), vCores", query, hours, "Hours")
    moved = _times(
        monthly_datapipeline_azure_hosted_data_integration_hours,
        monthly_datapipeline_azure_hosted_data_integration_units,
    )
    yield from grouped(
        "Pipelines, Azure-hosted",
        _pipelines(
            "Azure Hosted Managed VNET IR" if managed_virtual_network_enabled else "Azure Hosted IR",
            monthly_datapipeline_azure_hosted_activity_runs,
            moved,
            monthly_datapipeline_azure_hosted_integration_runtime_hours,
            monthly_datapipeline_azure_hosted_external_integration_runtime_hours,
        ),
    )
    yield from grouped(
        "Pipelines, self-hosted",
        _pipelines(
            "Self Hosted IR",
            monthly_datapipeline_self_hosted_activity_runs,
            monthly_datapipeline_self_hosted_data_movement_hours,
            monthly_datapipeline_self_hosted_integration_runtime_hours,
            monthly_datapipeline_self_hosted_external_integration_runtime_hours,
        ),
    )


def _pipelines(
    sku: str, runs: Decimal | None, moved: Decimal | None, ran: Decimal | None, outside: Decimal | None
) -> Components:
    """What pipelines cost on a runtime: thousands of runs, and hours of what they move, run and wait for."""
    for name, meter, quantity, unit in (
        ("Activity runs", "Orchestration Activity Run", _times(runs, RUNS), "Operations"),
        ("Data movement", "Data Movement", moved, "Hours"),
        ("Pipeline activities", "Pipeline Activity", ran, "Hours"),
        ("External pipeline activities", "External Pipeline Activity", outside, "Hours"),
    ):
        query = PriceQuery(SYNAPSE, f"{SYNAPSE} Pipelines / {sku} / {sku} {meter}")
        yield usage(name, query, quantity, unit)


def _times(quantity: Decimal | None, factor: Decimal | int) -> Decimal | None:
    return None if quantity is None else quantity * factor


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
