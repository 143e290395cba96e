"""Rules in Rego: both interfaces, and what goes wrong with them."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from costgate.errors import ConfigError
from costgate.rego import evaluate
from tests.conftest import ROOT
from tests.plans import Answer, change, costgate
from tests.test_cli import plan, written

pytest.importorskip("regopy")

EXAMPLES = ROOT / "examples"
INPUTS = {"json": "{}", "infracost-json": "{}"}
CONFIG = "version: 1\npolicies:\n  rego: {files: ['*.rego']}\n"


def asked(source: str, name: str = "p.rego", seconds: int = 20) -> dict[str, list[object]]:
    return evaluate({name: source}, INPUTS, seconds)


def check(prices: Path, size: int = 100) -> Answer:
    made = plan(change("aws_ebs_volume.data", {"type": "gp3", "size": size, "tags_all": {"Owner": "me"}}))
    return costgate("check", made, "--catalogue", prices)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_example_rules_of_both_interfaces_judge_a_real_plan(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "policies", tmp_path / "policies")
    written("costgate.yml", "version: 1\npolicies: {rego: {files: [policies/*.rego]}}\n")
    answer = costgate("check", EXAMPLES / "data" / "plan.json", "--config", "costgate.yml")
    assert answer.code == 1
    assert "✗ rego" in answer.out
    assert "aws_db_instance.warehouse grows by more than half" in answer.out
    assert "The total increases by $5804.81 a month, at most $1000.00 is allowed" in answer.out
    assert "8 resources are priced, 0 are not" in answer.out


def test_member_is_a_text_or_an_object(prices: Path) -> None:
    rule = """package costgate
import rego.v1
deny contains "plain"
deny contains {"msg": "about one", "address": input.projects[0].resources[0].address}
warn contains "careful"
note contains "by the way"
"""
    written("a.rego", rule)
    written("costgate.yml", CONFIG)
    answer = check(prices)
    assert answer.code == 1
    for line in ("✗ rego  plain", "✗ rego  aws_ebs_volume.data: about one", "! rego  careful", "· rego  by the way"):
        assert line in answer.out.replace("rego      ", "rego  ")


@pytest.mark.parametrize("syntax", ["deny[out] { out := {O} }", "import rego.v1\ndeny contains {O}"])
@pytest.mark.parametrize(
    ("out", "code", "told"),
    [
        ('{"msg": "too much", "failed": true}', 1, "too much"),
        ('{"msg": "fine", "failed": false}', 0, "fine"),
        ('{"msg": "odd"}', 1, "expected an object with msg and failed"),
        ('"text"', 1, "expected an object with msg and failed"),
    ],
)
def test_infracosts_interface_in_old_and_new_syntax(prices: Path, syntax: str, out: str, code: int, told: str) -> None:
    written("a.rego", "package infracost\n" + syntax.replace("{O}", out))
    written("costgate.yml", CONFIG)
    answer = check(prices)
    assert answer.code == code
    assert told in answer.out


def test_rules_see_numbers_of_the_plan(prices: Path) -> None:
    written(
        "a.rego",
        'package infracost\ndeny[o] { o := {"msg": "m", "failed": to_number(input.diffTotalMonthlyCost) > 10} }',
    )
    written("costgate.yml", CONFIG)
    assert check(prices, 100).code == 0
    assert check(prices, 200).code == 1


def test_level_of_the_policy_is_the_most_that_a_rule_can_do(prices: Path) -> None:
    written("a.rego", 'package costgate\nimport rego.v1\ndeny contains "no"\n')
    written("costgate.yml", "version: 1\npolicies:\n  rego: {level: warn, files: ['*.rego']}\n")
    answer = check(prices)
    assert (answer.code, "! rego" in answer.out) == (0, True)


def test_endless_rule_is_stopped() -> None:
    rule = (
        "package costgate\nimport rego.v1\ndeny contains x if {\n"
        "n := numbers.range(1, 100000)[_]\nm := numbers.range(1, 100000)[_]\nn * m == -1\nx := 1 }"
    )
    start = time.monotonic()
    with pytest.raises(ConfigError, match=r"the rules of p\.rego took more than 2 seconds"):
        asked(rule, seconds=2)
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "package costgate\nimport rego.v1\n\ndeny contains x if { x := nosuch(1) }",
            "p.rego:4: there is no function nosuch",
        ),
        (
            'package costgate\nimport rego.v1\ndeny contains x if {\n x := http.send({"url": "http://x"}) }',
            "p.rego:4: http.send",
        ),
        ("package costgate\n\ndeny[x] { x := net.lookup_ip_addr(1) }", "p.rego:3: net.lookup_ip_addr is not available"),
        ("package costgate\nimport rego.v1\ndeny contains x if {", "p.rego:3: this is unclosed"),
        ("not rego at all {", "p.rego:1: "),
    ],
    ids=["undefined function", "network", "lookup", "unclosed", "no rego"],
)
def test_error_names_file_and_line(source: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        asked(source)
    assert caught.value.message.startswith(told)
    assert caught.value.exit_code == 2


def test_word_in_a_text_or_comment_is_no_call() -> None:
    rule = 'package costgate\nimport rego.v1\n# http.send is not used\ndeny contains "http.send is not used"'
    assert asked(rule) == {"data.costgate.deny": ["http.send is not used"]}


def test_rules_see_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_secret")
    rule = "package costgate\nimport rego.v1\ndeny contains x if { x := json.marshal(opa.runtime()) }"
    assert "ghs_secret" not in str(asked(rule))


def test_rules_of_nothing_are_a_mistake_and_never_a_pass(prices: Path) -> None:
    written("a.rego", "package other\nx := 1\n")
    written("costgate.yml", CONFIG)
    answer = check(prices)
    assert (answer.code, answer.out) == (2, "")
    assert "no rule is called data.costgate.deny" in answer.err


@pytest.mark.parametrize(
    ("policies", "told"),
    [
        ("rego: {files: [gone.rego]}", "no file fits gone.rego"),
        ("rego: {files: []}", "rego needs `files`"),
        ("rego: {files: [a.rego], timeout_seconds: 0}", "timeout_seconds is 0"),
    ],
)
def test_mistake_in_the_settings_is_exit_2(prices: Path, policies: str, told: str) -> None:
    written("a.rego", "package costgate\ndeny := set()\n")
    written("costgate.yml", f"version: 1\npolicies:\n  {policies}\n")
    answer = check(prices)
    assert answer.code == 2
    assert told in answer.err


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    without = [p for p in sys.path if "site-packages" not in p]
    (tmp_path / "lib").mkdir()
    monkeypatch.setattr(sys, "path", [*without, str(ROOT)])
    with pytest.raises(ConfigError) as caught:
        asked("package costgate\nx := 1")
    assert caught.value.remedy == "pip install 'costgate-ci[rego]'"


def test_tests_of_rules_are_no_rules(prices: Path) -> None:
    written("a.rego", 'package costgate\nimport rego.v1\nnote contains "n"\n')
    written("a_test.rego", 'package costgate\nimport rego.v1\ndeny contains "of the test"\n')
    written("costgate.yml", CONFIG)
    assert check(prices).code == 0
