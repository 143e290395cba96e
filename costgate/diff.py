"""Before and after -> ProjectDiff. Both sides are priced from one catalogue, so what does not change differs by exactly 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from costgate.catalogue import Catalogue
from costgate.model import Estimate, ProjectDiff, Resource, ResourceChange, ResourceDiff
from costgate.plan import Plan
from costgate.pricing import Side, estimate

UsageOf = Callable[[str, str], Mapping[str, Any]]
"""(type, address) -> what the usage file says of a resource."""


def compare(plan: Plan, catalogue: Catalogue, usage_of: UsageOf) -> ProjectDiff:
    """Price both sides of every change of `plan`."""
    before, after = Side(plan.graph, after=False), Side(plan.graph, after=True)

    def priced(change: ResourceChange) -> ResourceDiff:
        usage = usage_of(change.type, change.address)

        def side(resource: Resource | None, seen: Side) -> tuple[Estimate | None, bool]:
            return estimate(resource, seen, catalogue, usage) if resource else (None, False)

        new, used_references = side(change.after, after)
        alike = change.before is not None and change.after is not None and _alike(change.before, change.after)
        old = new if alike and not used_references else side(change.before, before)[0]
        return ResourceDiff(plan.name, change, old, new)

    return ProjectDiff(
        name=plan.name,
        path=plan.path,
        resources=tuple(map(priced, plan.changes)),
        notes=plan.notes,
        errored=plan.errored,
        timestamp=plan.timestamp,
    )


def _alike(before: Resource, after: Resource) -> bool:
    return before.body == after.body and before.region == after.region and bytes(after.unknown_body) == b"{}"
