"""The figures of docs/accuracy.md: what is explained, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import ROOT
from tools import accuracy


def case(
    address: str, want: float, got: float, *lines: str, silent: bool = False, resources: int = 100
) -> dict[str, Any]:
    miss = {"address": address, "want": want, "got": got, "lines": list(lines), "silent": silent}
    tally = {"resources": resources, "components": 100, "usage": 100}
    return {"case": "aws/x_test", "error": None, "tally": tally, "misses": [miss]}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What is explained, for this test."""
    known = {("aws/x_test", "aws_x.known"): "X: a reason"}
    monkeypatch.setattr(accuracy, "explained", lambda: known)
    return known


def test_every_explained_difference_is_a_row_of_the_docs() -> None:
    rows = [line.split(" | ")[0].strip("| ") for line in (ROOT / "docs" / "accuracy.md").read_text().splitlines()]
    assert set(accuracy.explained().values()) <= set(rows)


@pytest.mark.usefixtures("known")
def test_explained_difference_is_none() -> None:
    assert accuracy.unexplained([case("aws_x.known", 10, 1, "line: want 10", silent=True, resources=1)]) == {}


@pytest.mark.usefixtures("known")
def test_unexplained_estimate_that_is_too_low_is_told() -> None:
    found = accuracy.unexplained([case("aws_x.other", 10, 1, "line: want 10", silent=True)])
    assert found["aws"].startswith("99.0 %, silent or in error 1")


@pytest.mark.usefixtures("known")
def test_share_of_usage_lines_is_told_below_the_goal() -> None:
    lines = [f"line {i}: want usage line $1" for i in range(6)]
    assert accuracy.unexplained([case("aws_x.other", 10, 10, *lines)])["aws"].startswith("94.0 %")


@pytest.mark.usefixtures("known")
def test_explained_difference_that_is_gone_is_told() -> None:
    result = {**case("aws_x.known", 1, 1), "misses": []}
    assert "aws_x.known" in accuracy.unexplained([result])["aws"]
