"""What CI systems read: held to their schemas and parsers, whatever was found, and whatever names a plan holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from costgate.model import CostDiff, Finding, Level, ProjectDiff, SourceLine, Verdict
from costgate.problems import problems
from costgate.report import CatalogueInfo, Report
from costgate.reporters import formats, reporter
from tests.conftest import ROOT
from tests.plans import change, priced

SCHEMAS = ROOT / "tests" / "schemas"
SARIF = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text()))
CODEQUALITY = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "gitlab-codequality.json").read_text()))
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")

DEMANDS = {"monthly-total": "No more.", "required-tags": "Tags are needed.\n\nAll of them.", "unpriced": "Price it."}
LINE = SourceLine("live/web servers.tf", 3, 9)
ROOT_LINE = SourceLine("live/main.tf", 1, 1)


def made(
    *findings: Finding,
    sources: dict[tuple[str, str], SourceLine] | None = None,
    projects: Iterable[str] = ("plan.json",),
    key: str = "default",
) -> Report:
    """A report of these findings about plans without resources."""
    diff = CostDiff(tuple(ProjectDiff(name, name, ()) for name in projects))
    info = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
    return Report(diff, Verdict(findings, DEMANDS), info, "1.2.3", key, sources or {})


def tags(address: str, level: Level = Level.FAIL, message: str = "Owner is missing", **more: Any) -> Finding:
    return Finding("required-tags", level, message, address, "plan.json", **more)


TOTAL = Finding("monthly-total", Level.WARN, "The total is $2.00, the limit $1.00", remedy="Spend less.")
NOTE = Finding("unpriced", Level.NOTE, "Nothing to see")
WAIVED = tags("aws_eip.waived", Level.NOTE, waiver="waived until May, says Ann")


class Command(NamedTuple):
    """A workflow command, read as the runner reads it."""

    name: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """See ActionCommand.TryParseV2 of https://github.com/actions/runner: a line that it does not read is a mistake."""
    found = []
    for line in text.removesuffix("\n").split("\n"):
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line, re.DOTALL)
        assert match, line
        assert "::" not in match[3], "act and its relatives, such as Gitea's runner, split at the last two colons"
        pairs = (pair.partition("=") for pair in match[2].split(","))
        found.append(Command(match[1], {k: unescaped(v) for k, _, v in pairs}, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


parsed: Any = text_string_to_metric_families


def samples(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """The metrics, as Prometheus' own parser of OpenMetrics reads them."""
    return {
        family.name: {tuple(sample.labels.items()): sample.value for sample in family.samples}
        for family in parsed(text)
    }


def checked(report: Report) -> dict[str, Any]:
    """Every format, read by what reads it."""
    texts = {name: reporter(name)(report) for name in formats()}
    sarif, codequality = json.loads(texts["sarif"]), json.loads(texts["gitlab-codequality"])
    SARIF.validate(sarif)
    CODEQUALITY.validate(codequality)
    assert len({issue["fingerprint"] for issue in codequality}) == len(codequality)
    JUNIT.validate(texts["junit"])
    assert set(json.loads(texts["gitlab-terraform"])) == {"create", "update", "delete"}
    return {
        "sarif": sarif["runs"][0],
        "gitlab-codequality": codequality,
        "junit": ET.fromstring(texts["junit"]),
        "openmetrics": samples(texts["openmetrics"]),
        "github-annotations": commands(texts["github-annotations"]),
    }


REPORTS = {
    "nothing found": made(),
    "every level": made(tags("aws_eip.a"), TOTAL, NOTE, WAIVED, sources={("plan.json", "aws_eip.a"): LINE}),
    "no project": made(TOTAL, projects=()),
    "several projects": made(tags("aws_eip.a"), TOTAL, projects=("plan.json", "b.json"), key="live/eu"),
    "plan in no place that a report could name": made(TOTAL, projects=("/tmp/../x/plan.json",)),
    "plan from standard input": made(TOTAL, projects=("-",)),
    "a policy of somebody else": made(Finding("their-own", Level.FAIL, "No")),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_format_is_what_its_readers_expect(report: Report) -> None:
    checked(report)


def test_recorded_report_is_what_its_readers_expect(small_catalogue: Any) -> None:
    diff = priced(
        change("aws_ebs_volume.new", {"type": "gp3", "size": 100}),
        change("aws_ebs_volume.old", before={"type": "gp2", "size": 50}, actions=["delete"]),
        change("aws_ebs_volume.moved", {"size": 1}, before={"size": 2}, actions=["delete", "create"]),
        change("aws_ebs_volume.more", {"size": 2}, before={"size": 1}, actions=["update"]),
        catalogue=small_catalogue,
    )
    info = CatalogueInfo("0", "2026-08-01", "2026-08-01")
    report = Report(CostDiff((diff,)), Verdict(), info, "1.2.3")
    metrics = checked(report)["openmetrics"]
    labels = (("project", "plan"), ("cost", "effective"))
    assert metrics["costgate_monthly_cost"][labels] == float(diff.effective_cost.after)
    assert metrics["costgate_monthly_cost_change"][labels] == float(diff.effective_cost.delta)
    assert metrics["costgate_resources"][("price", "priced"),] == 4
    assert metrics["costgate_passed"][()] == 1
    assert json.loads(reporter("gitlab-terraform")(report)) == {"create": 2, "update": 1, "delete": 2}


# Problems ---------------------------------------------------------------------------------------------------------


def test_instances_of_one_block_are_one_problem() -> None:
    found = problems(made(*(tags(f'module.a["{n}"].aws_eip.a[{n}]') for n in range(50)), tags("aws_eip.b")))
    assert [p.subject for p in found] == [
        'module.a["0"].aws_eip.a[0], module.a["1"].aws_eip.a[1], module.a["2"].aws_eip.a[2] and 47 more',
        "aws_eip.b",
    ]
    assert [len(p.findings) for p in found] == [50, 1]


def test_what_differs_is_not_one_problem() -> None:
    same = tags("aws_eip.a[0]")
    others = (
        tags("aws_eip.a[1]", message="Team is missing"),
        tags("aws_eip.a[1]", Level.WARN),
        tags("aws_eip.a[1]", remedy="Add it."),
        tags("aws_eip.a[1]", waiver="Later"),
        tags("aws_eip.a[1]", about="Owner"),
        Finding("required-tags", Level.FAIL, same.message, "aws_eip.a[1]", "other.json"),
        Finding("resource-cost", Level.FAIL, same.message, "aws_eip.a[1]", "plan.json"),
    )
    for other in others:
        assert len(problems(made(same, other))) == 2, other


def fingerprints(*findings: Finding, **of: Any) -> list[str]:
    return [p.fingerprint for p in problems(made(*findings, **of))]


def test_fingerprint_stays_while_the_problem_stays() -> None:
    (before,) = fingerprints(tags("aws_eip.a[0]"))
    assert fingerprints(tags("aws_eip.a[0]"), tags("aws_eip.a[1]"), sources={("plan.json", ""): LINE}) == [before]
    assert fingerprints(tags("aws_eip.a[0]", message="$3.00 is too much", amount=Decimal(3))) == [before]
    assert fingerprints(tags("aws_eip.b"))[0] != before
    assert fingerprints(tags("aws_eip.a[0]"), key="other")[0] != before
    assert fingerprints(tags("aws_eip.a[0]", about="Owner"))[0] != before


def test_fingerprints_of_one_report_differ() -> None:
    limits = [Finding("monthly-increase", Level.FAIL, message) for message in ("too much", "too many percent")]
    assert len(set(fingerprints(*limits, tags("aws_eip.a"), tags("aws_eip.a", Level.WARN)))) == 4


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=4, unique=True))
def test_fingerprint_does_not_mix_up_what_it_is_made_of(pairs: list[tuple[str, str]]) -> None:
    findings = [Finding("p", Level.FAIL, address + about, address, about=about) for address, about in pairs]
    found = problems(made(*findings))
    assert len({p.fingerprint for p in found}) == len(found)


SOURCES = {
    ("plan.json", "aws_eip.a"): LINE,
    ("plan.json", ""): ROOT_LINE,
    ("b.json", ""): SourceLine("b/main.tf", 1, 1),
}


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (tags("aws_eip.a"), LINE),
        (tags("aws_eip.deleted"), ROOT_LINE),
        (Finding("p", Level.FAIL, "m", project="b.json"), SourceLine("b/main.tf", 1, 1)),
        (Finding("p", Level.FAIL, "m", "aws_eip.a", "b.json"), SourceLine("b/main.tf", 1, 1)),
        (TOTAL, ROOT_LINE),
        (Finding("p", Level.FAIL, "m", project="c.json"), None),
    ],
)
def test_problem_is_placed_at_its_resource_else_at_its_root_module(
    finding: Finding, expected: SourceLine | None
) -> None:
    report = made(finding, sources=SOURCES, projects=("none.json", "plan.json", "b.json"))
    assert [p.place for p in problems(report)] == [expected]


