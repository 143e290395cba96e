"""Azure IoT Hub and its Device Provisioning Service."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
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
