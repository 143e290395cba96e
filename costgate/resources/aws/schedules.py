"""How often an AWS schedule runs."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH

MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"""


LONGEST = 9
"""Digits of a rate that is still one."""


def runs_a_month(expression: str) -> Decimal | None:
    """How often a month "rate(5 minutes)" runs; None for cron and for a single time, and for what is no rate.

    "rate(0 minute)" is a canary that is started by hand.
    """
    kind, _, every = expression.strip().removesuffix(")").partition("(")
    number, _, unit = every.partition(" ")
    minutes = MINUTES.get(unit.strip().removesuffix("s"))
    if kind != "rate" or minutes is None or not number.isdecimal() or len(number) > LONGEST or not int(number):
        return None
    return HOURS_PER_MONTH * 60 / (int(number) * minutes)
