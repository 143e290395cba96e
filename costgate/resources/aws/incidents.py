"""AWS Systems Manager Incident Manager: response plans."""

from __future__ import annotations

from costgate.resources.aws.ssm import SYSTEMS_MANAGER
from costgate.resources.components import Components, PriceQuery, monthly
from costgate.resources.registry import resource


@resource("aws_ssmincidents_response_plan")
def response_plan() -> Components:
    """Response plan: its month, which includes 100 messages and calls to those on duty. More of them are not modelled.

    Prices: https://aws.amazon.com/systems-manager/pricing/
    """
    yield monthly("Response plan", PriceQuery(SYSTEMS_MANAGER, "ResponsePlan-Months"), 1, "Months")
