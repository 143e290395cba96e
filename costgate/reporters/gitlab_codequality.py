"""gitlab-codequality: GitLab's code quality report, which merge requests show in their widget and at the lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from typing import Any

import msgspec

from costgate.model import Level
from costgate.problems import Problem, anchor, problems
from costgate.report import Report
from costgate.text import plain

NEEDS_SOURCES = True

SEVERITIES = {Level.FAIL: "blocker", Level.WARN: "minor", Level.NOTE: "info"}

LONGEST_PATH = 4_096
"""Characters of a path: no file system has longer ones."""


def render(report: Report) -> str:
    """The findings in Code Climate's format, as far as GitLab reads it."""
    issues = [_issue(report, problem) for problem in problems(report)]
    return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode() + "\n"


def _issue(report: Report, problem: Problem) -> dict[str, Any]:
    place = anchor(report, problem)
    return {
        "description": f"{problem.finding.policy}: {problem.text}",
        "check_name": f"costgate/{problem.finding.policy}",
        "fingerprint": problem.fingerprint,
        "severity": SEVERITIES[problem.finding.level],
        "location": {"path": plain(place.file, LONGEST_PATH), "lines": {"begin": place.line, "end": place.end_line}},
    }
