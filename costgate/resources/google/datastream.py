"""Google Datastream."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.google.compute import Nothing
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DATASTREAM = "Datastream"


@resource("google_datastream_stream")
def stream(
    *,
    backfill_all: Nothing | None = None,
    monthly_change_data_gb: Usage[Decimal | None] = None,
    monthly_backfill_gb: Usage[Decimal | None] = None,
) -> Components:
    """Stream: changes that it captures, and what it copies of tables as they were, unless it leaves that out.

    Google counts both as it represents them itself, two to five times as large as in most sources. Tiers are an
    account's: other streams may have used up the first ones. The 500 GiB that an account copies a month for nothing are
    not taken off.

    Prices: https://cloud.google.com/datastream/pricing
    """
    yield usage("Change data capture", PriceQuery(DATASTREAM, "Change Data Capture"), monthly_change_data_gb, "GiB")
    if backfill_all is not None or monthly_backfill_gb is not None:
        yield usage("Backfill", PriceQuery(DATASTREAM, "Backfill"), monthly_backfill_gb, "GiB")
