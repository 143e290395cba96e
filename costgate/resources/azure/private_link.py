"""Azure Private Link."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import NETWORK, everywhere
from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

PRIVATE_LINK = "Virtual Network Private Link / Standard / Standard"


@resource("azurerm_private_endpoint")
def private_endpoint(
    *,
    location: str,
    monthly_inbound_data_processed_gb: Usage[Decimal | None] = None,
    monthly_outbound_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Private endpoint: its hours and the data that it processes, both ways.

    Prices: https://azure.microsoft.com/pricing/details/private-link/
    """
    region = everywhere(location)
    yield hourly("Private endpoint", PriceQuery(NETWORK, f"{PRIVATE_LINK} Private Endpoint", region=region))
    for name, way, quantity in (
        ("Inbound data processed", "Ingress", monthly_inbound_data_processed_gb),
        ("Outbound data processed", "Egress", monthly_outbound_data_processed_gb),
    ):
        query = PriceQuery(NETWORK, f"{PRIVATE_LINK} Data Processed - {way}", region=region)
        yield usage(name, query, quantity, "GB")
