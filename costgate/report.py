"""What reporters render: the costs, the verdict, the catalogue; and the views of them that several reporters share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from costgate.addresses import KEY, ROOT_MODULE, module_of, natural, shared
from costgate.model import (
    ZERO,
    Confidence,
    CostChange,
    CostDiff,
    Estimate,
    Exchange,
    Finding,
    Level,
    LineItem,
    ResourceDiff,
    SourceLine,
    Verdict,
)
from costgate.text import counted


class CatalogueInfo(Struct, frozen=True):
    """Which prices were used, of which days they are, and at which frozen rate they were converted, if they were."""

    version: str
    oldest: str
    newest: str
    exchange: Exchange | None = None

    @property
    def dates(self) -> str:
        """The days, for a reader."""
        return self.newest if self.oldest == self.newest else f"{self.oldest} to {self.newest}"


class Counts(Struct, frozen=True):
    """How many resources there are, and how far they have a price."""

    resources: int
    changed: int
    priced: int
    free: int
    unpriced: int
    by_use: int

    @property
    def words(self) -> str:
        """The counts, for a reader."""
        return (
            f"{counted(self.resources, 'resource')}, {self.changed:,} changed: {self.priced:,} priced, "
            f"{self.free:,} free, {self.unpriced:,} without a complete price"
        )

    @property
    def by_use_words(self) -> str:
        """What the numbers lack, for a reader."""
        verb = "costs" if self.by_use == 1 else "cost"
        return f"{self.by_use:,} also {verb} by use that no usage file states; that is not in the numbers"

    @property
    def sentences(self) -> str:
        """All of it, for a reader."""
        return f"{self.words}. {self.by_use_words}." if self.by_use else f"{self.words}."


class Coverage(Struct, frozen=True):
    """How far costs can be relied upon: resources by confidence, and the part of the cost that is not assumed."""

    resources: Mapping[Confidence, int]
    exact_spend: Decimal
    spend: Decimal

    @property
    def priced_percent(self) -> Decimal | None:
        """The share of resources that have a complete price; None of nothing."""
        return self._share(set(Confidence) - {Confidence.UNPRICED})

    @property
    def stated_percent(self) -> Decimal | None:
        """The share of resources that also depend on no unstated usage; None of nothing."""
        return self._share({Confidence.EXACT, Confidence.ASSUMED})

    @property
    def exact_spend_percent(self) -> Decimal | None:
        """The share of the effective cost that follows from the plan alone; None of nothing."""
        return self.exact_spend * 100 / self.spend if self.spend else None

    def _share(self, good: set[Confidence]) -> Decimal | None:
        total = sum(self.resources.values())
        return Decimal(sum(self.resources[c] for c in good)) * 100 / total if total else None


def coverage_of(resources: Iterable[ResourceDiff]) -> Coverage:
    """How far the costs of `resources` can be relied upon."""
    counts = dict.fromkeys(Confidence, 0)
    assumed = spend = ZERO
    for resource in resources:
        counts[resource.confidence] += 1
        side = resource.after or resource.before
        if side and side.lines:
            spend += side.effective_cost
            assumed += sum((x.effective_cost or ZERO for x in side.lines if x.component.usage_based), ZERO)
    return Coverage(counts, spend - assumed, spend)


class LineDiff(Struct, frozen=True):
    """A line of the bill before and after."""

    before: LineItem | None
    after: LineItem | None

    @property
    def line(self) -> LineItem:
        """The side that says most about it."""
        line = self.after or self.before
        assert line is not None, "a line has at least one side"
        return line

    @property
    def delta(self) -> Decimal:
        """The change of its effective cost."""
        return _cost(self.after) - _cost(self.before)

    @property
    def name(self) -> str:
        """Its name, with what changed in it: "Instance usage (linux, t3.small -> m5.large)"."""
        if self.before is None or self.after is None:
            return self.line.component.name
        return merged(self.before.component.name, self.after.component.name)


class Group(Struct, frozen=True):
    """What the resources of one module, service or tag value cost together.

    Where `name` is empty, `note` says what the group is. `project` is empty where groups span projects. A resource
    is in as many groups as its lines have services; it is `unpriced` in all of them if any part of it has no price, and
    `by_use` if a line of it depends on usage that nobody stated.
    """

    name: str
    note: str
    project: str
    resources: int
    unpriced: int
    by_use: int
    list_cost: CostChange
    effective_cost: CostChange

    @property
    def is_unknown(self) -> bool:
        """True if its cost is not zero, but nobody knows any of it."""
        return self.unpriced + self.by_use > 0 and self.effective_cost.before == self.effective_cost.after == 0


class Held(Struct, frozen=True):
    """A cost a month that is counted as it was before, because something has no price after the change."""

    list_cost: Decimal
    effective_cost: Decimal


class Report(Struct, frozen=True, dict=True):
    """Everything that one run found. `version` is costgate's; `key` tells apart several reports on one pull request.

    `sources` says by project and address where a resource is written; empty if nobody asked, or nothing was found.
    """

    diff: CostDiff
    verdict: Verdict
    catalogue: CatalogueInfo
    version: str
    key: str = "default"
    sources: Mapping[tuple[str, str], SourceLine] = {}

    @property
    def result(self) -> str:
        """pass, warn or fail."""
        return {Level.FAIL: "fail", Level.WARN: "warn"}.get(self.verdict.level, "pass")

    @cached_property
    def problems(self) -> list[list[Finding]]:
        """The findings, those of one policy together that say the same of the instances of one block, or of none."""
        groups: dict[tuple[object, ...], list[Finding]] = {}
        for f in self.verdict.findings:
            key = (f.policy, f.level, f.message, f.remedy, f.waiver, f.project, f.about, KEY.sub("", f.address))
            groups.setdefault(key, []).append(f)
        return list(groups.values())

    @cached_property
    def told(self) -> list[Finding]:
        """The findings for a reader: one for each problem, or fifty without a tag hide what other policies say."""
        return [found[0] if len(found) == 1 else _together(found) for found in self.problems]

    @cached_property
    def counts(self) -> Counts:
        """How far resources have a price."""
        tally: Counter[str] = Counter()
        for resource in self.diff.resources:
            side = resource.after or resource.before
            kind = "unpriced" if resource.gaps else "free" if side and side.free else "priced"
            also = {"changed": resource.is_changed, "by_use": any(True for _ in usage_lines(resource))}
            tally.update([kind, "resources", *(name for name, true in also.items() if true)])
        return Counts(**{name: tally[name] for name in Counts.__struct_fields__})

    @cached_property
    def coverage(self) -> Coverage:
        """How far the numbers can be relied upon."""
        return coverage_of(self.diff.resources)

    @cached_property
    def drivers(self) -> list[ResourceDiff]:
        """The resources whose effective cost changes, most first."""
        moved = (r for r in self.diff.resources if r.effective_cost.delta != 0)
        return sorted(moved, key=lambda r: (-abs(r.effective_cost.delta), r.project, natural(r.change.address)))

    @property
    def is_negotiated(self) -> bool:
        """True if the team pays something else than list prices."""
        return self.diff.list_cost != self.diff.effective_cost

    @property
    def prices(self) -> str:
        """Which prices the numbers are made with, for a reader."""
        info = self.catalogue
        kind = "less what the team has agreed" if self.is_negotiated else "list prices"
        rate = f"; {info.exchange.words}" if info.exchange else ""
        return f"Prices: catalogue {info.version} with prices of {info.dates}; {kind}{rate}"

    @cached_property
    def gaps(self) -> list[ResourceDiff]:
        """The resources with something unpriced, new and changed ones first."""
        found = (r for r in self.diff.resources if r.gaps)
        return sorted(found, key=lambda r: (not r.is_changed, r.project, natural(r.change.address)))


def line_diffs(resource: ResourceDiff) -> list[LineDiff]:
    """Its lines before and after, side by side: those of one heading and kind belong together."""
    before, after = _by_kind(resource.before), _by_kind(resource.after)
    found = []
    for kind in dict.fromkeys([*after, *before]):
        for old, new in zip_longest(before.get(kind, []), after.get(kind, [])):
            found.append(LineDiff(old, new))
    return found


def _by_kind(estimate: Estimate | None) -> dict[tuple[str, str], list[LineItem]]:
    kinds: dict[tuple[str, str], list[LineItem]] = {}
    for line in estimate.lines if estimate else ():
        component = line.component
        kinds.setdefault((component.group, component.name.partition(" (")[0]), []).append(line)
    return kinds


def merged(before: str, after: str) -> str:
    """Two names of one line in one: what differs between the parentheses stands with an arrow."""
    head, paren, rest = before.partition(" (")
    other_head, other_paren, other_rest = after.partition(" (")
    if before == after or head != other_head or not paren or not other_paren:
        return after
    olds, news = rest.removesuffix(")").split(", "), other_rest.removesuffix(")").split(", ")
    if len(olds) != len(news):
        return f"{head} ({', '.join(olds)} → {', '.join(news)})"
    return f"{head} ({', '.join(o if o == n else f'{o} → {n}' for o, n in zip(olds, news, strict=True))})"


def usage_lines(resource: ResourceDiff) -> Iterator[LineItem]:
    """Lines whose cost depends on usage that nobody stated."""
    side = resource.after or resource.before
    return (line for line in side.lines if line.component.quantity is None) if side else iter(())


def _together(found: Sequence[Finding]) -> Finding:
    address = shared([f.address for f in found])
    return replace(found[0], address=f"{address} ×{len(found):,}" if address else "")


def _cost(line: LineItem | None) -> Decimal:
    return (line.effective_cost or ZERO) if line else ZERO


def held(resource: ResourceDiff) -> Held | None:
    """What counts after the change though no line of the bill says so; None where the lines say it all."""
    side = resource.after
    listed = resource.list_cost.after - (side.list_cost if side else ZERO)
    effective = resource.effective_cost.after - (side.effective_cost if side else ZERO)
    return Held(listed, effective) if listed or effective else None


NO_PRICE = "no price"
NOT_TAGGABLE = "not known to take tags"
EMPTY_TAG = "empty value"


def by_module(resources: Iterable[ResourceDiff]) -> list[Group]:
    """What each module of each project costs, all its instances together."""
    return _grouped(_Share(r, r.project, *_module(r), r.list_cost, r.effective_cost) for r in resources)


def by_service(resources: Iterable[ResourceDiff]) -> list[Group]:
    """What each of the vendors' services costs. What costs nothing is in none."""
    return _grouped(share for r in resources for share in _services(r))


