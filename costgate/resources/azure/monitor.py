"""Azure Monitor: alerts, action groups, exported logs, custom and Prometheus metrics."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Annotated

from costgate.model import CostComponent
from costgate.resources.azure import anywhere
from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

MONITOR = "Azure Monitor"

FREQUENCIES = {"PT1M": 1, "PT5M": 5, "PT10M": 10}
"""`evaluation_frequency` -> minutes, as far as they are billed apart; rarer evaluations cost as every 15 minutes.
https://azure.microsoft.com/pricing/details/monitor/"""

BILLED = (15, 10, 5, 1)
"""Frequencies in minutes that log alerts are billed by."""


def meter(sku: str, name: str, *, where: str | None = None) -> PriceQuery:
    """A meter of Azure Monitor; where an SKU has one meter, this begins with the SKU's name."""
    return PriceQuery(MONITOR, f"Azure Monitor / {sku} / {sku} {name}".rstrip(), region=where)


class Dimension(Block):
    """A `dimension` block: only these values of a metric's or a query's dimension."""

    name: str = ""
    values: tuple[str, ...] = ()


class Criteria(Block):
    """A `criteria` or `dynamic_criteria` block."""

    dimension: tuple[Dimension, ...] = ()


class Group(Block):
    """What is read of an `azurerm_resource_group`: where it is."""


InGroup = Annotated[Group | None, Ref("azurerm_resource_group", "resource_group_name")]


def series(scopes: tuple[str, ...], criteria: tuple[Criteria, ...]) -> int:
    """Time series that an alert watches: in each scope, for each criterion, one a combination of dimensions' values.

    `*` stands for one: how many there are is not in a plan.
    """
    total = 0
    for criterion in criteria:
        values: defaultdict[str, int] = defaultdict(int)
        for dimension in criterion.dimension:
            values[dimension.name] += len(dimension.values) or 1
        combinations = 1
        for number in values.values():
            combinations *= number
        total += combinations
    return max(len(scopes), 1) * total


@resource("azurerm_monitor_metric_alert", region_of="group")
def metric_alert(
    *,
    group: InGroup = None,  # noqa: ARG001
    enabled: bool = True,
    scopes: tuple[str, ...] = (),
    criteria: tuple[Criteria, ...] = (),
    dynamic_criteria: tuple[Criteria, ...] = (),
) -> Components:
    """Metric alert: the time series that it watches, and again those that it watches with dynamic thresholds.

    An alert on a web test watches one. The ten series that are free are one allowance a subscription.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if not enabled:
        return
    watched = series(scopes, criteria + dynamic_criteria) or 1
    yield monthly("Metrics monitoring", meter("Alerts", "Metric Monitored"), watched, "Months")
    if dynamic := series(scopes, dynamic_criteria):
        yield monthly("Dynamic threshold monitoring", meter("Alerts", "Dynamic Threshold"), dynamic, "Months")


@resource("azurerm_monitor_scheduled_query_rules_alert")
def log_alert(*, frequency: int, enabled: bool = True) -> Components:
    """Log alert of the first kind: how often it asks, in minutes.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if enabled:
        yield _rule(next((x for x in BILLED if frequency >= x), 1))


@resource("azurerm_monitor_scheduled_query_rules_alert_v2")
def log_alert_v2(
    *,
    evaluation_frequency: str = "PT5M",
    enabled: bool = True,
    scopes: tuple[str, ...] = (),
    criteria: tuple[Criteria, ...] = (),
) -> Components:
    """Log alert: how often it asks; the time series that it splits its results into cost beyond the first.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if not enabled:
        return
    minutes = next((minutes for often, minutes in FREQUENCIES.items() if evaluation_frequency == often), 15)
    yield _rule(minutes)
    if (more := series(scopes, criteria) - 1) > 0:
        query = meter("Alerts", f"Resource Monitored at {minutes} Minute Frequency")
        yield monthly("Additional time series", query, more, "Months")


def _rule(minutes: int) -> CostComponent:
    query = meter("Alerts", f"System Log Monitored at {minutes} Minute Frequency")
    return monthly(f"Log alert ({minutes} minute frequency)", query, 1, "Months")


class Receiver(Block):
    """A receiver block whose details do not matter."""


class Phone(Block):
    """An `sms_receiver` or `voice_receiver` block."""

    country_code: str


class Webhook(Block):
    """A `webhook_receiver` block: with `aad_auth` it is a secure one."""

    aad_auth: tuple[Receiver, ...] = ()


@resource("azurerm_monitor_action_group")
def action_group(
    *,
    location: str = "global",
    enabled: bool = True,
    email_receiver: tuple[Receiver, ...] = (),
    azure_app_push_receiver: tuple[Receiver, ...] = (),
    itsm_receiver: tuple[Receiver, ...] = (),
    webhook_receiver: tuple[Webhook, ...] = (),
    sms_receiver: tuple[Phone, ...] = (),
    voice_receiver: tuple[Phone, ...] = (),
    monthly_notifications: Usage[Decimal | None] = None,
) -> Components:
    """Action group: each of its notifications, sent to each receiver.

    Functions, logic apps, runbooks and event hubs are billed where they run. What is free each month is one
    allowance a subscription.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if not enabled:
        return
    secure = sum(bool(hook.aad_auth) for hook in webhook_receiver)
    lines = [
        ("Emails", "Emails", "", len(email_receiver), "Units"),
        ("ITSM events", "Notifications", "ITSM Connector Create/Update Event", len(itsm_receiver), "Units"),
        ("Push notifications", "Notifications", "Push Notification", len(azure_app_push_receiver), "Units"),
        ("Secure webhooks", "Notifications", "Secure web hook", secure, "Operations"),
        ("Webhooks", "Notifications", "Web hook", len(webhook_receiver) - secure, "Operations"),
    ]
    for code, number in sorted(Counter(r.country_code for r in sms_receiver).items()):
        sku = f"SMS Country Code {code}"
        lines.append((f"SMS (country code {code})", sku, "Notification", number, "Units"))
    for code, number in sorted(Counter(r.country_code for r in voice_receiver).items()):
        name = "" if code == "1" else f"Voice Call Country Code {code}"
        lines.append((f"Voice calls (country code {code})", "Voice Calls", name, number, "Units"))
    for name, sku, of_sku, receivers, unit in lines:
        if receivers:
            sent = None if monthly_notifications is None else monthly_notifications * receivers
            yield usage(name, meter(sku, of_sku, where=anywhere(location)), sent, unit)


