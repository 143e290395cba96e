"""What a team pays: own prices, discounts, and a currency, beside the list price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from costgate.errors import CatalogueError
from costgate.model import Exchange, Price, PriceQuery, Tier
from costgate.terms import Discount, Terms


def price(*steps: tuple[int, str], currency: str = "USD", unit: str = "Hours", source: str = "list") -> Price:
    """A price of an EC2 instance in eu-west-1."""
    tiers = tuple(Tier(Decimal(start), Decimal(each)) for start, each in steps)
    query = PriceQuery("AmazonEC2", "BoxUsage:m5.large", "RunInstances")
    return Price("aws", "eu-west-1", query, unit, currency, tiers, "SKU", source)


LISTED = price((0, "0.10"), (100, "0.08"))
OWN = price((0, "0.05"), source="ours.csv, contract 7")
EURO = Exchange("EUR", Decimal("0.9"), "2026-11-02")


def agreed(terms: Terms, listed: Price | None = LISTED, own: Price | None = None) -> Price:
    found = terms.price(listed, own)
    assert found is not None
    return found


def test_without_terms_both_costs_are_the_list_cost() -> None:
    found = agreed(Terms())
    assert found.effective_cost(Decimal(150)) == found.list_cost(Decimal(150)) == 14
    assert found.contracted_tiers is None


def test_discount_leaves_the_list_price_and_its_tiers() -> None:
    found = agreed(Terms((Discount(percent=Decimal(25), name="EDP"),)))
    assert found.list_cost(Decimal(150)) == 14
    assert found.effective_cost(Decimal(150)) == Decimal("10.5")
    assert found.contract == "discount of 25 % (EDP)"


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ({}, True),
        ({"vendor": "aws"}, True),
        ({"vendor": "azure"}, False),
        ({"service": "Amazon*"}, True),
        ({"service": "amazonec2"}, False),
        ({"meter": "BoxUsage:m5.*"}, True),
        ({"meter": "BoxUsage"}, False),
        ({"region": "eu-*"}, True),
        ({"region": "us-*"}, False),
        ({"purchase": "on_demand"}, True),
        ({"purchase": "reserved-*"}, False),
        ({"vendor": "aws", "service": "AmazonEC2", "meter": "*", "region": "us-*"}, False),
    ],
)
def test_discount_is_for_what_all_its_patterns_fit(pattern: dict[str, str], fits: bool) -> None:
    discount = Discount(percent=Decimal(10), **pattern)  # type: ignore[arg-type]
    assert discount.fits(LISTED) is fits


def test_first_discount_that_fits_counts_and_only_that() -> None:
    most, some = Discount(percent=Decimal(50), region="eu-*"), Discount(percent=Decimal(10))
    assert agreed(Terms((most, some))).effective_tiers[0].unit_price == Decimal("0.05")
    assert agreed(Terms((some, most))).effective_tiers[0].unit_price == Decimal("0.09")


def test_own_price_is_what_was_agreed_and_takes_no_discount() -> None:
    found = agreed(Terms((Discount(percent=Decimal(50)),)), own=OWN)
    assert found.effective_cost(Decimal(150)) == Decimal("7.5")
    assert found.list_cost(Decimal(150)) == 14
    assert found.contract == "ours.csv, contract 7"


def test_own_price_without_a_list_price_is_both() -> None:
    found = agreed(Terms(), listed=None, own=OWN)
    assert found.list_cost(Decimal(10)) == found.effective_cost(Decimal(10)) == Decimal("0.5")


def test_own_price_in_another_unit_stops_the_run() -> None:
    with pytest.raises(CatalogueError, match="priced in Days, the catalogue counts it in Hours"):
        Terms().price(LISTED, price((0, "1"), unit="Days"))


def test_nothing_has_no_price_under_any_terms() -> None:
    assert Terms((Discount(percent=Decimal(10)),), EURO).price(None, None) is None


def test_rate_turns_every_tier_and_both_costs() -> None:
    found = agreed(Terms((Discount(percent=Decimal(50)),), EURO))
    assert found.currency == "EUR"
    assert [t.unit_price for t in found.tiers] == [Decimal("0.090"), Decimal("0.072")]
    assert [t.unit_price for t in found.effective_tiers] == [Decimal("0.045"), Decimal("0.036")]
    assert [t.start for t in found.effective_tiers] == [0, 100]


def test_own_price_in_the_currency_of_the_run_is_not_converted() -> None:
    found = agreed(Terms(exchange=EURO), own=price((0, "0.06"), currency="EUR"))
    assert found.list_cost(Decimal(10)) == Decimal("0.9")
    assert found.effective_cost(Decimal(10)) == Decimal("0.6")


def test_own_price_in_dollars_is_converted_as_list_prices_are() -> None:
    assert agreed(Terms(exchange=EURO), own=OWN).effective_cost(Decimal(10)) == Decimal("0.45")


@pytest.mark.parametrize("percent", ["-1", "100.1", "NaN", "Infinity"])
def test_discount_takes_off_something_between_nothing_and_all(percent: str) -> None:
    with pytest.raises(ValueError, match="expected a number from 0 to 100"):
        Discount(percent=Decimal(percent))
