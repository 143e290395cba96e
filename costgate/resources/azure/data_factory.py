"""Azure Data Factory: factories and integration runtimes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from costgate.model import CostComponent
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, Together, Usage
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


class ActivityUsage(Block):
    """What the usage file says of pipelines: runs, and the hours that their activities take."""

    monthly_orchestration_runs: Usage[Decimal | None] = None
    monthly_data_movement_hrs: Usage[Decimal | None] = None
    monthly_pipeline_activity_hrs: Usage[Decimal | None] = None
    monthly_external_pipeline_activity_hrs: Usage[Decimal | None] = None

    @property
    def hours(self) -> Iterator[tuple[str, str, Decimal | None]]:
        """A kind of activity, its meter, and its hours."""
        yield "Data movement activity", "Data Movement", self.monthly_data_movement_hrs
        yield "Pipeline activity", "Pipeline Activity", self.monthly_pipeline_activity_hrs
        yield "External pipeline activity", "External Pipeline Activity", self.monthly_external_pipeline_activity_hrs


def _orchestration(sku: str, used: ActivityUsage) -> CostComponent:
    query = _meter(sku, "Orchestration Activity Run")
    return usage("Orchestration", query, used.monthly_orchestration_runs, "Operations")


def _activities(sku: str, used: ActivityUsage) -> Components:
    """What pipelines cost on a runtime: their runs, and their activities, which are taken to run all month."""
    yield _orchestration(sku, used)
    for name, meter, hours in used.hours:
        yield hourly(name, _meter(sku, meter), HOURS_PER_MONTH if hours is None else hours)


@resource("azurerm_data_factory")
def data_factory(
    *,
    monthly_read_write_operation_entities: Usage[Decimal | None] = None,
    monthly_monitoring_operation_entities: Usage[Decimal | None] = None,
    used: Annotated[ActivityUsage, Together],
) -> Components:
    """Data factory: entities that are read, written and monitored, and what runs on its own runtime if that is stated.

    What runs on a runtime of the plan is billed with that.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    written, monitored = monthly_read_write_operation_entities, monthly_monitoring_operation_entities
    yield usage("Read/write operations", _meter("Cloud", "Read Write Operations"), written, "Operations")
    yield usage("Monitoring operations", _meter("Cloud", "Monitoring Operations"), monitored, "Operations")
    if used.monthly_orchestration_runs is not None:
        yield _orchestration("Cloud", used)
    for name, meter, hours in used.hours:
        if hours is not None:
            yield usage(name, _meter("Cloud", meter), hours, "Hours")


@resource("azurerm_data_factory_integration_runtime_azure", region_of="factory")
def azure_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    compute_type: Literal["General", "ComputeOptimized", "MemoryOptimized"] = "General",
    core_count: int = 8,
    monthly_data_flow_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    used: Annotated[ActivityUsage, Together],
) -> Components:
    """Azure runtime: its cluster for data flows and the activities that it runs.

    They are taken to run all month unless the usage file states their hours; those of data movement are of a unit each.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    kind = COMPUTE[compute_type]
    query = PriceQuery(DATA_FACTORY, f"{DATA_FACTORY} Data Flow - {kind} / vCore / vCore")
    yield hourly(f"Compute ({kind}, {core_count} vCores)", query, monthly_data_flow_hrs, core_count)
    yield from _activities("Cloud", used)


@resource("azurerm_data_factory_integration_runtime_self_hosted", region_of="factory")
def self_hosted_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    used: Annotated[ActivityUsage, Together],
) -> Components:
    """Self-hosted runtime: the activities that it runs, all month unless the usage file states their hours.

    The machine is one's own.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/data-pipeline/
    """
    yield from _activities("Self Hosted", used)


class Nodes(Block):
    """The nodes of an SSIS runtime."""

    node_size: str
    number_of_nodes: int = 1
    edition: Literal["Standard", "Enterprise"] = "Standard"
    license_type: Literal["LicenseIncluded", "BasePrice"] = "LicenseIncluded"
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH


@resource("azurerm_data_factory_integration_runtime_azure_ssis", region_of="factory")
def ssis_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    nodes: Annotated[Nodes, Together],
) -> Components:
    """SSIS runtime: its nodes, which run all month unless the usage file says otherwise.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/ssis/
    """
    size = nodes.node_size.removeprefix("Standard_").replace("_", " ")
    family, _, version = size.partition(" ")
    if not version:
        raise Unpriced(f"node_size is {nodes.node_size!r}, expected Standard_D8_v3 or the like")
    kind = f"SSIS {nodes.edition} {family.rstrip('0123456789')}-series {version} VM".replace("-series v1", "-series")
    query = PriceQuery(DATA_FACTORY, f"{kind} / {size} / {size} {LICENCES[nodes.license_type]}")
    name = f"Compute ({size}, {nodes.edition}, {nodes.license_type})"
    yield hourly(name, query, nodes.monthly_hrs, nodes.number_of_nodes)


@resource("azurerm_data_factory_integration_runtime_managed", region_of="factory")
def managed_runtime(
    *,
    factory: InFactory = None,  # noqa: ARG001
    nodes: Annotated[Nodes, Together],
    used: Annotated[ActivityUsage, Together],
) -> Components:
    """SSIS runtime of the older kind: its nodes, and the activities that it runs in a managed network.

    Prices: https://azure.microsoft.com/pricing/details/data-factory/ssis/
    """
    yield from ssis_runtime(nodes=nodes)
    yield from _activities("Azure Managed VNET", used)
