"""Azure Load Testing."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APP_TESTING = "Azure App Testing"


@resource("azurerm_load_test")
def load_test(*, monthly_virtual_user_hrs: Usage[Decimal | None] = None) -> Components:
    """Load Testing resource: the hours of its virtual users. It costs nothing while no test runs.

    Prices: https://azure.microsoft.com/pricing/details/load-testing/
    """
    meter = f"{APP_TESTING} / JMeter / JMeter Virtual User Additional Usage"
    query = PriceQuery(APP_TESTING, meter, region=EVERYWHERE)
    yield usage("Virtual user hours", query, monthly_virtual_user_hrs, "Hours")
