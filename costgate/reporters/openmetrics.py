"""openmetrics: the numbers as metrics, for GitLab's metrics report, a Pushgateway or a node exporter's text files.

https://prometheus.io/docs/specs/om/open_metrics_spec/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from costgate.model import CostChange, Level
from costgate.money import plain
from costgate.report import Report
from costgate.text import plain as harmless

Sample = tuple[dict[str, str], Decimal | int]


def render(report: Report) -> str:
    """All metrics; a name and its labels stay the same from run to run, so that values can be compared."""
    return "".join(f"{line}\n" for family in _families(report) for line in _lines(report.key, *family)) + "# EOF\n"


def _families(report: Report) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    currency, counts = report.diff.currency, report.counts
    costs = list(_costs(report))
    yield (
        "costgate_monthly_cost",
        f"What a project costs a month once the plan is applied, in {currency}.",
        [(labels, cost.after) for labels, cost in costs],
    )
    yield (
        "costgate_monthly_cost_change",
        f"By how much the plan changes what a project costs a month, in {currency}.",
        [(labels, cost.delta) for labels, cost in costs],
    )
    yield (
        "costgate_resources",
        "Resources by how far they have a price.",
        [({"price": name}, getattr(counts, name)) for name in ("priced", "free", "unpriced")],
    )
    findings = [f.level for f in report.verdict.findings]
    yield (
        "costgate_findings",
        "What the policies found, by level.",
        [({"level": level.name.lower()}, findings.count(level)) for level in reversed(Level)],
    )
    yield "costgate_passed", "1 if the gate passes, 0 if it says no.", [({}, int(report.verdict.passed))]


def _costs(report: Report) -> Iterator[tuple[dict[str, str], CostChange]]:
    for project in report.diff.projects:
        yield {"project": project.name, "cost": "effective"}, project.effective_cost
        yield {"project": project.name, "cost": "list"}, project.list_cost


def _lines(key: str, name: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# TYPE {name} gauge"
    yield f"# HELP {name} {text}"
    run = {} if key == "default" else {"key": key}
    for labels, value in samples:
        pairs = ",".join(f'{label}="{_escaped(shown)}"' for label, shown in (run | labels).items())
        yield f"{name}{{{pairs}}} {plain(Decimal(value))}" if pairs else f"{name} {plain(Decimal(value))}"


def _escaped(text: str) -> str:
    return harmless(text, 1000).replace("\\", "\\\\").replace('"', '\\"')
