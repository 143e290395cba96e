"""Spanner instances whose capacity changes: a plan keeps what the provider computed of it before."""

from __future__ import annotations

from typing import Any

import pytest

from costgate.catalogue import Catalogue
from tests.plans import block, change, configuration, constant, module, priced, refers

NODES, UNITS = {"num_nodes": constant(3)}, {"processing_units": refers("var.units")}


def hours(before: dict[str, Any], after: dict[str, Any], expressions: dict[str, Any]) -> list[str]:
    """Node hours before and after, of an instance that the configuration sets so; "gap" where there are none."""
    same = {"config": "regional-us-central1", "edition": "ENTERPRISE"}
    address = "google_spanner_instance.a"
    update = change(address, {**same, **after}, before={**same, **before}, actions=["update"])
    found = configuration(module(block(address, expressions)))
    (diff,) = priced(update, catalogue=Catalogue(), configuration=found).resources
    sides = [side for side in (diff.before, diff.after) if side]
    return [f"{side.lines[0].component.quantity:.0f}" if side.lines else "gap" for side in sides]


@pytest.mark.parametrize(
    ("before", "after", "expressions", "expected"),
    [
        ((1, 1000), (3, 1000), NODES, ["730", "2190"]),
        ((3, 3000), (1, 3000), NODES, ["2190", "730"]),
        ((1, 1000), (1, 2000), UNITS, ["730", "1460"]),
        ((0, 500), (1, 500), NODES, ["365", "730"]),
        ((1, 1000), (3, 1000), {**NODES, **UNITS}, ["730", "gap"]),
    ],
)
def test_of_nodes_and_units_what_the_configuration_sets_counts(
    before: tuple[int, int], after: tuple[int, int], expressions: dict[str, Any], expected: list[str]
) -> None:
    def side(capacity: tuple[int, int]) -> dict[str, Any]:
        return dict(zip(("num_nodes", "processing_units"), capacity, strict=True))

    assert hours(side(before), side(after), expressions) == expected
