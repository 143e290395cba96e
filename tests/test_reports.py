"""What a report looks like, and that all formats say the same. `pytest --rewrite` writes the golden texts anew."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal

import html5lib
import jsonschema
import pytest
from msgspec.structs import replace

from costgate import money
from costgate.catalogue import Catalogue
from costgate.model import CostComponent, CostDiff, LineItem, Price, PriceQuery, SourceLine, Tier, Verdict
from costgate.policies import Subject, judge
from costgate.policies.errored_plan import ErroredPlan
from costgate.policies.monthly_increase import MonthlyIncrease
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.unpriced import Unpriced
from costgate.report import CatalogueInfo, Report, merged
from costgate.reporters import formats, infracost_json, reporter
from costgate.reporters.markdown import LIMIT
from tests.conftest import ROOT
from tests.plans import change, priced
from tests.reports import rich

GOLDEN = ROOT / "tests" / "golden"
POLICIES = (
    ErroredPlan(),
    Unpriced(),
    MonthlyIncrease(max=money.CENT * 5000, max_percent=money.CENT * 2000),
    RequiredTags(level="warn", keys={"Owner": TagRule()}),
)


@pytest.fixture(scope="module")
def report(small_catalogue: Catalogue) -> Report:
    """A change with everything: growth, a saving, a gap, a free type, hostile names, use that nobody states."""
    tags = {"tags_all": {"Owner": "web"}}
    diff = priced(
        change(
            "aws_instance.web",
            {"instance_type": "m5.large", **tags},
            before={"instance_type": "t3.micro", **tags},
            actions=["update"],
        ),
        change('aws_ebs_volume.data["<b>@team|`x`"]', {"type": "gp3", "size": 1000, "tags_all": {"owner": "x"}}),
        change("aws_ebs_volume.old", before={"type": "gp2", "size": 50}, actions=["delete"]),
        change("aws_iam_role.app", {"name": "app"}),
        change("aws_instance.odd", {"instance_type": "q9.enormous", **tags}),
        catalogue=small_catalogue,
    )
    subject = Subject(CostDiff((diff,)), "2026-08-01", "2026-11-01")
    verdict = judge(POLICIES, subject)
    sources = {
        (diff.name, ""): SourceLine("live/main.tf", 1, 1),
        (diff.name, "aws_instance.web"): SourceLine("live/web servers.tf", 3, 9),
        (diff.name, 'aws_ebs_volume.data["<b>@team|`x`"]'): SourceLine("live/main.tf", 12, 12),
    }
    prices = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
    return Report(subject.diff, verdict, prices, "1.2.3", sources=sources)


@pytest.mark.parametrize("name", formats())
def test_report_is_as_it_was(name: str, report: Report, rewrite: bool) -> None:
    file = GOLDEN / f"report.{name}"
    text = reporter(name)(report)
    if rewrite:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), "run pytest --rewrite and review the difference"


@pytest.mark.parametrize("name", formats())
def test_report_is_the_same_twice(name: str, report: Report) -> None:
    assert reporter(name)(report) == reporter(name)(report)


NO_COST = frozenset({"gitlab-codequality", "gitlab-terraform", "junit"})
"""Formats that hold findings or counts of resources, and no cost but what a finding says."""

Numbers = dict[str, str | Decimal]
"""What a format says of a report: "effective.before", "list.delta" and the like. Text is an amount for a reader."""


def test_every_format_says_its_numbers_to_the_test() -> None:
    assert {*NUMBERS, *NO_COST} == set(formats()), "tell NUMBERS how a new format's numbers are read"


@pytest.mark.parametrize("name", sorted(set(formats()) - NO_COST))
@pytest.mark.parametrize("make", ["report", "rich"])
def test_all_formats_say_the_same_numbers(name: str, make: str, report: Report, small_catalogue: Catalogue) -> None:
    """At list prices in dollars, and with discounts, gaps and another currency."""
    given = report if make == "report" else rich(small_catalogue)
    found = NUMBERS[name](reporter(name)(given))
    both = given.is_negotiated and name not in ONE_COST
    assert {"effective.delta", "effective.after"} <= set(found)
    assert not both or {"list.before", "list.after"} <= set(found)
    for key, said in found.items():
        kind, _, which = key.partition(".")
        amount = getattr(given.diff.effective_cost if kind == "effective" else given.diff.list_cost, which)
        words = money.change if which == "delta" else money.money
        assert said == (amount if isinstance(said, Decimal) else words(amount, given.diff.currency)), key


ONE_COST = {
    "infracost-json": "Infracost's format has no place for list prices beside the effective cost",
    "github-annotations": "one line",
    "sarif": "the gate's own number",
}
"""Formats that say the effective cost alone, and why."""


def _json(text: str) -> Numbers:
    summary = json.loads(text)["summary"]
    return {f"{k}.{w}": Decimal(summary[f"{k}_cost"][w]) for k in ("effective", "list") for w in WHICH}


def _infracost(text: str) -> Numbers:
    found = json.loads(text)
    names = ("pastTotalMonthlyCost", "totalMonthlyCost", "diffTotalMonthlyCost")
    return {f"effective.{w}": Decimal(found[n]) for w, n in zip(WHICH, names, strict=True)}


def _terminal(text: str) -> Numbers:
    found: Numbers = {"effective.delta": text.split()[1]}
    for kind, before, after in re.findall(r"^Monthly (effective|list) cost +(\S+) → (\S+)$", text, re.MULTILINE):
        found |= {f"{kind}.before": before, f"{kind}.after": after}
    return {"effective.after": found.get("list.after", ""), **found}


def _markdown(text: str) -> Numbers:
    text = html.unescape(re.sub(r"</?sub>|\*\*|\u200b", "", text))
    found: Numbers = {}
    for name, kind in (("Total", "effective"), ("At list prices", "list")):
        row = re.search(rf"^\| {name} \| (.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
        if row:
            found |= {f"{kind}.{w}": amount for w, amount in zip(WHICH, row.groups(), strict=True)}
    assert re.search(r"^###.* · (\S+) a month", text)[1] == found["effective.delta"]  # type: ignore[index]
    return found


def _html(text: str) -> Numbers:
    root = html5lib.parse(text, namespaceHTMLElements=False)
    figures = [" ".join("".join(dd.itertext()).split()) for dd in root.iterfind(".//dl[@class='figures']/div/dd")]
    found: Numbers = {}
    for which, figure in zip(WHICH, figures, strict=False):
        effective, _, listed = figure.partition(" ")
        found[f"effective.{which}"] = effective
        if listed:
            found[f"list.{which}"] = listed.removesuffix(" at list prices")
    title = "".join(t.text or "" for t in root.iter("title"))
    assert title.endswith(f": {found['effective.delta']} a month")
    return found


def _slack(text: str) -> Numbers:
    message = json.loads(text)
    fields = dict(f["text"].replace("*", "").split("\n") for f in message["blocks"][1]["fields"])
    found: Numbers = {}
    for name, amount in fields.items():
        kind = "list" if name.endswith("at list prices") or name.startswith("At list") else "effective"
        if name.startswith("Change"):
            found[f"{kind}.delta"] = amount
        else:
            found |= dict(zip((f"{kind}.before", f"{kind}.after"), amount.split(" → "), strict=True))
    assert f" {found['effective.delta']} a month" in message["text"]
    return found


def _teams(text: str) -> Numbers:
    card = json.loads(text)["attachments"][0]["content"]
    rows = [[c["items"][0]["inlines"][0]["text"] for c in r["cells"]] for r in card["body"][1]["rows"][1:]]
    kinds = ("effective", "list")
    found: Numbers = {
        f"{k}.{w}": a for k, row in zip(kinds, rows, strict=False) for w, a in zip(WHICH, row[1:], strict=True)
    }
    assert f" {found['effective.delta']} a month" in card["fallbackText"]
    return found


def _csv(text: str) -> Numbers:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    columns = {"before": "before", "after": "after", "delta": "change"}
    return {
        f"{kind}.{which}": _column(rows, f"{kind}_cost_{column}")
        for kind in ("effective", "list")
        for which, column in columns.items()
    }


def _focus(text: str) -> Numbers:
    rows = [r for r in csv.DictReader(io.StringIO(text, newline="")) if r["ChargeFrequency"] != "One-Time"]
    found: Numbers = {}
    for kind in ("Effective", "List"):
        before, after = _column(rows, f"x_Before{kind}Cost"), _column(rows, f"{kind}Cost")
        found |= {
            f"{kind.lower()}.before": before,
            f"{kind.lower()}.after": after,
            f"{kind.lower()}.delta": after - before,
        }
    return found


def _column(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0))


WHICH = ("before", "after", "delta")


def _sarif(text: str) -> Numbers:
    properties = json.loads(text)["runs"][0]["properties"]
    return {f"effective.{which}": Decimal(properties[f"effective_cost_{which}"]) for which in WHICH}


def _openmetrics(text: str) -> Numbers:
    found: Numbers = {}
    for name, which in (("costgate_monthly_cost", "after"), ("costgate_monthly_cost_change", "delta")):
        for kind in ("effective", "list"):
            amounts = re.findall(rf'^{name}{{.*cost="{kind}"}} (\S+)$', text, re.MULTILINE)
            found[f"{kind}.{which}"] = sum(map(Decimal, amounts), Decimal(0))
    return found | {f"{kind}.before": found[f"{kind}.after"] - found[f"{kind}.delta"] for kind in ("effective", "list")}  # type: ignore[operator]


def _annotations(text: str) -> Numbers:
    told = re.search(r"^::notice .*::(\S+) a month: (\S+) → (\S+?)(?:;|$)", text, re.MULTILINE)
    assert told
    return dict(zip(("effective.delta", "effective.before", "effective.after"), told.groups(), strict=True))


NUMBERS: dict[str, Callable[[str], Numbers]] = {
    "csv": _csv,
    "focus-csv": _focus,
    "github-annotations": _annotations,
    "html": _html,
    "infracost-json": _infracost,
    "json": _json,
    "markdown": _markdown,
    "openmetrics": _openmetrics,
    "sarif": _sarif,
    "slack": _slack,
    "teams": _teams,
    "terminal": _terminal,
}
"""How each format's numbers are read."""


