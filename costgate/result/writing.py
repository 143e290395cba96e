"""A report as the structs of result.json, and their text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from costgate.focus import charge_category, charge_frequency, pricing_category
from costgate.machines import machines_of
from costgate.model import (
    CostChange,
    Estimate,
    Finding,
    Gap,
    LineItem,
    Note,
    ProjectDiff,
    ResourceDiff,
    SourceLine,
    Tags,
    Tier,
)
from costgate.money import plain
from costgate.report import CatalogueInfo, Coverage, Report
from costgate.result.shape import (
    CatalogueOut,
    CostOut,
    CoverageOut,
    Document,
    ExchangeOut,
    FindingOut,
    GapOut,
    LaunchOut,
    LineOut,
    NoteOut,
    ProjectOut,
    ResourceOut,
    SideOut,
    SourceOut,
    SummaryOut,
    TagsOut,
    TierOut,
    VerdictOut,
)


def document(report: Report) -> Document:
    """The report as the structs of its schema."""
    diff, counts = report.diff, report.counts
    return Document(
        costgate=report.version,
        schema_version="1.0",
        key=report.key,
        verdict=VerdictOut(
            report.result,  # type: ignore[arg-type]
            [_finding(f) for f in report.verdict.findings],
            dict(report.verdict.asked),
        ),
        summary=SummaryOut(
            diff.currency,
            _cost(diff.list_cost),
            _cost(diff.effective_cost),
            counts.resources,
            counts.changed,
            counts.priced,
            counts.free,
            counts.unpriced,
            _coverage(report.coverage),
        ),
        catalogue=_catalogue(report.catalogue),
        projects=[_project(p, report.sources) for p in diff.projects],
    )


def _finding(finding: Finding) -> FindingOut:
    level: Any = finding.level.name.lower()
    return FindingOut(
        finding.policy,
        level,
        finding.message,
        finding.address,
        finding.project,
        finding.remedy,
        finding.about,
        _known(finding.amount),
        finding.waiver,
    )


def _note(note: Note) -> NoteOut:
    return NoteOut(note.message, note.loud)


def _project(project: ProjectDiff, sources: Mapping[tuple[str, str], SourceLine]) -> ProjectOut:
    return ProjectOut(
        project.name,
        project.path,
        _source(sources.get((project.name, ""))),
        project.errored,
        project.timestamp,
        project.complete,
        [_note(n) for n in project.notes],
        _cost(project.list_cost),
        _cost(project.effective_cost),
        [_resource(r, sources.get((project.name, r.change.address))) for r in project.resources],
    )


def _source(line: SourceLine | None) -> SourceOut | None:
    return SourceOut(line.file, line.line, line.end_line) if line else None


def _resource(resource: ResourceDiff, line: SourceLine | None) -> ResourceOut:
    change = resource.change
    machines = machines_of(change.side)
    return ResourceOut(
        change.address,
        change.previous_address,
        change.type,
        change.side.vendor,  # type: ignore[arg-type]
        str(change.action),  # type: ignore[arg-type]
        change.side.region,
        change.note,
        _source(line),
        resource.taggable,
        _tags(resource.tags if resource.taggable else Tags()),
        [LaunchOut(launch.what, _tags(launch.tags)) for launch in resource.launches],
        list(machines.types),
        machines.known,
        _cost(resource.list_cost),
        _cost(resource.effective_cost),
        _side(resource.before),
        _side(resource.after),
    )


def _side(estimate: Estimate | None) -> SideOut | None:
    if estimate is None:
        return None
    return SideOut(
        plain(estimate.list_cost),
        plain(estimate.effective_cost),
        estimate.free,
        [_line(x) for x in estimate.lines],
        [_gap(g) for g in estimate.gaps],
    )


def _gap(gap: Gap) -> GapOut:
    return GapOut(str(gap.kind), gap.reason, gap.component)  # type: ignore[arg-type]


def _line(line: LineItem) -> LineOut:
    component, price, query = line.component, line.price, line.component.price
    return LineOut(
        charge_description=component.name,
        group=component.group,
        charge_category=charge_category(component),
        charge_frequency=charge_frequency(component),
        service_name=query.service,
        sku_meter=query.meter,
        operation=query.operation,
        pricing_category=pricing_category(query),
        purchase=query.purchase,
        region_id=price.region if price else query.region or "",
        pricing_unit=component.unit,
        pricing_quantity=None if component.quantity is None else plain(component.quantity),
        count=plain(component.count),
        list_tiers=_tiers(price.tiers) if price else [],
        contracted_tiers=_tiers(price.contracted_tiers) if price and price.contracted_tiers is not None else None,
        contract=price.contract if price else "",
        sku_id=price.sku_id if price else "",
        price_source=price.source if price else "",
        list_cost=_known(line.list_cost),
        effective_cost=_known(line.effective_cost),
    )


def _coverage(found: Coverage) -> CoverageOut:
    counts = {str(kind).replace("-", "_"): number for kind, number in found.resources.items()}
    return CoverageOut(**counts, exact_spend=plain(found.exact_spend), spend=plain(found.spend))


def _cost(cost: CostChange) -> CostOut:
    return CostOut(plain(cost.before), plain(cost.after), plain(cost.delta))


def _tags(tags: Tags) -> TagsOut:
    return TagsOut(tags.shown, tags.known)


def _known(cost: Decimal | None) -> str | None:
    return None if cost is None else plain(cost)


def _tiers(tiers: tuple[Tier, ...]) -> list[TierOut]:
    return [TierOut(plain(t.start), plain(t.unit_price)) for t in tiers]


def _catalogue(info: CatalogueInfo) -> CatalogueOut:
    rate = info.exchange
    exchange = ExchangeOut(rate.currency, plain(rate.rate), rate.date) if rate else None
    return CatalogueOut(info.version, info.oldest, info.newest, exchange)


def encode(found: Document) -> str:
    """The text of result.json."""
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=2).decode() + "\n"
