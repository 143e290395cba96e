"""AWS CloudTrail Lake: event data stores."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.cloudtrail import CLOUDTRAIL
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FIXED = "FIXED_RETENTION_PRICING"
"""The pricing of old: seven years are in the price of what is taken in. https://aws.amazon.com/cloudtrail/pricing/"""


@resource("aws_cloudtrail_event_data_store")
def event_data_store(
    *,
    billing_mode: str = "EXTENDABLE_RETENTION_PRICING",
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
    monthly_other_data_ingested_gb: Usage[Decimal | None] = None,
    extended_storage_gb: Usage[Decimal | None] = None,
    monthly_data_scanned_gb: Usage[Decimal | None] = None,
) -> Components:
    """Event data store: events that it takes in, and what queries scan.

    With extendable retention, which is the default, events of CloudTrail and of other sources have a price each, the
    first year of storage is included, and what is kept beyond it is billed.

    Prices: https://aws.amazon.com/cloudtrail/pricing/
    """
    if billing_mode == FIXED:
        yield usage("Events ingested", PriceQuery(CLOUDTRAIL, "Ingestion-Bytes"), monthly_data_ingested_gb, "GB")
    else:
        events = PriceQuery(CLOUDTRAIL, "Ingestion-Bytes-1yearstore-Live-CloudTrail-Logs")
        yield usage("CloudTrail events ingested", events, monthly_data_ingested_gb, "GB")
        other = PriceQuery(CLOUDTRAIL, "Ingestion-Bytes-1yearstore-Other-data-sources")
        yield usage("Other events ingested", other, monthly_other_data_ingested_gb, "GB")
        stored = PriceQuery(CLOUDTRAIL, "PaidStorage-ByteHrs")
        yield usage("Storage beyond a year", stored, extended_storage_gb, "GB-Months")
    yield usage("Data scanned", PriceQuery(CLOUDTRAIL, "QueryScanned-Bytes"), monthly_data_scanned_gb, "GB")
