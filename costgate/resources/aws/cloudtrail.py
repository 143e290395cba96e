"""AWS CloudTrail: trails."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CLOUDTRAIL = "AWSCloudTrail"


class EventSelector(Block):
    """An `event_selector` block."""

    include_management_events: bool = True


class FieldSelector(Block):
    """A `field_selector` block."""

    field: str = ""
    equals: tuple[str, ...] = ()


class AdvancedEventSelector(Block):
    """An `advanced_event_selector` block."""

    field_selector: tuple[FieldSelector, ...] = ()

    @property
    def include_management_events(self) -> bool:
        """True if it selects the category of management events."""
        return any(f.field == "eventCategory" and "Management" in f.equals for f in self.field_selector)


class InsightSelector(Block):
    """An `insight_selector` block."""

    insight_type: str = ""


@resource("aws_cloudtrail")
def trail(
    *,
    event_selector: tuple[EventSelector, ...] = (),
    advanced_event_selector: tuple[AdvancedEventSelector, ...] = (),
    insight_selector: tuple[InsightSelector, ...] = (),
    monthly_additional_management_events: Usage[Decimal | None] = None,
    monthly_data_events: Usage[Decimal | None] = None,
    monthly_insight_events: Usage[Decimal | None] = None,
) -> Components:
    """Trail: copies of management events beyond the first one in a region, data events, events analysed for insights.

    Only the usage file can tell which trail of a region is its first, whose management events are free. Network
    activity events and CloudTrail Lake are not modelled.

    Prices: https://aws.amazon.com/cloudtrail/pricing/
    """
    selectors: tuple[EventSelector | AdvancedEventSelector, ...] = (*event_selector, *advanced_event_selector)
    records = not selectors or any(s.include_management_events for s in selectors)
    if records or monthly_additional_management_events is not None:
        copies = PriceQuery(CLOUDTRAIL, "PaidEventsRecorded")
        yield usage("Management events (additional copies)", copies, monthly_additional_management_events, "Events")
    yield usage("Data events", PriceQuery(CLOUDTRAIL, "DataEventsRecorded"), monthly_data_events, "Events")
    if insight_selector or monthly_insight_events is not None:
        yield usage("Insights events", PriceQuery(CLOUDTRAIL, "InsightsEvents"), monthly_insight_events, "Events")
