"""markdown: the comment on a pull or merge request. A reviewer decides by its first three lines; the rest folds away.

Whatever the template prints is escaped unless it is marked as safe: names from a plan are hostile text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from costgate import money
from costgate.model import Level
from costgate.report import Report, line_diffs
from costgate.text import code, label, markdown

LIMIT = 60_000
"""Characters of a comment. GitHub takes 65,536; details go first when there are more, the verdict never."""

STEPS = ((40, 12), (15, 6), (5, 0))
"""How many resources, and lines each, are shown: less and less until the text fits."""

RESULTS = {"pass": "✅ costgate: pass", "warn": "⚠️ costgate: pass with warnings", "fail": "❌ costgate: fail"}
MARKS = {Level.FAIL: "❌", Level.WARN: "⚠️", Level.NOTE: "ℹ️"}


def render(report: Report) -> str:
    """The report as Markdown that GitHub and GitLab show."""
    text = ""
    for most, most_lines in STEPS:
        text = _template().render(
            report=report,
            diff=report.diff,
            most=most,
            most_lines=most_lines,
            result=Markup(RESULTS[report.result]),  # noqa: S704 - our own words
        )
        if len(text) <= LIMIT:
            return text
    return text[: text.rfind("\n", 0, LIMIT)] + "\n"


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
        "label": lambda text: Markup(label(text)),  # noqa: S704 - label() leaves letters, digits and a few signs
        "cents": lambda amount: Markup(money.plain(amount.quantize(money.CENT))),  # noqa: S704 - a number
    }
    environment.filters |= filters
    environment.globals |= {"percent": money.percent, "line_diffs": line_diffs}
    return environment.get_template("comment.md.j2")


def _amount(text: str) -> str:
    """An amount is no hostile text, but two dollar signs make a formula on GitHub."""
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def _safe(value: Any) -> str:
    return str(value) if isinstance(value, Markup) else markdown(str(value), 400)
