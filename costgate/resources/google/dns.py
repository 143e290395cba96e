"""Google Cloud DNS."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DNS = "Cloud DNS"


@resource("google_dns_managed_zone")
def managed_zone() -> Components:
    """Managed zone, public or private: a charge a month. Zones beyond the first 25 of an account cost less.

    Prices: https://cloud.google.com/dns/pricing
    """
    yield monthly("Managed zone", PriceQuery(DNS, "ManagedZone", region="global"), 1, "ManagedZones")


@resource("google_dns_record_set")
def record_set(*, monthly_queries: Usage[Decimal | None] = None) -> Components:
    """Record set: the queries for it.

    Prices: https://cloud.google.com/dns/pricing
    """
    yield usage("Queries", PriceQuery(DNS, "DNS Query (port 53)", region="global"), monthly_queries, "Queries")
