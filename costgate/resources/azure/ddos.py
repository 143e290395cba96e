"""Azure DDoS Protection."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DDOS = "Azure DDOS Protection"


@resource("azurerm_network_ddos_protection_plan")
def ddos_protection_plan(*, overage_amount: Usage[Decimal | None] = None) -> Components:
    """DDoS protection plan: its hours, and those of addresses beyond the hundred that it includes.

    Prices: https://azure.microsoft.com/pricing/details/ddos-protection/
    """
    meter = f"{DDOS} / Network Protection / Network Protection"
    yield hourly("DDoS Protection Plan", PriceQuery(DDOS, f"{meter} Plan"))
    hours = None if overage_amount is None else overage_amount * HOURS_PER_MONTH
    yield usage("Overage charges", PriceQuery(DDOS, f"{meter} Resource"), hours, "Hours")
