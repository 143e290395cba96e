"""The command line: exit codes, outputs, configuration and usage files, and every command's answer."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest

from costgate.addresses import type_of
from costgate.cli import check, cli
from costgate.usage import Usage
from costgate.yamlfile import YamlFile
from tests.conftest import ROOT
from tests.effort import steps
from tests.plans import Answer, block, change, configuration, constant, costgate, encode, module, provider, unchanged

WEB = "aws_instance.web"
DATA = "aws_ebs_volume.data"
GP2 = {"type": "gp2", "size": 100}
GP3 = {"type": "gp3", "size": 100}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and an environment that names no region and no colour."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("AWS_", "GOOGLE_", "GCLOUD_", "CLOUDSDK_", "SOURCE_DATE"))]:
        monkeypatch.delenv(name)
    return tmp_path


def written(name: str, text: str | bytes) -> Path:
    """A file of the working directory."""
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def plan(*changes: dict[str, Any], name: str = "plan.json", **envelope: Any) -> Path:
    return written(name, encode(*changes, **envelope))


def volume(name: str = "plan.json") -> Path:
    """A plan that adds 8.00 a month."""
    return plan(change(DATA, GP3), name=name)


def summary(answer: Answer) -> dict[str, Any]:
    """The numbers of a JSON report."""
    assert answer.err == ""
    found: dict[str, Any] = json.loads(answer.out)["summary"]
    return found


# Exit codes ---------------------------------------------------------------------------------------------------------


def test_pass_is_exit_0(prices: Path) -> None:
    answer = costgate("check", volume(), "--catalogue", prices)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[:2] == ["PASS  +$8.00 a month", "Monthly list cost $0.00 → $8.00"]


LIMIT = "version: 1\npolicies:\n  monthly-increase: {level: LEVEL, max: 5}\n"


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        ("fail", "fail", 1),
        ("warn", "fail", 0),
        ("note", "fail", 0),
        ("fail", "warn", 1),
        ("warn", "warn", 1),
        ("note", "warn", 0),
        ("fail", "never", 0),
        ("warn", "never", 0),
    ],
)
def test_finding_is_exit_1_from_the_level_that_fail_on_names(level: str, fail_on: str, code: int, prices: Path) -> None:
    written("costgate.yml", LIMIT.replace("LEVEL", level))
    answer = costgate("check", volume(), "--catalogue", prices, "--fail-on", fail_on)
    assert answer.code == code
    assert "The change adds +$8.00 a month, the limit is $5.00" in answer.out


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [("fail", "fail", 1), ("warn", "warn", 1), ("warn", "fail", 10), ("fail", "never", 10), ("note", "fail", 0)],
)
def test_warnings_have_an_exit_code_of_their_own_if_asked(level: str, fail_on: str, code: int, prices: Path) -> None:
    written("costgate.yml", LIMIT.replace("LEVEL", level))
    answer = costgate("check", volume(), "--catalogue", prices, "--fail-on", fail_on, "--warn-exit-code", "10")
    assert answer.code == code


@pytest.mark.parametrize("number", ["1", "5", "9", "70", "125", "130", "256", "-1", "ten"])
def test_warn_exit_code_that_means_something_else_is_refused(number: str) -> None:
    answer = costgate("check", volume(), "--warn-exit-code", number)
    assert (answer.code, answer.out) == (2, "")
    assert "--warn-exit-code" in answer.err


def test_verdict_is_the_same_whatever_fail_on_says(prices: Path) -> None:
    written("costgate.yml", LIMIT.replace("LEVEL", "fail"))
    answer = costgate("check", volume(), "--catalogue", prices, "--fail-on", "never", "--format", "json")
    assert json.loads(answer.out)["verdict"]["result"] == "fail"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check"], "PLAN"),
        (["check", "plan.json", "--nonsense"], "nonsense"),
        (["check", "plan.json", "--format", "xml"], "xml"),
        (["check", "plan.json", "--output", "json"], "FORMAT=PATH"),
        (["check", "plan.json", "--output", "xml=a"], "FORMAT=PATH"),
        (["check", "plan.json", "--output", "json="], "FORMAT=PATH"),
        (["check", "plan.json", "--fail-on", "always"], "always"),
        (["check", "plan.json", "plan.json"], "named twice"),
        (["check", "plan.json", "--config", "missing.yml"], "missing.yml: there is no such file"),
        (["check", "plan.json", "--usage-file", "missing.yml"], "missing.yml: there is no such file"),
        (["check", "plan.json", "--usage-file", "missing.yml"], "Check --usage-file"),
        (["explain", "plan.json", "aws_ebs_volume.dta"], "Did you mean aws_ebs_volume.data?"),
        (["explain", "plan.json", DATA, "--before"], "does not exist before the change"),
        (["resources", "aws_instnce"], "Did you mean aws_instance?"),
        (["chek", "plan.json"], "No such command 'chek'. Did you mean check?"),
        (["frobnicate"], "No such command 'frobnicate'."),
        (["prices", "find", "aws", "AmazonEC2", "mars-1"], "has no price"),
        (["prices", "find", "aws", "EC2", "eu-west-1"], "Did you mean AmazonEC2"),
        (["prices", "find", "azure", "virtual machines", "westeurope"], "Did you mean Virtual Machines"),
        (["prices", "find", "aws", "AmazonEC2", "eu-west-11"], "Did you mean eu-west-1"),
        (["prices", "find", "aws", "AWSGlobalAccelerator", "eu-west-1"], "Did you mean global?"),
        (["prices", "find", "aws", "AmazonEC2", "eu-west-1", "nonsense"], "leave it out to see all"),
        (["prices", "find", "oracle", "x", "y"], "oracle"),
        (["nonsense"], "nonsense"),
        (["_common"], "_common"),
    ],
)
def test_wrong_use_is_exit_2_with_nothing_on_stdout(arguments: list[str], told: str) -> None:
    volume()
    answer = costgate(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_folder_is_no_plan_and_the_one_in_it_is_named() -> None:
    Path("live").mkdir()
    assert "live is a folder, expected the JSON of a plan\nWrite the plan with" in costgate("check", "live").err
    written("live/plan.json", "{}")
    assert "Did you mean live/plan.json?" in costgate("check", "live").err


def test_unreadable_plan_is_exit_3() -> None:
    answer = costgate("check", written("plan.json", "{"))
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("costgate: plan.json is not valid JSON")


def test_one_unreadable_plan_of_two_is_exit_3(prices: Path) -> None:
    answer = costgate("check", volume(), "--catalogue", prices, written("other.json", "{}"))
    assert (answer.code, answer.out) == (3, "")
    assert "other.json" in answer.err


def broken(prices: Path, how: str) -> Path:
    """A copy of a catalogue that is not as it should be."""
    copy = Path("catalogue")
    for file in prices.rglob("*"):
        if file.is_file():
            to = copy / file.relative_to(prices)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(file.read_bytes())
    shard = copy / "aws" / "AmazonEC2" / "us-east-1.csv"
    if how == "no manifest":
        (copy / "manifest.json").unlink()
    elif how == "half a manifest":
        (copy / "manifest.json").write_bytes((copy / "manifest.json").read_bytes()[:50])
    elif how == "no shard":
        shard.unlink()
    else:
        shard.write_text(shard.read_text().replace("0.08", "0.07"))
    return copy


@pytest.mark.parametrize("how", ["no manifest", "half a manifest", "no shard", "another shard"])
def test_broken_catalogue_is_exit_4(how: str, prices: Path) -> None:
    answer = costgate("check", volume(), "--catalogue", broken(prices, how))
    assert (answer.code, answer.out) == (4, "")
    assert "catalogue" in answer.err
    assert "Traceback" not in answer.err


def test_missing_overlay_is_exit_4(prices: Path) -> None:
    answer = costgate("check", volume(), "--catalogue", prices, "--overlay", "nowhere")
    assert (answer.code, answer.out) == (4, "")
    assert "nowhere" in answer.err


def fail(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("x" * 1000)


def test_bug_is_exit_70_with_a_message_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "compare", fail)
    answer = costgate("check", volume())
    assert (answer.code, answer.out) == (70, "")
    assert "this is a bug of costgate" in answer.err
    assert "ZeroDivisionError" in answer.err
    assert "https://github.com/" in answer.err
    assert "Traceback" not in answer.err
    assert len(answer.err) < 600


def test_bug_shows_its_traceback_with_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "compare", fail)
    with pytest.raises(ZeroDivisionError):
        costgate("--debug", "check", volume())


def interrupt(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def test_interrupt_is_exit_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "compare", interrupt)
    answer = costgate("check", volume())
    assert (answer.code, answer.out) == (130, "")
    assert "interrupted" in answer.err
    assert "Traceback" not in answer.err


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "costgate", *arguments]
    return subprocess.run(command, env=environment, timeout=60, check=False, **options)


def test_exit_code_is_that_of_the_process(prices: Path) -> None:
    volume()
    written("costgate.yml", LIMIT.replace("LEVEL", "fail"))
    assert run("check", "plan.json", "--catalogue", str(prices), capture_output=True).returncode == 1
    assert run("check", "missing.json", capture_output=True).returncode == 3


@pytest.mark.parametrize(
    "arguments", [["resources"], ["check", "plan.json"], ["check", "plan.json", "--format", "json"]]
)
def test_closed_pipe_is_neither_a_pass_nor_the_gate(arguments: list[str]) -> None:
    volume()
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = run(*arguments, stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    assert done.returncode not in {0, 1}
    assert done.stderr == b""


# Inputs -------------------------------------------------------------------------------------------------------------


def test_plan_comes_from_standard_input(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(volume().read_bytes())))
    answer = costgate("check", "-", "--catalogue", prices, "--format", "json")
    assert summary(answer)["list_cost"]["delta"] == "8"
    assert json.loads(answer.out)["projects"][0]["name"] == "stdin"


@pytest.mark.parametrize(
    ("text", "told"), [(b"", "is empty"), (b"x", "is not JSON"), (b"{}", "is JSON but not a plan")]
)
def test_standard_input_is_called_so(text: bytes, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    answer = costgate("check", "-")
    assert answer.code == 3
    assert f"costgate: standard input {told}" in answer.err


def test_two_plans_are_two_projects_of_one_report(prices: Path) -> None:
    first = volume("first.json")
    second = plan(change(WEB, {"instance_type": "t3.micro"}), name="second.json")
    report = json.loads(costgate("check", first, second, "--catalogue", prices, "--format", "json").out)
    assert [p["name"] for p in report["projects"]] == ["first.json", "second.json"]
    amounts = [float(p["list_cost"]["delta"]) for p in report["projects"]]
    assert amounts == [8, pytest.approx(7.3 + 0.8)]
    assert float(report["summary"]["list_cost"]["delta"]) == pytest.approx(sum(amounts))


def test_two_plans_stand_by_name_in_the_terminal(prices: Path) -> None:
    out = costgate("check", volume("a.json"), volume("b.json"), "--catalogue", prices).out
    assert "Projects" in out
    assert "a.json  $0.00 → $8.00" in out
    assert "b.json  $0.00 → $8.00" in out


def nowhere() -> Path:
    """A plan whose provider does not tell its region."""
    root = module(block(DATA, {"size": constant(100)}))
    return plan(change(DATA, GP3), configuration=configuration(root, aws=provider(None)))


@pytest.mark.parametrize(("region", "cost"), [("us-east-1", "8.00"), ("eu-west-1", "16.00")])
def test_region_comes_from_the_environment_with_a_note(
    region: str, cost: str, prices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    answer = costgate("check", nowhere(), "--catalogue", prices)
    assert f"+${cost} a month" in answer.out
    assert "AWS_REGION" in answer.out


def test_region_of_the_configuration_goes_before_the_environment(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    written("costgate.yml", "version: 1\nregions: {aws: eu-west-1}\n")
    answer = costgate("check", nowhere(), "--catalogue", prices)
    assert "+$16.00 a month" in answer.out
    assert "Region eu-west-1 is the default in costgate.yml" in answer.out


def test_unknown_region_is_no_price_and_says_what_to_do(prices: Path) -> None:
    answer = costgate("check", nowhere(), "--catalogue", prices)
    assert "$0.00 a month" in answer.out
    assert "set `regions:` in costgate.yml" in answer.out


def overlay(name: str, price: str) -> Path:
    folder = Path(name)
    (folder / "aws" / "AmazonEC2").mkdir(parents=True)
    rows = [
        "meter,operation,purchase,unit,from,price,sku,source",
        f"EBS:VolumeUsage.gp3,,on_demand,GB-Months,0,{price},,own",
    ]
    text = "".join(f"{row}\n" for row in rows)
    (folder / "aws" / "AmazonEC2" / "us-east-1.csv").write_text(text)
    return folder


def test_overlay_goes_before_the_catalogue_and_the_option_before_the_configuration(prices: Path) -> None:
    overlay("ours", "0.02")
    overlay("theirs", "0.05")
    written("costgate.yml", "version: 1\noverlays: [theirs]\n")
    assert "+$5.00" in costgate("check", volume(), "--catalogue", prices).out
    assert "+$2.00" in costgate("check", volume(), "--catalogue", prices, "--overlay", "ours").out


def test_discount_is_in_the_headline_and_the_list_cost_beside_it(prices: Path) -> None:
    written("costgate.yml", "version: 1\ndiscounts: [{percent: 25, service: AmazonEC2, name: EDP}]\n")
    out = costgate("check", volume(), "--catalogue", prices).out
    assert out.startswith(
        "PASS  +$6.00 a month\nMonthly effective cost $0.00 → $6.00\nMonthly list cost      $0.00 → $8.00"
    )
    assert (
        "agreed   discount of 25 % (EDP), in place of $0.08"
        in costgate("explain", volume(), DATA, "--catalogue", prices).out
    )


@pytest.mark.parametrize(("cost", "code"), [("effective", 0), ("list", 1)])
def test_limit_is_on_what_the_team_pays_or_on_list_prices(prices: Path, cost: str, code: int) -> None:
    policy = f"monthly-total: {{max: 7, cost: {cost}}}"
    written("costgate.yml", f"version: 1\ndiscounts: [{{percent: 25}}]\npolicies:\n  {policy}\n")
    assert costgate("check", volume(), "--catalogue", prices).code == code


def test_every_amount_and_limit_is_in_the_currency_of_the_configuration(prices: Path) -> None:
    text = "version: 1\ncurrency: {code: EUR, rate: 0.9, date: 2026-11-02}\npolicies: {monthly-total: {max: 7}}\n"
    written("costgate.yml", text)
    answer = costgate("check", volume(), "--catalogue", prices)
    assert answer.code == 1
    assert "The monthly total is €7.20, the limit €7.00" in answer.out
    assert "1 USD = 0.9 EUR as of 2026-11-02." in answer.out
    assert "$" not in answer.out


def test_overlay_may_be_in_the_currency_of_the_configuration(prices: Path) -> None:
    overlay("ours", "0.02")
    currency = "currency: {code: EUR, rate: 0.9, date: 2026-11-02}\n"
    entry = "overlays: [{path: ours, currency: EUR}]\n"
    written("costgate.yml", f"version: 1\n{currency}{entry}")
    assert (
        "effective cost €0.00 → €2.00\nMonthly list cost      €0.00 → €7.20"
        in costgate("check", volume(), "--catalogue", prices).out
    )
    written("costgate.yml", f"version: 1\n{entry}")
    answer = costgate("check", volume(), "--catalogue", prices)
    assert answer.code == 4
    assert "its prices are in EUR, the report is in USD" in answer.err


def test_age_of_the_prices_is_judged_by_source_date_epoch(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written("costgate.yml", "version: 1\npolicies:\n  catalogue-age: {level: fail, max_days: 30}\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1785628800")  # 2026-08-02
    assert costgate("check", volume(), "--catalogue", prices).code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790899200")  # 2026-10-02
    answer = costgate("check", volume(), "--catalogue", prices)
    assert answer.code == 1
    assert "62 days ago" in answer.out


# Outputs ------------------------------------------------------------------------------------------------------------


def test_outputs_are_written_besides_what_is_printed(prices: Path) -> None:
    options = ["--output", "json=out/deep/a.json", "--output", "markdown=b.md", "--output", "terminal=c.txt"]
    answer = costgate("check", volume(), "--catalogue", prices, *options)
    assert answer.code == 0
    assert Path("c.txt").read_text() == answer.out
    assert json.loads(Path("out/deep/a.json").read_text())["summary"]["list_cost"]["after"] == "8"
    assert Path("b.md").read_text().startswith("### ")


def test_outputs_are_what_the_format_prints(prices: Path) -> None:
    for form in ("json", "markdown", "infracost-json", "terminal"):
        printed = costgate("check", volume(), "--catalogue", prices, "--format", form).out
        costgate("check", volume(), "--catalogue", prices, "--output", f"{form}=out")
        assert Path("out").read_text() == printed


def test_outputs_are_written_though_the_gate_says_no(prices: Path) -> None:
    written("costgate.yml", LIMIT.replace("LEVEL", "fail"))
    assert costgate("check", volume(), "--catalogue", prices, "--output", "json=a.json").code == 1
    assert json.loads(Path("a.json").read_text())["verdict"]["result"] == "fail"


def test_output_that_cannot_be_written_is_exit_2_and_leaves_nothing(prices: Path) -> None:
    written("file", "x")
    answer = costgate("check", volume(), "--catalogue", prices, "--output", "json=file/a.json")
    assert (answer.code, answer.out) == (2, "")
    assert "file/a.json cannot be written" in answer.err
    assert sorted(p.name for p in Path().iterdir()) == ["file", "plan.json"]


def test_output_over_a_folder_is_exit_2_and_leaves_nothing(prices: Path) -> None:
    Path("folder").mkdir()
    answer = costgate("check", volume(), "--catalogue", prices, "--output", "json=folder")
    assert (answer.code, answer.out) == (2, "")
    assert sorted(p.name for p in Path().iterdir()) == ["folder", "plan.json"]


def test_output_keeps_its_old_content_if_writing_breaks_off(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written("a.json", "old")

    def full(_: Any, __: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    answer = costgate("check", volume(), "--catalogue", prices, "--output", "json=a.json")
    assert answer.code == 2
    assert "No space left" in answer.err
    assert Path("a.json").read_text() == "old"
    assert sorted(p.name for p in Path().iterdir()) == ["a.json", "plan.json"]


def test_nothing_is_written_if_the_plan_is_refused() -> None:
    assert costgate("check", written("plan.json", "{"), "--output", "json=a.json").code == 3
    assert not Path("a.json").exists()


def test_amounts_in_json_are_decimal_text(prices: Path) -> None:
    made = plan(change(DATA, {"type": "gp3", "size": 0}), change(WEB, {"instance_type": "t3.micro"}))
    text = costgate("check", made, "--catalogue", prices, "--format", "json").out
    keys = r"(?:list|effective)_cost|unit_price|pricing_quantity|count|start|before|after|delta"
    amounts = re.findall(rf'"(?:{keys})": ([^{{]*?),?\n', text)
    assert len(amounts) > 10
    assert [a for a in amounts if a != "null" and not (a[0] == a[-1] == '"' and Decimal(a[1:-1]).is_finite())] == []


def test_infracost_report_has_what_its_schema_requires(prices: Path) -> None:
    made = plan(change(DATA, GP3), change(WEB, {"instance_type": "t3.micro"}), change(f"{DATA}2", {**GP3, "type": "x"}))
    (project,) = json.loads(costgate("check", made, "--catalogue", prices, "--format", "infracost-json").out)[
        "projects"
    ]
    for part in ("pastBreakdown", "breakdown", "diff"):
        assert {"resources", "totalHourlyCost", "totalMonthlyCost", "totalMonthlyUsageCost"} <= set(project[part])
    found = [c for r in project["breakdown"]["resources"] for c in r["costComponents"]]
    assert {c["name"]: c["priceNotFound"] for c in found if "Storage" in c["name"]} == {
        "Storage (gp3)": False,
        "Storage (x)": True,
    }
    assert all(isinstance(c["priceNotFound"], bool) for c in found)


# Configuration ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "version: 1\npolicies:\n  monthly-increse: {max: 1}\n",
            "costgate.yml:3: policies.monthly-increse: unknown key; did you mean monthly-increase?",
        ),
        ("version: 2\n", "costgate.yml:1: version: 2 is not one of 1"),
        ("policies: {}\n", "version is missing"),
        ("version: 1\nregion: {}\n", "costgate.yml:2: region: unknown key; did you mean regions?"),
        ("version: 1\nregions:\n  aws: 7\n", "costgate.yml:3: regions.aws: 7 is not of type string"),
        ("version: 1\npolicies:\n  monthly-total:\n    level: stop\n    max: 1\n", "costgate.yml:4"),
        ("version: 1\npolicies:\n  monthly-total: {level: warn}\n", "max is missing"),
        ("version: 1\npolicies:\n  monthly-total: {max: lots}\n", "costgate.yml:3"),
        (
            "version: 1\npolicies:\n  monthly-total: {max: .inf}\n",
            "costgate.yml:3: policies.monthly-total: max is Infinity",
        ),
        ("version: 1\npolicies:\n  resource-cost: {max: NaN}\n", "costgate.yml:3"),
        ("version: 1\npolicies:\n  monthly-increase: {max_percent: -.inf}\n", "max_percent is -Infinity"),
        ("version: 1\npolicies:\n  monthly-increase: {}\n", "`max` or `max_percent`"),
        ("version: 1\npolicies:\n  required-tags:\n    keys:\n      A: {pattern: '['}\n", "regular expression"),
        (
            "version: 1\npolicies:\n  resource-cost: {max: 1, match: {action: creat}}\n",
            "costgate.yml:3: policies.resource-cost.match: action is 'creat', expected create, update, replace",
        ),
        ("version: 1\ndiscounts: [{percent: 101}]\n", "costgate.yml:2: discounts[0]: percent is 101, expected"),
        ("version: 1\ndiscounts: [{vendor: ibm, percent: 1}]\n", "'ibm' is not one of *, aws, azure, google"),
        ("version: 1\ncurrency: {code: EUR, date: 2026-11-02}\n", "costgate.yml:2: currency: rate is missing"),
        ("version: 1\ncurrency: {code: EUR, rate: 0, date: 2026-11-02}\n", "rate is 0, expected a number above 0"),
        ("version: 1\ncurrency: {code: euro, rate: 1, date: 2026-11-02}\n", "costgate.yml:2: currency.code"),
        ("version: 1\ncurrency: {code: EUR, rate: 1, date: soon}\n", "costgate.yml:2: currency.date"),
        ("version: 1\npolicies: {unpriced: {max: 1\n", "not valid YAML"),
        ("version: 1\nversion: 1\n", "costgate.yml:2: the key 'version' stands twice"),
        ("- a\n", "not a configuration"),
        ("", "not a configuration"),
        ("a: !!python/object/apply:os.system [x]\n", "not valid YAML"),
        ("\t", "costgate.yml:1 is indented with a tab"),
        ("version: 1\npolicies:\n \tunpriced: {level: warn}\n", "costgate.yml:3 is indented with a tab"),
    ],
)
def test_mistake_in_the_configuration_is_exit_2_with_its_line(text: str, told: str) -> None:
    written("costgate.yml", text)
    answer = costgate("check", volume())
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_all_mistakes_are_told_at_once() -> None:
    written("costgate.yml", "version: 2\nregion: x\npolicies:\n  unpriced: {max: a}\n  nonsense: {}\n")
    err = costgate("check", volume()).err
    assert [line for line in (1, 2, 4, 5) if f"costgate.yml:{line}:" not in err] == []


def test_configuration_of_another_place_resolves_its_files_there(prices: Path) -> None:
    Path("ci").mkdir()
    written("ci/gate.yml", "version: 1\nusage_file: use.yml\n")
    written("ci/use.yml", "version: 0.2\n")
    answer = costgate("check", volume(), "--catalogue", prices, "--config", "ci/gate.yml")
    assert answer.code == 2
    assert f"{Path('ci/use.yml')}:1: version is 0.2, expected 0.1" in answer.err


# Usage --------------------------------------------------------------------------------------------------------------

USAGE = """version: 0.1
resource_type_default_usage:
  aws_lambda_function: {monthly_requests: 1, request_duration_ms: 1, nested: {a: 1, b: 1}}
