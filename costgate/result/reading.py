"""A report from result.json.

What is read need not come from a friend: it is held to the schema, and its sums are made anew and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from costgate.errors import ResultError
from costgate.model import (
    Action,
    CostComponent,
    CostDiff,
    Estimate,
    Exchange,
    Finding,
    Gap,
    GapKind,
    Launch,
    Level,
    LineItem,
    Note,
    Price,
    PriceQuery,
    ProjectDiff,
    Resource,
    ResourceChange,
    ResourceDiff,
    SourceLine,
    Tags,
    Tier,
    Verdict,
)
from costgate.report import CatalogueInfo, Report
from costgate.result.shape import Document, FindingOut, LineOut, ProjectOut, ResourceOut, SideOut, TierOut
from costgate.result.writing import document


def load(raw: bytes, name: str = "result.json") -> Report:
    """The report that `encode(document(report))` wrote. `name` is what messages call the file.

    Raises ResultError if it does not fit the schema, or its sums are not those of its lines.
    """
    try:
        found = msgspec.json.decode(raw, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ResultError(f"{name} is no result of costgate: {error}", _REMAKE) from None
    report = _Reader(found).report()
    if document(report) != found:
        raise ResultError(f"{name} contradicts itself: its sums are not those of its lines", _REMAKE)
    return report


_REMAKE = "Make it with `costgate check PLAN --output json=result.json`, with the same version."


class _Reader:
    """A document, read back into the nouns."""

    def __init__(self, found: Document) -> None:
        self.found = found
        self.currency = found.summary.billing_currency

    def report(self) -> Report:
        found = self.found
        rate = found.catalogue.exchange
        exchange = Exchange(rate.currency, Decimal(rate.rate), rate.date) if rate else None
        info = found.catalogue
        return Report(
            CostDiff(tuple(map(self.project, found.projects)), self.currency),
            Verdict(tuple(map(_found, found.verdict.findings)), found.verdict.policies_asked),
            CatalogueInfo(info.version, info.oldest, info.newest, exchange),
            found.costgate,
            found.key,
            dict(self.sources()),
        )

    def sources(self) -> Iterator[tuple[tuple[str, str], SourceLine]]:
        for project in self.found.projects:
            for address, source in (("", project.source), *((r.address, r.source) for r in project.resources)):
                if source:
                    yield (project.name, address), SourceLine(source.file, source.line, source.end_line)

    def project(self, of: ProjectOut) -> ProjectDiff:
        resources = tuple(self.resource(of.name, r) for r in of.resources)
        notes = tuple(Note(n.message, n.loud) for n in of.notes)
        return ProjectDiff(of.name, of.path, resources, notes, of.errored, of.timestamp, of.complete)

    def resource(self, project: str, of: ResourceOut) -> ResourceDiff:
        if of.before is None and of.after is None:
            raise ResultError(f"{of.address} exists neither before nor after", _REMAKE)
        # The attributes that policies ask for, as a plan would have them: tags that are not all known are unknown as
        # `tags`, and those that are known stand beside them as `labels`.
        values = {"tags": of.tags.values} if of.tags.known else {"labels": of.tags.values}
        unknown: dict[str, Any] = {
            "tags": {k: True for k, v in of.tags.values.items() if v is None} or not of.tags.known
        }
        if not of.machine_types_known:
            unknown["machine_type"] = True
        side = Resource(
            of.address,
            of.resource_type,
            of.vendor,
            of.region_id,
            Raw(msgspec.json.encode({**values, "instance_types": of.machine_types})),
            Raw(msgspec.json.encode(unknown)),
        )
        before, after = (side if s else None for s in (of.before, of.after))
        change = ResourceChange(
            of.address, of.resource_type, Action(of.action), before, after, of.previous_address, of.note
        )
        launches = tuple(Launch(x.what, Tags(x.tags.values, x.tags.known)) for x in of.launches)
        return ResourceDiff(
            project, change, self.side(of, of.before), self.side(of, of.after), of.is_taggable, launches
        )

    def side(self, resource: ResourceOut, of: SideOut | None) -> Estimate | None:
        if of is None:
            return None
        lines = tuple(self.line(resource.vendor, line) for line in of.lines)
        gaps = tuple(Gap(resource.address, GapKind(g.kind), g.reason, g.component) for g in of.gaps)
        return Estimate(resource.address, lines, gaps, of.is_free)

    def line(self, vendor: str, of: LineOut) -> LineItem:
        query = PriceQuery(of.service_name, of.sku_meter, of.operation, of.purchase, of.region_id or None)
        component = CostComponent(
            of.charge_description,
            query,
            None if of.pricing_quantity is None else Decimal(of.pricing_quantity),
            of.pricing_unit,
            usage_based=of.charge_frequency == "Usage-Based",
            one_time=of.charge_frequency == "One-Time",
            group=of.group,
            count=Decimal(of.count),
        )
        if not of.list_tiers:
            return LineItem(component, None)
        contracted = None if of.contracted_tiers is None else _read_tiers(of.contracted_tiers)
        return LineItem(
            component,
            Price(
                vendor,
                of.region_id,
                query,
                of.pricing_unit,
                self.currency,
                _read_tiers(of.list_tiers),
                of.sku_id,
                of.price_source,
                contracted,
                of.contract,
            ),
        )


def _read_tiers(tiers: list[TierOut]) -> tuple[Tier, ...]:
    return tuple(Tier(Decimal(t.start), Decimal(t.unit_price)) for t in tiers)


def _found(of: FindingOut) -> Finding:
    return Finding(
        of.policy,
        Level[of.level.upper()],
        of.message,
        of.resource_address,
        of.project,
        of.remedy,
        of.about,
        None if of.amount is None else Decimal(of.amount),
        of.waiver,
    )
