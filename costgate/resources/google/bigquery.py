"""Google BigQuery."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

BIGQUERY = "BigQuery"
STORAGE_API = "BigQuery Storage API"


@resource("google_bigquery_dataset")
def dataset(*, monthly_queries_tb: Usage[Decimal | None] = None) -> Components:
    """BigQuery dataset: what queries read, on demand. Its tables are billed as tables.

    Queries that run on reserved slots cost nothing here: the slots are billed.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    yield usage("Queries (on demand)", PriceQuery(BIGQUERY, "Analysis"), monthly_queries_tb, "TiB")


class Query(Block):
    """The `query` block: that it is there says that the job reads."""


@resource("google_bigquery_job")
def job(*, query: Query | None = None, monthly_queries_tb: Usage[Decimal | None] = None) -> Components:
    """BigQuery job: what a query reads, on demand, in the month that it runs in. Loading and copying are free.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    if query:
        yield usage("Queries (on demand)", PriceQuery(BIGQUERY, "Analysis"), monthly_queries_tb, "TiB")


@resource("google_bigquery_data_transfer_config")
def data_transfer(*, data_source_id: str, monthly_queries_tb: Usage[Decimal | None] = None) -> Components:
    """Scheduled query: what it reads, on demand.

    Transfers from elsewhere have prices by their source, which are not modelled.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    if data_source_id != "scheduled_query":
        raise Unpriced(f"data_source_id is {data_source_id!r}, and only the price of 'scheduled_query' is known")
    yield usage("Queries (on demand)", PriceQuery(BIGQUERY, "Analysis"), monthly_queries_tb, "TiB")


EDITIONS = {"STANDARD": "Standard", "ENTERPRISE": "Enterprise", "ENTERPRISE_PLUS": "Enterprise Plus"}
"""Editions, and what they are called on the bill. One that is not stated is Enterprise, and its place the US.
https://cloud.google.com/bigquery/docs/reference/reservations/rest/v1/Edition"""

TERMS = {"ANNUAL": "committed-1yr", "THREE_YEAR": "committed-3yr"}
"""Plans of commitments that editions have. https://cloud.google.com/bigquery/docs/reservations-commitments"""


Edition = Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS", "EDITION_UNSPECIFIED", ""]


def _slots(edition: Edition, location: str, purchase: str = "on_demand") -> PriceQuery:
    """The price of a slot."""
    meter = f"BigQuery {EDITIONS.get(edition, 'Enterprise')} Edition"
    return PriceQuery(BIGQUERY, meter, region=location.lower() or "us", purchase=purchase)


class Autoscale(Block):
    """The `autoscale` block: it says that there may be more slots."""


@resource("google_bigquery_reservation")
def reservation(
    *,
    slot_capacity: int,
    edition: Edition = "",
    location: str = "",
    monthly_autoscale_slot_hrs: Usage[Decimal | None] = None,
    autoscale: Autoscale | None = None,
) -> Components:
    """BigQuery reservation: its slots, which it has all month, and those that it gets as it needs them.

    Slots cost what they do without a commitment: a plan does not tell which ones a commitment pays for.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    query = _slots(edition, location)
    if slot_capacity:
        yield hourly("Slots", query, count=slot_capacity, unit="Slot-Hours")
    if autoscale:
        yield usage("Slots (autoscaled)", query, monthly_autoscale_slot_hrs, "Slot-Hours")


@resource("google_bigquery_capacity_commitment")
def capacity_commitment(*, slot_count: int, plan: str, edition: Edition = "", location: str = "") -> Components:
    """BigQuery commitment: slots that are paid for a year or three. Reservations that use them cost less than they say.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    if plan not in TERMS:
        raise Unpriced(f"plan is {plan!r}, expected {' or '.join(TERMS)}")
    yield hourly("Slots", _slots(edition, location, TERMS[plan]), count=slot_count, unit="Slot-Hours")


BYTES_A_GIB = 1024**3


@resource("google_bigquery_bi_reservation")
def bi_reservation(*, size: Decimal = Decimal(0)) -> Components:
    """Reservation of BI Engine: its memory, which is stated in bytes.

    Prices: https://cloud.google.com/bigquery/pricing#bi_engine_pricing
    """
    if size:
        query = PriceQuery(BIGQUERY, "BI Engine Memory")
        yield hourly("Memory", query, count=size / BYTES_A_GIB, unit="GiB-Hours")


class Dataset(Block):
    """What a table reads of its dataset."""

    storage_billing_model: str = "LOGICAL"


@resource("google_bigquery_table", region_of="owner")
def bigquery_table(
    *,
    owner: Annotated[Dataset | None, Ref("google_bigquery_dataset", "dataset_id")] = None,
    monthly_active_storage_gb: Usage[Decimal | None] = None,
    monthly_long_term_storage_gb: Usage[Decimal | None] = None,
    monthly_streaming_inserts_mb: Usage[Decimal | None] = None,
    monthly_storage_write_api_gb: Usage[Decimal | None] = None,
    monthly_storage_read_api_tb: Usage[Decimal | None] = None,
) -> Components:
    """BigQuery table: its storage, by logical or physical bytes as its dataset says, and what is written and read.

    A table is where its dataset is; one whose dataset is not in the plan is taken to be in the provider's region.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    kind = "Physical" if owner and owner.storage_billing_model == "PHYSICAL" else "Logical"
    for name, service, meter, quantity, unit in (
        ("Active storage", BIGQUERY, f"Active {kind} Storage", monthly_active_storage_gb, "GiB-Months"),
        ("Long-term storage", BIGQUERY, f"Long Term {kind} Storage", monthly_long_term_storage_gb, "GiB-Months"),
        ("Streaming inserts", BIGQUERY, "Streaming Insert", monthly_streaming_inserts_mb, "MiB"),
        ("Storage write API", STORAGE_API, "BigQuery Storage API - Write", monthly_storage_write_api_gb, "GiB"),
        ("Storage read API", STORAGE_API, "BigQuery Storage API - Read", monthly_storage_read_api_tb, "TiB"),
    ):
        yield usage(name, PriceQuery(service, meter), quantity, unit)