def test_text_of_a_problem_is_a_sentence_with_what_to_do() -> None:
    (problem,) = problems(made(TOTAL))
    assert problem.text == "The total is $2.00, the limit $1.00. Spend less."
    (problem,) = problems(made(WAIVED))
    assert problem.text == "aws_eip.waived: Owner is missing (waived until May, says Ann)"


# SARIF --------------------------------------------------------------------------------------------------------------


def test_sarif_has_levels_rules_places_and_fingerprints() -> None:
    report = made(tags("aws_eip.a"), TOTAL, NOTE, WAIVED, sources={("plan.json", "aws_eip.a"): LINE}, key="live/eu")
    run = checked(report)["sarif"]
    assert run["automationDetails"]["id"] == "costgate/live%2Feu/"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["costgate/monthly-total", "costgate/required-tags", "costgate/unpriced"]
    assert rules[1]["help"]["text"].startswith("Tags are needed.\n\nAll of them.")
    assert rules[1]["shortDescription"]["text"] == "Tags are needed."
    results = run["results"]
    assert [r["level"] for r in results] == ["error", "warning", "note", "note"]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == [r["ruleId"] for r in results]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "live/web%20servers.tf"
    assert place["region"] == {"startLine": 3, "endLine": 9}
    assert results[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "aws_eip.a"
    assert results[0]["partialFingerprints"] == {"costgate/v1": problems(report)[0].fingerprint}
    assert results[3]["suppressions"] == [{"kind": "external", "justification": "waived until May, says Ann"}]
    assert "suppressions" not in results[0]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("live/plan.json", "live/plan.json"),
        ("/abs/plan.json", "plan.json"),
        ("../x.json", "plan.json"),
        ("-", "plan.json"),
    ],
)
def test_without_a_checkout_results_stand_at_the_plan(path: str, uri: str) -> None:
    result = checked(made(TOTAL, projects=(path,)))["sarif"]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_is_cut_to_what_github_shows_and_says_so() -> None:
    many = [tags(f"aws_eip.e{n}") for n in range(6_000)]
    run = json.loads(reporter("sarif")(made(*many)))["runs"][0]
    assert len(run["results"]) == 5_000
    (invocation,) = run["invocations"]
    assert "1000 results are left out" in invocation["toolExecutionNotifications"][0]["message"]["text"]


