"""Azure Application Gateway, with and without web application firewall."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APPLICATION_GATEWAY = "Application Gateway"

V2 = {
    "standard_v2": ("standard v2", "standard", "Application Gateway Standard v2 / Standard / Standard"),
    "waf_v2": ("WAF v2", "WAF", "Application Gateway WAF v2 / Standard / Standard"),
    "basic": ("basic", "basic", "Application Gateway Basic v2 / Basic / Basic"),
}
"""Tier -> how the bill calls its gateway and its capacity units, and the beginning of its meters."""

V1 = {"standard": ("standard", "Basic Application Gateway"), "waf": ("WAF", "WAF Application Gateway")}
"""First part of a version 1 `name` ("WAF_Medium") -> how the bill calls it, and the product."""

UNITS_PER_INSTANCE = 10
"""Capacity units that an instance reserves, used or not.
https://learn.microsoft.com/azure/application-gateway/understanding-pricing#instance-count"""


class Sku(Block):
    """The `sku` block. `capacity` is a number of instances, if it does not scale by itself."""

    name: str
    tier: str = ""
    capacity: int | None = None


class Autoscale(Block):
    """The `autoscale_configuration` block, in instances."""

    min_capacity: int = 0


@resource("azurerm_application_gateway")
def application_gateway(
    *,
    sku: Sku,
    autoscale_configuration: Autoscale | None = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
    monthly_v2_capacity_units: Usage[Decimal | None] = None,
) -> Components:
    """Application gateway: version 2 its hours and capacity units, version 1 its instances and data processed.

    The units are those reserved by its instances, or those that the usage file states on average, if these are more.
    Not modelled: private links, CAPTCHA sessions.
    Prices: https://azure.microsoft.com/pricing/details/application-gateway/
    """
    if version := V2.get(sku.name.lower()):
        least = autoscale_configuration.min_capacity if autoscale_configuration else (sku.capacity or 0)
        yield from _version_2(*version, Decimal(least * UNITS_PER_INSTANCE), monthly_v2_capacity_units)
    else:
        yield from _version_1(sku, monthly_data_processed_gb)


def _version_2(gateway: str, units: str, meter: str, reserved: Decimal, stated: Decimal | None) -> Components:
    yield hourly(f"Gateway usage ({gateway})", PriceQuery(APPLICATION_GATEWAY, f"{meter} Fixed Cost"))
    name, query = f"V2 capacity units ({units})", PriceQuery(APPLICATION_GATEWAY, f"{meter} Capacity Units")
    if stated is None and not reserved:
        yield usage(name, query, None, "Hours")
    else:
        yield hourly(name, query, count=max(reserved, stated or Decimal(0)))


def _version_1(sku: Sku, processed: Decimal | None) -> Components:
    kind, _, size = sku.name.lower().partition("_")
    if kind not in V1 or size not in {"small", "medium", "large"} or (kind, size) == ("waf", "small"):
        raise Unpriced(
            f"sku name {sku.name!r}, expected Basic, Standard_v2, WAF_v2, Standard_Small, Standard_Medium, "
            "Standard_Large, WAF_Medium or WAF_Large"
        )
    called, product = V1[kind]
    size = size.capitalize()
    query = PriceQuery(APPLICATION_GATEWAY, f"{product} / {size} / {size} Gateway")
    yield hourly(f"Gateway usage ({called}, {size.lower()})", query, count=1 if sku.capacity is None else sku.capacity)
    data = PriceQuery(APPLICATION_GATEWAY, f"Basic Application Gateway / {size} / {size} Data Processed")
    yield usage("Data processed", data, processed, "GB")
