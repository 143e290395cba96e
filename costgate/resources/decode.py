"""The signature is the schema: from a resource's attributes and usage to a cost model's arguments.

    size: int = 8                                          an attribute, with the provider's default
    root_block_device: RootDevice = RootDevice()           a nested block
    ebs_block_device: tuple[Device, ...] = ()              repeated blocks
    monthly_requests: Usage[Decimal | None] = None         from the usage file
    node_pool: Usage[tuple[Pool, ...]] = ()                its entries node_pool[0], node_pool[1], ...
    template: Annotated[Template | None, Ref("aws_launch_template", "launch_template.id")] = None
    rules: Annotated[tuple[Rules, ...], ReferredBy("aws_s3_bucket_lifecycle_configuration", "bucket")] = ()

A parameter without a default is needed: if it is missing, a Gap names it. A value that the plan will know only after
apply is filled in several ways (probes); what the bill says each time does not depend on it.
"""

from __future__ import annotations

import enum
import inspect
import re
import types
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, Literal, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct, json
from msgspec.structs import replace

from costgate.model import Resource
from costgate.resources.components import Block

T = TypeVar("T")


class FromUsage:
    """Marks a parameter that the usage file gives."""


Usage = Annotated[T, FromUsage]


class Ref(Struct, frozen=True):
    """Marks a parameter that is another resource: of `types` (separated by blanks), named by one of `attributes`."""

    types: str
    attributes: str


class ReferredBy(Struct, frozen=True):
    """Marks a parameter that is all resources of `type` whose `attribute` names this one."""

    type: str
    attribute: str


class Attribute(Struct, frozen=True):
    """Marks a parameter whose attribute has another name: `type` or `class` where a model must not shadow Python's."""

    name: str


class Address:
    """Marks a parameter that is the resource's own address."""


class TypeName:
    """Marks a parameter that is the resource's own type, for a model of several types that differ a little."""


class PlannedOn:
    """Marks a parameter that is the day of the plan, "2026-11-23": some charges begin or change on a date."""


class References(Protocol):
    """What decoding asks of a plan's graph, on one side of it."""

    def planned_on(self, resource: Resource) -> str:
        """The day of the plan in ISO 8601; where it has none, that of the vendor's prices."""

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """False if the configuration sets an attribute only to what is known while planning."""

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """The resources that an attribute refers to."""

    def elements(self, resource: Resource, attribute: str) -> int | None:
        """How many elements a collection has whose elements are not known yet, None if nothing tells."""

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        """The resources of a type whose attribute refers to this one."""


class Origin(enum.StrEnum):
    """Where an argument comes from."""

    PLAN = "plan"
    USAGE = "usage file"
    DEFAULT = "default"


class Input(Struct, frozen=True):
    """One argument's evidence: a dotted attribute path, its value and who said so."""

    path: str
    value: Any
    origin: Origin


class InvalidValueError(Exception):
    """An attribute holds what its parameter cannot take."""


class MissingError(Exception):
    """A needed attribute is not there."""


class Param(Struct, frozen=True):
    """A parameter of a model or a field of a block, compiled."""

    name: str
    source: str
    kind: type | Ref | ReferredBy | None
    convert: Callable[[Any, Decoder, str, Scope], Any]
    default: Any
    literal: tuple[Any, ...]
    plain: bool


class Scope(Struct, frozen=True):
    """What surrounds the values being decoded, at their depth.

    `label` is how a message names the place, `path` the dotted attribute in its resource. `previous` is what stood
    here before the change: the provider's likely choice for what it computes again.
    """

    resource: Resource
    unknown: Any
    expressions: Any
    sensitive: Any
    previous: Any
    label: str = ""
    path: str = ""
    origin: Origin = Origin.PLAN


