"""The result of a run as data: result.json. Names are FOCUS's; amounts are decimal text.

    document(report)   Report -> Document, the structs of costgate/schemas/report.schema.json
    load(raw)          result.json -> Report, so that a later stage, without the plan, can render and post it

What is read back need not come from a friend: it is held to the schema, and its sums are made anew and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from costgate.errors import ResultError
from costgate.machines import machines_of
from costgate.model import (
    Action,
    CostChange,
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
from costgate.money import plain
from costgate.report import CatalogueInfo, Coverage, Report

Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,80}(\.[0-9]{1,120})?$")]
"""An amount or quantity as decimal text, every digit of it."""

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
"""A currency's code of ISO 4217."""


ChargeCategory = Literal["Usage", "Purchase"]
ChargeFrequency = Literal["Recurring", "Usage-Based", "One-Time"]
PricingCategory = Literal["Standard", "Dynamic", "Committed"]


class FindingOut(Struct, frozen=True):
    """What a policy found."""

    policy: str
    level: Literal["note", "warn", "fail"]
    message: str
    resource_address: str
    project: str
    remedy: str
    about: str
    amount: Amount | None
    waiver: str


class VerdictOut(Struct, frozen=True):
    """Whether the gate passes, and why. `policies_asked` has what each policy demands."""

    result: Literal["pass", "warn", "fail"]
    findings: list[FindingOut]
    policies_asked: dict[str, str]


class GapOut(Struct, frozen=True):
    """Something without a price."""

    kind: Literal["unsupported", "no-price", "unknown", "invalid", "region"]
    reason: str
    component: str


class TierOut(Struct, frozen=True):
    """A step of a graduated price."""

    start: Amount
    unit_price: Amount


class LineOut(Struct, frozen=True):
    """A line of the bill: pricing_quantity of one thing, count things, priced by the tiers of one SKU.

    `contracted_tiers` are what the team pays in place of the list price, null where that is the list price.
    """

    charge_description: str
    group: str
    charge_category: ChargeCategory
    charge_frequency: ChargeFrequency
    service_name: str
    sku_meter: str
    operation: str
    pricing_category: PricingCategory
    purchase: str
    region_id: str
    pricing_unit: str
    pricing_quantity: Amount | None
    count: Amount
    list_tiers: list[TierOut]
    contracted_tiers: list[TierOut] | None
    contract: str
    sku_id: str
    price_source: str
    list_cost: Amount | None
    effective_cost: Amount | None


class SideOut(Struct, frozen=True):
    """What a resource costs on one side of the change."""

    list_cost: Amount
    effective_cost: Amount
    is_free: bool
    lines: list[LineOut]
    gaps: list[GapOut]


class CostOut(Struct, frozen=True):
    """A cost a month, before and after."""

    before: Amount
    after: Amount
    delta: Amount


Line = Annotated[int, Meta(ge=1)]
"""A line of a file."""


RelativePath = Annotated[str, Meta(pattern=r"^[^/]", max_length=4096)]
"""A POSIX path below the checkout's root."""


class SourceOut(Struct, frozen=True):
    """Where something is written."""

    file: RelativePath
    line: Line
    end_line: Line


class TagsOut(Struct, frozen=True):
    """Tags or labels. A value of null is known only after apply, or must not be shown; `known` is false if there may be
    more of them.
    """

    values: dict[str, str | None]
    known: bool


class LaunchOut(Struct, frozen=True):
    """What a resource makes that stands in no plan, and the tags that it gets."""

    what: str
    tags: TagsOut


class ResourceOut(Struct, frozen=True):
    """A resource before and after.

    `source` is its block, else the nearest module call that leads to it, null if neither was found.
    """

    address: str
    previous_address: str
    resource_type: str
    vendor: Literal["aws", "azure", "google", ""]
    action: Literal["create", "update", "replace", "delete", "forget", "no-op"]
    region_id: str | None
    note: str
    source: SourceOut | None
    is_taggable: bool
    tags: TagsOut
    launches: list[LaunchOut]
    machine_types: list[str]
    machine_types_known: bool
    list_cost: CostOut
    effective_cost: CostOut
    before: SideOut | None
    after: SideOut | None


class NoteOut(Struct, frozen=True):
    """Something a reader must know to trust the numbers."""

    message: str
    loud: bool


class ProjectOut(Struct, frozen=True):
    """One plan. `source` is a file of its root module."""

    name: str
    path: str
    source: SourceOut | None
    errored: bool
    timestamp: str
    complete: bool
    notes: list[NoteOut]
    list_cost: CostOut
    effective_cost: CostOut
    resources: list[ResourceOut]


class CoverageOut(Struct, frozen=True):
    """How far the numbers hold: resources by confidence, and the known spend the plan decides."""

    exact: int
    usage_assumed: int
    usage_unknown: int
    unpriced: int
    exact_spend: Amount
    spend: Amount


class SummaryOut(Struct, frozen=True):
    """The numbers at the top."""

    billing_currency: Currency
    list_cost: CostOut
    effective_cost: CostOut
    resources: int
    changed: int
    priced: int
    free: int
    unpriced: int
    coverage: CoverageOut


class ExchangeOut(Struct, frozen=True):
    """The frozen rate at which US dollars were converted."""

    currency: Currency
    rate: Amount
    date: str


class CatalogueOut(Struct, frozen=True):
    """Which prices were used."""

    version: str
    oldest: str
    newest: str
    exchange: ExchangeOut | None


class Document(Struct, frozen=True):
    """The result of one run."""

    costgate: str
    schema_version: Literal["1.0"]
    key: str
    verdict: VerdictOut
    summary: SummaryOut
    catalogue: CatalogueOut
    projects: list[ProjectOut]


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


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    made = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "costgate report", **made}


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


def charge_category(component: CostComponent) -> ChargeCategory:
    """FOCUS's word for how a line is billed."""
    return "Purchase" if component.one_time else "Usage"


def charge_frequency(component: CostComponent) -> ChargeFrequency:
    """FOCUS's word for how often it is billed."""
    return "One-Time" if component.one_time else "Usage-Based" if component.usage_based else "Recurring"


def pricing_category(query: PriceQuery) -> PricingCategory:
    """FOCUS's word for the pricing model of a purchase option."""
    kind = query.purchase.partition("-")[0]
    kinds: dict[str, PricingCategory] = {"spot": "Dynamic", "reserved": "Committed", "committed": "Committed"}
    return kinds.get(kind, "Standard")


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
