"""Google BigQuery."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

BIGQUERY = "BigQuery"
STORAGE_API = "BigQuery Storage API"


@resource("google_bigquery_dataset")
def dataset(*, monthly_queries_tb: Usage[Decimal | None] = None) -> Components:
    """BigQuery dataset: what queries read, on demand. Its tables are billed as tables.

    Reservations of slots are not modelled: queries that run on them cost nothing here.

    Prices: https://cloud.google.com/bigquery/pricing
    """
    yield usage("Queries (on demand)", PriceQuery(BIGQUERY, "Analysis"), monthly_queries_tb, "TiB")


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
