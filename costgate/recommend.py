"""What could cost less: asks the rules, and prices what they propose.

A saving is what the resources that a proposal touches will cost, less what they would cost if it were followed: by the
same models, catalogue, usage and references. Whoever edits the plan and prices it again finds the same difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from costgate.alike import Alike
from costgate.catalogue import Catalogue
from costgate.model import HOURS_PER_MONTH, ZERO, Action, Estimate, LineItem, ProjectDiff, Resource, ResourceDiff
from costgate.plan import Plan
from costgate.plan.references import Graph
from costgate.pricing import Side, estimate, itemise
from costgate.recommendations import Candidate, K, Rule, Surroundings, all_rules
from costgate.resources.decode import Reading
from costgate.resources.registry import model_of
from costgate.resources.signature import reads
from costgate.savings import Edit, Path, Proposal, Recommendation, Risk, Schedule, Step, rank
from costgate.selection import chooser
from costgate.usage import Usage


def recommend(
    plan: Plan, diff: ProjectDiff, catalogue: Catalogue, usage: Usage, schedules: Mapping[str, Schedule] = {}
) -> tuple[Recommendation, ...]:
    """What could cost less in `plan`, whose costs are `diff`: what saves most first.

    What the plan deletes or forgets is left alone, and so is what cannot be priced completely.
    """
    future = _Future(plan, diff, catalogue, usage)
    chosen = [(name, schedule, chooser(schedule.match, doubt=False)) for name, schedule in sorted(schedules.items())]
    found: list[Recommendation] = []
    for resource in future.resources.values():
        fitting = ((name, schedule) for name, schedule, fits in chosen if fits(resource))
        found += _recommended(resource, future, next(fitting, None))
    return tuple(sorted(found, key=rank))


def _recommended(
    resource: ResourceDiff, future: _Future, schedule: tuple[str, Schedule] | None
) -> Iterator[Recommendation]:
    """Of each rule's proposals for one resource the best, and the best of each lower risk."""
    side, now = resource.change.after, resource.after
    assert side is not None
    assert now is not None
    if now.gaps:
        return
    candidate = Candidate(side, now, future.usage_of(side), future, schedule)
    for rule in _rules_for(side.type):
        priced = (future.priced(rule, resource, proposal) for proposal in rule.propose(candidate))
        lowest = max(Risk) + 1
        for found in sorted((p for p in priced if p), key=_worth):
            if found.risk < lowest:
                yield found
                lowest = found.risk


def _rules_for(type_: str) -> Iterable[Rule]:
    return (rule for rule in all_rules().values() if rule.looks_at(type_))


def _worth(found: Recommendation) -> tuple[bool, Decimal, Decimal]:
    """What saves most first; of equals the one that was proposed first."""
    return found.effective_saving is None, -(found.effective_saving or ZERO), -(found.list_saving or ZERO)


class _Seen(Side):
    """One side of a plan in which some resources are others (None: gone). It remembers who was looked at."""

    def __init__(
        self,
        graph: Graph,
        catalogue: Catalogue,
        usage_of: Callable[[Resource], Mapping[str, Any]],
        edited: Mapping[str, Resource | None] = {},
    ) -> None:
        super().__init__(graph, after=True, day_of=catalogue.day_of, usage_of=usage_of)
        self._edited = edited
        self._looked_at: set[str] = set()
        self._looked_at_for: dict[Hashable, set[str]] = {}

    def looked_at(self, resource: Resource) -> set[str]:
        """The addresses of those that the cost model of a resource looks at."""
        self._looked_at = set()
        itemise(resource, self, self.usage_of(resource))
        return self._looked_at

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        return self._as_edited(super().referred(resource, attribute, types))

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        return self._as_edited(super().referring(resource, type_, attribute))

    def once(self, key: Hashable, make: Callable[[], Reading]) -> Reading:
        outer, self._looked_at = self._looked_at, self._looked_at_for.get(key, set())
        try:
            found = super().once(key, make)
            self._looked_at_for[key] = self._looked_at
        finally:
            self._looked_at = outer | self._looked_at
        return found

    def _as_edited(self, found: Iterable[Resource]) -> list[Resource]:
        sides = []
        for resource in found:
            self._looked_at.add(resource.address)
            sides.append(self._edited.get(resource.address, resource))
        return [side for side in sides if side]


