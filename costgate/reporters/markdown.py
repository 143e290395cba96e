"""markdown: the comment on a pull or merge request. A reviewer decides by its first three lines; the rest folds away.

Whatever the template prints is escaped unless it is marked as safe: names from a plan are hostile text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup
from msgspec import Struct

from costgate import money
from costgate.model import Level
from costgate.report import Report, line_diffs
from costgate.text import JOINER, code, counted, label, markdown

LIMIT = 60_000
"""Characters of a comment. GitHub takes 65,536; details go first when there are more, the verdict never."""


class Shown(Struct, frozen=True):
    """How much of each part is shown: projects, findings, drivers, lines of a driver, gaps, notes."""

    projects: int = 40
    findings: int = 40
    drivers: int = 40
    lines: int = 12
    gaps: int = 40
    notes: int = 40


STEPS = (
    Shown(),
    Shown(lines=4),
    Shown(lines=0),
    Shown(lines=0, notes=0),
    Shown(lines=0, notes=0, gaps=0),
    Shown(lines=0, notes=0, gaps=0, drivers=10),
    Shown(lines=0, notes=0, gaps=0, drivers=0),
    *(Shown(most, most, drivers=0, lines=0, notes=0, gaps=0) for most in (10, 3, 1, 0)),
)
"""Less and less, until the text fits: lines of the bill go first, then notes, gaps and drivers; the verdict never."""

RESULTS = {"pass": "✅ costgate: pass", "warn": "⚠️ costgate: pass with warnings", "fail": "❌ costgate: fail"}
MARKS = {Level.FAIL: "❌", Level.WARN: "⚠️", Level.NOTE: "ℹ️"}


def render(report: Report, limit: int = LIMIT) -> str:
    """The report as Markdown that GitHub and GitLab show, in at most `limit` characters.

    A thousand is enough for the verdict; with less than it needs, the verdict is given all the same.
    """
    text = ""
    said = [(project, note) for project in report.diff.projects for note in project.notes]
    notes = {loud: [(project, note) for project, note in said if note.loud == loud] for loud in (True, False)}
    for shown in STEPS:
        text = _template().render(
            report=report,
            diff=report.diff,
            shown=shown,
            notes=notes,
            left_out=_left_out(report, shown),
            result=Markup(RESULTS[report.result]),  # noqa: S704 - our own words
        )
        if len(text) <= limit:
            break
    return text


def _left_out(report: Report, shown: Shown) -> list[str]:
    """What a full comment would tell and this one does not."""
    full = STEPS[0]
    quiet = any(not note.loud for project in report.diff.projects for note in project.notes)
    parts = {
        "findings": shown.findings < full.findings and len(report.told) > shown.findings,
        "resources that drive it": shown.drivers < full.drivers and len(report.drivers) > shown.drivers,
        "chart": not shown.lines and bool(report.drivers),
        "lines of the bill": shown.lines < full.lines and bool(report.drivers),
        "gaps": shown.gaps < full.gaps and bool(report.gaps),
        "notes": shown.notes < full.notes and quiet,
    }
    return [part for part, missing in parts.items() if missing]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("costgate.reporters"),
        finalize=_safe,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - everything printed passes _safe
    )
    filters: dict[str, Callable[..., object]] = {
        "code": lambda text: Markup(code(text)),  # noqa: S704 - code() escapes
        "mark": lambda level: Markup(MARKS[level]),  # noqa: S704 - our own sign
        "money": lambda *amount: Markup(_amount(money.money(*amount))),  # noqa: S704 - _amount() escapes
        "change": lambda *amount: Markup(_amount(money.change(*amount))),  # noqa: S704 - _amount() escapes
        "quantity": money.quantity,
        "counted": counted,
        "number": "{:,}".format,
        "label": lambda text: Markup(label(text)),  # noqa: S704 - label() leaves letters, digits and a few signs
        "cents": lambda amount: Markup(money.plain(amount.quantize(money.CENT))),  # noqa: S704 - a number
    }
    environment.filters |= filters
    environment.globals |= {"percent": money.percent, "line_diffs": line_diffs}
    return environment.get_template("comment.md.j2")


def _amount(text: str) -> str:
    """An amount is no hostile text, but two dollar signs make a formula on GitHub, and $80 is a snippet on GitLab."""
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("$", f"&#36;{JOINER}")


def _safe(value: Any) -> str:
    return str(value) if isinstance(value, Markup) else markdown(str(value), 400)
