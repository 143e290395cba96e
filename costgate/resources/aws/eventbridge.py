"""Amazon EventBridge: event buses, pipes, schedules, API destinations."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.schedules import runs_a_month
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

EVENTS = "AWSEvents"


@resource("aws_cloudwatch_event_bus")
def event_bus(
    *,
    monthly_custom_events: Usage[Decimal | None] = None,
    monthly_third_party_events: Usage[Decimal | None] = None,
    monthly_archive_processing_gb: Usage[Decimal | None] = None,
    archive_storage_gb: Usage[Decimal | None] = None,
    monthly_schema_discovery_events: Usage[Decimal | None] = None,
) -> Components:
    """Event bus: each 64 KB of a custom or third-party event, archives, and each 8 KB of an event for schema discovery.

    Events of AWS services are free. The account's free five million events for discovery are not taken off.

    Prices: https://aws.amazon.com/eventbridge/pricing/
    """
    chunks = PriceQuery(EVENTS, "Event-64K-Chunks")
    yield usage("Custom events", chunks, monthly_custom_events, "Events")
    yield usage("Third-party events", chunks, monthly_third_party_events, "Events")
    yield usage("Archive processing", PriceQuery(EVENTS, "ArchivedEvents-Bytes"), monthly_archive_processing_gb, "GB")
    yield usage("Archive storage", PriceQuery(EVENTS, "TimedStorage-ByteHrs"), archive_storage_gb, "GB-Months")
    yield usage("Schema discovery", PriceQuery(EVENTS, "Event-8K-Chunks"), monthly_schema_discovery_events, "Events")


@resource("aws_pipes_pipe")
def pipe(*, monthly_requests: Usage[Decimal | None] = None) -> Components:
    """Pipe: each 64 KB that gets past its filter. Enrichment and target are billed by their services.

    Prices: https://aws.amazon.com/eventbridge/pricing/
    """
    yield usage("Requests", PriceQuery(EVENTS, "Request-64K-Chunks"), monthly_requests, "Requests")


@resource("aws_scheduler_schedule")
def schedule(
    *,
    schedule_expression: str,
    state: str = "ENABLED",
    monthly_invocations: Usage[Decimal | None] = None,
) -> Components:
    """Schedule: each invocation of its target, as often as its rate says; cron expressions need usage.

    The account's free 14 million are not taken off.

    Prices: https://aws.amazon.com/eventbridge/pricing/
    """
    planned = runs_a_month(schedule_expression) if state == "ENABLED" else Decimal(0)
    invocations = planned if monthly_invocations is None else monthly_invocations
    yield usage("Invocations", PriceQuery(EVENTS, "ScheduledInvocation"), invocations, "Invocations")


@resource("aws_cloudwatch_event_api_destination")
def api_destination(*, monthly_invocations: Usage[Decimal | None] = None) -> Components:
    """API destination: each event that is sent to it.

    Prices: https://aws.amazon.com/eventbridge/pricing/
    """
    yield usage("Invocations", PriceQuery(EVENTS, "ApiDestination-Invocations"), monthly_invocations, "Invocations")
