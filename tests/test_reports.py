"""What a report looks like, and that all formats say the same. `pytest --rewrite` writes the golden texts anew."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import jsonschema
import pytest

from costgate import money
from costgate.catalogue import Catalogue
from costgate.model import CostDiff
from costgate.policies import Subject, judge
from costgate.policies.errored_plan import ErroredPlan
from costgate.policies.monthly_increase import MonthlyIncrease
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.unpriced import Unpriced
from costgate.report import CatalogueInfo, Report, merged
from costgate.reporters import formats, reporter
from costgate.reporters.markdown import LIMIT
from tests.conftest import ROOT
from tests.plans import change, priced

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
    return Report(subject.diff, verdict, CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01"), "1.2.3")


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


def test_all_formats_say_the_same_numbers(report: Report) -> None:
    before, after, delta = report.diff.list_cost.before, report.diff.list_cost.after, report.diff.list_cost.delta
    document = json.loads(reporter("json")(report))["summary"]
    cost = {"before": money.plain(before), "after": money.plain(after), "delta": money.plain(delta)}
    assert document["list_cost"] == document["effective_cost"] == cost
    infracost = json.loads(reporter("infracost-json")(report))
    assert infracost["pastTotalMonthlyCost"] == money.plain(before)
    assert infracost["totalMonthlyCost"] == money.plain(after)
    assert infracost["diffTotalMonthlyCost"] == money.plain(delta)
    for name in ("terminal", "markdown"):
        text = reporter(name)(report).replace("&#36;", "$")
        for amount in (money.money(before), money.money(after), money.change(delta)):
            assert amount in text, f"{name} lacks {amount}"


def test_json_fits_its_published_schema(report: Report) -> None:
    schema = json.loads((ROOT / "costgate/schemas/report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(reporter("json")(report)))


def test_verdict_comes_first_then_the_number() -> None:
    terminal = (GOLDEN / "report.terminal").read_text().splitlines()
    comment = (GOLDEN / "report.markdown").read_text().splitlines()
    assert re.match(r"FAIL  \+\$\d", terminal[0])
    assert re.match(r"### ❌ costgate: fail · \+&#36;\d", comment[0])


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
