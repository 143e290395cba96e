"""Azure Notification Hubs."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

HUBS = "Notification Hubs"


@resource("azurerm_notification_hub_namespace")
def notification_hub_namespace(
    *, sku_name: str, zone_redundancy_enabled: bool = False, monthly_pushes: Usage[Decimal | None] = None
) -> Components:
    """Notification hub namespace: the namespace, its availability zones, and pushes beyond those included.

    Free costs nothing. Private links are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/notification-hubs/
    """
    if sku_name == "Free":
        return
    meter = f"{HUBS} / {sku_name} / {sku_name}"
    yield monthly(f"Namespace usage ({sku_name})", PriceQuery(HUBS, f"{meter} Unit"), 1, "Months")
    if zone_redundancy_enabled:
        query = PriceQuery(HUBS, f"{HUBS} / Availability Zones SKU / Availability Zones Unit")
        yield monthly("Availability zones", query, 1, "Months")
    yield usage("Pushes", PriceQuery(HUBS, f"{meter} Pushes"), monthly_pushes, "Operations")
