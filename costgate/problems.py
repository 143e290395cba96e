"""Findings as CI systems show them: one problem for each thing that somebody can mend.

A block with `count = 50` and no tags has fifty findings, and one line where they are mended. CI systems point at lines,
remember problems from run to run, and show only the first few.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import PurePosixPath

from msgspec import Struct

from costgate.addresses import KEY
from costgate.model import Finding, Level, SourceLine
from costgate.report import Report
from costgate.text import plain

MOST_ADDRESSES = 3
"""How many of the resources with one problem are named."""

LONGEST = 400
"""Characters of a message that are shown."""


class Problem(Struct, frozen=True):
    """Findings of one policy that say the same of the instances of one block, or of no resource.

    `place` is None where nothing of the configuration was found. `fingerprint` stays the same while the problem stays,
    whatever the amounts and lines.
    """

    findings: tuple[Finding, ...]
    place: SourceLine | None
    fingerprint: str

    @property
    def finding(self) -> Finding:
        """The first of them; in policy, level, message, remedy, waiver and project they are all the same."""
        return self.findings[0]

    @property
    def subject(self) -> str:
        """The resources that it is about, as one line of harmless text; "" if it is about no resource."""
        addresses = [plain(f.address) for f in self.findings[:MOST_ADDRESSES] if f.address]
        more = len(self.findings) - MOST_ADDRESSES
        return ", ".join(addresses) + (f" and {more} more" if addresses and more > 0 else "")

    @property
    def text(self) -> str:
        """All of it, as one line of harmless text."""
        finding = self.finding
        words = f"{self.subject}: " if self.subject else ""
        words += plain(finding.message, LONGEST)
        if finding.waiver:
            return f"{words} ({plain(finding.waiver, LONGEST)})"
        return f"{words.removesuffix('.')}. {plain(finding.remedy, LONGEST)}" if finding.remedy else words


def problems(report: Report) -> list[Problem]:
    """What the policies found, worst first."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for findings in report.problems:
        policy, project, address, about = findings[0].identity
        identity = (report.key, policy, project, KEY.sub("", address), about)
        seen[identity] += 1
        digest = hashlib.sha256("\0".join((*identity, str(seen[identity]))).encode(errors="replace")).hexdigest()
        found.append(Problem(tuple(findings), place(report, findings[0]), digest))
    return found


def place(report: Report, finding: Finding) -> SourceLine | None:
    """Where a finding belongs: at its resource, else at its project's root module, else at the first one there is."""
    sources = report.sources
    root = sources.get((finding.project, ""))
    if not finding.project:
        names = (project.name for project in report.diff.projects)
        root = next((sources[name, ""] for name in names if (name, "") in sources), None)
    return sources.get((finding.project, finding.address)) or root


def anchor(report: Report, problem: Problem) -> SourceLine:
    """Where a problem is shown by those who need a file for it: where nothing else was found, the plan's."""
    if problem.place:
        return problem.place
    projects = [p for p in report.diff.projects if p.name == problem.finding.project] or report.diff.projects
    path = PurePosixPath(projects[0].path if projects else "")
    usable = path.name and not path.is_absolute() and ".." not in path.parts and path.name != "-"
    return SourceLine(str(path).encode(errors="replace").decode() if usable else "plan.json", 1, 1)


LEVELS = {Level.FAIL: "error", Level.WARN: "warning", Level.NOTE: "note"}
"""A level in the words of GitHub and SARIF."""
