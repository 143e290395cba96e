"""What policies judge, made of what a run found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from costgate.model import Verdict
from costgate.policies import Subject
from costgate.report import Report
from costgate.reporters import reporter
from costgate.savings import Recommendation


def subject_of(
    report: Report, today: str, recommended: Callable[[], Sequence[Recommendation]] | None = None
) -> Subject:
    """The subject of `report`, judged as of `today`. Rules in another language read it without any verdict.

    `recommended` tells what could cost less, if a policy asks; None where there is no plan.
    """
    unjudged = replace(report, verdict=Verdict())
    return Subject(report.diff, report.catalogue.oldest, today, lambda form: reporter(form)(unjudged), recommended)
