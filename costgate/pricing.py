"""Resource + Catalogue -> Estimate. What cannot be priced becomes a Gap here, and only here."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from costgate.alike import Alike
from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.model import ZERO, CostComponent, Estimate, Gap, GapKind, LineItem, Price, Resource, Tier
from costgate.plan.references import Graph
from costgate.resources.components import Unpriced
from costgate.resources.decode import Decoder, Input, InvalidValueError, MissingError, Reading
from costgate.resources.registry import Model, free_providers, free_types, model_of, region_parameter
from costgate.terms import LIST_CURRENCY


class Side:
    """A plan's references, seen on one side of the change.

    `day_of` tells the day of a vendor's prices: a plan without a timestamp is taken to be of that day, and
    `assumed_day` says so once a model has asked. `usage_of` is what the usage file says of a resource that another
    refers to.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        after: bool,
        day_of: Callable[[str], str] = lambda _vendor: "",
        usage_of: Callable[[Resource], Mapping[str, Any]] = lambda _resource: {},
    ) -> None:
        self._graph, self._after, self._day_of = graph, after, day_of
        self.usage_of = usage_of
        self.assumed_day = ""
        self._readings: dict[Hashable, Reading] = {}

    def planned_on(self, resource: Resource) -> str:
        """See `References`."""
        if not self._graph.planned_on:
            self.assumed_day = self._day_of(resource.vendor)
        return self._graph.planned_on or self.assumed_day

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """See `References`."""
        return self._graph.may_be_unknown(resource, expression)

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """See `References`."""
        return self._graph.referred(resource, attribute, types, after=self._after)

    def elements(self, resource: Resource, attribute: str) -> int | None:
        """See `References`."""
        return self._graph.elements(resource, attribute, after=self._after)

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        """See `References`."""
        return self._graph.referring(resource, type_, attribute, after=self._after)

    def billed_together(self, resource: Resource, attributes: str) -> int:
        """See `References`."""
        return self._graph.billed_together(resource, attributes, after=self._after)

    def once(self, key: Hashable, make: Callable[[], Reading]) -> Reading:
        """See `References`."""
        found = self._readings.get(key)
        if found is None:
            found = self._readings[key] = make()
        return found


class Bill(Struct, frozen=True):
    """What a model asks for, before prices: with its evidence, and whether other resources were looked at."""

    components: tuple[CostComponent, ...] = ()
    gaps: tuple[Gap, ...] = ()
    region: str | None = None
    inputs: tuple[Input, ...] = ()
    sensitive: frozenset[str] = frozenset()
    used_references: bool = False
    free: bool = False


def estimate(
    resource: Resource, side: Side, catalogue: Catalogue, usage: Mapping[str, Any], alike: Alike
) -> tuple[Estimate, bool]:
    """What `resource` costs a month, and whether that depends on other resources."""
    if _is_free(resource):
        return Estimate(resource.address, free=True), False
    model = model_of(resource.type, resource.vendor) if resource.vendor else None
    used_references = model is not None and alike.refers(model)

    def make() -> Estimate:
        nonlocal used_references
        bill = itemise(resource, side, usage)
        used_references |= bill.used_references
        return _priced(resource, bill, catalogue)

    return alike.estimate(resource, model, side, usage, make) if model else make(), used_references


def _priced(resource: Resource, bill: Bill, catalogue: Catalogue) -> Estimate:
    if bill.components and bill.region is None and any(c.price.region is None for c in bill.components):
        gap = Gap(
            resource.address, GapKind.REGION, "nothing in the plan tells its region: set `regions:` in costgate.yml"
        )
        return Estimate(resource.address, gaps=(*bill.gaps, gap))
    lines, gaps = [], list(bill.gaps)
    for component in bill.components:
        priced = masked(price(resource, component, bill.region or "", catalogue), bill.sensitive)
        if isinstance(priced, Gap):
            gaps.append(priced)
        else:
            lines.append(priced)
    return Estimate(resource.address, tuple(lines), tuple(gaps))


def _is_free(resource: Resource) -> bool:
    if resource.vendor:
        return resource.type in free_types(resource.vendor)
    return resource.type.partition("_")[0] in free_providers()


def itemise(resource: Resource, side: Side, usage: Mapping[str, Any], *, record: bool = False) -> Bill:
    """What the model of `resource` bills it for; with `record`, also on what evidence."""
    if _is_free(resource):
        return Bill(free=True)
    model = model_of(resource.type, resource.vendor) if resource.vendor else None
    if model is None:
        what = resource.type if resource.vendor else f"provider {resource.type.partition('_')[0]}"
        return Bill(gaps=(Gap(resource.address, GapKind.UNSUPPORTED, f"costgate has no prices for {what} yet"),))
    if resource.unknown() is True:
        return Bill(gaps=(Gap(resource.address, GapKind.UNKNOWN, "known only after apply: all of it"),))
    try:
        return _run(model, resource, side, usage, record=record)
    except (msgspec.DecodeError, RecursionError) as error:
        return Bill(gaps=(Gap(resource.address, GapKind.INVALID, f"its values cannot be read: {error}"),))


