"""Amazon QuickSight: users."""

from __future__ import annotations

from typing import Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, monthly
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

QUICKSIGHT = "AmazonQuickSight"

USERS = {"enterprise": "QS-User-Enterprise-Month", "standard": "QS-User-Standard-Month"}
"""Edition -> meter of a month of somebody who writes. https://aws.amazon.com/quicksight/pricing/"""

AUTHORS = ("ADMIN", "AUTHOR")
PRO_AUTHORS = ("ADMIN_PRO", "AUTHOR_PRO")


@resource("aws_quicksight_user")
def user(*, user_role: str, edition: Usage[Literal["enterprise", "standard"]] = "enterprise") -> Components:
    """QuickSight user who administers or writes: a charge a month, by the account's edition.

    It is paid by the month; a year costs less. Readers pay by month or by session, as the account chose, and have no
    price here.

    Prices: https://aws.amazon.com/quicksight/pricing/
    """
    if user_role in AUTHORS:
        yield monthly(f"Author ({edition})", PriceQuery(QUICKSIGHT, USERS[edition], region="global"), 1, "Users")
    elif user_role in PRO_AUTHORS:
        yield monthly("Author Pro", PriceQuery(QUICKSIGHT, "Author-Pro-Enterprise-Month"), 1, "Users")
    else:
        raise Unpriced(f"user_role is {user_role!r}, expected one of {', '.join((*AUTHORS, *PRO_AUTHORS))}")
