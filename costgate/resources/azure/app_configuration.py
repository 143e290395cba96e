"""Azure App Configuration."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APP_CONFIGURATION = "App Configuration"


class Replica(Block):
    """A `replica` block."""

    location: str = ""


@resource("azurerm_app_configuration")
def app_configuration(
    *,
    sku: str = "free",
    replica: tuple[Replica, ...] = (),
    monthly_additional_requests: Usage[Decimal | None] = None,
) -> Components:
    """App Configuration store: the store and its replicas by the day, and requests beyond those that they include.

    The Free tier costs nothing.

    Prices: https://azure.microsoft.com/pricing/details/app-configuration/
    """
    if sku == "free":
        return
    tier = sku.capitalize()
    if tier not in {"Developer", "Standard", "Premium"}:
        raise Unpriced(f"sku is {sku!r}, expected free, developer, standard or premium")
    meter = f"{APP_CONFIGURATION} / {tier} / {tier}"
    days = DAYS_PER_MONTH * (1 + len(replica))
    yield monthly("Instances", PriceQuery(APP_CONFIGURATION, f"{meter} Instance"), days, "Days")
    query = PriceQuery(APP_CONFIGURATION, f"{meter} Overage Operations")
    yield usage("Requests (over those included)", query, monthly_additional_requests, "Operations")
