"""Amazon CloudWatch: monitors of pages and of the internet, Contributor Insights, protection of data in logs."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_rum_app_monitor")
def app_monitor(*, monthly_events: Usage[Decimal | None] = None) -> Components:
    """RUM app monitor: each event that pages send. What it copies to a log group is billed there.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield usage("Events", PriceQuery(CLOUDWATCH, "CW:RUM-events"), monthly_events, "Events")


@resource("aws_internetmonitor_monitor")
def internet_monitor(
    *, status: str = "ACTIVE", resources: tuple[str, ...] = (), city_networks: Usage[Decimal | None] = None
) -> Components:
    """Internet monitor: the hours of each resource that it watches, and of each city-network beyond the free 100.

    `city_networks` are those beyond; an account has the free ones once. Its logs and metrics are billed as such.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if status == "INACTIVE":
        return
    if resources:
        watched = PriceQuery(CLOUDWATCH, "CW:InternetMonitor-Resources")
        yield hourly("Monitored resources", watched, HOURS_PER_MONTH, len(resources))
    hours = None if city_networks is None else city_networks * HOURS_PER_MONTH
    yield usage("City-networks", PriceQuery(CLOUDWATCH, "CW:InternetMonitor-CityNetworks"), hours, "Hours")


@resource("aws_cloudwatch_contributor_insight_rule")
def insight_rule(*, rule_state: str = "ENABLED", monthly_events: Usage[Decimal | None] = None) -> Components:
    """Contributor Insights rule: its month while it is on, and each event in the logs that matches it.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if rule_state != "DISABLED":
        yield monthly("Rule", PriceQuery(CLOUDWATCH, "CW:ContributorInsightRules"), 1, "Rules")
        yield usage("Matching events", PriceQuery(CLOUDWATCH, "CW:ContributorInsightEvents"), monthly_events, "Events")


PROTECTED = PriceQuery(CLOUDWATCH, "DataProtection-Bytes")


@resource("aws_cloudwatch_log_data_protection_policy")
def log_data_protection(*, monthly_data_scanned_gb: Usage[Decimal | None] = None) -> Components:
    """Data protection of a log group: each GB that is scanned as it is ingested.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield usage("Data scanned", PROTECTED, monthly_data_scanned_gb, "GB")


@resource("aws_cloudwatch_log_account_policy")
def log_account_policy(*, policy_type: str, monthly_data_scanned_gb: Usage[Decimal | None] = None) -> Components:
    """Policy for an account's log groups: each GB that is scanned if it protects data; filters and indexes are free.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if policy_type == "DATA_PROTECTION_POLICY":
        yield usage("Data scanned", PROTECTED, monthly_data_scanned_gb, "GB")


CLOUDFRONT_METRICS = 8
"""Additional metrics of a distribution, each of which CloudWatch bills at a fixed rate in N. Virginia.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html"""


class RealtimeMetrics(Block):
    """A `realtime_metrics_subscription_config` block."""

    realtime_metrics_subscription_status: str = ""


class MonitoringSubscription(Block):
    """A `monitoring_subscription` block."""

    realtime_metrics_subscription_config: RealtimeMetrics = RealtimeMetrics()


@resource("aws_cloudfront_monitoring_subscription")
def distribution_metrics(*, monitoring_subscription: MonitoringSubscription) -> Components:
    """Additional metrics of a CloudFront distribution: the month of each.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    config = monitoring_subscription.realtime_metrics_subscription_config
    if config.realtime_metrics_subscription_status == "Enabled":
        metrics = PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage", region="us-east-1")
        yield monthly("Additional metrics", metrics, CLOUDFRONT_METRICS, "Metrics")


@resource("aws_cloudwatch_contributor_managed_insight_rule")
def managed_insight_rule(*, state: str = "ENABLED", monthly_events: Usage[Decimal | None] = None) -> Components:
    """Rule of Contributor Insights that an AWS service keeps: its month if it is enabled, and each event that matches.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if state == "ENABLED":
        yield monthly("Rule", PriceQuery(CLOUDWATCH, "CW:ContributorRulesManaged"), 1, "Rules")
        events = PriceQuery(CLOUDWATCH, "CW:ContributorEventsManaged")
        yield usage("Matched events", events, monthly_events, "Events")
