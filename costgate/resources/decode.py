"""The signature is the schema: from a resource's attributes and usage to a cost model's arguments.

    size: int = 8                                          an attribute, with the provider's default
    root_block_device: RootDevice = RootDevice()           a nested block
    ebs_block_device: tuple[Device, ...] = ()              repeated blocks
    monthly_requests: Usage[Decimal | None] = None         from the usage file
    node_pool: Usage[tuple[Pool, ...]] = ()                its entries node_pool[0], node_pool[1], ...
    aws_thing: Usage[Mapping[str, Thing]] = {}             its entries aws_thing.one, aws_thing.other, ...
    template: Annotated[Template | None, Ref("aws_launch_template", "launch_template.id")] = None
    subnets: Annotated[tuple[Subnet, ...], Ref("aws_subnet", "subnets")] = ()
    zones: Annotated[int | None, Elements("subnets")] = None
    rules: Annotated[tuple[Rules, ...], ReferredBy("aws_s3_bucket_lifecycle_configuration", "bucket")] = ()
    count: Annotated[int, BilledTogether("project")] = 1
    used: Annotated[ThingUsage, Together]                  more parameters, as the fields of a block

A parameter without a default is needed: if it is missing, a Gap names it. A value that the plan will know only after
apply is filled in several ways (probes); what the bill says each time does not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from costgate.model import Resource
from costgate.resources.components import Block
from costgate.resources.marks import (
    Address,
    BilledTogether,
    Changed,
    Elements,
    FromUsage,
    PlannedOn,
    Ref,
    ReferredBy,
    Region,
    TypeName,
)
from costgate.resources.scope import Origin, Scope, any_true, at, into, outermost
from costgate.resources.signature import MISSING, Param, follows, joined, parameters


class References(Protocol):
    """What decoding asks of a plan's graph, on one side of it."""

    def planned_on(self, resource: Resource) -> str:
        """The day of the plan in ISO 8601; where it has none, that of the vendor's prices."""

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """False if the configuration sets an attribute only to what is known while planning."""

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """The resources that an attribute refers to."""

    def usage_of(self, resource: Resource) -> Mapping[str, Any]:
        """What the usage file says of a resource."""

    def elements(self, resource: Resource, attribute: str) -> int | None:
        """How many elements a collection has whose elements are not known yet, None if nothing tells."""

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        """The resources of a type whose attribute refers to this one."""

    def billed_together(self, resource: Resource, attributes: str) -> int:
        """How many resources of this one's type, provider and region have the same attributes, this one among them."""

    def once(self, key: Hashable, make: Callable[[], Reading]) -> Reading:
        """What `make` made the first time that it was asked for with this key."""


class Input(Struct, frozen=True):
    """One argument's evidence: a dotted attribute path, its value and who said so."""

    path: str
    value: Any
    origin: Origin


class Reading(Struct, frozen=True):
    """What a block took of other resources, and what the decoder learnt on the way."""

    resources: tuple[Resource, ...]
    values: tuple[Any, ...]
    unknown: tuple[str, ...]
    sensitive: frozenset[str]
    opaque: bool
    probes: int


class InvalidValueError(Exception):
    """An attribute holds what its parameter cannot take."""


class MissingError(Exception):
    """A needed attribute is not there."""


