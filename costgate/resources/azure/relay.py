"""Azure Relay: hybrid connections and WCF relays."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, times, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

RELAY = "Service Bus"


class Namespace(Block):
    """What is read of an `azurerm_relay_namespace`: where it is."""


@resource("azurerm_relay_namespace")
def relay_namespace(
    *, monthly_wcf_relay_hrs: Usage[Decimal | None] = None, monthly_wcf_relay_messages: Usage[Decimal | None] = None
) -> Components:
    """Relay namespace: what its WCF relays take. Hybrid connections are resources of their own.

    Prices: https://azure.microsoft.com/pricing/details/service-bus/
    """
    meter = f"{RELAY} / WCF Relay / WCF Relay"
    yield usage("WCF relays", PriceQuery(RELAY, meter), monthly_wcf_relay_hrs, "Hours")
    yield usage("WCF relay messages", PriceQuery(RELAY, f"{meter} Message"), monthly_wcf_relay_messages, "Operations")


@resource("azurerm_relay_hybrid_connection", region_of="namespace")
def hybrid_connection(
    *,
    namespace: Annotated[Namespace | None, Ref("azurerm_relay_namespace", "relay_namespace_name")] = None,  # noqa: ARG001
    listeners: Usage[int | None] = None,
    monthly_data_transfer_gb: Usage[Decimal | None] = None,
) -> Components:
    """Hybrid connection: each listener by the hour, and what it transfers beyond the 5 GB that each includes.

    Data is taken to be spread over the listeners evenly. The 5 GB are the price's first tier.

    Prices: https://azure.microsoft.com/pricing/details/service-bus/
    """
    meter = f"{RELAY} / Hybrid Connections / Hybrid Connections"
    hours = None if listeners is None else listeners * HOURS_PER_MONTH
    yield usage("Listeners", PriceQuery(RELAY, f"{meter} Listener Unit"), hours, "Hours")
    connected = max(listeners or 1, 1)
    each = None if monthly_data_transfer_gb is None else monthly_data_transfer_gb / connected
    data = usage("Data transfer", PriceQuery(RELAY, f"{meter} Data Transfer"), each, "GB")
    yield from times(connected, iter([data]))