def test_infracost_json_has_a_component_for_each_tier_that_is_reached() -> None:
    query = PriceQuery("AmazonApiGateway", "ApiGatewayRequest")
    tiers = tuple(Tier(Decimal(start), Decimal(each)) for start, each in ((0, 3), (100, 2), (1000, 1)))
    price = Price("aws", "us-east-1", query, "Requests", "USD", tiers)
    component = CostComponent("Requests", query, Decimal(150), "Requests", usage_based=True, count=Decimal(2))
    parts = infracost_json.components([LineItem(component, price)])
    told = [(p["name"], p["monthlyQuantity"], p["price"], p["monthlyCost"]) for p in parts]
    assert told == [("Requests (first 100)", "200", "3", "600"), ("Requests (from 100)", "100", "2", "200")]
    within = replace(component, quantity=Decimal(100))
    assert [p["monthlyCost"] for p in infracost_json.components([LineItem(within, price)])] == ["600"]


def test_json_fits_its_published_schema(report: Report) -> None:
    schema = json.loads((ROOT / "costgate/schemas/report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(reporter("json")(report)))


def test_verdict_comes_first_then_the_number() -> None:
    terminal = (GOLDEN / "report.terminal").read_text().splitlines()
    comment = (GOLDEN / "report.markdown").read_text().splitlines()
    assert re.match(r"FAIL  \+\$\d", terminal[0])
    assert re.match(r"### ❌ costgate: fail · \+&#36;\u200b\d", comment[0])


def test_comment_is_cut_at_details_never_at_the_verdict(small_catalogue: Catalogue) -> None:
    volumes = [change(f'aws_ebs_volume.v["{"k" * 150}{i}"]', {"type": "gp3", "size": 10}) for i in range(400)]
    diff = CostDiff((priced(*volumes, catalogue=small_catalogue),))
    verdict = judge([RequiredTags(keys={"Owner": TagRule()})], Subject(diff, "2026-08-01", "2026-11-01"))
    text = reporter("markdown")(Report(diff, verdict, CatalogueInfo("0", "2026-08-01", "2026-08-01"), "1.2.3"))
    assert len(text) <= LIMIT
    assert text.startswith("### ❌ costgate: fail")
    assert "and 3" in text
    assert text.count("<details>") == text.count("</details>")
    assert text.endswith("</sub>\n")


def test_chart_has_what_rises_and_what_falls_apart(report: Report) -> None:
    comment = reporter("markdown")(report)
    charts = re.findall(r"^```mermaid\n(.*?)^```$", comment, re.MULTILINE | re.DOTALL)
    assert [re.findall(r"^  bar \[(.*)\]$", c, re.MULTILINE) for c in charts] == [["80, 65.7, 0.8"], ["5"]]
    assert [re.findall(r'"USD a month (\w+)" 0 --> (\S+)$', c, re.MULTILINE) for c in charts] == [
        [("more", "80")],
        [("less", "5")],
    ]
    assert comment.index("<details><summary>What drives it") < comment.index("```mermaid") < comment.index("</details>")


def test_chart_names_nothing_that_a_diagram_could_read(small_catalogue: Catalogue) -> None:
    names = ['"] bar [9]', "a\nclick x href", "%%{init: {}}%%", "```\n</details>", "<b>@team</b>", "é日本"]
    volumes = [change(f"aws_ebs_volume.v[{json.dumps(n)}]", {"type": "gp3", "size": 10}) for n in names]
    diff = CostDiff((priced(*volumes, catalogue=small_catalogue),))
    comment = reporter("markdown")(Report(diff, Verdict(), CatalogueInfo("0", "2026-08-01", "2026-08-01"), "1"))
    (axis,) = re.findall(r"^  x-axis \[(.*)\]$", comment, re.MULTILINE)
    labels = axis.split(", ")
    assert len(set(labels)) == len(names)
    assert all(re.fullmatch(r'"[A-Za-z0-9_. -]+"', x) for x in labels)
    assert comment.count("```") == 2


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("Storage (gp2)", "Storage (gp3)", "Storage (gp2 → gp3)"),
        ("Hours (linux, t3.micro)", "Hours (linux, m5.large)", "Hours (linux, t3.micro → m5.large)"),
        ("Storage", "Storage", "Storage"),
        ("Storage (gp2)", "Throughput (gp3)", "Throughput (gp3)"),
    ],
)
def test_name_tells_what_changed_in_it(before: str, after: str, name: str) -> None:
    assert merged(before, after) == name


def test_no_golden_file_is_left_over() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {f"report.{name}" for name in formats()}


def test_amounts_beyond_28_digits_are_written_out() -> None:
    assert money.money(Decimal(10) ** 35) == f"${10**35:,}.00"
    assert money.quantity(Decimal(10) ** 36) == f"{10**36:,}"
    assert money.percent(Decimal(10) ** 30, Decimal(1)) == f"+{10**32:,} %"
