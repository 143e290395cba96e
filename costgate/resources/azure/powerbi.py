"""Power BI Embedded."""

from __future__ import annotations

from costgate.resources.components import Components, PriceQuery, hourly
from costgate.resources.registry import resource

POWER_BI = "Power BI Embedded"


@resource("azurerm_powerbi_embedded")
def powerbi_embedded(*, sku_name: str) -> Components:
    """Power BI Embedded: a node, running all month; pauses are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/power-bi-embedded/
    """
    yield hourly(f"Node usage ({sku_name})", PriceQuery(POWER_BI, f"{POWER_BI} / {sku_name} / {sku_name} Node"))
