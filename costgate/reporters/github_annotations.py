"""github-annotations: workflow commands, which GitHub Actions shows at the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from costgate import money
from costgate.model import Level
from costgate.problems import Problem, problems
from costgate.report import Report
from costgate.text import plain

NEEDS_SOURCES = True

MOST = 10
"""Annotations of a kind that GitHub shows of one step.
https://github.com/orgs/community/discussions/26680#discussioncomment-3252835"""

COMMANDS = {Level.FAIL: "error", Level.WARN: "warning", Level.NOTE: "notice"}


def render(report: Report) -> str:
    """The result in a notice, then the worst problems of each level, one command a line."""
    found = problems(report)
    lines = [_command("notice", f"costgate: {report.result}", _summary(report, found))]
    for level, name in COMMANDS.items():
        room = MOST - 1 if name == "notice" else MOST  # the summary is a notice, too
        of_level = [p for p in found if p.finding.level is level][:room]
        lines += [_command(name, f"costgate: {p.finding.policy}", p.text, p) for p in of_level]
    return "".join(f"{line}\n" for line in lines)


def _summary(report: Report, found: list[Problem]) -> str:
    cost, currency = report.diff.effective_cost, report.diff.currency
    text = (
        f"{money.change(cost.delta, currency)} a month: {money.money(cost.before, currency)}"
        f" → {money.money(cost.after, currency)}"
    )
    for level in (Level.FAIL, Level.WARN):
        count = sum(p.finding.level is level for p in found)
        if count:
            word = {Level.FAIL: "error", Level.WARN: "warning"}[level]
            text += f"; {count} {word}{'s' if count > 1 else ''}"
            text += f", of which {MOST} are shown here" if count > MOST else ""
    return text


def _command(name: str, title: str, text: str, problem: Problem | None = None) -> str:
    text = text.replace("::", ":\u200b:")  # GitHub ends the command at the first two colons, Gitea's runner at the last
    return f"::{name} {','.join(_properties(title, problem))}::{_escaped(text)}"


def _properties(title: str, problem: Problem | None) -> Iterator[str]:
    place = problem.place if problem else None
    if place:
        yield f"file={_property(place.file)}"
        yield f"line={place.line}"
        yield f"endLine={place.end_line}"
    yield f"title={_property(title)}"


def _property(text: str) -> str:
    return _escaped(plain(text, 1000)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
