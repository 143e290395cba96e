"""Amazon Detective: behaviour graphs."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_detective_graph")
def graph(*, monthly_data_ingested_gb: Usage[Decimal | None] = None) -> Components:
    """Behaviour graph: each GB of logs and findings that it takes in, of its members too.

    AWS applies the tiers to each account's data by itself; here the graph has them once. The first 30 days without
    charge are not modelled.

    Prices: https://aws.amazon.com/detective/pricing/
    """
    ingested = PriceQuery("AmazonDetective", "PaidDataIngested-Bytes")
    yield usage("Data ingested", ingested, monthly_data_ingested_gb, "GB")
