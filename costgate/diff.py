"""Before and after -> ProjectDiff. One catalogue prices both sides, so what does not change differs by exactly 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Raw

from costgate.alike import Alike
from costgate.catalogue import Catalogue
from costgate.launches import launches_of
from costgate.model import Action, Estimate, Note, ProjectDiff, Resource, ResourceChange, ResourceDiff
from costgate.plan import Plan, vendor_of
from costgate.pricing import Side, estimate
from costgate.resources.registry import is_usage_only, taggable_types
from costgate.usage import Usage


def compare(plan: Plan, catalogue: Catalogue, usage: Usage) -> ProjectDiff:
    """Price both sides of every change of `plan`, and what the usage file states besides resources."""

    def stated_of(resource: Resource) -> Mapping[str, Any]:
        return usage.of(resource.type, resource.address)

    before, after = (
        Side(plan.graph, after=after, day_of=catalogue.day_of, usage_of=stated_of) for after in (False, True)
    )
    alike = Alike(c.type for c in plan.changes)

    def priced(change: ResourceChange) -> ResourceDiff:
        stated = usage.of(change.type, change.address)

        def side(resource: Resource | None, seen: Side) -> tuple[Estimate | None, bool]:
            return estimate(resource, seen, catalogue, stated, alike) if resource else (None, False)

        new, used_references = side(change.after, after)
        same = change.before is not None and change.after is not None and _same(change.before, change.after)
        old = new if same and not used_references else side(change.before, before)[0]
        vendor = change.side.vendor
        return ResourceDiff(
            plan.name,
            change,
            old,
            new,
            change.type in taggable_types(vendor) if vendor else False,
            launches_of(change.after, after) if change.after else (),
        )

    pseudo = [_pseudo(t, a) for t, a in usage.pseudo(is_usage_only, (c.address for c in plan.changes))]
    resources = tuple(map(priced, (*plan.changes, *pseudo)))
    day = after.assumed_day or before.assumed_day
    undated = Note(f"The plan has no timestamp: charges that begin on a date are those of {day}, the day of the prices")
    return ProjectDiff(
        name=plan.name,
        path=plan.path,
        resources=resources,
        notes=(*plan.notes, undated) if day else plan.notes,
        errored=plan.errored,
        timestamp=plan.timestamp,
        complete=plan.complete,
    )


def _pseudo(type_: str, address: str) -> ResourceChange:
    """A resource that stands in the usage file alone, such as aws_data_transfer: the same before and after."""
    resource = Resource(address, type_, vendor_of(type_, None), None, Raw(b"{}"))
    return ResourceChange(address, type_, Action.NO_OP, resource, resource, note="from the usage file")


def _same(before: Resource, after: Resource) -> bool:
    return before.body == after.body and before.region == after.region and bytes(after.unknown_body) == b"{}"
