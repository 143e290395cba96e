"""Azure SignalR Service."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SIGNALR = "SignalR"


class Sku(Block):
    """The `sku` block."""

    name: str
    capacity: int = 1


@resource("azurerm_signalr_service")
def signalr_service(*, sku: Sku, monthly_additional_messages: Usage[Decimal | None] = None) -> Components:
    """SignalR service: its units by the day, and messages beyond those that they include. Free costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/signalr-service/
    """
    tier = sku.name.partition("_")[0]
    if tier == "Free":
        return
    meter = f"{SIGNALR} / {tier} / {tier}"
    days = HOURS_PER_MONTH / 24 * sku.capacity
    yield monthly(f"Service usage ({tier})", PriceQuery(SIGNALR, f"{meter} Unit"), days, "Days")
    query = PriceQuery(SIGNALR, f"{meter} Message")
    yield usage(f"Additional messages ({tier})", query, monthly_additional_messages, "Operations")
