"""Every difference from the reference estimates has a reason, and every reason a difference."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import ROOT
from tools import accuracy

EXPLAINED = accuracy.explained
"""What is explained outside of these tests."""


def case(address: str = "", error: str | None = None) -> dict[str, Any]:
    miss = {"address": address, "want": 10, "got": 1, "lines": ["Storage: want 9"]}
    return {"case": "aws/x_test", "error": error, "misses": [miss] if address else []}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {("aws/x_test", "aws_x.known"): "X: a reason", ("aws/other_test", "aws_x.known"): "X: a reason"}
    monkeypatch.setattr(accuracy, "explained", lambda: known)


def test_every_reason_is_a_row_of_the_docs() -> None:
    rows = [line.split(" | ")[0].strip("| ") for line in (ROOT / "docs" / "accuracy.md").read_text().splitlines()]
    assert set(EXPLAINED().values()) <= set(rows)


def test_explained_difference_is_no_fault() -> None:
    assert accuracy.faults([case("aws_x.known")]) == []


def test_difference_without_a_reason_is_told() -> None:
    found = accuracy.faults([{**case(), "misses": case("aws_x.known")["misses"] + case("aws_x.other")["misses"]}])
    assert found == ["aws/x_test aws_x.other is not explained: want 10, got 1: Storage: want 9"]


def test_reason_without_a_difference_is_told() -> None:
    assert accuracy.faults([case()]) == ["aws/x_test aws_x.known is explained, and agrees"]


def test_case_that_breaks_off_is_told() -> None:
    assert accuracy.faults([case("aws_x.known", error="exit 70")]) == ["aws/x_test: exit 70"]
