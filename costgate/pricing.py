"""Resource + Catalogue -> Estimate. What cannot be priced becomes a Gap here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.model import CostComponent, Estimate, Gap, GapKind, LineItem, Resource
from costgate.plan.references import Graph
from costgate.resources.components import Unpriced
from costgate.resources.decode import Decoder, Input, InvalidValueError, MissingError
from costgate.resources.registry import Model, free_providers, free_types, model_of, region_parameter


class Side:
    """A plan's references, seen on one side of the change."""

    def __init__(self, graph: Graph, *, after: bool) -> None:
        self._graph, self._after = graph, after

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """See `References`."""
        return self._graph.may_be_unknown(resource, expression)

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """See `References`."""
        return self._graph.referred(resource, attribute, types, after=self._after)

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        """See `References`."""
        return self._graph.referring(resource, type_, attribute, after=self._after)


class Bill(NamedTuple):
    """What a model asks for, before prices: with its evidence, and whether other resources were looked at."""

    components: tuple[CostComponent, ...] = ()
    gaps: tuple[Gap, ...] = ()
    region: str | None = None
    inputs: tuple[Input, ...] = ()
    sensitive: frozenset[str] = frozenset()
    used_references: bool = False
    free: bool = False


def estimate(resource: Resource, side: Side, catalogue: Catalogue, usage: Mapping[str, Any]) -> tuple[Estimate, bool]:
    """What `resource` costs a month, and whether that depends on other resources."""
    bill = itemise(resource, side, usage)
    if bill.free:
        return Estimate(resource.address, free=True), False
    if bill.components and bill.region is None and any(c.price.region is None for c in bill.components):
        gap = Gap(resource.address, GapKind.REGION, "nothing in the plan tells its region: set `regions:` in costgate.yml")
        return Estimate(resource.address, gaps=(*bill.gaps, gap)), bill.used_references
    lines, gaps = [], list(bill.gaps)
    for component in bill.components:
        priced = price(resource, component, bill.region or "", catalogue)
        if isinstance(priced, Gap):
            gaps.append(priced)
        else:
            lines.append(priced)
    found = Estimate(resource.address, tuple(lines), tuple(gaps))
    return _masked(found, bill.sensitive) if bill.sensitive else found, bill.used_references


def itemise(resource: Resource, side: Side, usage: Mapping[str, Any]) -> Bill:
    """What the model of `resource` bills it for."""
    provider = resource.type.partition("_")[0]
    if resource.type in free_types(resource.vendor) or (not resource.vendor and provider in free_providers()):
        return Bill(free=True)
    model = model_of(resource.type, resource.vendor) if resource.vendor else None
    if model is None:
        what = resource.type if resource.vendor else f"provider {provider}"
        return Bill(gaps=(Gap(resource.address, GapKind.UNSUPPORTED, f"costgate has no prices for {what} yet"),))
    try:
        return _run(model, resource, side, usage)
    except MissingError as error:
        return Bill(gaps=(Gap(resource.address, GapKind.INVALID, f"{error} is not set, and the price depends on it"),))
    except (InvalidValueError, Unpriced) as error:
        return Bill(gaps=(Gap(resource.address, GapKind.INVALID, str(error)),))
    except msgspec.DecodeError as error:
        return Bill(gaps=(Gap(resource.address, GapKind.INVALID, f"its values cannot be read: {error}"),))


def _run(model: Model, resource: Resource, side: Side, usage: Mapping[str, Any]) -> Bill:
    decoder = Decoder(side, usage)
    arguments = decoder.arguments(model, resource)
    try:
        components = tuple(model(**arguments))
        gaps: tuple[Gap, ...] = ()
        if decoder.unknown:
            components, gaps = _certain(model, resource, side, usage, components, decoder.unknown)
    except Unpriced:
        if not decoder.unknown:
            raise
        components, gaps = (), (_later(resource, decoder.unknown),)
    parameter = region_parameter(resource.type)
    region = decoder.regions.get(parameter) if parameter else None
    return Bill(
        components,
        gaps,
        region or resource.region,
        tuple(decoder.inputs),
        frozenset(decoder.sensitive),
        decoder.used_references,
    )


def _certain(
    model: Model,
    resource: Resource,
    side: Side,
    usage: Mapping[str, Any],
    components: tuple[CostComponent, ...],
    unknown: list[str],
) -> tuple[tuple[CostComponent, ...], tuple[Gap, ...]]:
    """The components that do not depend on unknown values: those that stay when other values stand in for them."""
    again = tuple(model(**Decoder(side, usage, probe=1).arguments(model, resource)))
    if again == components:
        return components, ()
    left = list(again)
    certain = []
    for component in components:
        if component in left:
            left.remove(component)
            certain.append(component)
    return tuple(certain), (_later(resource, unknown),)


def _later(resource: Resource, unknown: list[str]) -> Gap:
    return Gap(resource.address, GapKind.UNKNOWN, f"known only after apply: {', '.join(dict.fromkeys(unknown))}")


def price(resource: Resource, component: CostComponent, region: str, catalogue: Catalogue) -> LineItem | Gap:
    """`component` with its price. Without one it is a Gap, unless there is nothing to multiply the price with."""
    query = component.price
    found = catalogue.find(resource.vendor, query, region)
    if found is None:
        if component.quantity is None or component.quantity == 0:
            return LineItem(component, None)
        words = (query.service, query.meter, query.operation, query.purchase if query.purchase != "on_demand" else "")
        name = " ".join(w for w in words if w)
        return Gap(
            resource.address, GapKind.NO_PRICE, f"the catalogue has no price for {name} in {query.region or region}", component.name
        )
    if found.pricing_unit != component.unit:
        raise CatalogueError(
            f"{resource.type}: {component.name!r} is counted in {component.unit}, but {query.service} {query.meter} "
            f"is priced in {found.pricing_unit}",
            "A cost model and the catalogue disagree; please report it, or correct the overlay.",
        )
    return LineItem(component, found)


def _masked(found: Estimate, sensitive: frozenset[str]) -> Estimate:
    """`found` without sensitive values in its texts."""

    def mask(text: str) -> str:
        for value in sorted(sensitive, key=len, reverse=True):
            if len(value) > 1:
                text = text.replace(value, "(sensitive)")
        return text

    lines = []
    for line in found.lines:
        query = replace(line.component.price, meter=mask(line.component.price.meter))
        component = replace(line.component, name=mask(line.component.name), price=query)
        lines.append(LineItem(component, line.price and replace(line.price, query=query, sku_id="")))
    gaps = [replace(g, reason=mask(g.reason), component=mask(g.component)) for g in found.gaps]
    return Estimate(found.address, tuple(lines), tuple(gaps), found.free)
