"""json: the whole result, for machines and for `costgate comment`. What is in it stands in costgate/result/shape.py."""

from __future__ import annotations

from costgate.report import Report
from costgate.result import document, encode

NEEDS_SOURCES = True


def render(report: Report) -> str:
    """The report as JSON."""
    return encode(document(report))