def by_tag(resources: Iterable[ResourceDiff], key: str) -> list[Group]:
    """What each value of a tag costs, and what does not carry it."""
    return _grouped(_Share(r, "", *_tag(r, key), r.list_cost, r.effective_cost) for r in resources)


def tag_keys(resources: Iterable[ResourceDiff]) -> list[str]:
    """The keys that changed resources carry (or all, if none changes): the most used first, mostly unique ones last."""
    taggable = [r for r in resources if r.taggable]
    values: dict[str, list[str | None]] = {}
    for resource in [r for r in taggable if r.is_changed] or taggable:
        for key, value in resource.tags.shown.items():
            values.setdefault(key, []).append(value)
    return sorted(values, key=lambda k: (len(set(values[k])) * 2 > len(values[k]), -len(values[k]), k))


def untagged(resources: Iterable[ResourceDiff]) -> list[ResourceDiff]:
    """The resources that could carry tags and have none."""
    return [r for r in resources if r.taggable and r.tags.known and not r.tags.values]


class _Share(Struct, frozen=True):
    """What one resource adds to the group of these three."""

    resource: ResourceDiff
    project: str
    name: str
    note: str
    list_cost: CostChange
    effective_cost: CostChange


def _grouped(shares: Iterable[_Share]) -> list[Group]:
    """The groups that cost most first: by how much they change, then by what they cost."""
    parts: dict[tuple[str, str, str], list[_Share]] = {}
    for share in shares:
        parts.setdefault((share.project, share.name, share.note), []).append(share)
    groups = [
        Group(
            name,
            note,
            project,
            len(of),
            sum(1 for s in of if s.resource.confidence is Confidence.UNPRICED),
            sum(1 for s in of if s.resource.confidence is Confidence.UNKNOWN),
            total(s.list_cost for s in of),
            total(s.effective_cost for s in of),
        )
        for (project, name, note), of in parts.items()
    ]
    return sorted(
        groups,
        key=lambda g: (-abs(g.effective_cost.delta), -g.effective_cost.after, g.project, g.name, g.note),
    )


