"""AWS Budgets: actions, which make a budget cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import DAYS_PER_MONTH, Components, PriceQuery, monthly
from costgate.resources.marks import BilledTogether
from costgate.resources.registry import resource


@resource("aws_budgets_budget_action")
def budget_action(*, actions: Annotated[int, BilledTogether("account_id budget_name")] = 1) -> Components:
    """Budget action: the days of its budget, which costs as much with one action as with several; each has its share.

    That an account's first two budgets with actions are free is not modelled.

    Prices: https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/
    """
    days = PriceQuery("AWSBudgets", "ActionEnabledBudgets", region="global")
    yield monthly("Budget with actions", days, DAYS_PER_MONTH / Decimal(actions), "Days")