# GitHub's annotations ---------------------------------------------------------------------------------------------


def test_annotations_stand_at_lines_under_their_policy() -> None:
    sources = {("plan.json", "aws_eip.a"): SourceLine("a,b/c:d%.tf", 3, 9)}
    found = checked(made(tags("aws_eip.a", message="50 % of it"), TOTAL, NOTE, sources=sources))["github-annotations"]
    assert found == [
        Command("notice", {"title": "costgate: fail"}, "$0.00 a month: $0.00 → $0.00; 1 error; 1 warning"),
        Command(
            "error",
            {"file": "a,b/c:d%.tf", "line": "3", "endLine": "9", "title": "costgate: required-tags"},
            "aws_eip.a: 50 % of it",
        ),
        Command("warning", {"title": "costgate: monthly-total"}, "The total is $2.00, the limit $1.00. Spend less."),
        Command("notice", {"title": "costgate: unpriced"}, "Nothing to see"),
    ]


def test_annotations_are_no_more_than_github_shows() -> None:
    levels = (Level.FAIL, Level.WARN, Level.NOTE)
    found = commands(
        reporter("github-annotations")(made(*(tags(f"a.b{n}", level) for level in levels for n in range(30))))
    )
    assert [sum(c.name == name for c in found) for name in ("error", "warning", "notice")] == [10, 10, 10]
    assert found[0].message.endswith("30 errors, of which 10 are shown here; 30 warnings, of which 10 are shown here")


# JUnit ------------------------------------------------------------------------------------------------------------


