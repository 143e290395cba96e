"""Azure Event Grid: topics, and namespaces with brokers of their own."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import anywhere
from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource(
    "azurerm_eventgrid_topic",
    "azurerm_eventgrid_system_topic",
    "azurerm_eventgrid_domain",
)
def topic(*, location: str = "", monthly_operations: Usage[Decimal | None] = None) -> Components:
    """Event Grid topic or domain: its operations. System topics of a subscription are in no region, "Global".

    The 100,000 operations that are free each month are one allowance a subscription: they are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/event-grid/
    """
    meter = "Event Grid / Standard / Standard Operations"
    yield usage(
        "Operations", PriceQuery("Event Grid", meter, region=anywhere(location)), monthly_operations, "Operations"
    )


@resource("azurerm_eventgrid_namespace")
def namespace(
    *,
    capacity: int = 1,
    monthly_event_operations: Usage[Decimal | None] = None,
    monthly_mqtt_operations: Usage[Decimal | None] = None,
) -> Components:
    """Event Grid namespace: its throughput units, and operations of events and of MQTT.

    The million operations that are free each month are one allowance a subscription: they are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/event-grid/
    """
    meter = "Event Grid / Standard / Standard"
    yield hourly("Throughput units", PriceQuery("Event Grid", f"{meter} Throughput Unit"), count=capacity)
    for name, stated in (("Event", monthly_event_operations), ("MQTT", monthly_mqtt_operations)):
        query = PriceQuery("Event Grid", f"{meter} {name} Operations")
        yield usage(f"{name} operations", query, stated, "Operations")
