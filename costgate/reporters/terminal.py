"""terminal: the verdict first, the number second, the reason third. Plain text; colour where a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from costgate import money
from costgate.model import ZERO, CostChange, Finding, Level
from costgate.report import LineDiff, Report, line_diffs
from costgate.text import counted, plain

MOST_DRIVERS, MOST_LINES, MOST_GAPS, MOST_FINDINGS, MOST_NOTES = 12, 8, 12, 20, 12
"""How much of each part is shown; the JSON report has everything."""

RESULTS = {"pass": ("PASS", "bold green"), "warn": ("PASS with warnings", "bold yellow"), "fail": ("FAIL", "bold red")}
MARKS = {Level.FAIL: ("✗", "red"), Level.WARN: ("!", "yellow"), Level.NOTE: ("·", "dim")}


class Line(Struct, frozen=True):
    """A line of text and how it looks."""

    text: str
    style: str = ""


def render(report: Report) -> str:
    """The report as plain text."""
    return "".join(f"{line.text}\n" for line in lines(report))


def lines(report: Report) -> Iterator[Line]:
    """The report line by line, with styles as rich names them."""
    diff, cost, currency = report.diff, report.diff.effective_cost, report.diff.currency
    word, style = RESULTS[report.result]
    share = money.percent(cost.delta, cost.before)
    yield Line(f"{word}  {money.change(cost.delta, currency)} a month" + (f" ({share})" if share else ""), style)
    if report.is_negotiated:
        yield Line(f"Monthly effective cost {_steps(cost, currency)}")
        yield Line(f"Monthly list cost      {_steps(diff.list_cost, currency)}", "dim")
    else:
        yield Line(f"Monthly list cost {_steps(cost, currency)}")
    yield from _findings(report.told)
    yield from _notes(report)
    yield from _projects(report)
    yield from _drivers(report)
    yield from _gaps(report)
    yield from _footer(report)


def _steps(cost: CostChange, currency: str) -> str:
    return f"{money.money(cost.before, currency)} → {money.money(cost.after, currency)}"


def _findings(findings: Sequence[Finding]) -> Iterator[Line]:
    if findings:
        yield Line("")
    width = max((len(f.policy) for f in findings), default=0)
    for finding in findings[:MOST_FINDINGS]:
        mark, style = MARKS[finding.level]
        where = f"{plain(finding.address)}: " if finding.address else ""
        yield Line(f"{mark} {finding.policy:<{width}}  {where}{plain(finding.message, 400)}", style)
        if finding.waiver:
            yield Line(f"  {'':<{width}}  ({plain(finding.waiver, 400)})", "dim")
        elif finding.remedy:
            yield Line(f"  {'':<{width}}  → {plain(finding.remedy, 400)}", "dim")
    if len(findings) > MOST_FINDINGS:
        yield Line(f"  and {counted(len(findings) - MOST_FINDINGS, 'more finding')}")


def _notes(report: Report) -> Iterator[Line]:
    several = len(report.diff.projects) > 1
    quiet = 0
    for project in report.diff.projects:
        for note in project.notes:
            name = f"{plain(project.name)}: " if several else ""
            quiet += not note.loud
            if note.loud or quiet <= MOST_NOTES:
                style = "bold yellow" if note.loud else "dim"
                yield Line(f"{'!' if note.loud else '·'} {name}{plain(note.message, 400)}", style)
    if quiet > MOST_NOTES:
        yield Line(f"  and {counted(quiet - MOST_NOTES, 'more note')}; --format json lists them all", "dim")


def _projects(report: Report) -> Iterator[Line]:
    projects, currency = report.diff.projects, report.diff.currency
    if len(projects) < 2:
        return
    yield from (Line(""), Line("Projects", "bold"))
    for project in projects:
        cost = project.effective_cost
        yield Line(f"  {money.change(cost.delta, currency):>12}  {plain(project.name)}  {_steps(cost, currency)}")


def _drivers(report: Report) -> Iterator[Line]:
    drivers, currency = report.drivers, report.diff.currency
    if not drivers:
        return
    yield from (Line(""), Line("What drives it", "bold"))
    for resource in drivers[:MOST_DRIVERS]:
        cost = resource.effective_cost
        words = f"{plain(resource.change.address)}  {resource.change.action}  {_steps(cost, currency)}"
        yield Line(f"  {money.change(cost.delta, currency):>12}  {words}", "red" if cost.delta > 0 else "green")
        changed = [d for d in line_diffs(resource) if d.delta]
        yield from (Line(f"  {'':>12}    {_detail(d, currency)}", "dim") for d in changed[:MOST_LINES])
        if len(changed) > MOST_LINES:
            yield Line(f"  {'':>12}    and {counted(len(changed) - MOST_LINES, 'more line')}", "dim")
    if len(drivers) > MOST_DRIVERS:
        rest = sum((r.effective_cost.delta for r in drivers[MOST_DRIVERS:]), ZERO)
        yield Line(f"  {money.change(rest, currency):>12}  {counted(len(drivers) - MOST_DRIVERS, 'more resource')}")


def _detail(diff: LineDiff, currency: str) -> str:
    component = diff.line.component
    group = f"{component.group}: " if component.group else ""
    quantity = component.monthly_quantity
    amount = "" if quantity is None else f"  {money.quantity(quantity)} {component.unit}"
    tiers = diff.line.price.effective_tiers if diff.line.price else ()
    each = f" × {money.unit_price(tiers[0].unit_price, currency)}" if len(tiers) == 1 else ""
    return plain(f"{money.change(diff.delta, currency)}  {group}{diff.name}{amount}{each}", 240)


def _gaps(report: Report) -> Iterator[Line]:
    gaps = report.gaps
    if not gaps:
        return
    yield from (Line(""), Line(f"Without a complete price: {len(gaps)}", "bold yellow"))
    for resource in gaps[:MOST_GAPS]:
        for gap in resource.gaps:
            what = f"{plain(gap.component)}: " if gap.component else ""
            yield Line(f"  {plain(resource.change.address)}  {what}{plain(gap.reason, 240)}")
    if len(gaps) > MOST_GAPS:
        yield Line(f"  and {len(gaps) - MOST_GAPS} more; --format json lists them all")


def _footer(report: Report) -> Iterator[Line]:
    yield Line("")
    yield Line(f"{report.counts.words}.", "dim")
    if report.counts.by_use:
        yield Line(f"{report.counts.by_use_words}.", "dim")
    yield Line(f"{report.prices}.", "dim")
