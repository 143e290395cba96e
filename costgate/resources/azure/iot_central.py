"""Azure IoT Central."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

IOT_CENTRAL = "IoT Central"

FREE_DEVICES = 2
"""Devices of an application that cost nothing. https://azure.microsoft.com/pricing/details/iot-central/"""


@resource("azurerm_iotcentral_application")
def application(
    *,
    sku: Literal["ST0", "ST1", "ST2"] = "ST1",
    devices: Usage[Decimal | None] = None,
    monthly_overage_messages: Usage[Decimal | None] = None,
) -> Components:
    """IoT Central application: its devices, of which two are free, and messages beyond what they include.

    Prices: https://azure.microsoft.com/pricing/details/iot-central/
    """
    meter = f"{IOT_CENTRAL} / Standard / Standard"
    hours = None if devices is None else max(devices - FREE_DEVICES, Decimal(0)) * HOURS_PER_MONTH
    yield usage(f"Devices ({sku})", PriceQuery(IOT_CENTRAL, f"{meter} Tier {sku[2:]}"), hours, "Hours")
    query = PriceQuery(IOT_CENTRAL, f"{meter} Overage Messages{' ST0' if sku == 'ST0' else ''}")
    yield usage("Overage messages", query, monthly_overage_messages, "Operations")
