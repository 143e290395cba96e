"""What a report looks like, and that all formats say the same. `pytest --rewrite` writes the golden texts anew."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise

import jsonschema
import pytest
from msgspec.structs import replace

from costgate import money
from costgate.catalogue import Catalogue
from costgate.model import CostComponent, CostDiff, LineItem, Note, Price, PriceQuery, Tier, Verdict
from costgate.policies import Subject, judge
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.report import CatalogueInfo, Report, merged
from costgate.reporters import formats, infracost_json, markdown, reporter
from costgate.reporters.markdown import LIMIT
from tests.conftest import ROOT
from tests.plans import change, priced
from tests.reports import listed

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module")
def report(small_catalogue: Catalogue) -> Report:
    return listed(small_catalogue)


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


def test_infracost_json_tells_the_first_price_that_is_one_where_no_use_is_stated() -> None:
    query = PriceQuery("Azure App Service", "Bandwidth")
    tiers = (Tier(Decimal(0), Decimal(0)), Tier(Decimal(100), Decimal("0.2")))
    price = Price("azure", "westeurope", query, "GB", "USD", tiers)
    component = CostComponent("Data", query, None, "GB", usage_based=True)
    (part,) = infracost_json.components([LineItem(component, price)])
    assert (part["name"], part["price"], part["monthlyCost"]) == ("Data (from 100)", "0.2", None)


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "slack", "teams"])
@pytest.mark.parametrize(
    ("count", "told", "counted"),
    [
        (1, "1 also costs by use that no usage file states", "1 resource"),
        (2, "2 also cost by use that no usage file states", "2 resources"),
    ],
)
def test_what_costs_by_use_that_nobody_stated_is_told_to_every_reader(
    name: str, count: int, told: str, counted: str, small_catalogue: Catalogue
) -> None:
    functions = [change(f"aws_lambda_function.f[{n}]", {"function_name": "f"}) for n in range(count)]
    diff = priced(*functions, catalogue=small_catalogue)
    report = Report(CostDiff((diff,)), Verdict(), CatalogueInfo("v", "2026-01-31", "2026-01-31"), "1")
    text = reporter(name)(report)
    assert told in text.replace("resource also", "also").replace("resources also", "also")
    assert counted in text
    assert "1 resources" not in text


def test_json_fits_its_published_schema(report: Report) -> None:
    schema = json.loads((ROOT / "costgate/schemas/report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(reporter("json")(report)))


def test_verdict_comes_first_then_the_number() -> None:
    terminal = (GOLDEN / "report.terminal").read_text().splitlines()
    comment = (GOLDEN / "report.markdown").read_text().splitlines()
    assert re.match(r"FAIL  \+\$\d", terminal[0])
    assert re.match(r"### ❌ costgate: fail · \+&#36;\u2060\d", comment[0])


@pytest.fixture(scope="module")
def large(small_catalogue: Catalogue) -> Report:
    """A report with too much of everything, in projects with long names."""
    name = "_" * 150
    volumes = [change(f'aws_ebs_volume.v["{name}{i}"]', {"type": "gp3", "size": 10}) for i in range(40)]
    odd = [change(f'aws_instance.i["{name}{i}"]', {"instance_type": f"q9.{name}"}) for i in range(40)]
    one = priced(*volumes, *odd, catalogue=small_catalogue)
    one = replace(one, notes=tuple(Note(f"{i} {name}", loud=i % 2 == 0) for i in range(60)))
    diff = CostDiff(tuple(replace(one, name=f"{name}{i}") for i in range(12)))
    verdict = judge([RequiredTags(keys={"Owner": TagRule()})], Subject(diff, "2026-08-01", "2026-11-01"))
    return Report(diff, verdict, CatalogueInfo("0", "2026-08-01", "2026-08-01"), "1.2.3")


@pytest.mark.parametrize("limit", [900_000, LIMIT, 40_000, 20_000, 8_000, 3_000, 2_000, 1_000])
def test_comment_is_cut_at_details_never_at_the_verdict(large: Report, limit: int) -> None:
    text = markdown.render(large, limit)
    assert len(text) <= limit
    assert text.startswith("### ❌ costgate: fail")
    assert money.money(large.diff.effective_cost.after) in text.replace("&#36;\u2060", "$")
    assert text.count("<details>") == text.count("</details>")
    assert text.endswith("</sub>\n")


def test_what_is_left_out_is_said_and_goes_section_by_section(large: Report) -> None:
    sections = ["lines of the bill", "notes", "gaps", "resources that drive it"]
    told: list[list[str]] = []
    for limit in (int(400_000 * 0.6**n) for n in range(12)):
        said = re.search("Left out, for a comment holds only so much: ([^.]+)[.]", markdown.render(large, limit))
        told.append([s for s in sections if said and s in said[1]])
        assert told[-1] == sections[: len(told[-1])], "one goes only after the ones before it"
    assert told[0] == []
    assert told[-1] == sections
    assert len(told[-1]) == 4
    assert all(len(a) <= len(b) for a, b in pairwise(told))


def test_small_report_leaves_nothing_out(report: Report) -> None:
    assert "Left out" not in markdown.render(report)


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


@pytest.mark.parametrize(
    ("amount", "text"),
    [("25000", "$25,000.00"), ("0.0000166667", "$0.0000166667"), ("4.50", "$4.50"), ("1234567.891", "$1,234,567.891")],
)
def test_unit_price_has_every_digit_and_its_thousands_apart(amount: str, text: str) -> None:
    assert money.unit_price(Decimal(amount)) == text


def test_amounts_beyond_28_digits_are_written_out() -> None:
    assert money.money(Decimal(10) ** 35) == f"${10**35:,}.00"
    assert money.quantity(Decimal(10) ** 36) == f"{10**36:,}"
    assert money.percent(Decimal(10) ** 30, Decimal(1)) == f"+{10**32:,} %"