def total(costs: Iterable[CostChange]) -> CostChange:
    """All of them as one."""
    costs = list(costs)
    return CostChange(sum((c.before for c in costs), ZERO), sum((c.delta for c in costs), ZERO))


def _module(resource: ResourceDiff) -> tuple[str, str]:
    module = module_of(resource.change.address)
    return module, "" if module else ROOT_MODULE


def _tag(resource: ResourceDiff, key: str) -> tuple[str, str]:
    """The value, or in place of it what there is to say."""
    if not resource.taggable:
        return "", NOT_TAGGABLE
    tags = resource.tags
    if key not in tags.values:
        return "", f"without {key}" if tags.known else f"{key} not known"
    value = tags.shown[key]
    return ("", f"{key} not known") if value is None else (value, "" if value else EMPTY_TAG)


def _services(resource: ResourceDiff) -> Iterator[_Share]:
    """Its cost, service by service. What is held counts nowhere as a change, as it does in the whole."""
    listed = _by_service(resource, lambda line: line.list_cost)
    effective = _by_service(resource, lambda line: line.effective_cost)
    for service, cost in listed.items():
        yield _Share(resource, "", service, "", cost, effective[service])
    if not listed and resource.gaps:
        yield _Share(resource, "", "", NO_PRICE, CostChange(ZERO, ZERO), CostChange(ZERO, ZERO))


def _by_service(resource: ResourceDiff, cost_of: Callable[[LineItem], Decimal | None]) -> dict[str, CostChange]:
    old, new = (_sums(side, cost_of) for side in (resource.before, resource.after))
    found = {s: CostChange(old.get(s, ZERO), new.get(s, ZERO) - old.get(s, ZERO)) for s in {**new, **old}}
    if resource.after and resource.after.gaps and total(found.values()).delta < 0:
        return {service: CostChange(cost.before, ZERO) for service, cost in found.items()}
    return found


def _sums(side: Estimate | None, cost_of: Callable[[LineItem], Decimal | None]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in side.lines if side else ():
        service = line.component.price.service
        sums[service] = sums.get(service, ZERO) + (cost_of(line) or ZERO)
    return sums
