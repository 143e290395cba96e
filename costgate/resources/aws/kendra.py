"""Amazon Kendra: indexes and the connectors that fill them."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

KENDRA = "AmazonKendra"

EDITIONS = {"DEVELOPER_EDITION": "KendraDeveloperEdition", "ENTERPRISE_EDITION": "Kendra-Enterprise-Edition"}
"""Meters of an index's hours. https://aws.amazon.com/kendra/pricing/"""


class CapacityUnits(Block):
    """A `capacity_units` block: what an index has beyond its edition."""

    query_capacity_units: int = 0
    storage_capacity_units: int = 0


@resource("aws_kendra_index")
def index(*, edition: str = "ENTERPRISE_EDITION", capacity_units: CapacityUnits = CapacityUnits()) -> Components:
    """Kendra index: the hours of its edition and of the units of queries and storage that it has besides.

    The GenAI edition is not modelled. Connectors are an `aws_kendra_data_source`.

    Prices: https://aws.amazon.com/kendra/pricing/
    """
    if edition not in EDITIONS:
        raise Unpriced(f"edition is {edition!r}, expected one of {', '.join(EDITIONS)}")
    yield hourly(f"Index ({edition})", PriceQuery(KENDRA, EDITIONS[edition]))
    for name, meter, units in (
        ("Query capacity units", "Kendra-Query-Capacity-Unit", capacity_units.query_capacity_units),
        ("Storage capacity units", "Kendra-Storage-Capacity-Unit", capacity_units.storage_capacity_units),
    ):
        if units:
            yield hourly(name, PriceQuery(KENDRA, meter), HOURS_PER_MONTH, units)


@resource("aws_kendra_data_source")
def data_source(
    *, monthly_documents_scanned: Usage[Decimal | None] = None, monthly_sync_hrs: Usage[Decimal | None] = None
) -> Components:
    """Kendra data source: each document that its connector scans, and the hours that it takes.

    Prices: https://aws.amazon.com/kendra/pricing/
    """
    yield usage("Documents scanned", PriceQuery(KENDRA, "DocumentsScanned"), monthly_documents_scanned, "Documents")
    yield usage("Connector hours", PriceQuery(KENDRA, "ConnectorSync"), monthly_sync_hrs, "Hours")
