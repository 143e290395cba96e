"""Log Analytics workspaces and clusters, with Microsoft Sentinel on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.model import CostComponent
from costgate.resources.azure.monitor import meter
from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

LOGS = "Log Analytics"

COMMITMENTS = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000)
"""GB a day that can be committed to. https://azure.microsoft.com/pricing/details/monitor/"""

FREE_DAYS, FREE_SENTINEL_DAYS = 31, 90
"""Days that logs are kept without charge, and with Sentinel. https://azure.microsoft.com/pricing/details/monitor/"""

TIERS = ("PerGB2018", "CapacityReservation", "LACluster")
"""Pricing tiers but for legacy ones, which are for workspaces that have had them. Azure takes any case.
https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#legacy-pricing-tiers"""


CONNECTORS = (
    "azurerm_sentinel_data_connector_aws_cloud_trail azurerm_sentinel_data_connector_aws_s3 "
    "azurerm_sentinel_data_connector_azure_active_directory "
    "azurerm_sentinel_data_connector_azure_advanced_threat_protection "
    "azurerm_sentinel_data_connector_azure_security_center azurerm_sentinel_data_connector_dynamics_365 "
    "azurerm_sentinel_data_connector_iot azurerm_sentinel_data_connector_microsoft_cloud_app_security "
    "azurerm_sentinel_data_connector_microsoft_defender_advanced_threat_protection "
    "azurerm_sentinel_data_connector_microsoft_threat_intelligence "
    "azurerm_sentinel_data_connector_microsoft_threat_protection "
    "azurerm_sentinel_data_connector_office_365 azurerm_sentinel_data_connector_office_365_project "
    "azurerm_sentinel_data_connector_office_atp azurerm_sentinel_data_connector_office_irm "
    "azurerm_sentinel_data_connector_office_power_bi azurerm_sentinel_data_connector_threat_intelligence "
    "azurerm_sentinel_data_connector_threat_intelligence_taxii"
)
"""What brings data to Sentinel, and so tells that a workspace has it."""


class Plan(Block):
    """The `plan` block of a solution."""

    product: str = ""


class Solution(Block):
    """What is read of an `azurerm_log_analytics_solution`: whether it is Sentinel, once called SecurityInsights."""

    solution_name: str = ""
    plan: Plan = Plan()


class Sentinel(Block):
    """What is read of a connector or an onboarding: that it is there."""