class _Anything(str):
    """A text that equals, begins with and holds whatever a model looks for, but no other stand-in.

    With it a model takes the branch that two texts which nobody looks for would both miss.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and not str.startswith(other, "(known ")

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def __contains__(self, _part: object) -> bool:
        return True

    def _true(self, *_: object) -> bool:
        return True

    def _self(self, *_: object) -> _Anything:
        return self

    def partition(self, _separator: str) -> tuple[str, str, str]:
        return self, "", ""

    def rpartition(self, _separator: str) -> tuple[str, str, str]:
        return "", "", self

    startswith = endswith = _true
    lower = upper = casefold = strip = removeprefix = removesuffix = replace = _self


_NUMBERS = (1, 7919, 0, 70_001)
_TEXTS = ("(known after apply)", "(known only after apply)", _Anything("(known later)"), _Anything("(known later)"))

_PROBES: dict[Any, tuple[Any, ...]] = {
    int: _NUMBERS,
    Decimal: tuple(map(Decimal, _NUMBERS)),
    str: _TEXTS,
    bool: (False, True),
}
"""Values of each type for what is not known: a line of the bill that is the same with all does not depend on it."""


class Decoder:
    """Turns one resource into arguments.

    `probe` (0 or more, below `probes`) chooses what stands for unknown values; where nothing can, `opaque` is set. The
    input that `changed` names gets another value. `record` keeps the inputs, for explanations.
    """

    def __init__(
        self,
        references: References,
        usage: Mapping[str, Any],
        probe: int = 0,
        changed: str = "",
        *,
        record: bool = False,
    ) -> None:
        self.references = references
        self.usage = usage
        self.probe = probe
        self.changed = changed
        self.record = record
        self.unknown: list[str] = []
        self.probes = len(_NUMBERS)
        self.opaque = False
        self.inputs: list[Input] = []
        self.used_references = False
        self.following: list[str] = []
        self.sensitive: set[str] = set()
        self.regions: dict[str, str | None] = {}

    def arguments(self, model: Callable[..., Any], resource: Resource) -> dict[str, Any]:
        """The keyword arguments of `model`. Raises MissingError or InvalidValueError."""
        return joined(model, self.bind(parameters(model), resource.values(), outermost(resource)))

    def bind(self, params: tuple[Param, ...], values: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """The arguments that `values` give for `params`."""
        arguments = {}
        everything = self.record or bool(self.changed) or bool(scope.unknown)
        for param in params:
            if param.default is not MISSING and not everything and self._left_open(param, values):
                continue
            value = self._value(param, values, scope)
            if self.changed and self.changed == scope.label + param.source:
                value = _other(param, param.default if value is MISSING else value)
            if value is not MISSING:
                arguments[param.name] = value
            elif param.default is MISSING:
                raise MissingError(f"{scope.label}{param.source}")
            elif self.record and param.kind in (None, FromUsage) and not isinstance(param.default, (Block, tuple)):
                self.inputs.append(Input(scope.label + param.source, param.default, Origin.DEFAULT))
        return arguments

    def others(self, block: Callable[..., Any], resources: Sequence[Resource]) -> tuple[Any, ...]:
        """What `block` takes of each of other resources.

        A thousand apps of a plan look at it and through it at each other: they are read once for all, unless a
        reference in them may lead back to who reads, or the evidence is asked for.
        """
        if self.record or self.changed or follows(block):
            return tuple(self._read(block, resource) for resource in resources)
        apart = len(self.unknown) if self.probe > 1 else 0  # see _choice
        key = (block, tuple(map(id, resources)), self.probe, apart)
        found = self.references.once(key, lambda: self._reading(block, resources))
        self.unknown += found.unknown
        self.sensitive |= found.sensitive
        self.opaque = self.opaque or found.opaque
        self.probes = max(self.probes, found.probes)
        return found.values

    def _reading(self, block: Callable[..., Any], resources: Sequence[Resource]) -> Reading:
        inner = Decoder(self.references, {}, self.probe)
        inner.unknown = list(self.unknown)
        values = tuple(inner._read(block, resource) for resource in resources)
        later = inner.unknown[len(self.unknown) :]
        return Reading(tuple(resources), values, tuple(later), frozenset(inner.sensitive), inner.opaque, inner.probes)

    def _read(self, block: Callable[..., Any], resource: Resource) -> Any:
        scope = replace(outermost(resource), label=f"{resource.address}.")
        usage, self.usage = self.usage, self.references.usage_of(resource)
        self.following.append(resource.address)
        try:
            return block(**self.bind(parameters(block), resource.values(), scope))
        finally:
            self.usage = usage
            self.following.pop()

    def _left_open(self, param: Param, values: Mapping[str, Any]) -> bool:
        """True if nobody states a parameter: most of a model's, so this is where most of the time would go."""
        if param.kind is FromUsage:
            return not self.usage
        return param.kind is None and _absent(values.get(param.source))

    def _value(self, param: Param, values: Mapping[str, Any], scope: Scope) -> Any:
        if param.kind is not None and param.kind is not FromUsage:
            return self._surrounding(param, values, scope)
        if param.kind is FromUsage:
            values, scope = self.usage, replace(scope, origin=Origin.USAGE)
        raw = values.get(param.source)
        if raw is None and scope.origin is Origin.USAGE and not param.plain:
            raw = _numbered(values, param.source) or _addressed(values, param.source)
        if _absent(raw) and scope.unknown and scope.origin is Origin.PLAN and any_true(at(scope.unknown, param.source)):
            if self._really_unknown(param, scope):
                self.unknown.append(scope.label + param.source)
                return self._stand_in(param, scope)
            raw = at(scope.previous, param.source)
        if _absent(raw) or (param.former and not isinstance(raw, (list, dict))):
            return MISSING
        label = scope.label + param.source
        try:
            value = param.convert(raw, self, label, scope if param.plain else into(scope, param.source, label))
        except (TypeError, ValueError, InvalidOperation, OverflowError):
            raise InvalidValueError(f"{label} is {_told(raw, param, scope)}, expected {_expected(param)}") from None
        if param.literal and value not in param.literal:
            wanted = ", ".join(map(str, param.literal))
            raise InvalidValueError(f"{label} is {_told(raw, param, scope)}, expected one of {wanted}")
        if param.plain:
            if self.record:
                self.inputs.append(Input(label, value, scope.origin))
            if scope.sensitive and any_true(at(scope.sensitive, param.source)):
                self.sensitive.add(str(value))
        return value

    def _surrounding(self, param: Param, values: Mapping[str, Any], scope: Scope) -> Any:
        """What no attribute and no usage file tells by itself: of the plan, or of other resources."""
        if param.kind is TypeName:
            return scope.resource.type
        if param.kind is PlannedOn:
            return self.references.planned_on(scope.resource)
        if param.kind is Region:
            return scope.resource.region or ""
        if isinstance(param.kind, Changed):
            return scope.resource.changes(param.kind.attribute)
        if isinstance(param.kind, Elements):
            return self._counted(values.get(param.source), param, scope)
        self.used_references = True
        if isinstance(param.kind, Ref):
            return self._referred(param, scope)
        if isinstance(param.kind, ReferredBy):
            return self._referring(param, scope)
        if isinstance(param.kind, BilledTogether):
            return self.references.billed_together(scope.resource, param.kind.attributes)
        assert param.kind is Address
        return scope.resource.address

    def _really_unknown(self, param: Param, scope: Scope) -> bool:
        """True if the configuration sets an attribute to what is unknown; else the provider's default holds.

        Without a configuration to look at, what has no default is unknown and the rest takes it.
        """
        if scope.expressions is None:
            return param.default is MISSING
        expression = at(scope.expressions, param.source)
        return expression is not None and self.references.may_be_unknown(scope.resource, expression)

    def _stand_in(self, param: Param, scope: Scope) -> Any:
        target = getattr(param.convert, "target", None)
        if param.literal or target is bool:
            return self._choice(param.literal or _PROBES[bool])
        if item := getattr(param.convert, "item", None):
            self.used_references = True
            count = self.references.elements(scope.resource, scope.path + param.source) or 1 + self.probe
            return (self.stand_in(item),) * count
        if target in _PROBES:
            return self.stand_in(target)
        self.opaque = True
        return MISSING

    def stand_in(self, type_: Any) -> Any:
        """What this probe puts in the place of an unknown value."""
        return _PROBES[type_][self.probe % len(_PROBES[type_])]

    def _choice(self, choices: tuple[Any, ...]) -> Any:
        """One of a few values. The first two probes choose alike for all unknown values, the later ones apart."""
        self.probes = max(self.probes, 2 + len(choices))
        apart = len(self.unknown) if self.probe > 1 else 0
        return choices[(self.probe + apart) % len(choices)]

    def _referred(self, param: Param, scope: Scope) -> Any:
        assert isinstance(param.kind, Ref)
        for attribute in param.kind.attributes.split():
            found = self.references.referred(scope.resource, scope.path + attribute, param.kind.types.split())
            targets = [t for t in found if t.address not in self.following]
            if targets:
                if param.several:
                    return self.others(param.convert.block, targets)  # type: ignore[attr-defined]
                self.regions.setdefault(param.name, targets[0].region)
                return self._one(targets, param, scope, scope.label + attribute)
        return MISSING

    def _counted(self, raw: Any, param: Param, scope: Scope) -> Any:
        """How many elements a list has: as it stands, else as the configuration tells."""
        count = len(raw) if isinstance(raw, list) and raw else None
        if count is None and scope.unknown and any_true(at(scope.unknown, param.source)):
            self.used_references = True
            count = self.references.elements(scope.resource, scope.path + param.source)
        if count is None:
            return MISSING
        if self.record:
            self.inputs.append(Input(scope.label + param.source, count, scope.origin))
        return count

    def _one(self, targets: list[Resource], param: Param, scope: Scope, label: str) -> Any:
        """What is read of the resource that is referred to; of several only if they are alike."""
        known, later, read = self.unknown, list[str](), []
        for target in targets:
            self.unknown = list(known)  # what stands in for a value goes by how many are unknown before it
            read.append(param.convert(target, self, "", scope))
            later += self.unknown[len(known) :]
        self.unknown = known + later
        first, *others = read
        if any(other != first for other in others) or len({t.region for t in targets}) > 1:
            names = " or ".join(sorted(t.address for t in targets)[:3])
            raise InvalidValueError(f"{label} may be {names}, and the plan does not tell which")
        return first

    def _referring(self, param: Param, scope: Scope) -> Any:
        assert isinstance(param.kind, ReferredBy)
        types, attribute = param.kind.types.split(), param.kind.attribute
        found = [r for type_ in types for r in self.references.referring(scope.resource, type_, attribute)]
        return self.others(param.convert.block, found) or MISSING  # type: ignore[attr-defined]


