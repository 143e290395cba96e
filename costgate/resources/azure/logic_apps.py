"""Azure Logic Apps: integration accounts and the older service environments."""

from __future__ import annotations

from costgate.resources.azure.functions import LOGIC_APPS
from costgate.resources.components import Components, PriceQuery, hourly, monthly
from costgate.resources.registry import resource


@resource("azurerm_logic_app_integration_account")
def integration_account(*, sku_name: str, integration_service_environment_id: str = "") -> Components:
    """Integration account: by the month. Free ones cost nothing, nor does one in a service environment.

    An environment includes one Standard account; further ones in it are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/logic-apps/
    """
    if sku_name != "Free" and not integration_service_environment_id:
        query = PriceQuery(LOGIC_APPS, f"Logic Apps Integration Account / {sku_name} / {sku_name} Unit")
        yield monthly(f"Integration account ({sku_name})", query, 1, "Months")


@resource("azurerm_integration_service_environment")
def integration_service_environment(*, sku_name: str) -> Components:
    """Integration service environment: its base unit, and the scale units that `Premium_3` counts.

    Prices: https://azure.microsoft.com/pricing/details/logic-apps/
    """
    tier, _, scale = sku_name.partition("_")
    product = f"Logic Apps Integration Service Environment{' - Developer' if tier == 'Developer' else ''}"
    yield hourly("Base unit", PriceQuery(LOGIC_APPS, f"{product} / Base / Base Unit"))
    if scale.isdecimal() and int(scale):
        yield hourly("Scale units", PriceQuery(LOGIC_APPS, f"{product} / Scale / Scale Unit"), count=int(scale))
