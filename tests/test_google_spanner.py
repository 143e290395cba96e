"""Spanner instances whose capacity changes: a plan keeps what the provider computed of it before."""

from __future__ import annotations

from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.model import Estimate
from tests.plans import change, priced


def stated(nodes: int, units: int | None) -> dict[str, Any]:
    return {"config": "regional-us-central1", "edition": "ENTERPRISE", "num_nodes": nodes, "processing_units": units}


def hours(estimate: Estimate | None) -> int:
    """Node hours that an instance pays for."""
    assert estimate is not None
    return int(estimate.lines[0].component.quantity or 0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 1000), (3, 1000), (730, 2190)),
        ((3, 3000), (1, 3000), (2190, 730)),
        ((1, 1000), (1, 2000), (730, 1460)),
        ((0, 500), (1, 500), (365, 730)),
        ((1, 1000), (0, 500), (730, 365)),
        ((1, 1000), (3, None), (730, 2190)),
    ],
)
def test_of_nodes_and_units_what_the_plan_changes_counts(
    before: tuple[int, int], after: tuple[int, int | None], expected: tuple[int, int]
) -> None:
    unknown = {"processing_units": True} if after[1] is None else {}
    update = change(
        "google_spanner_instance.a", stated(*after), before=stated(*before), actions=["update"], unknown=unknown
    )
    (diff,) = priced(update, catalogue=Catalogue()).resources
    assert (hours(diff.before), hours(diff.after)) == expected


def test_instances_alike_but_for_what_they_were_do_not_share_a_price() -> None:
    grown = change("google_spanner_instance.a", stated(3, 1000), before=stated(1, 1000), actions=["update"])
    shrunk = change("google_spanner_instance.b", stated(3, 1000), before=stated(3, 3000), actions=["update"])
    diffs = priced(grown, shrunk, catalogue=Catalogue()).resources
    assert [hours(diff.after) for diff in diffs] == [2190, 730]
