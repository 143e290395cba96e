"""Amazon CloudWatch: log groups, metric alarms, dashboards, canaries, and logs that AWS services vend."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.aws.schedules import runs_a_month
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

INGESTION = {"STANDARD": "DataProcessing-Bytes", "INFREQUENT_ACCESS": "DataProcessingIA-Bytes"}
"""Ingestion meter of each log class. https://aws.amazon.com/cloudwatch/pricing/"""


@resource("aws_cloudwatch_log_group")
def log_group(
    *,
    log_group_class: str = "STANDARD",
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    monthly_data_scanned_gb: Usage[Decimal | None] = None,
) -> Components:
    """Log group: each GB that it ingests, stores and that Logs Insights scans.

    `storage_gb` is what is stored after compression. Logs that AWS services vend have tiers of their own, which are
    not modelled.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    meter = INGESTION.get(log_group_class)
    if meter is None:
        raise Unpriced(f"log_group_class is {log_group_class!r}, expected one of {', '.join(INGESTION)}")
    yield usage("Data ingested", PriceQuery(CLOUDWATCH, meter), monthly_data_ingested_gb, "GB")
    yield usage("Archival storage", PriceQuery(CLOUDWATCH, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    yield usage("Insights data scanned", PriceQuery(CLOUDWATCH, "DataScanned-Bytes"), monthly_data_scanned_gb, "GB")


HIGH_RESOLUTION_PERIODS = range(1, 60)
"""Seconds between two looks at a metric that make an alarm a high-resolution one.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"""

BAND = "ANOMALY_DETECTION_BAND"
BAND_METRICS = 2
"""Anomaly detection watches the upper and the lower bound besides the metric. https://aws.amazon.com/cloudwatch/pricing/"""


class Metric(Block):
    """A `metric` block."""

    period: int | None = None


class MetricQuery(Block):
    """A `metric_query` block: a metric, or an expression over other queries."""

    expression: str = ""
    period: int | None = None
    metric: Metric | None = None


@resource("aws_cloudwatch_metric_alarm")
def metric_alarm(
    *,
    period: int | None = None,
    metric_query: tuple[MetricQuery, ...] = (),
    threshold_metric_id: str = "",
) -> Components:
    """Metric alarm: each metric that it watches, at standard or high resolution.

    An expression costs nothing itself, but each metric in it counts. How many metrics a Metrics Insights query
    ("SELECT ...") analyses is not in a plan.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    periods = [period, *(q.period for q in metric_query), *(q.metric.period for q in metric_query if q.metric)]
    high = any(p in HIGH_RESOLUTION_PERIODS for p in periods)
    resolution, meter = ("High", "CW:HighResAlarmMonitorUsage") if high else ("Standard", "CW:AlarmMonitorUsage")
    expressions = [q.expression.strip().upper() for q in metric_query]
    for query in expressions:
        if query.startswith("SELECT"):
            yield usage(
                "Metrics analysed by a query", PriceQuery(CLOUDWATCH, "CW:MetricInsightAlarmUsage"), None, "Metrics"
            )
    metrics = sum(q.metric is not None for q in metric_query) if metric_query else 1
    if threshold_metric_id or any(BAND in e for e in expressions):
        yield monthly(
            f"{resolution} resolution anomaly detection",
            PriceQuery(CLOUDWATCH, meter),
            metrics + BAND_METRICS,
            "Alarms",
        )
    elif metrics:
        yield monthly(f"{resolution} resolution", PriceQuery(CLOUDWATCH, meter), metrics, "Alarms")


@resource("aws_cloudwatch_log_metric_filter")
def log_metric_filter(*, custom_metrics: Usage[Decimal | None] = None) -> Components:
    """Metric filter: the custom metrics that it makes of log lines, one for each combination of its dimensions.

    A metric is billed for the hours in which something is sent: how many there are on average is not in a plan.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield usage("Custom metrics", PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage"), custom_metrics, "Metrics")


@resource("aws_cloudwatch_composite_alarm")
def composite_alarm() -> Components:
    """Composite alarm: a charge a month. The alarms that it combines are billed by themselves.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield monthly("Composite alarm", PriceQuery(CLOUDWATCH, "CW:CompositeAlarmMonitorUsage"), 1, "Alarms")


@resource("aws_cloudwatch_metric_stream")
def metric_stream(*, monthly_metric_updates: Usage[Decimal | None] = None) -> Components:
    """Metric stream: each update of a metric that it sends. Firehose and the destination are billed by themselves.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    updates = PriceQuery(CLOUDWATCH, "CW:MetricStreamUsage")
    yield usage("Metric updates", updates, monthly_metric_updates, "MetricUpdates")


@resource("aws_cloudwatch_dashboard")
def dashboard() -> Components:
    """Dashboard: a charge a month, the same everywhere. The account's three free ones are not taken off.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield monthly("Dashboard", PriceQuery(CLOUDWATCH, "DashboardsUsageHour", region="global"), 1, "Dashboards")


class DestinationOptions(Block):
    """A `destination_options` block."""

    file_format: str = "plain-text"


VENDED = {"cloud-watch-logs": "VendedLog-Bytes", "s3": "S3-Egress-Bytes", "kinesis-data-firehose": "FH-Egress-Bytes"}
"""Where vended logs go -> meter of their delivery. https://aws.amazon.com/cloudwatch/pricing/"""


@resource("aws_flow_log")
def flow_log(
    *,
    log_destination_type: str = "cloud-watch-logs",
    destination_options: DestinationOptions = DestinationOptions(),
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
) -> Components:
    """Flow log: each GB that is delivered, by where to, and its conversion to Parquet. Storage is the destination's.

    AWS sums the vended logs of an account and region before it applies the tiers; here each flow log has its own.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    meter = VENDED.get(log_destination_type)
    if meter is None:
        raise Unpriced(f"log_destination_type is {log_destination_type!r}, expected one of {', '.join(VENDED)}")
    yield usage("Logs delivered", PriceQuery(CLOUDWATCH, meter), monthly_data_ingested_gb, "GB")
    if log_destination_type == "s3" and destination_options.file_format == "parquet":
        conversion = PriceQuery(CLOUDWATCH, "S3-Egress-InputBytes")
        yield usage("Conversion to Parquet", conversion, monthly_data_ingested_gb, "GB")


class Schedule(Block):
    """A `schedule` block of a canary."""

    expression: str = ""


@resource("aws_synthetics_canary")
def canary(
    *,
    start_canary: bool = False,
    schedule: Schedule = Schedule(),
    monthly_runs: Usage[Decimal | None] = None,
) -> Components:
    """Canary: each run, as often as its rate says if it is started; usage can state other numbers.

    The account's 100 free runs are not taken off. Its function, logs and results are billed by their services.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    planned = runs_a_month(schedule.expression) if start_canary else None
    runs = planned if monthly_runs is None else monthly_runs
    yield usage("Runs", PriceQuery(CLOUDWATCH, "CW:Canary-runs"), runs, "Runs")