def _run(model: Model, resource: Resource, side: Side, usage: Mapping[str, Any], *, record: bool) -> Bill:
    decoder = Decoder(side, usage, record=record)
    components: tuple[CostComponent, ...] = ()
    gaps: tuple[Gap, ...] = ()
    try:
        components, refusal = _until_refused(model, decoder.arguments(model, resource))
        if decoder.unknown:
            components, gaps = _certain(model, resource, side, usage, components, refusal, decoder)
        elif refusal is not None:
            gaps = (Gap(resource.address, GapKind.INVALID, str(refusal)),)
    except MissingError as error:
        invalid = Gap(resource.address, GapKind.INVALID, f"{error} is not set, and the price depends on it")
        gaps = (_later(resource, [str(error)]) if str(error) in decoder.unknown else invalid,)
    except InvalidValueError as error:
        gaps = (Gap(resource.address, GapKind.INVALID, str(error)),)
    parameter = region_parameter(resource.type)
    region = decoder.regions.get(parameter) if parameter else None
    sensitive = frozenset(decoder.sensitive)
    return Bill(
        components,
        tuple(replace(g, reason=_mask(g.reason, sensitive)) for g in gaps),
        region or resource.region,
        tuple(decoder.inputs),
        sensitive,
        decoder.used_references,
    )


def _until_refused(model: Model, arguments: Mapping[str, Any]) -> tuple[tuple[CostComponent, ...], Unpriced | None]:
    """The lines of a bill up to the one that a model cannot price, if there is such a one: they cost all the same."""
    found = []
    try:
        for line in model(**arguments):
            found.append(line)  # noqa: PERF402 - what came before a refusal counts
    except Unpriced as refusal:
        return tuple(found), refusal
    return tuple(found), None


def _certain(
    model: Model,
    resource: Resource,
    side: Side,
    usage: Mapping[str, Any],
    components: tuple[CostComponent, ...],
    refusal: Unpriced | None,
    first: Decoder,
) -> tuple[tuple[CostComponent, ...], tuple[Gap, ...]]:
    """The components that stay whatever stands in for unknown values, and gaps for the rest.

    `components` and `refusal` are what the `first` stand-ins gave. A refusal that others give counts only if these gave
    one too: as the lines before it.
    """
    certain, reasoned, alike = components, refusal is not None, not first.opaque
    for probe in range(1, first.probes):
        try:
            again, other = _until_refused(model, Decoder(side, usage, probe=probe).arguments(model, resource))
        except InvalidValueError:  # stand-ins that tell two resources apart: no case that there is
            if refusal is None:
                raise
            continue
        except (LookupError, ValueError, ArithmeticError):  # a stand-in is no value that a model has to take
            reasoned = alike = False
            continue
        reasoned = reasoned and str(other) == str(refusal)
        alike = alike and str(other) == str(refusal) and again == components
        if other is None or refusal is not None:
            certain = tuple(_shared(certain, list(again)))
    gaps = (Gap(resource.address, GapKind.INVALID, str(refusal)),) if reasoned else ()
    return certain, gaps if alike else (*gaps, _later(resource, first.unknown))


def _shared(components: Iterable[CostComponent], others: list[CostComponent]) -> Iterator[CostComponent]:
    for component in components:
        if component in others:
            others.remove(component)
            yield component


MOST_NAMES = 8
"""How many values that are known later a gap names: a thousand apps that share a plan have as many each."""


def _later(resource: Resource, unknown: list[str]) -> Gap:
    names = list(dict.fromkeys(unknown))
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return Gap(resource.address, GapKind.UNKNOWN, f"known only after apply: {', '.join(names[:MOST_NAMES])}{more}")


def price(resource: Resource, component: CostComponent, region: str, catalogue: Catalogue) -> LineItem | Gap:
    """`component` with its price. Without one it is a Gap, unless there is nothing to multiply the price with."""
    query = component.price
    if component.unit_price is not None:
        where, stated = query.region or region, (Tier(ZERO, component.unit_price),)
        said = Price(resource.vendor, where, query, component.unit, LIST_CURRENCY, stated, "", "usage file")
        return LineItem(component, catalogue.terms.exchanged(said))
    found = catalogue.find(resource.vendor, query, region)
    if found is None:
        if component.quantity is None or component.quantity == 0:
            return LineItem(component, None)
        service = "" if query.meter.startswith(query.service) else query.service
        words = (service, query.meter, query.operation, query.purchase if query.purchase != "on_demand" else "")
        name = " ".join(w for w in words if w)
        return Gap(
            resource.address,
            GapKind.NO_PRICE,
            f"the catalogue has no price for {name} in {query.region or region}",
            component.name,
        )
    if found.pricing_unit != component.unit:
        raise CatalogueError(
            f"{resource.type}: {component.name!r} is counted in {component.unit}, but {query.service} {query.meter} "
            f"is priced in {found.pricing_unit}",
            "A cost model and the catalogue disagree; please report it, or correct the overlay.",
        )
    return LineItem(component, found)


def masked(found: LineItem | Gap, sensitive: frozenset[str]) -> LineItem | Gap:
    """`found` without sensitive values in its texts."""
    if not sensitive:
        return found
    if isinstance(found, Gap):
        return replace(found, reason=_mask(found.reason, sensitive), component=_mask(found.component, sensitive))
    component = found.component
    query = component.price
    query = replace(query, meter=_mask(query.meter, sensitive), operation=_mask(query.operation, sensitive))
    names = {"name": _mask(component.name, sensitive), "group": _mask(component.group, sensitive)}
    known = found.price and replace(found.price, query=query, sku_id="")
    return LineItem(replace(component, price=query, **names), known)


def _mask(text: str, sensitive: frozenset[str]) -> str:
    for value in sorted(sensitive, key=len, reverse=True):
        if len(value) > 1:
            text = text.replace(value, "(sensitive)")
    return text
