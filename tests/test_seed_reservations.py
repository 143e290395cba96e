"""What the AWS seed takes apart: effective rates of reservations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tools.seed.aws_reservations import HOURS, split

EFFECTIVE = {
    # rate, term, payment -> hourly, fee: the first is of a node whose hourly part a reference estimate shows
    ("2.31205023", "1yr", "Partial Upfront"): ("1.156", "10127"),
    ("0.10168493", "1yr", "Partial Upfront"): ("0.051", "444"),
    ("0.10684201", "1yr", "Partial Upfront"): ("0.0534", "468.152"),
    ("1.60483257", "3yr", "All Upfront"): ("0", "42175"),
    ("0.07272", "3yr", "All Upfront"): ("0", "1911.0816"),
}


@pytest.mark.parametrize(("given", "parts"), EFFECTIVE.items())
def test_an_effective_rate_is_taken_apart_into_fee_and_hours(
    given: tuple[str, str, str], parts: tuple[str, str]
) -> None:
    rate, term, payment = given
    assert split(Decimal(rate), term, payment) == tuple(map(Decimal, parts))


@pytest.mark.parametrize(("given", "parts"), EFFECTIVE.items())
def test_both_parts_together_are_the_effective_rate(given: tuple[str, str, str], parts: tuple[str, str]) -> None:
    rate, term, _ = given
    hourly, fee = map(Decimal, parts)
    assert round(hourly + fee / HOURS[term], 7) == round(Decimal(rate), 7)
