"""Past runs under other policies."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costgate.simulate import Measure
from tests.plans import Answer, change, costgate
from tests.test_cli import plan, written

STRICT = "version: 1\npolicies: {monthly-increase: {max: 10}}\n"


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prices: Path) -> None:
    """Results of ten runs that add $4, $8, ... $40 a month."""
    monkeypatch.chdir(tmp_path)
    for number in range(1, 11):
        body = {"type": "gp3", "size": 50 * number, "tags_all": {"Team": "a" if number % 2 else "b"}}
        made = plan(
            change("aws_ebs_volume.data", body),
            change(
                "aws_instance.web",
                {"instance_type": "t3.micro"},
                before={"instance_type": "t3.micro"},
                actions=["no-op"],
            ),
        )
        answer = costgate("check", made, "--catalogue", prices, "--output", f"json=runs/{number:02}.json")
        assert answer.code == 0


def simulate(*options: Any) -> Answer:
    return costgate("simulate", *options, *sorted(Path("runs").glob("*.json")))


def test_runs_that_would_fail_are_told_with_their_policies() -> None:
    written("new.yml", STRICT)
    answer = simulate("--policy", "new.yml")
    assert answer.code == 0
    assert "✓ runs/02.json" in answer.out
    assert "✗ runs/03.json" in answer.out
    assert "would fail: monthly-increase (passed then)" in answer.out
    assert "8 of 10 runs would fail (80 %)." in answer.out


def test_limits_are_suggested_from_percentiles() -> None:
    data = json.loads(simulate("--json").out)
    assert data["suggestions"]["monthly-increase: max"] == {"50": "20", "75": "32", "90": "36", "95": "40", "99": "40"}
    assert [r["would_fail"] for r in data["runs"]] == [[]] * 10


def test_a_suggested_limit_lets_as_many_runs_pass() -> None:
    limit = json.loads(simulate("--json").out)["suggestions"]["monthly-increase: max"]["75"]
    written("new.yml", f"version: 1\npolicies: {{monthly-increase: {{max: {limit}}}}}\n")
    passing = [r for r in json.loads(simulate("--policy", "new.yml", "--json").out)["runs"] if not r["would_fail"]]
    assert len(passing) >= 7


def test_policies_see_tags_and_machines_of_a_past_run() -> None:
    tags, machines = "required-tags: {keys: {Team: {values: [a]}}}", "allowed-machine-types: {deny: t3.*, all: true}"
    written("new.yml", f"version: 1\npolicies:\n  {tags}\n  {machines}\n")
    found = [r["would_fail"] for r in json.loads(simulate("--policy", "new.yml", "--json").out)["runs"]]
    assert found[0] == ["allowed-machine-types"]
    assert found[1] == ["allowed-machine-types", "required-tags"]


def test_what_is_no_result_is_exit_3_and_what_is_no_configuration_exit_2() -> None:
    written("bad.json", "{}")
    assert costgate("simulate", "bad.json").code == 3
    assert costgate("simulate", "gone.json").code == 3
    assert simulate("--policy", "gone.yml").code == 2


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 2), (75, 3), (99, 4)])
def test_percentile_is_the_nearest_rank(percent: int, value: int) -> None:
    assert Measure("s", "w", tuple(map(Decimal, (4, 1, 3, 2)))).percentile(percent) == value
