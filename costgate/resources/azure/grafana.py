"""Azure Managed Grafana."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

GRAFANA = "Azure Grafana Service"

UNITS, REDUNDANT_UNITS = 2, 1
"""Units of an instance of size X1, and of its zone redundancy. https://azure.microsoft.com/pricing/details/managed-grafana/"""


@resource("azurerm_dashboard_grafana")
def grafana(
    *,
    sku: Literal["Essential", "Standard"] = "Standard",
    zone_redundancy_enabled: bool = False,
    active_users: Usage[Decimal | None] = None,
) -> Components:
    """Managed Grafana: the units of an instance of size X1, zone redundancy, and active users; Essential only users.

    Prices: https://azure.microsoft.com/pricing/details/managed-grafana/
    """
    meter = f"Azure Managed Grafana / {sku} / {sku}"
    if sku == "Standard":
        yield hourly("Instance (X1)", PriceQuery(GRAFANA, f"{meter} Node"), count=UNITS)
        if zone_redundancy_enabled:
            yield hourly("Zone redundancy (X1)", PriceQuery(GRAFANA, f"{meter} Zone Redundancy"), count=REDUNDANT_UNITS)
    yield usage("Active users", PriceQuery(GRAFANA, f"{meter} User"), active_users, "Months")
