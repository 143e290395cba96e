"""Azure AI Bot Service."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import everywhere
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BOTS = "Azure Bot Service"


@resource("azurerm_bot_service_azure_bot", "azurerm_bot_channels_registration", "azurerm_bot_web_app")
def bot(
    *, sku: str, location: str = "global", monthly_premium_channel_messages: Usage[Decimal | None] = None
) -> Components:
    """Bot: its messages on premium channels, Direct Line and Web Chat. Other channels and the tier F0 cost nothing.

    What the bot runs on is billed by itself.

    Prices: https://azure.microsoft.com/pricing/details/bot-services/
    """
    if sku.upper() != "F0":
        query = PriceQuery(BOTS, f"{BOTS} / S1 / S1 Premium Channel Messages", region=everywhere(location))
        yield usage("Premium channel messages", query, monthly_premium_channel_messages, "Operations")