MISSING: Any = inspect.Parameter.empty


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
        return self.bind(parameters(model), resource.values(), _outermost(resource))

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

    def _left_open(self, param: Param, values: Mapping[str, Any]) -> bool:
        """True if nobody states a parameter: most of a model's, so this is where most of the time would go."""
        if param.kind is FromUsage:
            return not self.usage
        return param.kind is None and _absent(values.get(param.source))

    def _value(self, param: Param, values: Mapping[str, Any], scope: Scope) -> Any:
        if param.kind is Address:
            return scope.resource.address
        if param.kind is TypeName:
            return scope.resource.type
        if param.kind is PlannedOn:
            return self.references.planned_on(scope.resource)
        if isinstance(param.kind, Ref):
            return self._referred(param, scope)
        if isinstance(param.kind, ReferredBy):
            return self._referring(param, scope)
        if param.kind is FromUsage:
            values, scope = self.usage, replace(scope, origin=Origin.USAGE)
        raw = values.get(param.source)
        if raw is None and scope.origin is Origin.USAGE and not param.plain:
            raw = _numbered(values, param.source)
        if (
            _absent(raw)
            and scope.unknown
            and scope.origin is Origin.PLAN
            and _any_true(_at(scope.unknown, param.source))
        ):
            if self._really_unknown(param, scope):
                self.unknown.append(scope.label + param.source)
                return self._stand_in(param, scope)
            raw = _at(scope.previous, param.source)
        if _absent(raw):
            return MISSING
        label = scope.label + param.source
        try:
            value = param.convert(raw, self, label, scope if param.plain else _into(scope, param.source, label))
        except (TypeError, ValueError, InvalidOperation, OverflowError):
            raise InvalidValueError(f"{label} is {_told(raw, param, scope)}, which it cannot be") from None
        if param.literal and value not in param.literal:
            wanted = ", ".join(map(str, param.literal))
            raise InvalidValueError(f"{label} is {_told(raw, param, scope)}, expected one of {wanted}")
        if param.plain:
            if self.record:
                self.inputs.append(Input(label, value, scope.origin))
            if scope.sensitive and _any_true(_at(scope.sensitive, param.source)):
                self.sensitive.add(str(value))
        return value

    def _really_unknown(self, param: Param, scope: Scope) -> bool:
        """True if the configuration sets an attribute to what is unknown; else the provider's default holds.

        Without a configuration to look at, what has no default is unknown and the rest takes it.
        """
        if scope.expressions is None:
            return param.default is MISSING
        expression = _at(scope.expressions, param.source)
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
        self.used_references = True
        for attribute in param.kind.attributes.split():
            targets = self.references.referred(scope.resource, scope.path + attribute, param.kind.types.split())
            if targets and targets[0].address not in self.following:
                self.regions.setdefault(param.name, targets[0].region)
                return param.convert(targets[0], self, "", scope)
        return MISSING

    def _referring(self, param: Param, scope: Scope) -> Any:
        assert isinstance(param.kind, ReferredBy)
        self.used_references = True
        found = self.references.referring(scope.resource, param.kind.type, param.kind.attribute)
        return tuple(param.convert(r, self, "", scope) for r in found) or MISSING


@cache
def parameters(model: Callable[..., Any]) -> tuple[Param, ...]:
    """What `model` reads: a function's parameters or a block's fields."""
    hints = get_type_hints(model, include_extras=True)
    if isinstance(model, type) and issubclass(model, Block):
        fields = msgspec.structs.fields(model)
        defaults = {
            f.name: MISSING
            if f.default is msgspec.NODEFAULT and f.default_factory is msgspec.NODEFAULT
            else _default(f)
            for f in fields
        }
    else:
        defaults = {p.name: p.default for p in inspect.signature(model).parameters.values()}
    return tuple(_param(name, hints[name], default) for name, default in defaults.items())


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _param(name: str, hint: Any, default: Any) -> Param:
    kind: Any = None
    source = name
    while get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        for mark in marks:
            if isinstance(mark, Attribute):
                source = mark.name
            elif mark in (FromUsage, Address, TypeName, PlannedOn) or isinstance(mark, (Ref, ReferredBy)):
                kind = mark
    literal: tuple[Any, ...] = ()
    inner = _without_none(hint)
    if get_origin(inner) is Literal:
        literal = get_args(inner)
        inner = type(literal[0])
    if isinstance(kind, ReferredBy):
        inner = get_args(inner)[0]
    convert = _referenced(inner) if isinstance(kind, (Ref, ReferredBy)) else _converter(inner)
    return Param(name, source, kind, convert, default, literal, plain=getattr(convert, "target", None) in _SCALARS)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (a for a in get_args(hint) if a is not type(None))
    return hint