def test_junit_fails_what_fails_shows_what_warns_and_skips_what_is_waived() -> None:
    report = made(
        tags("aws_eip.a"),
        tags("aws_eip.a", message="Team is missing", remedy="Ask Ann."),
        tags("aws_eip.b", Level.WARN),
        WAIVED,
        TOTAL,
        sources={("plan.json", "aws_eip.a"): LINE},
    )
    root = checked(report)["junit"]
    assert root.attrib == {"name": "costgate", "tests": "5", "failures": "1", "errors": "0"}
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["monthly-total", "required-tags", "unpriced"]
    failed, warned, waived = suites["required-tags"]
    assert (failed.get("classname"), failed.get("name")) == ("costgate.required-tags", "aws_eip.a")
    (failure,) = failed
    assert failure.get("message") == "Owner is missing"
    assert failure.text == (
        "fail: Owner is missing\n  at live/web servers.tf:3\n"
        "fail: Team is missing\n  Ask Ann.\n  at live/web servers.tf:3"
    )
    assert [child.tag for child in warned] == ["system-out"]
    assert [(child.tag, child.get("message")) for child in waived] == [("skipped", "waived until May, says Ann")]
    (passed,) = suites["unpriced"]
    assert (passed.get("name"), len(passed)) == ("The plan", 0)


def test_junit_names_the_project_where_there_are_several() -> None:
    root = checked(made(tags("aws_eip.a"), TOTAL, projects=("plan.json", "b.json")))["junit"]
    assert [test.get("name") for test in root.iter("testcase")] == ["The plan", "plan.json: aws_eip.a", "The plan"]


# GitLab's code quality, OpenMetrics -------------------------------------------------------------------------------


def test_code_quality_has_severities_and_places() -> None:
    report = made(
        tags("aws_eip.a"), TOTAL, NOTE, sources={("plan.json", "aws_eip.a"): LINE, ("plan.json", ""): ROOT_LINE}
    )
    issues = checked(report)["gitlab-codequality"]
    assert [(i["severity"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues] == [
        ("blocker", "live/web servers.tf", 3),
        ("minor", "live/main.tf", 1),
        ("info", "live/main.tf", 1),
    ]
    assert issues[0]["description"] == "required-tags: aws_eip.a: Owner is missing"


def test_metrics_keep_runs_apart_by_their_key() -> None:
    metrics = checked(made(TOTAL, tags("a.b"), projects=('a"\\b',), key="eu"))["openmetrics"]
    run = ("key", "eu")
    assert metrics["costgate_monthly_cost"] == {
        (run, ("project", 'a"\\b'), ("cost", cost)): 0 for cost in ("effective", "list")
    }
    assert metrics["costgate_findings"] == {
        (run, ("level", "fail")): 1,
        (run, ("level", "warn")): 1,
        (run, ("level", "note")): 0,
    }
    assert metrics["costgate_passed"] == {(run,): 0}
    assert checked(made())["openmetrics"]["costgate_passed"] == {(): 1}


# Hostile names ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "x\n::error file=a::forged",
    "x\r\n::set-output name=a::b",
    "%0A::error::forged",
    "\x1b[31mred\x1b]8;;https://evil.example\x07link",
    "\x00\x07\x7f\x85\u2028\u2029\ufeff",
    "\u202egnp.exe\u2066",
    "<script>alert(1)</script>]]><!--",
    "&lt;&#10;\"'<>",
    "[click](https://evil.example)",
    '",\n# EOF\ncostgate_passed 1\n',
    "a,b=c:d;e",
    "{0} {{1}} ${x} %s",
    "\ufffe\uffff\U0001ffff",
    "##[error]old command",
    "😀 é ü",
    "x" * 20_000,
    "../../../etc/passwd",
    "//evil.example/x",
    "javascript:alert(1)",
    "",
    " ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(t)[:30] for t in HOSTILE])
def test_hostile_names_stay_names(text: str) -> None:
    file = text[:4000].lstrip("/") or "x"
    finding = Finding("p", Level.FAIL, f"Message {text}", f"aws_eip.{text}", text, f"Do {text}", text, None, text)
    report = made(
        finding, sources={(text, f"aws_eip.{text}"): SourceLine(file, 1, 2)}, projects=(text,), key=text or "k"
    )
    read = checked(report)
    assert [c.name for c in read["github-annotations"]] == ["notice", "error"]
    assert set(read["github-annotations"][1].properties) == {"file", "line", "endLine", "title"}
    assert read["openmetrics"]["costgate_passed"] != {(): 1}
    for name in ("github-annotations", "sarif", "gitlab-codequality", "gitlab-terraform", "openmetrics", "junit"):
        shown = reporter(name)(report)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown), name
        assert not re.search(r"^(?!::(notice|error) title|::error file)(::|##\[)", shown, re.MULTILINE), name
    message = read["sarif"]["results"][0]["message"]["text"]
    assert "](" not in message
    uri = read["sarif"]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri)
