"""What reporters render: the costs, the verdict, the catalogue; and the views of them that several reporters share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

from msgspec import Struct

from costgate.model import ZERO, Confidence, CostDiff, Estimate, Exchange, Level, LineItem, ResourceDiff, Verdict


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


class Report(Struct, frozen=True, dict=True):
    """Everything that one run found. `version` is costgate's; `key` tells apart several reports on one pull request."""

    diff: CostDiff
    verdict: Verdict
    catalogue: CatalogueInfo
    version: str
    key: str = "default"

    @property
    def result(self) -> str:
        """pass, warn or fail."""
        return {Level.FAIL: "fail", Level.WARN: "warn"}.get(self.verdict.level, "pass")

    @cached_property
    def counts(self) -> Counts:
        """How far resources have a price."""
        tally: Counter[str] = Counter()
        for resource in self.diff.resources:
            side = resource.after or resource.before
            kind = "unpriced" if resource.gaps else "free" if side and side.free else "priced"
            tally.update([kind, "resources", *(["changed"] if resource.is_changed else [])])
        return Counts(**{name: tally[name] for name in Counts.__struct_fields__})

    @cached_property
    def coverage(self) -> Coverage:
        """How far the numbers can be relied upon."""
        return coverage_of(self.diff.resources)

    @cached_property
    def drivers(self) -> list[ResourceDiff]:
        """The resources whose effective cost changes, most first."""
        moved = (r for r in self.diff.resources if r.effective_cost.delta != 0)
        return sorted(moved, key=lambda r: (-abs(r.effective_cost.delta), r.project, r.change.address))

    @property
    def is_negotiated(self) -> bool:
        """True if the team pays something else than list prices."""
        return self.diff.list_cost != self.diff.effective_cost

    @cached_property
    def gaps(self) -> list[ResourceDiff]:
        """The resources with something unpriced, new and changed ones first."""
        found = (r for r in self.diff.resources if r.gaps)
        return sorted(found, key=lambda r: (not r.is_changed, r.project, r.change.address))


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


def _cost(line: LineItem | None) -> Decimal:
    return (line.effective_cost or ZERO) if line else ZERO