class _Future:
    """A plan once it is applied: what is there, what it costs, and what it would cost if some of it were different."""

    def __init__(self, plan: Plan, diff: ProjectDiff, catalogue: Catalogue, usage: Usage) -> None:
        self._graph, self._catalogue, self._usage = plan.graph, catalogue, usage
        self._types = {c.type for c in plan.changes}
        self._alike = Alike(self._types)
        self._side = _Seen(plan.graph, catalogue, self.usage_of)
        self._groups: dict[Any, Mapping[Any, list[Resource]]] = {}
        listed = zip(plan.changes, diff.resources, strict=False)  # what the usage file adds comes after the plan's own
        self.resources = {
            change.address: resource
            for change, resource in listed
            if change.after is not None and change.action is not Action.FORGET
        }

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        return self._side.may_be_unknown(resource, expression)

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        return self._side.referred(resource, attribute, types)

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        return self._side.referring(resource, type_, attribute)

    def grouped(self, type_: str, key: Callable[[Surroundings, Resource], K | None]) -> Mapping[K, list[Resource]]:
        if (type_, key) not in self._groups:
            found: dict[Any, list[Resource]] = defaultdict(list)
            for resource in self.resources.values():
                side = resource.change.after
                if side and side.type == type_ and (group := key(self, side)) is not None:
                    found[group].append(side)
            self._groups[type_, key] = found
        return self._groups[type_, key]

    def usage_of(self, resource: Resource) -> Mapping[str, Any]:
        return self._usage.of(resource.type, resource.address)

    @cached_property
    def _dependents(self) -> dict[str, list[str]]:
        """Address -> the addresses of those whose cost models looked at it."""
        found: dict[str, list[str]] = defaultdict(list)
        seen = _Seen(self._graph, self._catalogue, self.usage_of)
        for resource in self.resources.values():
            side = resource.change.after
            model = model_of(side.type, side.vendor) if side and side.vendor else None
            if side is None or model is None or self._types.isdisjoint(reads(model).types):
                continue
            for address in seen.looked_at(side) - {side.address}:
                found[address].append(side.address)
        return found

    def priced(self, rule: Rule, resource: ResourceDiff, proposal: Proposal) -> Recommendation | None:
        """What a proposal saves; None if that is nothing, or cannot be told."""
        edits = {edit.address: edit for edit in proposal.edits}
        if not all(address in self.resources for address in edits):
            return None
        sides = {address: self._edited(edit) for address, edit in edits.items()}
        touched = dict.fromkeys([*edits, *(d for address in edits for d in self._dependents[address])])

        def stated(side: Resource) -> Mapping[str, Any]:
            edit = edits.get(side.address)
            return {**self.usage_of(side), **edit.usage} if edit else self.usage_of(side)

        seen = _Seen(self._graph, self._catalogue, stated, sides)
        old = [self._now(address) for address in touched]
        new = [self._then(address, sides, seen) for address in touched]
        if any(e.gaps for e in (*old, *new)):
            return None
        savings = [
            sum((getattr(e, cost) for e in old), ZERO) - sum((getattr(e, cost) for e in new), ZERO)
            for cost in ("list_cost", "effective_cost")
        ]
        gone, come = _differing(old, new)
        if savings[1] > 0:
            needs = ""
        elif proposal.needs and savings[1] == 0 and _promises(gone, come):
            needs = proposal.needs
        else:
            return None
        return Recommendation(
            rule.name,
            resource,
            proposal.title,
            proposal.reason,
            proposal.source,
            proposal.risk,
            tuple(step for edit in proposal.edits for step in self._steps(edit)),
            proposal.edits,
            frozenset(a for a, x, y in zip(touched, old, new, strict=True) if a in edits or x.lines != y.lines),
            needs,
            None if needs else savings[0],
            None if needs else savings[1],
            "; ".join(filter(None, (proposal.remark(gone, come), _by_use(gone, come)))),
        )

    def _side_of(self, address: str) -> Resource:
        side = self.resources[address].change.after
        assert side is not None
        return side

    def _now(self, address: str) -> Estimate:
        now = self.resources[address].after
        assert now is not None
        return now

    def _then(self, address: str, sides: Mapping[str, Resource | None], seen: Side) -> Estimate:
        side = sides[address] if address in sides else self._side_of(address)
        if side is None:
            return Estimate(address)
        return estimate(side, seen, self._catalogue, seen.usage_of(side), self._alike)[0]

    def _edited(self, edit: Edit) -> Resource | None:
        """The resource as an edit wants it; None if it goes."""
        if edit.removed:
            return None
        side = self._side_of(edit.address)
        if not edit.values:
            return side
        values = side.values()
        for path, value in edit.values.items():
            _put(values, path, value)
        return replace(side, body=Raw(msgspec.json.encode(values)))

    def _steps(self, edit: Edit) -> Iterator[Step]:
        side = self._side_of(edit.address)
        if edit.removed:
            yield Step(edit.address, "", "", "removed")
        values, stated = side.values(), self.usage_of(side)
        for path, value in edit.values.items():
            if value != (old := _get(values, path)):
                yield Step(edit.address, dotted(path), old, value)
        for key, value in edit.usage.items():
            yield Step(edit.address, f"usage {key}", stated.get(key, _UNSTATED.get(key)), value)


_UNSTATED = {"monthly_hrs": HOURS_PER_MONTH}
"""What usage keys amount to that nobody states."""


def _promises(gone: Sequence[LineItem], come: Sequence[LineItem]) -> bool:
    """True if what depends on unstated usage gets a lower price, or no price is involved at all."""
    prices = [[line.price.effective_tiers[0].unit_price if line.price else None for line in x] for x in (gone, come)]
    if any(price is None for side in prices for price in side):
        return False
    return not (gone or come) or sum(prices[1]) < sum(prices[0])  # type: ignore[arg-type]


def _by_use(gone: Sequence[LineItem], come: Sequence[LineItem]) -> str:
    """What comes in that costs by use that nobody stated, and was not there: it is not in the saving."""
    before = {line.component.name for line in gone}
    names = [x.component.name for x in come if x.component.quantity is None and x.component.name not in before]
    return f"and, by use, {', '.join(dict.fromkeys(names))}, which is not counted" if names else ""


def _differing(old: Sequence[Estimate], new: Sequence[Estimate]) -> tuple[list[LineItem], list[LineItem]]:
    """The lines that are only in the old estimates, and those only in the new ones."""
    before, after = ([line for e in estimates for line in e.lines] for estimates in (old, new))
    return [x for x in before if x not in after], [x for x in after if x not in before]


def dotted(path: Path) -> str:
    """A path for a reader: root_block_device[0].volume_type."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _get(values: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            values = values[step] if isinstance(values, list) and step < len(values) else None
        else:
            values = values.get(step) if isinstance(values, dict) else None
    return values


def _put(values: Any, path: Path, value: Any) -> None:
    *way, last = path
    for step in way:
        values = values[step]
    values[last] = value
