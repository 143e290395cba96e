"""The HTML report: valid, self-contained, legible without its styles; names are text."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from costgate.catalogue import Catalogue
from costgate.model import CostDiff, Finding, Level, ProjectDiff, ResourceDiff, Verdict
from costgate.policies import Subject, judge
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.unpriced import Unpriced
from costgate.report import CatalogueInfo, Report
from costgate.reporters import html
from tests.hostile import SPOKEN
from tests.plans import change, load, priced
from tests.reports import rich

INFO = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
hostile_names = pytest.mark.parametrize("name", [t for t, _ in SPOKEN], ids=[i for _, i in SPOKEN])


def parsed(text: str) -> Element:
    """The document's tree; any mistake in the HTML is an error."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return root


def shape(root: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and names of attributes, without what they hold."""
    return [(e.tag, tuple(sorted(e.attrib))) for e in root.iter()]


def said(element: Element) -> str:
    """The text of an element on one line; of a document, what stands in its body."""
    body = element.find("body")
    return " ".join(" ".join((element if body is None else body).itertext()).split())


def tables(root: Element) -> dict[str, list[list[str]]]:
    """The rows of each table by its caption."""
    return {
        said(t.findall("caption")[0]): [[said(c) for c in row] for row in t.iterfind("tbody/tr")]
        for t in root.iter("table")
    }


def report(*projects: ProjectDiff, findings: tuple[Finding, ...] = ()) -> Report:
    return Report(CostDiff(projects), Verdict(findings), INFO, "1.2.3")


def named(name: str, catalogue: Catalogue) -> Report:
    """A report in which everything that a plan can name is called `name`."""
    project = priced(
        change(
            f"module.m[{json.dumps(name)}].aws_ebs_volume.a[{json.dumps(name)}]",
            {"type": "gp3", "size": 10, "tags_all": {name: name, "Owner": name}},
        ),
        change("aws_instance.odd", {"instance_type": name, "tags_all": {}}),
        catalogue=catalogue,
    )
    renamed = ProjectDiff(name, name, project.resources, project.notes, project.errored, name)
    found = [Finding("required-tags", Level.FAIL, name, name, name, name)]
    return report(renamed, findings=tuple(found))


@hostile_names
def test_hostile_name_is_nothing_but_text(name: str, small_catalogue: Catalogue) -> None:
    benign = parsed(html.render(named("plain", small_catalogue)))
    hostile = parsed(html.render(named(name, small_catalogue)))
    assert shape(hostile) == shape(benign)
    assert not re.search("[\u202a-\u202e\x00-\x08\x0b-\x1f]", "".join(hostile.itertext()))


def test_name_is_shown_as_it_is(small_catalogue: Catalogue) -> None:
    text = said(parsed(html.render(named("<script>alert(1)</script>", small_catalogue))))
    assert text.count("<script>alert(1)</script>") > 8


@pytest.mark.parametrize(
    "scenario", ["empty-configuration", "no-changes", "mixed-change", "state-show", "errored-precondition"]
)
def test_report_of_a_recorded_plan_is_valid_html(scenario: str, small_catalogue: Catalogue) -> None:
    from costgate.diff import compare
    from costgate.usage import Usage

    project = compare(load(scenario), small_catalogue, Usage())
    verdict = judge(
        [Unpriced(), RequiredTags(keys={"Owner": TagRule()})], Subject(CostDiff((project,)), "2026-08-01", "2026-08-02")
    )
    root = parsed(html.render(Report(CostDiff((project,)), verdict, INFO, "1.2.3")))
    idents = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(idents) == len(set(idents))
    links = {a.attrib["href"].removeprefix("#") for a in root.iter("a")}
    assert links <= set(idents)
    assert {e.attrib["aria-labelledby"] for e in root.iter("section")} <= set(idents)


def test_page_asks_for_nothing_and_runs_nothing(small_catalogue: Catalogue) -> None:
    root = parsed(html.render(rich(small_catalogue)))
    tags = {e.tag for e in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "input", "base", "audio", "video"}
    for element in root.iter():
        assert not [a for a in element.attrib if a.startswith("on") or a in {"src", "srcset", "action", "style"}]
        assert element.attrib.get("href", "#").startswith("#")
    (styles,) = root.iter("style")
    assert not re.search(r"url\(|@import", styles.text or "")


def test_without_styles_bars_have_their_size_and_numbers_their_side(small_catalogue: Catalogue) -> None:
    root = parsed(html.render(rich(small_catalogue)))
    rects = [e for e in root.iter() if e.tag.endswith("rect")]
    assert rects
    assert all({"x", "y", "width", "height", "fill"} <= set(e.attrib) for e in rects)
    numbers = [e for e in root.iter("td") if "number" in e.attrib.get("class", "").split()]
    assert numbers
    assert {e.attrib["align"] for e in numbers} == {"right"}


def test_every_table_has_a_caption_and_headings_with_a_scope(small_catalogue: Catalogue) -> None:
    root = parsed(html.render(rich(small_catalogue)))
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert all(th.attrib.get("scope") in {"col", "row"} for th in table.iter("th"))


def test_headings_go_down_one_by_one(small_catalogue: Catalogue) -> None:
    levels = [int(e.tag[1]) for e in parsed(html.render(rich(small_catalogue))).iter() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_verdict_then_number_then_reasons(small_catalogue: Catalogue) -> None:
    text = said(parsed(html.render(rich(small_catalogue))))
    places = [text.index(part) for part in ("✗ Fail", "+€", "required-tags fails", "What drives the change")]
    assert places == sorted(places)


def amounts(rows: list[list[str]], column: int) -> Decimal:
    """The sum of a column of rounded amounts."""
    return sum((Decimal(re.sub("[^0-9.-]", "", row[column])) for row in rows if row[column] != "unknown"), Decimal(0))


def test_rows_beyond_the_most_are_one_row_and_the_table_adds_up(small_catalogue: Catalogue) -> None:
    volumes = [
        change(f"module.m{i}.aws_ebs_volume.v", {"type": "gp3", "size": 100, "tags_all": {"N": str(i)}})
        for i in range(40)
    ]
    root = parsed(html.render(report(priced(*volumes, catalogue=small_catalogue))))
    found = tables(root)
    drivers = found["Resources whose cost changes, most first, as a bar chart"]
    assert (len(drivers), drivers[-1][0]) == (16, "25 more resources")
    modules = found["Cost a month, by module"]
    assert (len(modules), modules[-1][0]) == (13, "28 more modules")
    for rows in (drivers, modules, found["Cost a month by the tag N"]):
        assert [amounts(rows, column) for column in (1, 2, 3)] == [0, 320, 320]


def test_plan_of_2000_resources_is_cut_and_says_so(small_catalogue: Catalogue) -> None:
    volumes = [change(f"aws_ebs_volume.v{i}", {"type": "gp3", "size": 10 + i}) for i in range(1900)]
    odd = [change(f"aws_instance.o[{i}]", {"instance_type": "q9.enormous"}) for i in range(150)]
    diff = CostDiff((priced(*volumes, *odd, catalogue=small_catalogue),))
    verdict = judge([RequiredTags(keys={"Owner": TagRule()})], Subject(diff, "2026-08-01", "2026-08-02"))
    text = html.render(Report(diff, verdict, INFO, "1.2.3"))
    assert len(text) < 600_000
    root = parsed(text)
    words = said(root)
    for cut in (
        "1,893 more",  # findings: of the instances of `o` it is one
        "and 1,793 that the JSON report lists",
        "2,035 more resources",
        "and 50 resources more, which the JSON report lists",
        "and 1,800 resources more, which change or cost less",
    ):
        assert cut in words
    assert len([e for e in root.iter("details") if e.attrib.get("class") == "evidence"]) == 250


def test_resource_says_where_it_is_written(small_catalogue: Catalogue) -> None:
    text = said(parsed(html.render(rich(small_catalogue))))
    assert text.count("live/web.tf:3") == 2, "in the chart and with the evidence"


def test_keys_beyond_the_most_are_named(small_catalogue: Catalogue) -> None:
    tags = {f"k{i}": "v" for i in range(10)}
    volume = change("aws_ebs_volume.a", {"type": "gp3", "size": 10, "tags_all": tags})
    root = parsed(html.render(report(priced(volume, catalogue=small_catalogue))))
    assert [c for c in tables(root) if "by the tag" in c] == [f"Cost a month by the tag k{i}" for i in range(8)]
    assert "Tags have 2 more keys: k8, k9." in said(root)


def test_moved_resource_says_where_it_was(small_catalogue: Catalogue) -> None:
    volume = {"type": "gp3", "size": 10}
    moved = change(
        "aws_ebs_volume.new", volume, before=volume, actions=["no-op"], previous_address="aws_ebs_volume.was"
    )
    text = said(parsed(html.render(report(priced(moved, catalogue=small_catalogue)))))
    assert "before: aws_ebs_volume.was" in text


def test_gap_is_unknown_and_what_it_holds_is_told(small_catalogue: Catalogue) -> None:
    project = priced(
        change(
            "aws_instance.odd",
            {"instance_type": "q9.enormous"},
            before={"instance_type": "m5.large"},
            actions=["update"],
        ),
        change("aws_quantum_thing.x", {}),
        catalogue=small_catalogue,
    )
    text = said(parsed(html.render(report(project))))
    assert "Held as before $73.00" in text
    assert "no price · 1 resource, 1 without a complete price unknown unknown unknown" in text


def test_agreed_price_is_shown_beside_the_list_price(small_catalogue: Catalogue) -> None:
    text = said(parsed(html.render(rich(small_catalogue))))
    assert "Agreed: discount of 10 %, in place of €" in text
    assert re.search(r"AmazonEC2 · \d resources, 2 without a complete price, €\S+ at list prices", text)
    assert "1 USD = 0.9 EUR as of 2026-11-02" in text


def test_two_plans_are_two_rows(small_catalogue: Catalogue) -> None:
    first = priced(change("aws_ebs_volume.a", {"type": "gp3", "size": 100}), catalogue=small_catalogue)
    second = ProjectDiff(
        "other", "other.json", tuple(ResourceDiff("other", r.change, r.before, r.after) for r in first.resources)
    )
    rows = tables(parsed(html.render(report(first, second))))["Cost a month, by project"]
    assert [r[0] for r in rows] == ["plan · 1 resource", "other · 1 resource"]
