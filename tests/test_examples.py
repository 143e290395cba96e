"""Every example's bill, and what must hold for all cost models at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from costgate.catalogue import Catalogue
from costgate.model import VENDORS, Price
from costgate.resources.registry import free_types, model_of, priced_types
from tests import examples

CASES = [pytest.param(v, t, c, id=f"{t}: {c['case']}") for v, t, c in examples.cases()]
TYPES = [pytest.param(v, t, id=t) for v in VENDORS for t in priced_types(v)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The embedded prices."""
    return Catalogue()


@pytest.mark.parametrize(("vendor", "type_", "case"), CASES)
def test_example_has_the_bill_it_says(vendor: str, type_: str, case: Mapping[str, Any]) -> None:
    bill = examples.bill_of(vendor, type_, case)
    assert [examples.written(c) for c in bill.components] == case["components"]
    assert [g.reason for g in bill.gaps] == case.get("gaps", [])


@pytest.mark.parametrize(("vendor", "type_", "case"), CASES)
def test_example_is_priced_in_the_same_units(
    vendor: str, type_: str, case: Mapping[str, Any], catalogue: Catalogue
) -> None:
    if case.get("unpriced"):
        pytest.skip(case["unpriced"])
    bill = examples.bill_of(vendor, type_, case)
    for component in bill.components:
        price = catalogue.find(vendor, component.price, bill.region or "")
        assert isinstance(price, Price), (
            f"no price for {component.price} in {bill.region}: add it (CONTRIBUTING.md, Prices), or say in the case "
            "why there is none, `unpriced: no page in reach has it`"
        )
        assert price.pricing_unit == component.unit, component.name


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_type_has_an_example_and_a_price_page(vendor: str, type_: str) -> None:
    file = examples.FOLDER / vendor / f"{type_}.yaml"
    assert file.exists(), f"write {file}"
    assert yaml.safe_load(file.read_text())
    model = model_of(type_, vendor)
    assert model is not None
    assert "Prices: https://" in (model.__doc__ or "")
    assert type_ not in free_types(vendor), "both priced and free"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_example_is_of_a_type_that_a_plan_finds(vendor: str) -> None:
    """Types are read off the decorators' text: one that is computed there prices nothing, and no other test sees it."""
    assert {file.stem for file in (examples.FOLDER / vendor).glob("*.yaml")} == set(priced_types(vendor))


@pytest.mark.parametrize("type_", ["aws_thing", "aws_instanse"])
def test_components_are_filled_in_for_a_type_that_has_an_example(type_: str) -> None:
    with pytest.raises(SystemExit, match=rf"no example of {type_}: write tests/examples/<vendor>/{type_}\.yaml"):
        examples.rewrite([type_])


def test_components_are_filled_in_for_a_type_that_has_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "aws" / "aws_misspelt.yaml"
    file.parent.mkdir()
    file.write_text("- case: a\n")
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    with pytest.raises(SystemExit, match="no cost model of aws_misspelt: is it spelt so in"):
        examples.rewrite([])
    assert file.read_text() == "- case: a\n"
