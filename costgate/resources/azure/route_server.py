"""Azure Route Server."""

from __future__ import annotations

from costgate.resources.azure import everywhere
from costgate.resources.components import Components, PriceQuery, hourly
from costgate.resources.registry import resource

ROUTE_SERVER = "Azure Route Server"


@resource("azurerm_route_server")
def route_server(*, location: str = "") -> Components:
    """Route server: its hours. Units for more than 4,000 machines, route maps and connections are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/route-server/
    """
    query = PriceQuery(ROUTE_SERVER, f"{ROUTE_SERVER} / Basic / Basic Gateway", region=everywhere(location))
    yield hourly("Route server", query)
