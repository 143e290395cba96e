"""Azure Event Grid: topics, namespaces with brokers of their own, subscriptions to events of Azure resources."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import EVERYWHERE, anywhere
from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
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


class Topic(Block):
    """What a subscription reads of its topic: that it is in the plan."""


@resource("azurerm_eventgrid_event_subscription")
def event_subscription(
    *,
    topic: Annotated[
        Topic | None,
        Ref(
            "azurerm_eventgrid_topic azurerm_eventgrid_domain azurerm_eventgrid_domain_topic "
            "azurerm_eventgrid_system_topic",
            "scope",
        ),
    ] = None,
    monthly_operations: Usage[Decimal | None] = None,
) -> Components:
    """Subscription to events of an Azure resource: their operations; those of a topic are billed with the topic.

    It is in no region; all regions cost the same.

    Prices: https://azure.microsoft.com/pricing/details/event-grid/
    """
    if topic is None:
        query = PriceQuery("Event Grid", "Event Grid / Standard / Standard Operations", region=EVERYWHERE)
        yield usage("Operations", query, monthly_operations, "Operations")
