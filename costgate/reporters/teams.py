"""teams: an Adaptive Card in the envelope that a workflow of Microsoft Teams takes from a webhook.

    curl -H 'Content-Type: application/json' --data @teams.json "$TEAMS_WEBHOOK_URL"

A plan's text stands in text runs, in which a card formats nothing. A message must stay below 28 KB; less and less is
shown until it does. https://adaptivecards.io/explorer/TextRun.html,
https://learn.microsoft.com/connectors/teams/#known-issues-and-limitations-with-actions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from costgate import money
from costgate.model import CostChange, Finding, Level, ResourceDiff
from costgate.report import Report
from costgate.text import plain

LIMIT = 20_000
"""Bytes of a message. Teams says 28 KB; clients found the true limit nearer to 21 KB, so there is room left."""

STEPS = (12, 6, 3, 1)
"""How many rows of each part are shown: less and less until the message fits."""

RESULTS = {
    "pass": ("✅ costgate: pass", "good"),
    "warn": ("⚠️ costgate: pass with warnings", "warning"),
    "fail": ("❌ costgate: fail", "attention"),
}
MARKS = {Level.FAIL: ("❌", "attention"), Level.WARN: ("⚠️", "warning"), Level.NOTE: ("ℹ️", "default")}

Element = dict[str, Any]


def render(report: Report) -> str:
    """The report as a message's JSON."""
    text = b""
    for most in STEPS:
        text = msgspec.json.format(msgspec.json.encode(_message(report, most)), indent=1)
        if len(text) <= LIMIT:
            break
    return text.decode() + "\n"


def _message(report: Report, most: int) -> Element:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "fallbackText": _headline(report),
        "body": list(_body(report, most)),
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [content]}


def _headline(report: Report) -> str:
    cost = report.diff.effective_cost
    share = money.percent(cost.delta, cost.before)
    change = money.change(cost.delta, report.diff.currency)
    return f"{RESULTS[report.result][0]} · {change} a month" + (f" ({share})" if share else "")


def _body(report: Report, most: int) -> Iterator[Element]:
    diff, currency = report.diff, report.diff.currency
    yield _text(_run(_headline(report), size="large", weight="bolder", color=RESULTS[report.result][1]))
    yield _costs(report)
    loud = [(p.name, n.message) for p in diff.projects for n in p.notes if n.loud]
    for _, message in loud[:most]:
        yield _text(_run(f"⚠️ {message}", color="warning"))
    findings = report.told
    if findings:
        yield _heading("Policies")
        yield from (_finding(f) for f in findings[:most])
        yield from _rest(len(findings), most)
    if len(diff.projects) > 1:
        yield _heading("Projects")
        rows = [[money.change(p.effective_cost.delta, currency), p.name] for p in diff.projects[:most]]
        yield _table(["Change", "Project"], rows, (1, 4))
        yield from _rest(len(diff.projects), most)
    if report.drivers:
        yield _heading("What drives it")
        rows = [_driver(r, currency) for r in report.drivers[:most]]
        yield _table(["Change", "Resource", "Action"], rows, (1, 3, 1))
        yield from _rest(len(report.drivers), most)
    if report.gaps:
        yield _heading(f"Without a complete price: {len(report.gaps):,}")
        for resource in report.gaps[:most]:
            gap = resource.gaps[0]
            what = f" {gap.component}:" if gap.component else ""
            yield _text(_name(resource.change.address), _run(f"{what} {gap.reason}"))
        yield from _rest(len(report.gaps), most)
    one = len(diff.projects) == 1
    plans = [_run("Plan "), _name(diff.projects[0].name)] if one else [_run(f"{len(diff.projects):,} plans")]
    footer = f". {report.counts.sentences} {report.prices}. costgate {report.version}."
    yield _text(*plans, _run(footer, size="small", isSubtle=True), separator=True, spacing="medium")


def _costs(report: Report) -> Element:
    """The numbers: what the team pays, and list prices below where that is something else."""
    diff = report.diff
    kind = "Effective" if report.is_negotiated else "List"
    rows = [_cost(f"{kind} cost a month", diff.effective_cost, diff.currency)]
    if report.is_negotiated:
        rows.append(_cost("At list prices", diff.list_cost, diff.currency))
    return _table(["Cost", "Before", "After", "Change"], rows, (2, 1, 1, 1))


def _cost(name: str, cost: CostChange, currency: str) -> list[str]:
    before, after = (money.money(c, currency) for c in (cost.before, cost.after))
    return [name, before, after, money.change(cost.delta, currency)]


def _finding(finding: Finding) -> Element:
    mark, color = MARKS[finding.level]
    where = [_name(finding.address), _run(": ")] if finding.address else []
    said = finding.message + (f" ({finding.waiver})" if finding.waiver else "")
    return _text(_run(f"{mark} {finding.policy} ", weight="bolder", color=color), *where, _run(said))


def _driver(resource: ResourceDiff, currency: str) -> list[str]:
    delta = money.change(resource.effective_cost.delta, currency)
    return [delta, resource.change.address, str(resource.change.action)]


def _rest(count: int, most: int) -> Iterator[Element]:
    if count > most:
        yield _text(_run(f"and {count - most:,} more", isSubtle=True))


def _heading(text: str) -> Element:
    return _text(_run(text, weight="bolder"), spacing="medium")


def _text(*runs: Element, **properties: Any) -> Element:
    """A paragraph. Unlike a TextBlock, it knows no Markdown."""
    return {"type": "RichTextBlock", "inlines": list(runs), **properties}


def _run(text: str, **properties: Any) -> Element:
    return {"type": "TextRun", "text": plain(text, 300), **properties}


def _name(text: str) -> Element:
    return {"type": "TextRun", "text": plain(text), "fontType": "monospace"}


def _table(head: list[str], rows: list[list[str]], widths: tuple[int, ...]) -> Element:
    """A table; the first row is its head, unless a card says otherwise."""
    return {
        "type": "Table",
        "columns": [{"width": w} for w in widths],
        "showGridLines": False,
        "rows": [{"type": "TableRow", "cells": [_cell(text) for text in row]} for row in (head, *rows)],
    }


def _cell(text: str) -> Element:
    return {"type": "TableCell", "items": [_text(_run(text))]}
