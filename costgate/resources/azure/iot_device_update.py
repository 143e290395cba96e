"""Device Update for IoT Hub."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure.iot import IOT_HUB
from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Account(Block):
    """What is read of an instance's account."""

    sku: str = "Standard"


@resource("azurerm_iothub_device_update_instance", region_of="account")
def instance(
    *,
    account: Annotated[Account, Ref("azurerm_iothub_device_update_account", "device_update_account_id")] = Account(),
    devices: Usage[Decimal | None] = None,
) -> Components:
    """Instance of Device Update: the instance and its devices, by the sku of its account. Free costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/iot-hub/
    """
    if account.sku == "Free":
        return
    meter = f"Device Update for {IOT_HUB} / Standard / Standard 1"
    yield monthly("Device Update instance", PriceQuery(IOT_HUB, f"{meter} DU instance"), 1, "Months")
    yield usage("Devices", PriceQuery(IOT_HUB, f"{meter} Device Unit"), devices, "Months")
