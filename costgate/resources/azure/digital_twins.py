"""Azure Digital Twins."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DIGITAL_TWINS = "Digital Twins"


@resource("azurerm_digital_twins_instance")
def digital_twins(
    *,
    monthly_operations: Usage[Decimal | None] = None,
    monthly_messages: Usage[Decimal | None] = None,
    monthly_query_units: Usage[Decimal | None] = None,
) -> Components:
    """Digital Twins instance: calls of its API, messages that it sends to endpoints, and what queries take.

    Prices: https://azure.microsoft.com/pricing/details/digital-twins/
    """
    for name, meter, quantity in (
        ("Operations", "Operations", monthly_operations),
        ("Messages", "Message", monthly_messages),
        ("Query units", "Query Units", monthly_query_units),
    ):
        query = PriceQuery(DIGITAL_TWINS, f"Digital Twins / Standard / Standard {meter}")
        yield usage(name, query, quantity, "Operations")
