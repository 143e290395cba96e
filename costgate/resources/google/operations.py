"""Google Cloud's operations suite: Logging and Monitoring."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.google.compute import Nothing
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

LOGGING = "Cloud Logging"
MONITORING = "Cloud Monitoring"

LOGGED = PriceQuery(LOGGING, "Log Storage cost", region="global")

INCLUDED_DAYS = 30
"""Days that logs are kept without a further charge. https://cloud.google.com/logging/pricing"""


@resource(
    "google_logging_billing_account_sink",
    "google_logging_folder_sink",
    "google_logging_organization_sink",
    "google_logging_project_sink",
)
def logging_sink(*, monthly_logging_data_gb: Usage[Decimal | None] = None) -> Components:
    """Log sink: what it routes to where Logging stores it.

    Sinks to Cloud Storage, BigQuery and Pub/Sub cost nothing in Logging: state no usage for them.

    Prices: https://cloud.google.com/logging/pricing
    """
    yield usage("Logging data", LOGGED, monthly_logging_data_gb, "GiB")


@resource(
    "google_logging_billing_account_bucket_config",
    "google_logging_folder_bucket_config",
    "google_logging_organization_bucket_config",
    "google_logging_project_bucket_config",
)
def logging_bucket(
    *, retention_days: int = INCLUDED_DAYS, monthly_logging_data_gb: Usage[Decimal | None] = None
) -> Components:
    """Log bucket: what is stored in it, and what it keeps longer than 30 days, once it has been there that long.

    Prices: https://cloud.google.com/logging/pricing
    """
    yield usage("Logging data", LOGGED, monthly_logging_data_gb, "GiB")
    if retention_days > INCLUDED_DAYS:
        months = (retention_days - INCLUDED_DAYS) / DAYS_PER_MONTH
        kept = None if monthly_logging_data_gb is None else monthly_logging_data_gb * months
        query = PriceQuery(LOGGING, "Log Retention cost", region="global")
        yield usage(f"Kept beyond {INCLUDED_DAYS} days", query, kept, "GiB-Months")


@resource("google_logging_metric", "google_monitoring_metric_descriptor")
def metric_descriptor(
    *, monthly_monitoring_data_mb: Usage[Decimal | None] = None, monthly_api_calls: Usage[Decimal | None] = None
) -> Components:
    """Metric, one of its own or counted from logs: what is written of it, and calls that read it.

    Prices: https://cloud.google.com/stackdriver/pricing
    """
    volume = PriceQuery(MONITORING, "Metric Volume", region="global")
    calls = PriceQuery(MONITORING, "Monitoring API Requests", region="global")
    yield usage("Monitoring data", volume, monthly_monitoring_data_mb, "MiB")
    yield usage("API calls", calls, monthly_api_calls, "Requests")


@resource("google_monitoring_uptime_check_config")
def uptime_check(
    *, synthetic_monitor: Nothing | None = None, monthly_executions: Usage[Decimal | None] = None
) -> Components:
    """Uptime check: its executions, of which each of its regions does one a period.

    The million that a project has for nothing is not taken off: state what is beyond it.

    Prices: https://cloud.google.com/stackdriver/pricing
    """
    if synthetic_monitor:
        raise Unpriced("it runs a synthetic_monitor, whose price is not known")
    query = PriceQuery(MONITORING, "Monitoring Uptime Check Executions", region="global")
    yield usage("Executions", query, monthly_executions, "Executions")


VENDED = PriceQuery(LOGGING, "Vended Network Log Storage cost", region="global")
"""What Google's own networks log costs less than other logs.
https://cloud.google.com/logging/docs/api/platform-logs#vended_logs"""


GENERATED = PriceQuery("Networking", "Network Telemetry Log Generation", region="global")
"""What makes the logs of flows, wherever they go. https://cloud.google.com/vpc/pricing#network-telemetry"""


def flows(gigabytes: Decimal | None) -> Components:
    """Logs of flows: that they are made, and that Logging stores them."""
    yield usage("Flow logs made", GENERATED, gigabytes, "GiB")
    yield usage("Flow logs stored", VENDED, gigabytes, "GiB")


class LogConfig(Block):
    """The `log_config` block: that it is there says that flows are logged."""


@resource("google_compute_subnetwork")
def subnetwork(
    *, log_config: LogConfig | None = None, monthly_flow_logs_gb: Usage[Decimal | None] = None
) -> Components:
    """Subnetwork: free, but for the logs of its flows, which are made and stored in Logging.

    Prices: https://cloud.google.com/vpc/pricing
    """
    if log_config is not None:
        yield from flows(monthly_flow_logs_gb)


@resource("google_network_management_vpc_flow_logs_config")
def flow_logs(*, state: str = "ENABLED", monthly_flow_logs_gb: Usage[Decimal | None] = None) -> Components:
    """Flow logs of a tunnel, an attachment or a network, which are made and stored in Logging.

    Prices: https://cloud.google.com/vpc/pricing
    """
    if state != "DISABLED":
        yield from flows(monthly_flow_logs_gb)
