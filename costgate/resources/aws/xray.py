"""AWS X-Ray: groups of traces."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

XRAY = "AWSXRay"


class Insights(Block):
    """An `insights_configuration` block."""

    insights_enabled: bool = False


@resource("aws_xray_group")
def group(
    *,
    insights_configuration: Insights = Insights(),
    monthly_traces_recorded: Usage[Decimal | None] = None,
    monthly_traces_retrieved: Usage[Decimal | None] = None,
    monthly_insights_traces: Usage[Decimal | None] = None,
) -> Components:
    """X-Ray group: traces that are recorded, that are retrieved or scanned, and that its insights keep.

    Traces are recorded once however many groups show them: state them with one. The account's free traces are not
    taken off.

    Prices: https://aws.amazon.com/xray/pricing/
    """
    yield usage("Traces recorded", PriceQuery(XRAY, "XRay-TracesStored"), monthly_traces_recorded, "Traces")
    yield usage("Traces retrieved", PriceQuery(XRAY, "XRay-TracesAccessed"), monthly_traces_retrieved, "Traces")
    if insights_configuration.insights_enabled:
        insights = PriceQuery(XRAY, "XRay-Insights-TracesStored")
        yield usage("Traces kept for insights", insights, monthly_insights_traces, "Traces")
