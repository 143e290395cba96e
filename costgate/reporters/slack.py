"""slack: a message in Slack's Block Kit, for an incoming webhook or chat.postMessage.

    curl -H 'Content-Type: application/json' --data @slack.json "$SLACK_WEBHOOK_URL"

Slack takes at most 50 blocks, 150 characters of a header and 3,000 of a text; whole lines go when there are more.
https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from costgate import money
from costgate.model import CostChange, Finding, Level, ResourceDiff
from costgate.report import Report
from costgate.text import JOINER, plain

T = TypeVar("T")

LONGEST = 2900
"""Characters of a text; Slack takes 3,000, and a line that says what was left out must fit."""

MOST_FINDINGS, MOST_DRIVERS, MOST_GAPS, MOST_PROJECTS = 12, 8, 6, 10

RESULTS = {"pass": "✅ costgate: pass", "warn": "⚠️ costgate: pass with warnings", "fail": "❌ costgate: fail"}
MARKS = {Level.FAIL: "❌", Level.WARN: "⚠️", Level.NOTE: "ℹ️"}


def render(report: Report) -> str:
    """The report as a message's JSON."""
    cost, currency = report.diff.effective_cost, report.diff.currency
    share = money.percent(cost.delta, cost.before)
    headline = f"{RESULTS[report.result]} · {_words(money.change(cost.delta, currency))} a month"
    headline += f" ({share})" if share else ""
    footer = f"{_plans(report)}. {report.counts.sentences} {_safe(report.prices)}."
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": headline, "emoji": True}},
        {"type": "section", "fields": [_text(field) for field in _fields(report)]},
        *(_section(title, lines) for title, lines in _parts(report) if lines),
        {"type": "context", "elements": [_text(footer)]},
    ]
    message = {"text": headline, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    return msgspec.json.format(msgspec.json.encode(message), indent=2).decode() + "\n"


def _plans(report: Report) -> str:
    """What was priced: the one plan, or how many."""
    projects = report.diff.projects
    return f"Plan {_code(projects[0].name)}" if len(projects) == 1 else f"{len(projects):,} plans"


def _fields(report: Report) -> Iterator[str]:
    """The numbers, two in a row."""
    diff = report.diff
    kind = "effective" if report.is_negotiated else "list"
    yield f"*Monthly {kind} cost*\n{_steps(diff.effective_cost, diff.currency)}"
    yield f"*Change a month*\n{_escaped(money.change(diff.effective_cost.delta, diff.currency))}"
    if report.is_negotiated:
        yield f"*At list prices*\n{_steps(diff.list_cost, diff.currency)}"
        yield f"*Change at list prices*\n{_escaped(money.change(diff.list_cost.delta, diff.currency))}"


def _parts(report: Report) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each part."""
    diff, currency = report.diff, report.diff.currency
    notes = [n for p in diff.projects for n in p.notes if n.loud]
    yield "Notes", _most(notes, MOST_PROJECTS, lambda n: f"⚠️ {_safe(n.message)}")
    yield "Policies", _most(report.told, MOST_FINDINGS, _finding)
    if len(diff.projects) > 1:
        yield "Projects", _most(diff.projects, MOST_PROJECTS, lambda p: _cost(p.name, p.effective_cost, currency))
    yield (
        "What drives it",
        _most(report.drivers, MOST_DRIVERS, lambda r: _cost(r.change.address, r.effective_cost, currency)),
    )
    yield f"Without a complete price: {len(report.gaps):,}", _most(report.gaps, MOST_GAPS, _gap)


def _finding(finding: Finding) -> str:
    where = f"{_code(finding.address)}: " if finding.address else ""
    waiver = f" ({_safe(finding.waiver)})" if finding.waiver else ""
    return f"{MARKS[finding.level]} *{finding.policy}*: {where}{_safe(finding.message)}{waiver}"


def _cost(name: str, cost: CostChange, currency: str) -> str:
    return f"*{_escaped(money.change(cost.delta, currency))}*  {_code(name)}  {_steps(cost, currency)}"


def _gap(resource: ResourceDiff) -> str:
    """The first reason why it has no price."""
    gap = resource.gaps[0]
    what = f"{gap.component}: " if gap.component else ""
    return f"{_code(resource.change.address)} {_safe(what + gap.reason)}"


def _most(items: Sequence[T], most: int, line: Callable[[T], str]) -> list[str]:
    """A line for each of the first items, and one that counts the rest."""
    rest = [f"and {len(items) - most:,} more"] if len(items) > most else []
    return [*(f"• {line(item)}" for item in items[:most]), *rest]


def _section(title: str, lines: Iterable[str]) -> dict[str, Any]:
    text = f"*{title}*"
    for line in lines:
        if len(text) + len(line) + 1 > LONGEST:
            text += "\nand more"
            break
        text += f"\n{line}"
    return {"type": "section", "text": _text(text)}


def _text(text: str) -> dict[str, Any]:
    """A text that Slack formats; verbatim, so that it makes no link or mention of what merely looks like one."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _steps(cost: CostChange, currency: str) -> str:
    return f"{_escaped(money.money(cost.before, currency))} → {_escaped(money.money(cost.after, currency))}"


def _words(amount: str) -> str:
    """An amount below a cent in words: a header is no place for markup."""
    return amount.replace("<", "less than ").replace(">-", "less than -")


_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u00b4"})
"""What would make bold, struck or code; it cannot be escaped, so a sign that looks like it stands in its place."""

_EDGE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""An underscore that could begin or end italics; those inside of names are left alone."""

_REFERENCE = re.compile(r"([@#:])(?=[\w/+-])")
"""What makes a mention, a channel, an emoji or a link of what follows."""


def _safe(text: str) -> str:
    """A plan's text as nothing but text: no markup, mention, link or emoji, and on one line."""
    text = _EDGE.sub("\uff3f", plain(text, 300).translate(_LOOKALIKES))
    text = _REFERENCE.sub(rf"\1{JOINER}", text)
    return _escaped(text)


def _code(text: str) -> str:
    """A name as code, in which Slack formats nothing."""
    text = _escaped(plain(text).translate(_LOOKALIKES))
    return f"`{text}`"


def _escaped(text: str) -> str:
    """The three characters that Slack asks to escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
