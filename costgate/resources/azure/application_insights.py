"""Application Insights: components and web tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.azure.monitor import meter
from costgate.resources.components import SECONDS_PER_MONTH, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

INSIGHTS = "Application Insights"

FREE_DAYS = 90
"""Days that telemetry is kept without charge. https://azure.microsoft.com/pricing/details/monitor/"""

RETENTION_MONTH = 30
"""Days of a month that telemetry is kept: it can be 30, 60, 90, 120, 180, 270, 365, 550 or 730.
https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure"""


@resource("azurerm_application_insights")
def component(
    *, retention_in_days: int = 90, workspace_id: str = "", monthly_data_ingested_gb: Usage[Decimal | None] = None
) -> Components:
    """Application Insights: data that comes in, and what is kept for longer than 90 days: each gigabyte every month.

    With a workspace, the data is that of the workspace's tables: state it here or there, not at both.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    query = PriceQuery(INSIGHTS, f"{INSIGHTS} / Enterprise / Enterprise Overage Data")
    if workspace_id:
        query = PriceQuery("Log Analytics", "Log Analytics / Analytics Logs / Analytics Logs Data Ingestion")
    yield usage("Data ingested", query, monthly_data_ingested_gb, "GB")
    if retention_in_days > FREE_DAYS:
        name = f"Data retention ({retention_in_days} days)"
        query = PriceQuery(INSIGHTS, f"{INSIGHTS} / Enterprise / Data Retention")
        months = Decimal(retention_in_days - FREE_DAYS) / RETENTION_MONTH
        kept = None if monthly_data_ingested_gb is None else monthly_data_ingested_gb * months
        yield usage(name, query, kept, "GB-Months")


@resource("azurerm_application_insights_web_test")
def web_test(*, kind: str, enabled: bool = True) -> Components:
    """Classic web test: several steps cost by the month, a ping nothing. Azure runs it until it is disabled.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if kind.lower() == "multistep" and enabled:
        query = PriceQuery(INSIGHTS, f"{INSIGHTS} / Basic / Multi-step Web Test")
        yield monthly("Multi-step web test", query, 1, "Months")


@resource("azurerm_application_insights_standard_web_test")
def standard_web_test(
    *, frequency: Literal[300, 600, 900] = 300, enabled: bool = True, geo_locations: tuple[str, ...] = ("",)
) -> Components:
    """Standard web test: each of its executions, every `frequency` seconds from each location.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if enabled:
        executions = SECONDS_PER_MONTH / frequency * len(geo_locations)
        yield monthly(
            f"Standard web test (every {frequency} s)", meter("Standard Web Test", "Execution"), executions, "Units"
        )
