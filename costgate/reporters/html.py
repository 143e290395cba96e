"""html: one file to open, archive or print. It needs no script, no network and, if it must, no style sheet.

A server such as Jenkins forbids inline styles (`style-src 'self'`), so what matters is in the HTML: the order of
things, tables with headings, bars as SVG with attributes, numbers aligned by attribute. The styles make it pleasant.
Names from a plan are hostile text: everything printed is made plain and escaped.
https://www.jenkins.io/doc/book/security/configuring-content-security-policy/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup
from msgspec import Struct

from costgate import money
from costgate.model import ZERO, Confidence, CostChange, Finding, Level, LineItem, ResourceDiff
from costgate.report import (
    Group,
    LineDiff,
    Report,
    by_module,
    by_service,
    by_tag,
    held,
    line_diffs,
    tag_keys,
    total,
    untagged,
    usage_lines,
)
from costgate.text import counted, plain

NEEDS_SOURCES = True

MOST = {"drivers": 15, "groups": 12, "keys": 8, "findings": 8, "folded": 100, "resources": 250}
"""How many rows of each kind are shown, so that the page of a plan of any size opens at once. json has everything."""

RESULTS = {"pass": ("✓", "Pass"), "warn": ("!", "Pass with warnings"), "fail": ("✗", "Fail")}
LEVELS = {Level.FAIL: ("✗", "fails"), Level.WARN: ("!", "warns"), Level.NOTE: ("·", "notes")}

CONFIDENCE = {
    Confidence.EXACT: "",
    Confidence.ASSUMED: ", with use from the usage file",
    Confidence.UNKNOWN: ", also by use",
    Confidence.UNPRICED: ", without a complete price",
}
"""What there is to say of a cost that does not follow from the plan alone."""

BAR = Decimal(200)
"""The width of a bar chart in its own units."""


class Bar(Struct, frozen=True):
    """A bar of a chart: where it starts and how wide it is, and where zero is."""

    x: Decimal
    width: Decimal
    zero: Decimal
    is_more: bool


class Row(Struct, frozen=True):
    """A row of a table of costs. `name` is a plan's text, `words` are ours; a cost that is unknown has no numbers."""

    name: str
    words: str
    cost: CostChange
    is_unknown: bool = False
    bar: Bar | None = None


class Findings(Struct, frozen=True):
    """What one policy found on one level."""

    policy: str
    level: Level
    findings: Sequence[Finding]


def render(report: Report) -> str:
    """The report as an HTML document."""
    ordered, keys = _changed_first(report), tag_keys(report.diff.resources)
    proved = [r for r in ordered if any(side and side.lines for side in (r.before, r.after))]
    return _template().render(
        report=report,
        diff=report.diff,
        most=MOST,
        mark=RESULTS[report.result],
        findings=_by_policy(report.told),
        drivers=_rows([_driver(r, report) for r in report.drivers], MOST["drivers"], "resources"),
        groups=list(_groups(report, keys[: MOST["keys"]])),
        more_keys=keys[MOST["keys"] :],
        evidence=_evidence(proved[: MOST["resources"]]),
        unproved=max(len(proved) - MOST["resources"], 0),
        use=[(r, lines) for r in ordered if (lines := list(usage_lines(r)))],
    )


def _by_policy(findings: Iterable[Finding]) -> list[Findings]:
    found: dict[tuple[str, Level], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.policy, finding.level), []).append(finding)
    return [Findings(policy, level, of) for (policy, level), of in found.items()]


def _driver(resource: ResourceDiff, report: Report) -> Row:
    words = f"{resource.change.action}{CONFIDENCE[resource.confidence]}{_place(resource, report)}"
    return Row(resource.change.address, words, resource.effective_cost)


def _place(resource: ResourceDiff, report: Report) -> str:
    """Where the resource is written, if that was found."""
    source = report.sources.get((resource.project, resource.change.address))
    return f" · {source.file}:{source.line}" if source else ""


class Grouping(Struct, frozen=True):
    """A table of groups: what divides the resources, and how. `key` is the tag's, if it is one."""

    title: str
    head: str
    rows: Sequence[Row]
    key: str = ""