def _other(param: Param, value: Any) -> Any:
    """Another value than `value` that the parameter can take."""
    if param.literal:
        return next((x for x in param.literal if x != value), value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, Decimal)):
        return value * 2 + 1
    return (
        f"{value} (changed)"
        if isinstance(value, str)
        else _PROBES.get(getattr(param.convert, "target", None), (None, value))[1]
    )


def _numbered(usage: Mapping[str, Any], name: str) -> list[Any] | None:
    """What a usage file says of repeated blocks: "node_pool[0]" and "node_pool[2]" make a list of three."""
    matches = {key: re.fullmatch(rf"{name}\[(\d{{1,3}})\]", str(key)) for key in usage}
    found = {int(match[1]): usage[key] for key, match in matches.items() if match}
    return [found.get(i) or {} for i in range(max(found) + 1)] if found else None


def _addressed(usage: Mapping[str, Any], type_: str) -> dict[str, Any] | None:
    """What a usage file says of resources of a type within another's entry: "aws_thing.one", by address."""
    return {str(key): value for key, value in usage.items() if str(key).startswith(f"{type_}.")} or None


def _absent(raw: Any) -> bool:
    return raw is None or raw in ([], "")


def _told(raw: Any, param: Param, scope: Scope) -> str:
    """A value in a message, unless it is sensitive, and who said so if it was not the plan."""
    told = "(sensitive)" if any_true(at(scope.sensitive, param.source)) else _shown(raw)
    return f"{told} in the usage file" if scope.origin is Origin.USAGE else told


_KINDS: dict[Any, str] = {int: "a whole number", Decimal: "a number", str: "text", bool: "true or false"}


def _expected(param: Param) -> str:
    """What a parameter takes, in words."""
    several, one = getattr(param.convert, "item", None), getattr(param.convert, "target", None)
    return f"a list, each {_KINDS[several]}" if several else _KINDS.get(one, "keys with values")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
