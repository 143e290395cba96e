"""What other policies would have said of past runs, and which limits those runs suggest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct

from costgate.judging import subject_of
from costgate.model import Level, Verdict
from costgate.policies import Policy, judge
from costgate.report import Report
from costgate.waivers import Waiver, waive

PERCENTS = (50, 75, 90, 95, 99)
"""Which percentiles are shown."""


class Run(Struct, frozen=True):
    """A past run: its file, what it found then, and what the other policies say of it now."""

    name: str
    report: Report
    verdict: Verdict


class Measure(Struct, frozen=True):
    """A quantity that a limit may be set on, run by run, with the setting that it is for. `is_percent`, else money."""

    setting: str
    what: str
    values: tuple[Decimal, ...]
    is_percent: bool = False

    def percentile(self, percent: int) -> Decimal:
        """The smallest value that is not exceeded by `percent` of the runs (nearest rank)."""
        ordered = sorted(self.values)
        return ordered[-(-percent * len(ordered) // 100) - 1]


def replay(name: str, report: Report, policies: Iterable[Policy], waivers: Sequence[Waiver]) -> Run:
    """`report` under other policies, judged as of the day of its plan."""
    days = [p.timestamp[:10] for p in report.diff.projects if p.timestamp]
    today = max(days, default=report.catalogue.newest)
    verdict = judge(policies, subject_of(report, today))
    return Run(name, report, waive(verdict, report.diff, today, waivers))


def fails(run: Run) -> list[str]:
    """The policies that would have failed a run, by ident."""
    return sorted({f.policy for f in run.verdict.findings if f.level is Level.FAIL})


def measures(runs: Sequence[Run]) -> list[Measure]:
    """What was measured in the runs, for the limits that can be set on it. What rises by nothing is no increase."""
    costs = [run.report.diff.effective_cost for run in runs]
    grown = [c for c in costs if c.delta > 0]
    largest = [
        max(
            (r.effective_cost.after for r in run.report.diff.resources if r.effective_cost.delta > 0),
            default=Decimal(0),
        )
        for run in runs
    ]
    percents = tuple(c.delta * 100 / c.before for c in grown if c.before > 0)
    found = [
        Measure("monthly-increase: max", "added a month by runs that add", tuple(c.delta for c in grown)),
        Measure("monthly-increase: max_percent", "added, of what was there", percents, is_percent=True),
        Measure("monthly-total: max", "a month after the change", tuple(c.after for c in costs)),
        Measure("resource-cost: max", "for the dearest resource that grows", tuple(v for v in largest if v)),
    ]
    return [m for m in found if m.values]
