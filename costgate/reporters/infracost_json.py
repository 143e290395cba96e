"""infracost-json: Infracost's schema 0.2, so that scripts, rules and bots made for it keep working.

The format has one cost: it is the effective one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec

from costgate.model import HOURS_PER_MONTH, ZERO, Estimate, Gap, LineItem, ProjectDiff, ResourceDiff, Tags
from costgate.money import plain
from costgate.report import Report

UNDATED = "1970-01-01T00:00:00Z"
"""The format wants a time. The plan's own is used, so that one plan always gives the same bytes."""


def render(report: Report) -> str:
    """The report as Infracost JSON."""
    diff, cost = report.diff, report.diff.effective_cost
    projects = [_project(p) for p in diff.projects]
    stamps = [p.timestamp for p in diff.projects if p.timestamp]
    document = {
        "version": "0.2",
        "metadata": {
            "infracostCommand": "diff",
            "vcsBranch": "",
            "vcsCommitSha": "",
            "vcsCommitAuthorName": "",
            "vcsCommitAuthorEmail": "",
            "vcsCommitTimestamp": max(stamps, default=UNDATED),
            "vcsCommitMessage": "",
        },
        "currency": diff.currency,
        "projects": projects,
        "totalHourlyCost": _hourly(cost.after),
        "totalMonthlyCost": plain(cost.after),
        "pastTotalHourlyCost": _hourly(cost.before),
        "pastTotalMonthlyCost": plain(cost.before),
        "diffTotalHourlyCost": _hourly(cost.delta),
        "diffTotalMonthlyCost": plain(cost.delta),
        "timeGenerated": max(stamps, default=UNDATED),
        "summary": _summary(list(diff.resources)),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _project(project: ProjectDiff) -> dict[str, Any]:
    resources, cost = project.resources, project.effective_cost
    return {
        "name": project.name,
        "displayName": project.name,
        "metadata": {"path": project.path, "type": "terraform_plan_json", "vcsSubPath": ""},
        "pastBreakdown": _breakdown(resources, lambda r: r.before, cost.before),
        "breakdown": _breakdown(resources, lambda r: r.after, cost.after),
        "diff": _breakdown(
            [r for r in resources if r.effective_cost.delta], lambda r: r.after or r.before, cost.delta, changed=True
        ),
        "summary": _summary(resources),
    }


def _breakdown(
    resources: Iterable[ResourceDiff],
    side_of: Callable[[ResourceDiff], Estimate | None],
    total: Decimal,
    *,
    changed: bool = False,
) -> dict[str, Any]:
    priced, free, by_use = [], [], ZERO
    for resource in resources:
        side = side_of(resource)
        if side is None:
            continue
        by_use += _by_use(resource.after) - _by_use(resource.before) if changed else _by_use(side)
        if side.free:
            free.append(_head(resource, {"hourlyCost": None, "monthlyCost": None}))
        elif changed:
            priced.append(_difference(resource))
        elif not _unsupported(side):
            priced.append(_resource(resource, side))
    return {
        "resources": priced,
        "freeResources": free,
        "totalHourlyCost": _hourly(total),
        "totalMonthlyCost": plain(total),
        "totalMonthlyUsageCost": plain(by_use),
    }


def _by_use(side: Estimate | None) -> Decimal:
    """The part of a side's cost that depends on usage."""
    return sum((x.effective_cost or ZERO for x in side.lines if x.component.usage_based), ZERO) if side else ZERO


def _head(resource: ResourceDiff, costs: dict[str, Any]) -> dict[str, Any]:
    tags = resource.change.side.tags() if resource.taggable else Tags()
    known = {k: v for k, v in tags.shown.items() if v is not None}
    return {
        "name": resource.change.address,
        "resourceType": resource.change.type,
        **({"tags": known} if resource.taggable else {}),
        "metadata": {},
        **costs,
    }


def _resource(resource: ResourceDiff, side: Estimate) -> dict[str, Any]:
    return _head(
        resource,
        {
            "hourlyCost": _hourly(side.effective_cost),
            "monthlyCost": plain(side.effective_cost),
            "costComponents": [*components(x for x in side.lines if not x.component.group), *map(_gap, side.gaps)],
            "subresources": _groups(side.lines),
        },
    )


def _difference(resource: ResourceDiff) -> dict[str, Any]:
    from costgate.report import line_diffs

    components = []
    for diff in line_diffs(resource):
        if diff.delta:
            old = diff.before.component.monthly_quantity if diff.before else None
            new = diff.after.component.monthly_quantity if diff.after else None
            quantity = (new or ZERO) - (old or ZERO)
            components.append({**_line(diff.line), "name": diff.name, **_quantities(quantity), **_costs(diff.delta)})
    return _head(resource, {**_costs(resource.effective_cost.delta), "costComponents": components})


def _groups(lines: Iterable[LineItem]) -> list[dict[str, Any]]:
    groups: dict[str, list[LineItem]] = {}
    for line in lines:
        if line.component.group:
            groups.setdefault(line.component.group, []).append(line)
    return [
        {
            "name": name,
            "metadata": {},
            **_costs(sum((x.effective_cost or ZERO for x in of), ZERO)),
            "costComponents": components(of),
        }
        for name, of in groups.items()
    ]


def components(lines: Iterable[LineItem]) -> list[dict[str, Any]]:
    """Cost components: a graduated price has one for each tier that is reached, as Infracost's own have."""
    return [component for line in lines for component in _tiers(line)]


def _tiers(line: LineItem) -> Iterator[dict[str, Any]]:
    component, price = line.component, line.price
    whole, quantity = _line(line), component.quantity
    # Google's sustained-use discount is tiers, too, but of what is there, not of use: Infracost nets it in one line.
    tiers = price.effective_tiers if price and component.usage_based else ()
    if tiers and quantity is None:
        paid = next((t for t in tiers if t.unit_price), tiers[0])  # the price of what is included, $0, says too little
        which = f" (from {plain(paid.start)})" if paid.start else ""
        yield {**whole, "name": f"{component.name}{which}", "price": plain(paid.unit_price)}
        return
    if quantity is None or len(tiers) < 2 or quantity <= tiers[1].start:
        yield whole
        return
    for tier, following in pairwise((*tiers, None)):
        assert tier is not None
        if tier.start >= quantity:
            break
        share = (quantity if following is None else min(quantity, following.start)) - tier.start
        which = f"from {plain(tier.start)}" if tier.start else f"first {plain(share)}"
        cost = share * tier.unit_price * component.count
        part = {**_quantities(share * component.count), "price": plain(tier.unit_price), **_costs(cost)}
        yield {**whole, "name": f"{component.name} ({which})", **part}


def _line(line: LineItem) -> dict[str, Any]:
    component, price = line.component, line.price
    cost = line.effective_cost
    return {
        "name": component.name,
        "unit": component.unit,
        **_quantities(component.monthly_quantity),
        "price": plain(price.effective_tiers[0].unit_price) if price else "0",
        "hourlyCost": None if cost is None else _hourly(cost),
        "monthlyCost": None if cost is None else plain(cost),
        **({"usageBased": True} if component.usage_based else {}),
        "priceNotFound": price is None,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "name": gap.component or gap.reason,
        "unit": "",
        **_quantities(None),
        "price": "0",
        "hourlyCost": None,
        "monthlyCost": None,
        "priceNotFound": True,
    }


def _unsupported(side: Estimate) -> bool:
    return bool(side.gaps) and not side.lines and side.gaps[0].kind == "unsupported"


def _summary(resources: Iterable[ResourceDiff]) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = {k: Counter() for k in ("supported", "unsupported", "noPrice")}
    usage_based = total = 0
    for resource in resources:
        side = resource.after or resource.before
        assert side is not None
        total += 1
        kind = "noPrice" if side.free else "unsupported" if _unsupported(side) else "supported"
        counts[kind][resource.change.type] += 1
        usage_based += any(x.component.usage_based for x in side.lines)
    totals = {k: sum(c.values()) for k, c in counts.items()}
    return {
        "totalResources": total,
        "totalDetectedResources": total,
        "totalSupportedResources": totals["supported"],
        "totalUnsupportedResources": totals["unsupported"],
        "totalUsageBasedResources": usage_based,
        "totalNoPriceResources": totals["noPrice"],
        **{f"{k}ResourceCounts": dict(sorted(c.items())) for k, c in counts.items()},
    }


def _costs(cost: Decimal) -> dict[str, Any]:
    return {"hourlyCost": _hourly(cost), "monthlyCost": plain(cost)}


def _quantities(monthly: Decimal | None) -> dict[str, Any]:
    hourly = None if monthly is None else monthly / HOURS_PER_MONTH
    return {
        "hourlyQuantity": None if hourly is None else plain(hourly),
        "monthlyQuantity": None if monthly is None else plain(monthly),
    }


def _hourly(cost: Decimal) -> str:
    return plain(cost / HOURS_PER_MONTH)
