"""Azure Data Factory: factories and integration runtimes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, TypeName, Usage
from costgate.resources.registry import resource

DATA_FACTORY = "Azure Data Factory v2"

COMPUTE = {
    "General": "General Purpose",
    "ComputeOptimized": "Compute Optimized",
    "MemoryOptimized": "Memory Optimized",
}
"""`compute_type` -> what data flows are billed as."""

LICENCES = {"LicenseIncluded": "License Included", "BasePrice": "AHB"}


class Factory(Block):
    """What is read of an `azurerm_data_factory`: where it is."""


InFactory = Annotated[Factory | None, Ref("azurerm_data_factory", "data_factory_id")]


def _meter(sku: str, name: str) -> PriceQuery:
    return PriceQuery(DATA_FACTORY, f"{DATA_FACTORY} / {sku} / {sku} {name}")


@resource("azurerm_data_factory")
def data_factory(
    *,
    monthly_read_write_operation_entities: Usage[Decimal | None] = None,
    monthly_monitoring_operation_entities: Usage[Decimal | None] = None,
) -> Components:
    """Data factory: entities that are read, written and monitored. Pipelines run on integration runtimes.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    written, monitored = monthly_read_write_operation_entities, monthly_monitoring_operation_entities
    yield usage("Read/write operations", _meter("Cloud", "Read Write Operations"), written, "Operations")
    yield usage("Monitoring operations", _meter("Cloud", "Monitoring Operations"), monitored, "Operations")


def _activities(sku: str, runs: Decimal | None) -> Components:
    """What pipelines cost on a runtime: runs by the usage file; activities by the hours that they take."""
    yield usage("Orchestration", _meter(sku, "Orchestration Activity Run"), runs, "Operations")
    for name, meter in (
        ("Data movement activity", "Data Movement"),
        ("Pipeline activity", "Pipeline Activity"),
        ("External pipeline activity", "External Pipeline Activity"),
    ):
        yield hourly(name, _meter(sku, meter))


@resource("azurerm_data_factory_integration_runtime_azure", region_of="factory")
def azure_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    compute_type: Literal["General", "ComputeOptimized", "MemoryOptimized"] = "General",
    core_count: int = 8,
    monthly_orchestration_runs: Usage[Decimal | None] = None,
) -> Components:
    """Azure runtime: its cluster for data flows and the activities that it runs, as if they ran all month.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    kind = COMPUTE[compute_type]
    query = PriceQuery(DATA_FACTORY, f"{DATA_FACTORY} Data Flow - {kind} / vCore / vCore")
    yield hourly(f"Compute ({kind}, {core_count} vCores)", query, count=core_count)
    yield from _activities("Cloud", monthly_orchestration_runs)


@resource("azurerm_data_factory_integration_runtime_self_hosted", region_of="factory")
def self_hosted_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    monthly_orchestration_runs: Usage[Decimal | None] = None,
) -> Components:
    """Self-hosted runtime: the activities that it runs, as if they ran all month. The machine is one's own.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    yield from _activities("Self Hosted", monthly_orchestration_runs)


@resource(
    "azurerm_data_factory_integration_runtime_azure_ssis",
    "azurerm_data_factory_integration_runtime_managed",
    region_of="factory",
)
def ssis_runtime(
    *,
    type_name: Annotated[str, TypeName],
    factory: InFactory = None,  # noqa: ARG001
    node_size: str,
    number_of_nodes: int = 1,
    edition: Literal["Standard", "Enterprise"] = "Standard",
    license_type: Literal["LicenseIncluded", "BasePrice"] = "LicenseIncluded",
    monthly_orchestration_runs: Usage[Decimal | None] = None,
) -> Components:
    """SSIS runtime: its nodes; the older kind (`managed`) is in a managed network and also runs activities.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/ssis/
    """
    size = node_size.removeprefix("Standard_").replace("_", " ")
    family, _, version = size.partition(" ")
    if not version:
        raise Unpriced(f"node_size is {node_size!r}, expected Standard_D8_v3 or the like")
    product = f"SSIS {edition} {family.rstrip('0123456789')}-series {version} VM".replace("-series v1", "-series")
    query = PriceQuery(DATA_FACTORY, f"{product} / {size} / {size} {LICENCES[license_type]}")
    yield hourly(f"Compute ({size}, {edition}, {license_type})", query, HOURS_PER_MONTH, number_of_nodes)
    if type_name.endswith("_managed"):
        yield from _activities("Azure Managed VNET", monthly_orchestration_runs)
