"""Azure Chaos Studio."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CHAOS = "Azure Chaos Studio"


@resource("azurerm_chaos_studio_experiment")
def chaos_experiment(*, monthly_action_mins: Usage[Decimal | None] = None) -> Components:
    """Chaos experiment: the minutes that its actions run, each by itself. It costs nothing while it does not run.

    Prices: https://azure.microsoft.com/pricing/details/chaos-studio/
    """
    query = PriceQuery(CHAOS, f"{CHAOS} / Standard / Standard Action Minutes", region=EVERYWHERE)
    yield usage("Action minutes", query, monthly_action_mins, "Minutes")
