"""Amazon Timestream for LiveAnalytics: tables."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

TIMESTREAM = "AmazonTimestream"


@resource("aws_timestreamwrite_table")
def table(
    *,
    monthly_data_in_gb: Usage[Decimal | None] = None,
    memory_store_gb: Usage[Decimal | None] = None,
    magnetic_store_gb: Usage[Decimal | None] = None,
    monthly_data_scanned_gb: Usage[Decimal | None] = None,
) -> Components:
    """Timestream table: what is written, kept in memory and on disk on average, and scanned.

    Queries that are billed by compute units are not modelled.

    Prices: https://aws.amazon.com/timestream/pricing/
    """
    yield usage("Data in", PriceQuery(TIMESTREAM, "DataIngestion-Bytes"), monthly_data_in_gb, "GB")
    hours = None if memory_store_gb is None else memory_store_gb * HOURS_PER_MONTH
    yield usage("Memory store", PriceQuery(TIMESTREAM, "MemoryStore-ByteHrs"), hours, "GB-Hours")
    yield usage("Magnetic store", PriceQuery(TIMESTREAM, "MagneticStore-ByteHrs"), magnetic_store_gb, "GB-Months")
    yield usage("Data scanned", PriceQuery(TIMESTREAM, "DataScanned-Bytes"), monthly_data_scanned_gb, "GB")