resource_usage:
  aws_lambda_function.api[*]: {monthly_requests: 2, nested: {b: 2}}
  module.m[*].aws_lambda_function.api[*]: {monthly_requests: 3}
  module.m["x"].aws_lambda_function.api[*]: {monthly_requests: 4}
  module.n[0].aws_lambda_function.api[*]: {monthly_requests: 6}
  module.n[*].aws_lambda_function.api[*]: {monthly_requests: 7}
  aws_lambda_function.api["exact"]: {monthly_requests: 5}
"""


@pytest.mark.parametrize(
    ("address", "usage"),
    [
        ("aws_lambda_function.other", {"monthly_requests": 1, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}}),
        ("aws_lambda_function.api[0]", {"monthly_requests": 2, "request_duration_ms": 1, "nested": {"a": 1, "b": 2}}),
        (
            'aws_lambda_function.api["a.b[0]"]',
            {"monthly_requests": 2, "request_duration_ms": 1, "nested": {"a": 1, "b": 2}},
        ),
        (
            'aws_lambda_function.api["exact"]',
            {"monthly_requests": 5, "request_duration_ms": 1, "nested": {"a": 1, "b": 2}},
        ),
        (
            'module.m["y"].aws_lambda_function.api[0]',
            {"monthly_requests": 3, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}},
        ),
        (
            'module.m["x"].aws_lambda_function.api[0]',
            {"monthly_requests": 4, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}},
        ),
        (
            "module.n[0].aws_lambda_function.api[0]",
            {"monthly_requests": 6, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}},
        ),
        (
            "module.n[1].aws_lambda_function.api[0]",
            {"monthly_requests": 7, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}},
        ),
        ("aws_lambda_function.api", {"monthly_requests": 1, "request_duration_ms": 1, "nested": {"a": 1, "b": 1}}),
    ],
)
def test_usage_is_the_type_s_then_the_best_pattern_s_then_the_address_s(address: str, usage: Any) -> None:
    assert Usage(written("usage.yml", USAGE)).of("aws_lambda_function", address) == usage


def test_usage_of_a_type_that_the_file_does_not_name_is_empty() -> None:
    assert Usage(written("usage.yml", USAGE)).of("aws_s3_bucket", "aws_s3_bucket.b") == {}
    assert Usage().of("aws_lambda_function", "aws_lambda_function.api") == {}


@pytest.mark.parametrize(
    ("address", "type_"),
    [
        ("aws_instance.web", "aws_instance"),
        ('module.a["x.y"].aws_instance.web["b.c"]', "aws_instance"),
        ("module.a[*].aws_instance.web[0]", "aws_instance"),
    ],
)
def test_type_is_told_by_an_address(address: str, type_: str) -> None:
    assert type_of(address) == type_


def used(text: str, prices: Path, *options: str) -> Answer:
    """A plan with an existing and a new resource, with this usage file."""
    made = plan(unchanged(DATA, GP2), change(WEB, {"instance_type": "t3.micro"}))
    return costgate("check", made, "--catalogue", prices, "--usage-file", written("usage.yml", text), *options)


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (
            "match: {type: aws_instanse}",
            "! costgate.yml: policies.resource-cost.match: costgate knows no type aws_instanse; did you mean aws_in",
        ),
        (
            "except: [{type: [aws_lb, aws_instanse]}]",
            "resource-cost.except: costgate knows no type aws_instanse; did you",
        ),
        ("match: {type: 'azurerm_virtualmachine*'}", "costgate knows no type azurerm_virtualmachine*"),
        ("match: {type: aws_lb}", ""),
        ("match: {type: aws_iam_role}", ""),
        ("match: {type: ['google_*', '*_instance', acme_thing]}", ""),
        ("match: ['aws_instanse.*']", ""),
    ],
)
def test_type_in_a_selection_that_nothing_is_called_is_told(selection: str, told: str, prices: Path) -> None:
    written("costgate.yml", f"version: 1\npolicies:\n  resource-cost: {{max: 9000, {selection}}}\n")
    answer = costgate("check", volume(), "--catalogue", prices)
    assert answer.code == 0
    assert told in answer.out
    assert ("knows no type" in answer.out) is bool(told)


def test_usage_changes_the_cost(prices: Path) -> None:
    answer = used("version: 0.1\nresource_usage:\n  aws_instance.web: {monthly_hrs: 100}\n", prices, "--format", "json")
    assert float(summary(answer)["list_cost"]["delta"]) == pytest.approx(1 + 0.8)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "resource_usage:\n  aws_instance.wbe: {monthly_hrs: 1}\n",
            "usage.yml:2: resource_usage.aws_instance.wbe matches no resource; did you mean aws_instance.web?",
        ),
        (
            "resource_usage:\n  aws_instance.web: {monthly_hours: 1}\n",
            "is not used by its cost model; did you mean monthly_hrs?",
        ),
        ("resource_type_default_usage:\n  aws_instance: {monthly_hours: 1}\n", "did you mean monthly_hrs?"),
        ("resource_type_default_usage:\n  aws_instances: {monthly_hrs: 1}\n", "did you mean aws_instance?"),
        ("resource_usage:\n  module.a[*].aws_instance.web: {monthly_hrs: 1}\n", "matches no resource"),
    ],
)
def test_usage_that_fits_nothing_is_noted_and_strictly_an_error(text: str, told: str, prices: Path) -> None:
    answer = used(f"version: 0.1\n{text}".replace("usage.yml:2", "usage.yml:3"), prices)
    told = told.replace("usage.yml:2", "usage.yml:3")
    assert answer.code == 0
    assert told in answer.out
    strict = used(f"version: 0.1\n{text}", prices, "--strict-usage")
    assert (strict.code, strict.out) == (2, "")
    assert told in strict.err


def test_default_usage_of_a_type_that_the_plan_does_not_have_is_no_problem(prices: Path) -> None:
    text = "version: 0.1\nresource_type_default_usage:\n  aws_lambda_function: {nonsense: 1}\n"
    assert used(text, prices, "--strict-usage").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 0.1\nresources: {}\n", "usage.yml:2: resources is not a key of a usage file"),
        ("version: 9\n", "usage.yml:1: version is 9, expected 0.1"),
        ("version: 0.1\nresource_usage: [a]\n", "usage.yml:2: resource_usage is a list"),
        ("version: 0.1\nresource_usage:\n  a.b: 7\n", "usage.yml:3: resource_usage.a.b is 7"),
        ("- a\n", "usage.yml:1 is a list"),
        ("version: 0.1\nresource_usage:\n  a.b: {x: 1}\n  a.b: {x: 2}\n", "usage.yml:4: the key 'a.b' stands twice"),
    ],
)
def test_mistake_in_the_usage_file_is_exit_2_with_its_line(text: str, told: str, prices: Path) -> None:
    answer = used(text, prices)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_usage_that_cannot_be_is_a_gap(prices: Path) -> None:
    for key, value, told in (
        ("operating_system", "beos", "operating_system is 'beos' in the usage file, expected one of linux"),
        ("monthly_hrs", "1,000", "monthly_hrs is '1,000' in the usage file, expected a number"),
    ):
        answer = used(f"version: 0.1\nresource_usage:\n  aws_instance.web: {{{key}: '{value}'}}\n", prices)
        assert answer.code == 0
        assert told in answer.out


def test_usage_file_for_many_plans_is_compared_only_so_long(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = [0]

    def near(_name: str, names: list[str], **_: Any) -> list[str]:
        compared[0] += len(names)
        return names[:1]

    monkeypatch.setattr("difflib.get_close_matches", near)
    left = "".join(f"  aws_instance.team{n}: {{monthly_hrs: 1}}\n" for n in range(200))
    text = f"version: 0.1\nresource_usage:\n{left}"
    addresses = [f"aws_instance.web{n}" for n in range(1000)]
    problems = Usage(written("usage.yml", text)).problems(addresses, {"aws_instance"}, lambda _: {})
    assert len(problems) == 200
    assert sum("did you mean" in p for p in problems) == 30
    assert compared == [30_000]
    answer = used(text, prices)
    assert answer.out.count("matches no resource") == 12
    assert "and 188 more notes; --format json lists them all" in answer.out


# Other commands -----------------------------------------------------------------------------------------------------


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name)
        if isinstance(found, click.Group):
            yield from commands(found, *path, name)


COMMANDS = list(commands(cli))


def test_commands_are_found() -> None:
    assert {
        ("check",),
        ("explain",),
        ("init",),
        ("prices",),
        ("prices", "find"),
        ("prices", "status"),
        ("resources",),
    } <= set(COMMANDS)


@pytest.mark.parametrize("path", [(), *COMMANDS], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_command_has_help(path: tuple[str, ...], option: str) -> None:
    answer = costgate(*path, option)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: costgate {' '.join(path)}".rstrip())
    assert max(map(len, answer.out.splitlines())) <= 100
    assert "\\" not in answer.out


@pytest.mark.parametrize("path", [("check",), ("explain",), ("resources",), ("prices", "refresh"), ("prices", "find")])
def test_help_keeps_each_example_on_its_line(path: tuple[str, ...]) -> None:
    examples = [line for line in costgate(*path, "--help").out.splitlines() if line.startswith("  costgate ")]
    assert examples
    assert all(line.count("costgate") == 1 for line in examples)


def test_version_is_told() -> None:
    answer = costgate("--version")
    assert answer.code == 0
    assert re.fullmatch(r"costgate, version \d+\.\d+\S*\n", answer.out)


def test_init_writes_a_configuration_that_is_valid(prices: Path) -> None:
    answer = costgate("init")
    assert answer.code == 0
    assert "Wrote costgate.yml" in answer.out
    assert costgate("check", volume(), "--catalogue", prices).code == 0


def test_init_does_not_overwrite_unless_forced() -> None:
    written("own.yml", "mine")
    answer = costgate("init", "own.yml")
    assert (answer.code, answer.out) == (2, "")
    assert "already there" in answer.err
    assert Path("own.yml").read_text() == "mine"
    assert costgate("init", "own.yml", "--force").code == 0
    assert "policies:" in Path("own.yml").read_text()


def test_explain_shows_each_number_s_origin(prices: Path) -> None:
    usage = written("usage.yml", "version: 0.1\nresource_usage:\n  aws_instance.web: {monthly_hrs: 100}\n")
    made = plan(change(WEB, {"instance_type": "t3.micro"}))
    out = costgate("explain", made, WEB, "--catalogue", prices, "--usage-file", usage).out
    assert out.startswith("aws_instance.web  aws_instance  us-east-1\n")
    assert "100 Hours \N{MULTIPLICATION SIGN} $0.01 = $1.00" in out
    assert "meter    AmazonEC2 / BoxUsage:t3.micro / RunInstances on_demand in us-east-1" in out
    assert "Prices of a test, 2026-08-01 <https://example.com/prices>" in out
    assert "from     instance_type = t3.micro (plan)" in out
    assert "from     monthly_hrs = 100 (usage file)" in out
    assert "volume_size = 8 (default)" in out or "8 GB-Months" in out
    assert "$1.80 a month, without what depends on use." in out


def test_explain_shows_either_side(prices: Path) -> None:
    made = plan(change(DATA, GP3, before=GP2, actions=["update"]))
    assert "$8.00 a month." in costgate("explain", made, DATA, "--catalogue", prices).out
    assert "$10.00 a month." in costgate("explain", made, DATA, "--before", "--catalogue", prices).out


def test_explain_tells_why_something_is_not_priced(prices: Path) -> None:
    made = plan(change(WEB, {"instance_type": None}))
    assert "Not priced: instance_type is not set" in costgate("explain", made, WEB, "--catalogue", prices).out


def test_explain_shows_no_sensitive_value(prices: Path) -> None:
    made = plan(change(DATA, {"type": "gp3", "size": 100}, sensitive={"type": True}))
    answer = costgate("explain", made, DATA, "--catalogue", prices)
    assert "(sensitive)" in answer.out
    assert "gp3" not in answer.out


def test_explain_of_hostile_address_is_harmless(prices: Path) -> None:
    address = 'aws_ebs_volume.x["\x1b[31m\n::error::"]'
    made = plan(change("aws_ebs_volume.x", GP3) | {"address": address})
    answer = costgate("explain", made, address, "--catalogue", prices)
    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert not [line for line in answer.out.splitlines() if line.startswith("::")]


def test_prices_are_found_with_source_and_date(prices: Path) -> None:
    answer = costgate("prices", "find", "aws", "AmazonEC2", "eu-west-1", "boxusage:t3.micro", "--catalogue", prices)
    assert answer.code == 0
    assert "BoxUsage:t3.micro / RunInstances / on_demand" in answer.out
    assert "$0.02 per Hours" in answer.out
    assert "2026-08-01" in answer.out
    assert "t3.large" not in answer.out


@pytest.mark.parametrize(("purchase", "code"), [("on_demand", 0), ("spot", 2)])
def test_prices_are_found_by_purchase_option(purchase: str, code: int, prices: Path) -> None:
    options: list[str | Path] = ["--catalogue", prices, "--purchase", purchase]
    assert costgate("prices", "find", "aws", "AmazonEC2", "eu-west-1", *options).code == code


def test_status_counts_what_the_catalogue_covers(prices: Path) -> None:
    out = costgate("prices", "status", "--catalogue", prices).out
    assert re.search(r"^aws +AmazonEC2 +15 +3 +2026-08-01 to 2026-08-01$", out, re.MULTILINE)
    assert out.endswith("15 prices in 3 shards\n")
    assert re.search(
        r"^aws +eu-west-1 +5 +1 ", costgate("prices", "status", "--regions", "--catalogue", prices).out, re.MULTILINE
    )


def test_resources_are_listed() -> None:
    out = costgate("resources").out
    assert re.search(r"^aws_instance +EC2 instance", out, re.MULTILINE)
    listed = json.loads(costgate("resources", "--json").out)
    assert set(listed) == {"aws", "azure", "google"}
    assert "aws_ebs_volume" in listed["aws"]["priced"]


def test_part_of_a_name_lists_the_types_that_have_it() -> None:
    out = costgate("resources", "aws_kms").out.splitlines()
    assert [line.split()[0] for line in out[:2]] == ["aws_kms_external_key", "aws_kms_key"]
    assert "aws_kms_alias" in {line.split()[0] for line in out}
    assert len({line.index("Costs nothing by itself.") for line in out if "Costs nothing" in line}) == 1


@pytest.mark.parametrize("group", [(), ("prices",)])
def test_help_of_a_group_has_whole_sentences(group: tuple[str, ...]) -> None:
    out = costgate(*group, "--help").out
    assert "..." not in out.partition("Commands:")[2]
    assert "\n  action " not in out, "of no use to people"


def test_explain_names_the_first_instances_of_a_block() -> None:
    made = plan(*(change(f"{WEB}[{n}]", {"instance_type": "t3.micro"}) for n in range(12)))
    answer = costgate("explain", made, WEB)
    assert answer.err.endswith("Did you mean aws_instance.web[0] or aws_instance.web[1] or aws_instance.web[2]?\n")


@pytest.mark.parametrize(
    ("address", "values", "told"),
    [
        ("aws_thing.t", {}, "What it costs a month is not known. Catalogue"),
        ("aws_lambda_function.f", {"function_name": "f"}, "What it costs a month is not known. Catalogue"),
        ("aws_instance.w", {"instance_type": "q9.enormous"}, "$0.80 a month, without what has no price. Catalogue"),
        ("aws_lb.l", {"load_balancer_type": "network", "internal": True}, " a month, without what depends on use. Cat"),
        ("aws_vpc.v", {}, "$0.00 a month. Catalogue"),
    ],
)
def test_explain_does_not_call_nothing_what_is_not_known(address: str, values: dict[str, Any], told: str) -> None:
    assert told in costgate("explain", plan(change(address, values)), address).out.splitlines()[-1]


def test_explain_says_where_use_is_stated(prices: Path) -> None:
    made = plan(change("aws_lambda_function.f", {"function_name": "f"}))
    assert (
        "`costgate resources aws_lambda_function` lists its keys."
        in costgate("explain", made, "aws_lambda_function.f").out
    )
    assert "usage file states" not in costgate("explain", volume(), DATA, "--catalogue", prices).out


def test_resource_is_described() -> None:
    out = costgate("resources", "aws_instance").out
    assert out.startswith("aws_instance\n")
    assert "instance_type" in out
    assert "monthly_hrs" in out
    described = json.loads(costgate("resources", "aws_instance", "--json").out)
    assert described["vendor"] == "aws"
    assert "monthly_hrs" in described["usage"]
    assert "monthly_hrs" not in described["attributes"]


def test_what_a_model_reads_is_told_in_the_provider_s_words() -> None:
    found = json.loads(costgate("resources", "google_bigquery_table", "--json").out)
    assert found["attributes"] == ["dataset_id"]
    assert found["others"] == ["google_bigquery_dataset"]
    assert "\nLooks at: google_bigquery_dataset\n" in costgate("resources", "google_bigquery_table").out
    assert "by_nodes" not in costgate("resources", "google_spanner_instance").out


def test_free_resource_is_told_to_be_free() -> None:
    listed = json.loads(costgate("resources", "--json").out)
    free = listed["aws"]["free"][0]
    assert costgate("resources", free).out == f"{free} costs nothing by itself.\n"
    assert json.loads(costgate("resources", free, "--json").out) == {"type": free, "free": True}


def test_line_of_each_of_many_entries_is_looked_up(tmp_path: Path) -> None:
    took = []
    for count in (200, 400):
        path = tmp_path / "many.yml"
        path.write_text("top:\n" + "".join(f"  key{n}: {{a: 1}}\n" for n in range(count)))
        file = YamlFile(path)

        def look(file: YamlFile = file, count: int = count) -> None:
            assert [file.line(("top", f"key{n}", "a")) for n in range(count)] == list(range(2, count + 2))

        took.append(steps(look))
    assert took[1] < took[0] * 2.5
