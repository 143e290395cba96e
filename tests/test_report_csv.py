"""csv and focus-csv: rows that add up, text that is no formula, and what FOCUS asks of a row."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from costgate.catalogue import Catalogue
from costgate.model import CostComponent, CostDiff, LineItem, Price, PriceQuery, ProjectDiff, Tier, Verdict
from costgate.report import CatalogueInfo, Report
from costgate.reporters import csv as plain_csv
from costgate.reporters import focus_csv
from costgate.reporters.focus_csv import Charge, charges
from tests.hostile import SPOKEN
from tests.plans import change, priced
from tests.reports import rich

INFO = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def report(*changes: dict[str, Any], catalogue: Catalogue) -> Report:
    return Report(CostDiff((priced(*changes, catalogue=catalogue),)), Verdict(), INFO, "1.2.3")


def total(found: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(r[column]) for r in found if r[column]), Decimal(0))


@pytest.mark.parametrize("name", [t for t, _ in SPOKEN], ids=[i for _, i in SPOKEN])
@pytest.mark.parametrize("module", [plain_csv, focus_csv])
def test_no_text_is_a_formula(name: str, module: ModuleType, small_catalogue: Catalogue) -> None:
    made = rows(module.render(named(name, small_catalogue)))
    assert made
    for row in made:
        for column, cell in row.items():
            if cell.lstrip().startswith(tuple("=+-@\t\r\uff1d")):
                assert Decimal(cell) < 0, column


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", "=cmd|' /C calc'!A0", "-2+3"])
@pytest.mark.parametrize(("module", "column"), [(plain_csv, "project"), (focus_csv, "x_Project")])
def test_formula_has_an_apostrophe_in_front(
    name: str, module: ModuleType, column: str, small_catalogue: Catalogue
) -> None:
    made = rows(module.render(named(name, small_catalogue)))
    assert {row[column] for row in made} == {f"'{name}"}


def named(name: str, catalogue: Catalogue) -> Report:
    """A report in which everything that a plan can name is called `name`."""
    found = priced(
        change(f"aws_ebs_volume.a[{json.dumps(name)}]", {"type": "gp3", "size": 10, "tags_all": {name or "x": name}}),
        change("aws_instance.odd", {"instance_type": name}),
        catalogue=catalogue,
    )
    resources = tuple(replace(r, project=name) for r in found.resources)
    return Report(CostDiff((ProjectDiff(name, name, resources),)), Verdict(), INFO, "1")


def test_saving_is_a_negative_number(small_catalogue: Catalogue) -> None:
    gone = change("aws_ebs_volume.old", before={"type": "gp2", "size": 50}, actions=["delete"])
    (row,) = rows(plain_csv.render(report(gone, catalogue=small_catalogue)))
    assert (row["effective_cost_before"], row["effective_cost_after"], row["effective_cost_change"]) == ("5", "", "-5")
    (row,) = rows(focus_csv.render(report(gone, catalogue=small_catalogue)))
    assert (row["PricingQuantity"], row["EffectiveCost"], row["x_BeforeEffectiveCost"]) == ("0", "0", "5")
    assert (row["ListUnitPrice"], row["x_BeforePricingQuantity"]) == ("0.1", "50")


def test_what_is_unknown_is_empty_and_says_why(small_catalogue: Catalogue) -> None:
    made = rows(plain_csv.render(rich(small_catalogue)))
    unknown = [r for r in made if r["status"] == "unpriced"]
    assert {r["address"] for r in unknown} == {"aws_instance.odd", "aws_nat_gateway.out", "aws_quantum_thing.x"}
    for row in unknown:
        assert row["reason"]
        assert not any(row[c] for c in row if "cost" in c)


def test_use_that_nobody_stated_has_a_price_and_no_cost() -> None:
    line = line_of(None, Tier(Decimal(0), Decimal("0.5")))
    assert charges(line) == [Charge(None, Decimal("0.5"), Decimal("0.5"))]
    assert charges(line)[0].list_cost is None


def test_held_cost_is_a_row_of_its_own(small_catalogue: Catalogue) -> None:
    made = report(
        change(
            "aws_instance.odd",
            {"instance_type": "q9.enormous"},
            before={"instance_type": "m5.large"},
            actions=["update"],
        ),
        catalogue=small_catalogue,
    )
    held = [r for r in rows(plain_csv.render(made)) if r["status"] == "held as before"]
    assert [r["effective_cost_after"] for r in held] == ["73"]
    held = [r for r in rows(focus_csv.render(made)) if r["x_Status"] == "held as before"]
    assert [(r["ChargeCategory"], r["EffectiveCost"], r["PricingQuantity"]) for r in held] == [("Adjustment", "73", "")]


def line_of(quantity: int | None, *tiers: Tier, contracted: tuple[Tier, ...] | None = None, count: int = 1) -> LineItem:
    query = PriceQuery("AmazonS3", "Requests")
    number = None if quantity is None else Decimal(quantity)
    component = CostComponent("Requests", query, number, "Requests", usage_based=True, count=Decimal(count))
    price = Price(
        "aws", "us-east-1", query, "Requests", "USD", tiers, "", "test", contracted, "ours" if contracted else ""
    )
    return LineItem(component, price)


def tier(start: int, unit_price: str) -> Tier:
    return Tier(Decimal(start), Decimal(unit_price))


def test_charge_is_one_tier_of_list_prices_and_of_the_teams_own() -> None:
    line = line_of(250, tier(0, "3"), tier(100, "2"), contracted=(tier(0, "2"), tier(200, "1")), count=2)
    found = charges(line)
    assert found == [
        Charge(Decimal(200), Decimal(3), Decimal(2)),
        Charge(Decimal(200), Decimal(2), Decimal(2)),
        Charge(Decimal(100), Decimal(2), Decimal(1)),
    ]
    assert sum(c.list_cost or 0 for c in found) == line.list_cost
    assert sum(c.contracted_cost or 0 for c in found) == line.effective_cost


@pytest.mark.parametrize("quantity", [0, 1, 99, 100, 101, 10_000])
def test_charges_add_up_to_the_line(quantity: int) -> None:
    line = line_of(quantity, tier(0, "0"), tier(100, "2.5"), tier(500, "0.3"))
    assert sum(c.list_cost or 0 for c in charges(line)) == line.list_cost
    assert sum(c.quantity or 0 for c in charges(line)) == quantity
    assert charges(line)


PRICED_ALWAYS = (
    "BillingCurrency", "ChargeCategory", "ChargeDescription", "ChargeFrequency", "ChargePeriodStart", "ChargePeriodEnd",
    "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "ListCost", "ListUnitPrice", "PricingCategory",
    "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ResourceId", "ServiceName", "SkuMeter",
)  # fmt: skip
"""What FOCUS 1.2 does not allow to be null in a row of usage."""


def test_priced_row_is_one_that_focus_allows(small_catalogue: Catalogue) -> None:
    made = [r for r in rows(focus_csv.render(rich(small_catalogue))) if r["x_Status"] == "priced"]
    assert len(made) >= 6
    for row in made:
        assert not [c for c in PRICED_ALWAYS if not row[c]]
        quantity = Decimal(row["PricingQuantity"])
        assert Decimal(row["ListUnitPrice"]) * quantity == Decimal(row["ListCost"])
        assert Decimal(row["ContractedUnitPrice"]) * quantity == Decimal(row["ContractedCost"])
        assert row["ChargeCategory"] in {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}
        assert row["ChargeFrequency"] in {"One-Time", "Recurring", "Usage-Based"}
        assert row["PricingCategory"] in {"Standard", "Dynamic", "Committed", "Other"}


def test_focus_columns_are_pascal_case_and_others_are_marked() -> None:
    for name in focus_csv.COLUMNS:
        assert name.removeprefix("x_")[0].isupper()
        assert name.startswith("x_") or name.isalnum()
    assert "BilledCost" not in focus_csv.COLUMNS


def test_charge_period_is_the_month_that_begins_with_the_plan(small_catalogue: Catalogue) -> None:
    volume = change("aws_ebs_volume.a", {"type": "gp3", "size": 10})
    (row,) = rows(focus_csv.render(report(volume, catalogue=small_catalogue)))
    assert (row["ChargePeriodStart"], row["ChargePeriodEnd"]) == ("2026-08-01T00:00:00Z", "2026-08-31T10:00:00Z")


@pytest.mark.parametrize("timestamp", ["", "yesterday", "9999-12-31T23:59:59Z"])
def test_charge_period_of_no_date_is_empty(timestamp: str, small_catalogue: Catalogue) -> None:
    found = priced(change("aws_ebs_volume.a", {"type": "gp3", "size": 10}), catalogue=small_catalogue)
    project = ProjectDiff("p", "p", found.resources, timestamp=timestamp)
    (row,) = rows(focus_csv.render(Report(CostDiff((project,)), Verdict(), INFO, "1")))
    assert (row["ChargePeriodStart"], row["ChargePeriodEnd"]) == ("", "")


def test_tags_that_may_not_be_shown_are_left_out(small_catalogue: Catalogue) -> None:
    made = rows(focus_csv.render(rich(small_catalogue)))
    web = next(r for r in made if r["ResourceId"] == "aws_instance.web")
    assert json.loads(web["Tags"]) == {"Owner": "web"}
    assert next(r for r in made if r["ResourceId"] == "aws_ebs_volume.old")["Tags"] == ""


def test_upfront_fee_is_shown_once_and_is_part_of_no_month() -> None:
    query = PriceQuery("AmazonEC2", "HeavyUsage:m5.large", purchase="reserved-1yr-fee")
    component = CostComponent("Reservation: upfront fee", query, Decimal(1), "Fee", one_time=True)
    price = Price("aws", "us-east-1", query, "Fee", "USD", (tier(0, "500"),))
    line = LineItem(component, price)
    assert plain_csv.one_time_cost(line) == 500
    assert charges(line) == [Charge(Decimal(1), Decimal(500), Decimal(500))]
    assert plain_csv.status(line) == "one-time"