class MetricsDestination(Block):
    """What is read of a rule's `destinations` block: whether metrics go to Azure Monitor."""

    azure_monitor_metrics: tuple[Receiver, ...] = ()


@resource("azurerm_monitor_data_collection_rule")
def data_collection_rule(
    *,
    destinations: MetricsDestination = MetricsDestination(),
    monthly_custom_metrics_samples: Usage[Decimal | None] = None,
) -> Components:
    """Data collection rule: samples of custom metrics that go to Azure Monitor. Logs are billed with their workspace.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    if destinations.azure_monitor_metrics or monthly_custom_metrics_samples is not None:
        samples = meter("Metrics ingestion", "Metric samples")
        yield usage("Metrics ingestion", samples, monthly_custom_metrics_samples, "Operations")


class Target(Block):
    """What is read of the resource whose logs are exported: where it is."""


TARGETS = (
    "azurerm_api_management azurerm_app_service azurerm_application_gateway azurerm_application_insights "
    "azurerm_automation_account azurerm_batch_account azurerm_cdn_frontdoor_profile azurerm_cdn_profile "
    "azurerm_cognitive_account azurerm_container_app_environment azurerm_container_registry "
    "azurerm_cosmosdb_account azurerm_data_factory azurerm_databricks_workspace azurerm_eventgrid_domain "
    "azurerm_eventgrid_topic azurerm_eventhub_namespace azurerm_express_route_circuit azurerm_firewall "
    "azurerm_frontdoor azurerm_function_app azurerm_iothub azurerm_key_vault azurerm_kubernetes_cluster "
    "azurerm_kusto_cluster azurerm_lb azurerm_linux_function_app azurerm_linux_web_app "
    "azurerm_log_analytics_workspace azurerm_logic_app_standard azurerm_logic_app_workflow "
    "azurerm_machine_learning_workspace azurerm_mssql_database azurerm_mssql_managed_instance "
    "azurerm_mssql_server azurerm_mysql_flexible_server azurerm_mysql_server azurerm_network_interface "
    "azurerm_network_security_group azurerm_postgresql_flexible_server azurerm_postgresql_server "
    "azurerm_public_ip azurerm_recovery_services_vault azurerm_redis_cache azurerm_search_service "
    "azurerm_service_plan azurerm_servicebus_namespace azurerm_signalr_service azurerm_storage_account "
    "azurerm_stream_analytics_job azurerm_synapse_workspace azurerm_traffic_manager_profile "
    "azurerm_virtual_network azurerm_virtual_network_gateway azurerm_web_pubsub "
    "azurerm_windows_function_app azurerm_windows_web_app"
)
"""What is usually watched: a diagnostic setting has no location, what it watches has."""


@resource("azurerm_monitor_diagnostic_setting", region_of="target")
def diagnostic_setting(
    *,
    target: Annotated[Target | None, Ref(TARGETS, "target_resource_id")] = None,  # noqa: ARG001
    eventhub_authorization_rule_id: str = "",
    eventhub_name: str = "",
    partner_solution_id: str = "",
    storage_account_id: str = "",
    monthly_platform_log_gb: Usage[Decimal | None] = None,
) -> Components:
    """Diagnostic setting: each GB of platform logs that goes to storage, an event hub or a partner.

    What goes to a Log Analytics workspace is billed there.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    hub = eventhub_authorization_rule_id or eventhub_name
    if destinations := sum(map(bool, (hub, partner_solution_id, storage_account_id))):
        sent = None if monthly_platform_log_gb is None else monthly_platform_log_gb * destinations
        yield usage("Platform logs processed", meter("Platform Logs", "Data Processed"), sent, "GB")


@resource("azurerm_monitor_workspace")
def monitor_workspace(
    *,
    monthly_metric_samples: Usage[Decimal | None] = None,
    monthly_queried_metric_samples: Usage[Decimal | None] = None,
) -> Components:
    """Azure Monitor workspace: Prometheus metrics that come in, and those that queries, also of rules, go through.

    Prices: https://azure.microsoft.com/pricing/details/monitor/
    """
    yield usage("Metrics ingestion", meter("Metrics ingestion", "Metric samples"), monthly_metric_samples, "Operations")
    queries = meter("Prometheus Metrics Queries", "Metric samples")
    yield usage("Metrics queries", queries, monthly_queried_metric_samples, "Operations")