def _groups(report: Report, keys: Sequence[str]) -> Iterable[Grouping]:
    """The tables by project, module, service and tag; those that divide nothing are left out."""
    resources, currency = list(report.diff.resources), report.diff.currency
    several = len(report.diff.projects) > 1
    if several:
        rows = [Row(p.name, counted(len(p.resources), "resource"), p.effective_cost) for p in report.diff.projects]
        yield Grouping("By project", "Project", _rows(rows, MOST["folded"], "projects"))
    modules, services = by_module(resources), by_service(resources)
    if any(g.name for g in modules):
        rows = [_row(g, currency, several=several) for g in modules]
        yield Grouping("By module", "Module", _rows(rows, MOST["groups"], "modules"))
    if services:
        rows = [_row(g, currency) for g in services]
        yield Grouping("By service", "Service", _rows(rows, MOST["groups"], "services"))
    bare = untagged(resources)
    if bare:
        cost = total(r.effective_cost for r in bare)
        rows = [Row("", f"{counted(len(bare), 'resource')} without any tag", cost)]
        yield Grouping("Without any tag", "Tags", _rows(rows, 1, ""))
    for key in keys:
        rows = [_row(g, currency) for g in by_tag(resources, key)]
        yield Grouping("By tag", "Value", _rows(rows, MOST["groups"], "values"), key)


def _row(group: Group, currency: str, *, several: bool = False) -> Row:
    name = f"{group.project}: {group.name}" if several and group.name else group.name
    note = f"{group.project}: {group.note}" if several and group.note else group.note
    unpriced = f", {group.unpriced:,} without a complete price" if group.unpriced else ""
    some = "" if group.by_use == group.resources else f"{group.by_use:,} "
    by_use = f", {some}also by use" if group.by_use else ""
    listed = group.list_cost.after
    negotiated = f", {money.money(listed, currency)} at list prices" if listed != group.effective_cost.after else ""
    words = f"{note}{' · ' if note else ''}{counted(group.resources, 'resource')}{unpriced}{by_use}{negotiated}"
    return Row(name, words, group.effective_cost, group.is_unknown)


def _rows(rows: Sequence[Row], most: int, of: str) -> list[Row]:
    """At most so many rows with their bars; the rest in one row, so that the table still adds up."""
    if len(rows) <= most + 1:
        return _with_bars(rows)
    rest = rows[most:]
    return [*_with_bars(rows[:most]), Row("", f"{len(rest):,} more {of}", total(r.cost for r in rest))]


def _with_bars(rows: Sequence[Row]) -> list[Row]:
    deltas = [r.cost.delta for r in rows]
    low, high = min(*deltas, ZERO, ZERO), max(*deltas, ZERO, ZERO)
    return [Row(r.name, r.words, r.cost, r.is_unknown, _bar(r.cost.delta, low, high)) for r in rows]


def _bar(delta: Decimal, low: Decimal, high: Decimal) -> Bar | None:
    """The bar of a change where the chart goes from `low` to `high`; small ones can still be seen."""
    if not delta:
        return None
    zero = _tenth(BAR * -low / (high - low))
    width = max(_tenth(BAR * abs(delta) / (high - low)), Decimal(1))
    return Bar(zero if delta > 0 else max(zero - width, ZERO), width, zero, delta > 0)


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_EVEN)


class Evidence(Struct, frozen=True):
    """A resource, its lines before and after, and what is held of its cost."""

    resource: ResourceDiff
    lines: Sequence[LineDiff]
    held: Decimal


def _changed_first(report: Report) -> list[ResourceDiff]:
    """What drives the change, then what else changes, then what costs most."""
    return sorted(
        report.diff.resources,
        key=lambda r: (
            -abs(r.effective_cost.delta),
            not r.is_changed,
            -r.effective_cost.after,
            r.project,
            r.change.address,
        ),
    )


def _evidence(resources: Iterable[ResourceDiff]) -> list[Evidence]:
    found = []
    for resource in resources:
        kept = held(resource)
        found.append(Evidence(resource, line_diffs(resource), kept.effective_cost if kept else ZERO))
    return found


def _sides(diff: LineDiff) -> list[tuple[str, LineItem]]:
    """What is to be told of a line: once if both sides are the same, else each side under its word."""
    before, after = diff.before, diff.after
    if before == after and after:
        return [("Before and after", after)]
    return [(word, side) for word, side in (("Before", before), ("After", after)) if side]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("costgate.reporters"),
        finalize=_plain,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
    environment.filters |= {
        "money": money.money,
        "change": money.change,
        "unit_price": money.unit_price,
        "quantity": money.quantity,
        "level": LEVELS.__getitem__,
        "count": lambda number: counted(number, "resource"),
        "number": "{:,}".format,
        "share": lambda share: f"{share.quantize(Decimal(1), ROUND_FLOOR)} %",
        "sure": CONFIDENCE.__getitem__,
    }
    environment.globals |= {"percent": money.percent, "place": _place, "sides": _sides}
    return environment.get_template("report.html.j2")


def _plain(value: Any) -> Any:
    """Control and direction characters have no place in a page; markup is our own."""
    return value if isinstance(value, Markup) else plain(str(value), 1000)
