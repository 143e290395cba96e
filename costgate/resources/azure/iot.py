"""Azure IoT Hub, its Device Provisioning Service, and IoT Central."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

IOT_HUB = "IoT Hub"


class Sku(Block):
    """The `sku` block."""

    name: str
    capacity: int = 1


@resource("azurerm_iothub")
def iothub(*, sku: Sku) -> Components:
    """IoT hub: its units, whatever the number of messages that they carry. F1 costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/iot-hub/
    """
    if sku.name != "F1":
        query = PriceQuery(IOT_HUB, f"{IOT_HUB} / {sku.name} / {sku.name} Unit")
        yield monthly(f"IoT Hub ({sku.name})", query, sku.capacity, "Months")


@resource("azurerm_iothub_dps")
def device_provisioning(*, sku: Sku, monthly_operations: Usage[Decimal | None] = None) -> Components:
    """Device Provisioning Service: registrations of devices.

    Prices: https://azure.microsoft.com/pricing/details/iot-hub/
    """
    query = PriceQuery(IOT_HUB, f"IoT Hub Device Provisioning / {sku.name} / {sku.name} Operations")
    yield usage("Device provisioning", query, monthly_operations, "Operations")


FREE_DEVICES = 2
"""Devices that an application has for nothing. https://azure.microsoft.com/pricing/details/iot-central/"""


@resource("azurerm_iotcentral_application")
def iot_central(
    *,
    sku: Literal["ST0", "ST1", "ST2"] = "ST1",
    devices: Usage[int | None] = None,
    monthly_overage_messages: Usage[Decimal | None] = None,
) -> Components:
    """IoT Central application: each device beyond the first two, and messages beyond what the devices include.

    Prices: https://azure.microsoft.com/pricing/details/iot-central/
    """
    hours = None if devices is None else max(devices - FREE_DEVICES, 0) * HOURS_PER_MONTH
    meter = "IoT Central / Standard / Standard"
    yield usage(f"Devices ({sku})", PriceQuery("IoT Central", f"{meter} Tier {sku[-1]}"), hours, "Hours")
    overage = f"{meter} Overage Messages{' ST0' if sku == 'ST0' else ''}"
    yield usage("Overage messages", PriceQuery("IoT Central", overage), monthly_overage_messages, "Operations")
