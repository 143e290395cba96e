"""Azure Bastion."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BASTION = "Azure Bastion"

INCLUDED_UNITS = 2
"""Scale units that the price of a host includes. https://azure.microsoft.com/pricing/details/azure-bastion/"""


@resource("azurerm_bastion_host")
def bastion_host(
    *,
    sku: Literal["Developer", "Basic", "Standard", "Premium"] = "Basic",
    scale_units: int = INCLUDED_UNITS,
    monthly_outbound_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Bastion host: its hours, scale units beyond two, outbound data. Developer hosts are free.

    Prices: https://azure.microsoft.com/pricing/details/azure-bastion/
    """
    if sku == "Developer":
        return
    meter = f"{BASTION} / {sku} / {sku}"
    yield hourly("Bastion host", PriceQuery(BASTION, f"{meter} Gateway"))
    if scale_units > INCLUDED_UNITS:
        more = PriceQuery(BASTION, f"{meter} Additional Gateway")
        yield hourly(f"Scale units (over {INCLUDED_UNITS})", more, count=scale_units - INCLUDED_UNITS)
    yield usage("Outbound data", PriceQuery(BASTION, f"{meter} Data Transfer Out"), monthly_outbound_data_gb, "GB")
