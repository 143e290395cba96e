"""Certificates that Azure App Service buys for one."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.azure import everywhere
from costgate.resources.components import Components, PriceQuery, monthly
from costgate.resources.registry import resource

CERTIFICATES = "Azure App Service SSL Certificates"

A_MONTH = 1 / Decimal(12)
"""The part of a year. A certificate is paid for by the year, and renewed every year."""


@resource("azurerm_app_service_certificate_order")
def certificate_order(
    *, location: str = "global", product_type: Literal["Standard", "WildCard"] = "Standard"
) -> Components:
    """Certificate order: one year's certificate, of which a month is shown. It is paid for the year at once.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    sku = f"{'Standard' if product_type == 'Standard' else 'Wildcard'} SSL - 1 Year"
    query = PriceQuery("Azure App Service", f"{CERTIFICATES} / {sku} / {sku} Certificate", region=everywhere(location))
    yield monthly(f"SSL certificate ({product_type})", query, A_MONTH, "Years")