def _converter(hint: Any) -> Callable[[Any, Decoder, str, Scope], Any]:
    """How a JSON value becomes a value of `hint`. Terraform nests single blocks in one-element lists."""
    if get_origin(hint) is tuple:
        item = _converter(_without_none(get_args(hint)[0]))

        def element(value: Any, decoder: Decoder, label: str, scope: Scope) -> Any:
            if value is None and scope.unknown is True and (target := getattr(item, "target", None)) in _PROBES:
                decoder.unknown.append(label)
                return decoder.stand_in(target)
            return item(value, decoder, label, scope)

        def many(value: Any, decoder: Decoder, label: str, scope: Scope) -> tuple[Any, ...]:
            values = value if isinstance(value, list) else [value]
            places = (f"{label}[{i}]" for i in range(len(values)))
            return tuple(element(values[i], decoder, place, _nth(scope, i, place)) for i, place in enumerate(places))

        if getattr(item, "target", None) in _PROBES:
            many.item = item.target  # type: ignore[attr-defined]
        return many
    if isinstance(hint, type) and issubclass(hint, Block):

        def block(value: Any, decoder: Decoder, label: str, scope: Scope) -> Any:
            if isinstance(value, list):
                value, scope = value[0] if value else None, _nth(scope, 0, label)
            if not isinstance(value, dict):
                raise TypeError
            return hint(**decoder.bind(parameters(hint), value, scope))

        block.target = hint  # type: ignore[attr-defined]
        return block
    scalar = _SCALARS[hint]

    def plain(value: Any, _decoder: Decoder, _label: str, _scope: Scope) -> Any:
        return scalar(value)

    plain.target = hint  # type: ignore[attr-defined]
    return plain


def _referenced(hint: Any) -> Callable[[Any, Decoder, str, Scope], Any]:
    """How another resource becomes a block that holds what is read of it."""

    def other(resource: Any, decoder: Decoder, _label: str, _scope: Scope) -> Any:
        scope = replace(_outermost(resource), label=f"{resource.address}.")
        usage, decoder.usage = decoder.usage, {}
        decoder.following.append(resource.address)
        try:
            return hint(**decoder.bind(parameters(hint), resource.values(), scope))
        finally:
            decoder.usage = usage
            decoder.following.pop()

    return other


def _outermost(resource: Resource) -> Scope:
    unknown = resource.unknown()
    previous = json.decode(resource.previous_body) if unknown else None
    return Scope(resource, unknown, resource.expressions, resource.sensitive(), previous)


def _into(scope: Scope, name: str, label: str) -> Scope:
    """The scope of a nested block."""
    return replace(
        scope,
        unknown=_at(scope.unknown, name),
        expressions=None if scope.expressions is None else _at(scope.expressions, name),
        sensitive=_at(scope.sensitive, name),
        previous=_at(scope.previous, name),
        label=f"{label}.",
        path=f"{scope.path}{name}.",
    )


def _nth(scope: Scope, index: int, label: str) -> Scope:
    """The scope of one of several blocks. One expression may stand for many (dynamic), and sets have no order."""

    def nth(value: Any, fallback: int | None = None) -> Any:
        if not isinstance(value, list):
            return value
        return value[index] if index < len(value) else value[fallback] if fallback is not None and value else {}

    return replace(
        scope,
        unknown=nth(scope.unknown),
        expressions=nth(scope.expressions, 0),
        sensitive=nth(scope.sensitive),
        previous=nth(scope.previous),
        label=f"{label}.",
    )


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


def _absent(raw: Any) -> bool:
    return raw is None or raw in ([], "")


def usage_keys(model: Callable[..., Any]) -> Mapping[str, Any]:
    """The keys that a usage file may give for a model, nested as its blocks are; {} below a plain one."""
    return {p.source: _fields(p) for p in parameters(model) if p.kind is FromUsage}


def _fields(param: Param) -> Mapping[str, Any]:
    block = getattr(param.convert, "target", None)
    return (
        {p.source: _fields(p) for p in parameters(block)}
        if isinstance(block, type) and issubclass(block, Block)
        else {}
    )


def _at(value: Any, name: str) -> Any:
    """What a mask says of an attribute; true as a whole is true of every part."""
    return value.get(name) if isinstance(value, dict) else value if value is True else None


def _any_true(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_any_true, value.values()))
    if isinstance(value, list):
        return any(map(_any_true, value))
    return value is True


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite() or number < 0 or number.adjusted() > 18:
        raise ValueError
    return number


def _whole(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueError
    return int(number)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return str(value)


def _truth(value: Any) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise TypeError


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    int: _whole,
    Decimal: _number,
    str: _text,
    bool: _truth,
    Mapping[str, Any]: _table,
}


def _told(raw: Any, param: Param, scope: Scope) -> str:
    """A value in a message, unless it is sensitive."""
    return "(sensitive)" if _any_true(_at(scope.sensitive, param.source)) else _shown(raw)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
