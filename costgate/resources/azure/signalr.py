"""Azure SignalR Service and Azure Web PubSub, which are billed in the same way."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SIGNALR = "SignalR"
WEB_PUBSUB = "Web PubSub"


class Sku(Block):
    """The `sku` block."""

    name: str
    capacity: int = 1


@resource("azurerm_signalr_service")
def signalr_service(*, sku: Sku, monthly_additional_messages: Usage[Decimal | None] = None) -> Components:
    """SignalR service: its units by the day, and messages beyond those that they include. Free costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/signalr-service/
    """
    yield from _units(SIGNALR, sku, monthly_additional_messages)


@resource("azurerm_web_pubsub")
def web_pubsub(*, sku: str, capacity: int = 1, monthly_additional_messages: Usage[Decimal | None] = None) -> Components:
    """Web PubSub: its units by the day, and messages beyond those that they include. Free costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/web-pubsub/
    """
    yield from _units(WEB_PUBSUB, Sku(name=sku, capacity=capacity), monthly_additional_messages)


@resource("azurerm_web_pubsub_socketio")
def web_pubsub_for_socketio(*, sku: Sku, monthly_additional_messages: Usage[Decimal | None] = None) -> Components:
    """Web PubSub for Socket.IO: as Web PubSub itself.

    Prices: https://azure.microsoft.com/pricing/details/web-pubsub/
    """
    yield from _units(WEB_PUBSUB, sku, monthly_additional_messages)


def _units(service: str, sku: Sku, additional_messages: Decimal | None) -> Components:
    tier = sku.name.partition("_")[0]
    if tier == "Free":
        return
    meter = f"{service} / {tier} / {tier}"
    days = DAYS_PER_MONTH * sku.capacity
    yield monthly(f"Service usage ({tier})", PriceQuery(service, f"{meter} Unit"), days, "Days")
    query = PriceQuery(service, f"{meter} Message")
    yield usage(f"Additional messages ({tier})", query, additional_messages, "Operations")
