"""json: the whole result, for machines. Names are FOCUS's; amounts are decimal text.

The structs below are the schema: costgate/schemas/report.schema.json is generated from them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from costgate.model import Estimate, Finding, Gap, LineItem, Note, ProjectDiff, ResourceDiff
from costgate.money import plain
from costgate.report import Report

SCHEMA_VERSION = "1.0"

Amount = Annotated[str, Meta(pattern=r"^-?\d+(\.\d+)?$")]
"""An amount or quantity as decimal text, every digit of it."""


class FindingOut(Struct, frozen=True):
    """What a policy found."""

    policy: str
    level: Literal["note", "warn", "fail"]
    message: str
    resource_address: str
    project: str
    remedy: str


class VerdictOut(Struct, frozen=True):
    """Whether the gate passes, and why."""

    result: Literal["pass", "warn", "fail"]
    findings: list[FindingOut]
    policies_asked: list[str]


class GapOut(Struct, frozen=True):
    """Something without a price."""

    kind: Literal["unsupported", "no-price", "unknown", "invalid", "region"]
    reason: str
    component: str


class TierOut(Struct, frozen=True):
    """A step of a graduated price."""

    start: Amount
    list_unit_price: Amount


class LineOut(Struct, frozen=True):
    """A line of the bill: pricing_quantity of one thing, count things, priced by the tiers of one SKU."""

    charge_description: str
    group: str
    charge_category: Literal["Usage", "Purchase"]
    charge_frequency: Literal["Recurring", "Usage-Based", "One-Time"]
    service_name: str
    sku_meter: str
    operation: str
    pricing_category: Literal["Standard", "Dynamic", "Committed"]
    purchase: str
    region_id: str
    pricing_unit: str
    pricing_quantity: Amount | None
    count: Amount
    tiers: list[TierOut]
    sku_id: str
    price_source: str
    list_cost: Amount | None


class SideOut(Struct, frozen=True):
    """What a resource costs on one side of the change."""

    list_cost: Amount
    is_free: bool
    lines: list[LineOut]
    gaps: list[GapOut]


class ResourceOut(Struct, frozen=True):
    """A resource before and after."""

    address: str
    previous_address: str
    resource_type: str
    action: Literal["create", "update", "replace", "delete", "forget", "no-op"]
    region_id: str | None
    note: str
    list_cost_before: Amount
    list_cost_after: Amount
    list_cost_delta: Amount
    before: SideOut | None
    after: SideOut | None


class NoteOut(Struct, frozen=True):
    """Something a reader must know to trust the numbers."""

    message: str
    loud: bool


class ProjectOut(Struct, frozen=True):
    """One plan."""

    name: str
    path: str
    errored: bool
    timestamp: str
    notes: list[NoteOut]
    list_cost_before: Amount
    list_cost_after: Amount
    list_cost_delta: Amount
    resources: list[ResourceOut]


class SummaryOut(Struct, frozen=True):
    """The numbers at the top."""

    billing_currency: str
    list_cost_before: Amount
    list_cost_after: Amount
    list_cost_delta: Amount
    resources: int
    changed: int
    priced: int
    free: int
    unpriced: int


class CatalogueOut(Struct, frozen=True):
    """Which prices were used."""

    version: str
    oldest: str
    newest: str


class Document(Struct, frozen=True):
    """The result of one run."""

    costgate: str
    schema_version: str
    verdict: VerdictOut
    summary: SummaryOut
    catalogue: CatalogueOut
    projects: list[ProjectOut]


def render(report: Report) -> str:
    """The report as JSON."""
    encoded = msgspec.json.encode(document(report), order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def document(report: Report) -> Document:
    """The report as the structs of its schema."""
    diff, counts = report.diff, report.counts
    return Document(
        costgate=report.version,
        schema_version=SCHEMA_VERSION,
        verdict=VerdictOut(
            report.result,  # type: ignore[arg-type]
            [_finding(f) for f in report.verdict.findings],
            list(report.verdict.asked),
        ),
        summary=SummaryOut(
            diff.currency,
            plain(diff.before_cost),
            plain(diff.after_cost),
            plain(diff.delta),
            counts.resources,
            counts.changed,
            counts.priced,
            counts.free,
            counts.unpriced,
        ),
        catalogue=CatalogueOut(report.catalogue.version, report.catalogue.oldest, report.catalogue.newest),
        projects=[_project(p) for p in diff.projects],
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    made = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "costgate report", **made}


def _finding(finding: Finding) -> FindingOut:
    level: Any = finding.level.name.lower()
    return FindingOut(finding.policy, level, finding.message, finding.address, finding.project, finding.remedy)


def _note(note: Note) -> NoteOut:
    return NoteOut(note.message, note.loud)


def _project(project: ProjectDiff) -> ProjectOut:
    return ProjectOut(
        project.name,
        project.path,
        project.errored,
        project.timestamp,
        [_note(n) for n in project.notes],
        plain(project.before_cost),
        plain(project.after_cost),
        plain(project.delta),
        [_resource(r) for r in project.resources],
    )


def _resource(resource: ResourceDiff) -> ResourceOut:
    change = resource.change
    return ResourceOut(
        change.address,
        change.previous_address,
        change.type,
        str(change.action),  # type: ignore[arg-type]
        change.side.region,
        change.note,
        plain(resource.before_cost),
        plain(resource.after_cost),
        plain(resource.delta),
        _side(resource.before),
        _side(resource.after),
    )


def _side(estimate: Estimate | None) -> SideOut | None:
    if estimate is None:
        return None
    return SideOut(
        plain(estimate.list_cost), estimate.free, [_line(x) for x in estimate.lines], [_gap(g) for g in estimate.gaps]
    )


def _gap(gap: Gap) -> GapOut:
    return GapOut(str(gap.kind), gap.reason, gap.component)  # type: ignore[arg-type]


def _line(line: LineItem) -> LineOut:
    component, price, query = line.component, line.price, line.component.price
    kind = query.purchase.partition("-")[0]
    category: Any = {"spot": "Dynamic", "reserved": "Committed", "committed": "Committed"}.get(kind, "Standard")
    frequency: Any = "One-Time" if component.one_time else "Usage-Based" if component.usage_based else "Recurring"
    return LineOut(
        charge_description=component.name,
        group=component.group,
        charge_category="Purchase" if component.one_time else "Usage",
        charge_frequency=frequency,
        service_name=query.service,
        sku_meter=query.meter,
        operation=query.operation,
        pricing_category=category,
        purchase=query.purchase,
        region_id=price.region if price else query.region or "",
        pricing_unit=component.unit,
        pricing_quantity=None if component.quantity is None else plain(component.quantity),
        count=plain(component.count),
        tiers=[TierOut(plain(t.start), plain(t.list_unit_price)) for t in price.tiers] if price else [],
        sku_id=price.sku_id if price else "",
        price_source=price.source if price else "",
        list_cost=None if (cost := line.list_cost) is None else plain(cost),
    )
