"""The examples' plans are what Terraform makes of the examples' configurations."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.model import ProjectDiff
from costgate.plan import parse
from costgate.usage import Usage
from tests.terraform import Terraform

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="module", params=["data", "web"])
def plans(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The committed plan of an example, and the one that Terraform makes now."""
    source = EXAMPLES / request.param
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("main.tf", "before.tfstate"):
        shutil.copy(source / name, folder)
    terraform = Terraform(folder)
    terraform.begin()
    terraform("plan", "-no-color", "-refresh=false", "-out=tfplan")
    return (source / "plan.json").read_bytes(), terraform("show", "-json", "tfplan")


def changes(plan: bytes) -> dict[str, Any]:
    """Address -> what the plan wants of it. The plan's time and Terraform's version are elsewhere."""
    keys = ("actions", "before", "after", "after_unknown", "after_sensitive")
    return {c["address"]: {k: c["change"].get(k) for k in keys} for c in json.loads(plan)["resource_changes"]}


def priced(plan: bytes) -> ProjectDiff:
    """The plan with the embedded prices, and no usage file."""
    return compare(parse(plan, "plan.json", "example"), Catalogue(), Usage())


def bills(diff: ProjectDiff) -> list[tuple[str, Decimal, Decimal]]:
    """Every resource's address and its monthly cost before and after."""
    return [(r.change.address, r.list_cost.before, r.list_cost.after) for r in diff.resources]


def test_replanned_example_makes_the_committed_changes(plans: tuple[bytes, bytes]) -> None:
    committed, made = map(changes, plans)
    assert {a: c["actions"] for a, c in made.items()} == {a: c["actions"] for a, c in committed.items()}
    assert made == committed


def test_replanned_example_costs_what_the_committed_one_does(plans: tuple[bytes, bytes]) -> None:
    committed, made = map(priced, plans)
    assert (made.list_cost.before, made.list_cost.after) == (committed.list_cost.before, committed.list_cost.after)
    assert bills(made) == bills(committed)
    assert committed.list_cost.delta > 0
