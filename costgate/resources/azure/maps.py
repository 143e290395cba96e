"""Azure Maps."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

MAPS = "Azure Maps"


@resource("azurerm_maps_account")
def maps_account(
    *,
    monthly_search_transactions: Usage[Decimal | None] = None,
    monthly_map_tile_transactions: Usage[Decimal | None] = None,
) -> Components:
    """Maps account (Gen2): searches, and base map tiles, of which 15 are a transaction.

    Routing, weather, traffic, imagery and the other transactions are not modelled, the free ones not taken off.

    Prices: https://azure.microsoft.com/pricing/details/azure-maps/
    """
    for name, meter, quantity in (
        ("Search transactions", "Location Insights / Location Insights Search", monthly_search_transactions),
        ("Base map tile transactions", "Maps / Maps Base Map Tiles", monthly_map_tile_transactions),
    ):
        yield usage(name, PriceQuery(MAPS, f"{MAPS} / {meter}", region="global"), quantity, "Operations")
