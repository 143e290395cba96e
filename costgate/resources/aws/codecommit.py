"""AWS CodeCommit: repositories."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_codecommit_repository")
def repository(*, monthly_active_users: Usage[Decimal | None] = None) -> Components:
    """CodeCommit repository: each user who is active in a month, and in no other repository of the account.

    The account's first five users are free and not taken off: state who is beyond. Storage and requests beyond what
    the users include are not modelled.

    Prices: https://aws.amazon.com/codecommit/pricing/
    """
    users = PriceQuery("AWSCodeCommit", "User-Month", region="global")
    yield usage("Active users", users, monthly_active_users, "Users")
