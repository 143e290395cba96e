"""Amazon Managed Service for Prometheus: workspaces and the collectors that fill them."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

PROMETHEUS = "AmazonPrometheus"


@resource("aws_prometheus_workspace")
def workspace(
    *,
    monthly_samples_ingested: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    monthly_query_samples_processed: Usage[Decimal | None] = None,
) -> Components:
    """Prometheus workspace: samples that it ingests, stores, and reads for queries.

    The account's free samples and gigabytes are not taken off. Collectors are billed by themselves.

    Prices: https://aws.amazon.com/prometheus/pricing/
    """
    ingested = PriceQuery(PROMETHEUS, "AMP:MetricSampleCount")
    yield usage("Samples ingested", ingested, monthly_samples_ingested, "Samples")
    yield usage("Storage", PriceQuery(PROMETHEUS, "AMP:MetricStorageByteHrs"), storage_gb, "GB-Months")
    processed = PriceQuery(PROMETHEUS, "AMP:QuerySamplesProcessed")
    yield usage("Query samples processed", processed, monthly_query_samples_processed, "Samples")


@resource("aws_prometheus_scraper")
def scraper(*, monthly_samples_collected: Usage[Decimal | None] = None) -> Components:
    """Collector for Prometheus: its hours, and each sample that it takes. The workspace is billed for ingesting them.

    Prices: https://aws.amazon.com/prometheus/pricing/
    """
    yield hourly("Collector", PriceQuery(PROMETHEUS, "AMP:CollectorHours"))
    collected = PriceQuery(PROMETHEUS, "AMP:CollectorSampleCount")
    yield usage("Samples collected", collected, monthly_samples_collected, "Samples")
