"""Azure Service Bus."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("azurerm_servicebus_namespace")
def namespace(
    *,
    sku: Literal["Basic", "Standard", "Premium"],
    capacity: int = 1,
    monthly_messaging_operations: Usage[Decimal | None] = None,
    monthly_brokered_connections: Usage[Decimal | None] = None,
) -> Components:
    """Service Bus namespace: operations, connections and a base charge, or the messaging units of Premium.

    Standard's base charge and what it includes are one a subscription on the bill; here every namespace stands for
    itself. Hybrid connections, WCF relays and geo-replication are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/service-bus/
    """
    if sku == "Premium":
        yield hourly("Messaging units", _meter(sku, "Messaging Unit"), count=max(capacity, 1))
        return
    if sku == "Standard":
        yield hourly("Base charge", _meter(sku, "Base Unit"))
    yield usage("Messaging operations", _meter(sku, "Messaging Operations"), monthly_messaging_operations, "Operations")
    if sku == "Standard":
        yield usage("Brokered connections", _meter(sku, "Brokered Connection"), monthly_brokered_connections, "Units")


def _meter(sku: str, name: str) -> PriceQuery:
    return PriceQuery("Service Bus", f"Service Bus / {sku} / {sku} {name}")
