"""Azure Logic Apps: workflows by use, integration accounts and the older service environments."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure.functions import LOGIC_APPS
from costgate.resources.components import Components, PriceQuery, hourly, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("azurerm_logic_app_workflow")
def workflow(
    *,
    integration_service_environment_id: str = "",
    monthly_built_in_actions: Usage[Decimal | None] = None,
    monthly_standard_connector_calls: Usage[Decimal | None] = None,
    monthly_enterprise_connector_calls: Usage[Decimal | None] = None,
    retained_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Workflow of the Consumption plan: triggers, actions and connector calls, and the run history that it keeps.

    In an integration service environment it costs nothing more. The 4,000 built-in actions that a subscription has
    free are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/logic-apps/
    """
    if integration_service_environment_id:
        return
    for name, meter, calls in (
        ("Built-in actions", "Built-in Actions", monthly_built_in_actions),
        ("Standard connector calls", "Standard Connector Actions", monthly_standard_connector_calls),
        ("Enterprise connector calls", "Enterprise Connector Actions", monthly_enterprise_connector_calls),
    ):
        yield usage(name, PriceQuery(LOGIC_APPS, f"Logic Apps / Consumption / Consumption {meter}"), calls, "Units")
    query = PriceQuery(LOGIC_APPS, "Logic Apps / Consumption / Consumption Data Retention")
    yield usage("Data retention", query, retained_data_gb, "GB-Months")


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
