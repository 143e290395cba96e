"""Whose configuration judges a change: waivers, baselines and policies of the base branch, on the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.plans import Answer, change, costgate
from tests.test_cli import plan, written

pytestmark = pytest.mark.usefixtures("repository")


POLICY = "version: 1\npolicies: {monthly-total: {max: 5}}\n"
WAIVER = "waivers: [{policy: monthly-total, reason: r, by: Kim, expires: 2099-01-01}]\n"


def volume(size: int = 100) -> Path:
    return plan(change("aws_ebs_volume.data", {"type": "gp3", "size": size, "tags_all": {}}))


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit(message: str) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", message)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose branch `main` has a policy; its working tree may have more."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q", "-b", "main", ".")
    written("costgate.yml", POLICY)
    commit("policy")
    return tmp_path


def check(prices: Path, *options: str) -> Answer:
    return costgate("check", volume(), "--catalogue", prices, *options)


def test_waiver_that_the_change_brings_along_does_not_hold_in_base_mode(prices: Path) -> None:
    written("costgate.yml", POLICY + WAIVER)
    assert check(prices).code == 0
    answer = check(prices, "--config-ref", "main")
    assert answer.code == 1
    assert "is not on the base branch yet" in answer.out
    commit("waiver")
    assert check(prices, "--config-ref", "main").code == 0


def test_baseline_that_the_change_brings_along_does_not_hold_in_base_mode(prices: Path) -> None:
    check(prices, "--fail-on", "never", "--output", "json=result.json")
    assert costgate("baseline", "result.json").out == "costgate-baseline.json knows 1 violation, 1 of them new\n"
    written("costgate.yml", POLICY + "baseline: costgate-baseline.json\n")
    assert check(prices).code == 0
    assert check(prices, "--config-ref", "main").code == 1
    commit("baseline")
    assert check(prices, "--config-ref", "main").code == 0
    written("costgate-baseline.json", Path("costgate-baseline.json").read_text().replace('"8"', '"9999"'))
    assert costgate("check", volume(200), "--catalogue", prices, "--config-ref", "main").code == 1


def test_policy_that_the_change_loosens_judges_as_it_was(prices: Path) -> None:
    written("costgate.yml", "version: 1\n")
    assert check(prices).code == 0
    assert check(prices, "--config-ref", "main").code == 1
    written("base.yml", POLICY)
    assert check(prices, "--base-config", "base.yml").code == 1


def test_overlay_that_the_change_alters_is_that_of_the_base(prices: Path) -> None:
    row = "EBS:VolumeUsage.gp3,,on_demand,GB-Months,0,{price},,own\n"
    shard = "ours/aws/AmazonEC2/us-east-1.csv"
    Path(shard).parent.mkdir(parents=True)
    header = "meter,operation,purchase,unit,from,price,sku,source\n"
    written(shard, header + row.format(price="1"))
    written("costgate.yml", POLICY + "overlays: [ours]\n")
    commit("own prices")
    written(shard, header + row.format(price="0"))
    assert check(prices).code == 0
    assert "$100.00" in check(prices, "--config-ref", "main").out


def test_configuration_that_the_base_lacks_judges_without_its_waivers(prices: Path) -> None:
    git("checkout", "-q", "--orphan", "bare")
    git("rm", "-q", "--cached", "-r", ".")
    Path("costgate.yml").unlink()
    written("README", "x")
    git("add", "README")
    git("commit", "-q", "-m", "nothing")
    written("costgate.yml", POLICY + WAIVER)
    assert check(prices).code == 0
    answer = check(prices, "--config-ref", "bare")
    assert answer.code == 1
    assert "is not on the base branch yet" in answer.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--config-ref", "nowhere"], "git does not know nowhere here"),
        (["--config-ref=--output=x"], "is no git ref"),
        (["--config-ref", "main", "--base-config", "costgate.yml"], "name two bases"),
        (["--base-config", "gone.yml"], "gone.yml: there is no such file"),
    ],
)
def test_base_that_is_not_there_is_exit_2(prices: Path, options: list[str], told: str) -> None:
    answer = check(prices, *options)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_mistake_in_the_base_is_told_with_its_ref_and_line(prices: Path) -> None:
    written("costgate.yml", "version: 1\npolices: {}\n")
    commit("mistake")
    written("costgate.yml", POLICY)
    assert "main:costgate.yml:2: polices: unknown key" in check(prices, "--config-ref", "main").err


def test_configuration_of_a_ref_names_nothing_outside_its_folder(prices: Path) -> None:
    written("costgate.yml", POLICY + "overlays: [../secrets]\n")
    commit("outside")
    assert "lies outside its folder" in check(prices, "--config-ref", "main").err


def test_baseline_shrinks_by_itself(prices: Path) -> None:
    check(prices, "--fail-on", "never", "--output", "json=result.json")
    costgate("baseline", "result.json")
    written("costgate.yml", POLICY + "baseline: costgate-baseline.json\n")
    better = costgate("check", volume(80), "--catalogue", prices)
    assert better.code == 0
    assert "what got better is held to that" in better.err
    assert json.loads(Path("costgate-baseline.json").read_text())["known"][0]["amount"] == "6.4"
    assert costgate("check", volume(100), "--catalogue", prices).code == 1
    mended = costgate("check", volume(10), "--catalogue", prices)
    assert "1 violation is mended and taken out" in mended.err
    assert json.loads(Path("costgate-baseline.json").read_text())["known"] == []


def test_baseline_that_cannot_be_written_does_not_change_the_verdict(prices: Path) -> None:
    check(prices, "--fail-on", "never", "--output", "json=result.json")
    costgate("baseline", "result.json", "--file", "known/base.json")
    written("costgate.yml", POLICY + "baseline: known/base.json\n")
    Path("known").chmod(0o500)
    answer = costgate("check", volume(10), "--catalogue", prices)
    Path("known").chmod(0o700)
    assert answer.code == 0


def test_baseline_is_not_overwritten_and_grows_only_if_it_is_told_to(prices: Path) -> None:
    check(prices, "--fail-on", "never", "--output", "json=result.json")
    costgate("baseline", "result.json")
    again = costgate("baseline", "result.json")
    assert again.code == 2
    assert "--add" in again.err
    assert "knows 1 violation, 0 of them new" in costgate("baseline", "result.json", "--add").out


def test_policies_are_listed_and_explained() -> None:
    assert "budget" in costgate("policies").out
    assert "policies:\n  budget:" in costgate("policies", "budget").out
    assert {"monthly-total", "budget"} <= {p["ident"] for p in json.loads(costgate("policies", "--json").out)}
    wrong = costgate("policies", "bugdet")
    assert wrong.code == 2
    assert "Did you mean budget?" in wrong.err


def test_rego_rule_that_the_change_alters_is_that_of_the_base(prices: Path) -> None:
    pytest.importorskip("regopy")
    rule = 'package costgate\nimport rego.v1\ndeny contains "no" if { FAILS }\n'
    Path("rules").mkdir()
    written("rules/a.rego", rule.replace("FAILS", "true"))
    written("costgate.yml", "version: 1\npolicies: {rego: {files: [rules/*.rego]}}\n")
    commit("rule")
    written("rules/a.rego", rule.replace("FAILS", "false"))
    assert check(prices).code == 0
    assert check(prices, "--config-ref", "main").code == 1