@resource("azurerm_log_analytics_workspace")
def workspace(
    *,
    sku: str = "PerGB2018",
    reservation_capacity_in_gb_per_day: int = 0,
    retention_in_days: int = 30,
    solutions: Annotated[
        tuple[Solution, ...], ReferredBy("azurerm_log_analytics_solution", "workspace_resource_id")
    ] = (),
    onboarded: Annotated[
        tuple[Sentinel, ...], ReferredBy("azurerm_sentinel_log_analytics_workspace_onboarding", "workspace_id")
    ] = (),
    onboarded_by_name: Annotated[
        tuple[Sentinel, ...], ReferredBy("azurerm_sentinel_log_analytics_workspace_onboarding", "workspace_name")
    ] = (),
    connectors: Annotated[tuple[Sentinel, ...], ReferredBy(CONNECTORS, "log_analytics_workspace_id")] = (),
    monthly_log_data_ingestion_gb: Usage[Decimal | None] = None,
    monthly_additional_log_data_retention_gb: Usage[Decimal | None] = None,
    monthly_log_data_export_gb: Usage[Decimal | None] = None,
    monthly_sentinel_data_ingestion_gb: Usage[Decimal | None] = None,
    monthly_basic_log_data_ingestion_gb: Usage[Decimal | None] = None,
    monthly_basic_log_search_gb: Usage[Decimal | None] = None,
    monthly_archive_data_gb: Usage[Decimal | None] = None,
    monthly_archive_data_restored_gb: Usage[Decimal | None] = None,
    monthly_archive_data_searched_gb: Usage[Decimal | None] = None,
) -> Components:
    """Log Analytics workspace: data that comes in, is kept, searched, exported and restored.

    With Sentinel on it, data is billed at Sentinel's price, which includes Log Analytics: the usage file tells which
    data that is. What exceeds a commitment tier costs the tier's own rate and is not modelled; replication neither.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    tier = next((known for known in TIERS if known.lower() == sku.lower()), "")
    if not tier:
        raise Unpriced(f"sku is {sku!r}, a legacy pricing tier; expected {', '.join(TIERS)}")
    has_sentinel = bool(onboarded or onboarded_by_name or connectors) or any(
        "SecurityInsights" in (s.solution_name, s.plan.product.rpartition("/")[2]) for s in solutions
    )
    if tier == "CapacityReservation":
        yield _committed("Log data ingestion", reservation_capacity_in_gb_per_day)
    elif tier == "PerGB2018":
        query = PriceQuery(LOGS, f"{LOGS} / Analytics Logs / Analytics Logs Data Ingestion")
        yield usage("Log data ingestion", query, monthly_log_data_ingestion_gb, "GB")
    if has_sentinel:
        query = PriceQuery("Sentinel", "Sentinel / Pay-as-you-go / Pay-as-you-go Analysis")
        yield usage("Sentinel data ingestion", query, monthly_sentinel_data_ingestion_gb, "GB")
    if retention_in_days > (FREE_SENTINEL_DAYS if has_sentinel else FREE_DAYS):
        query = PriceQuery(LOGS, f"{LOGS} / Analytics Logs / Analytics Logs Data Retention")
        yield usage("Log data retention", query, monthly_additional_log_data_retention_gb, "GB-Months")
    for name, query, stated, unit in (
        ("Log data export", meter("Log Analytics data export", "Data Exported"), monthly_log_data_export_gb, "GB"),
        ("Basic log ingestion", meter("Basic Logs", "Data Ingestion"), monthly_basic_log_data_ingestion_gb, "GB"),
        ("Basic log search", meter("Search Queries", "Scanned"), monthly_basic_log_search_gb, "GB"),
        ("Archive data", meter("Data Archive", ""), monthly_archive_data_gb, "GB-Months"),
        ("Archive data restored", meter("Data Restore", ""), monthly_archive_data_restored_gb, "GB-Days"),
        ("Archive data searched", meter("Search Jobs", "Scanned"), monthly_archive_data_searched_gb, "GB"),
    ):
        yield usage(name, query, stated, unit)


@resource("azurerm_log_analytics_cluster")
def cluster(*, size_gb: int = 100) -> Components:
    """Dedicated cluster: its commitment tier. What its workspaces send beyond that is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    yield _committed("Log data ingestion", size_gb)


def _committed(name: str, gb: int) -> CostComponent:
    if gb not in COMMITMENTS:
        raise Unpriced(f"the commitment is {gb} GB a day, expected one of {', '.join(map(str, COMMITMENTS))}")
    query = meter(f"{gb} GB Commitment Tier", "Capacity Reservation")
    return monthly(f"{name} ({gb} GB a day)", query, DAYS_PER_MONTH, "Days")


class Workspace(Block):
    """What is read of an `azurerm_log_analytics_workspace`: where it is."""


@resource(
    "azurerm_log_analytics_workspace_table", "azurerm_log_analytics_workspace_table_custom_log", region_of="workspace"
)
def workspace_table(
    *,
    workspace: Annotated[Workspace | None, Ref("azurerm_log_analytics_workspace", "workspace_id")] = None,  # noqa: ARG001
    retention_in_days: int = 0,
    monthly_additional_log_data_retention_gb: Usage[Decimal | None] = None,
) -> Components:
    """Table of a workspace: what it keeps for longer than is free. Its data and archive are billed with the workspace.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if retention_in_days > FREE_DAYS:
        query = PriceQuery(LOGS, f"{LOGS} / Analytics Logs / Analytics Logs Data Retention")
        yield usage("Log data retention", query, monthly_additional_log_data_retention_gb, "GB-Months")
