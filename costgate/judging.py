"""What policies judge, made of what a run found."""

from __future__ import annotations

from msgspec.structs import replace

from costgate.model import Verdict
from costgate.policies import Subject
from costgate.report import Report
from costgate.reporters import reporter


def subject_of(report: Report, today: str) -> Subject:
    """The subject of `report`, judged as of `today`. Rules in another language read it without any verdict."""
    unjudged = replace(report, verdict=Verdict())
    return Subject(report.diff, report.catalogue.oldest, today, lambda form: reporter(form)(unjudged))
