"""Dataplex Universal Catalog."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource(
    "google_dataplex_entry",
    "google_dataplex_glossary",
    "google_dataplex_glossary_category",
    "google_dataplex_glossary_term",
)
def metadata(*, metadata_storage_gb: Usage[Decimal | None] = None) -> Components:
    """Entry of the catalogue, or words of a glossary: what is stored of it.

    The first MiB of an account is free, which is not taken off.

    Prices: https://cloud.google.com/dataplex/pricing
    """
    yield usage("Metadata", PriceQuery("Dataplex", "Metadata Storage"), metadata_storage_gb, "GiB-Months")


class Discovery(Block):
    """The `discovery_spec` block."""

    enabled: bool


@resource("google_dataplex_asset", "google_dataplex_zone")
def discovered(*, discovery_spec: Discovery, monthly_processing_dcu_hrs: Usage[Decimal | None] = None) -> Components:
    """Zone or asset of a lake: free, unless it discovers metadata, which takes compute units.

    Prices: https://cloud.google.com/dataplex/pricing
    """
    if discovery_spec.enabled:
        query = PriceQuery("Dataplex", "Dataplex Processing (milli DCU-hr)")
        yield usage("Discovery", query, monthly_processing_dcu_hrs, "DCU-Hours")
