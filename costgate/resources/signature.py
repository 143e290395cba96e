"""A signature, compiled: what a cost model or a block reads, and how JSON becomes that."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from costgate.resources.components import Block
from costgate.resources.marks import (
    Address,
    Attribute,
    BilledTogether,
    Changed,
    Elements,
    Formerly,
    FromUsage,
    PlannedOn,
    Ref,
    ReferredBy,
    Region,
    Together,
    TypeName,
)
from costgate.resources.scalars import SCALARS
from costgate.resources.scope import Scope, nth_of

Convert = Callable[[Any, Any, str, Scope], Any]
"""(JSON value, decoder, label, scope) -> value. Raises TypeError or ValueError for what does not fit."""

MISSING: Any = inspect.Parameter.empty


class Param(Struct, frozen=True):
    """A parameter of a model or a field of a block, compiled."""

    name: str
    source: str
    kind: type | Ref | ReferredBy | BilledTogether | Changed | Elements | None
    convert: Convert
    default: Any
    literal: tuple[Any, ...]
    plain: bool
    several: bool
    former: bool


@cache
def _hints(model: Callable[..., Any]) -> Mapping[str, Any]:
    return get_type_hints(model, include_extras=True)


@cache
def parameters(model: Callable[..., Any]) -> tuple[Param, ...]:
    """What `model` reads: a function's parameters or a block's fields, those of a block `Together` one by one."""
    hints = _hints(model)
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
    blocks = together(model)
    return tuple(
        param
        for name, default in defaults.items()
        for param in (parameters(blocks[name]) if name in blocks else (_param(name, hints[name], default),))
    )


@cache
def together(model: Callable[..., Any]) -> Mapping[str, type[Block]]:
    """The blocks of parameters that a model takes as one parameter each."""
    hints = _hints(model)
    return {name: get_args(hint)[0] for name, hint in hints.items() if Together in getattr(hint, "__metadata__", ())}


def joined(model: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments as `model` takes them: some together, as a block."""
    for name, block in together(model).items():
        inside = {p.name: arguments.pop(p.name) for p in parameters(block) if p.name in arguments}
        arguments[name] = block(**inside)
    return arguments


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _param(name: str, hint: Any, default: Any) -> Param:
    kind: Any = None
    source, former = name, False
    while get_origin(hint) is Annotated:
        hint, *marks = get_args(hint)
        former = former or Formerly in marks
        for mark in marks:
            if isinstance(mark, Attribute):
                source = mark.name
            elif mark in (FromUsage, TypeName, PlannedOn, Address, Region) or isinstance(
                mark, (Ref, ReferredBy, BilledTogether, Changed, Elements)
            ):
                kind = mark
                source = mark.attribute if isinstance(mark, Elements) else source
    literal: tuple[Any, ...] = ()
    inner = _without_none(hint)
    if get_origin(inner) is Literal:
        literal = get_args(inner)
        inner = type(literal[0])
    several = isinstance(kind, (Ref, ReferredBy)) and get_origin(inner) is tuple
    if several:
        inner = get_args(inner)[0]
    convert = _referenced(inner) if isinstance(kind, (Ref, ReferredBy)) else _converter(inner)
    plain = getattr(convert, "target", None) in SCALARS
    return Param(name, source, kind, convert, default, literal, plain=plain, several=several, former=former)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (a for a in get_args(hint) if a is not type(None))
    return hint


def _converter(hint: Any) -> Convert:
    """How a JSON value becomes a value of `hint`. Terraform nests single blocks in one-element lists."""
    if get_origin(hint) is tuple:
        item = _converter(_without_none(get_args(hint)[0]))

        def element(value: Any, decoder: Any, label: str, scope: Scope) -> Any:
            if value is None and scope.unknown is True and (target := getattr(item, "target", None)) in SCALARS:
                decoder.unknown.append(label)
                return decoder.stand_in(target)
            return item(value, decoder, label, scope)

        def many(value: Any, decoder: Any, label: str, scope: Scope) -> tuple[Any, ...]:
            values = value if isinstance(value, list) else [value]
            places = (f"{label}[{i}]" for i in range(len(values)))
            return tuple(element(values[i], decoder, place, nth_of(scope, i, place)) for i, place in enumerate(places))

        if getattr(item, "target", None) in SCALARS:
            many.item = item.target  # type: ignore[attr-defined]
        many.block = getattr(item, "block", None)  # type: ignore[attr-defined]
        return many
    if isinstance(hint, type) and issubclass(hint, Block):

        def block(value: Any, decoder: Any, label: str, scope: Scope) -> Any:
            if isinstance(value, list):
                value, scope = value[0] if value else None, nth_of(scope, 0, label)
            if not isinstance(value, dict):
                raise TypeError
            return hint(**decoder.bind(parameters(hint), value, scope))

        block.target = block.block = hint  # type: ignore[attr-defined]
        return block
    if get_origin(hint) is Mapping and hint not in SCALARS:
        entry = get_args(hint)[1]
        each = _converter(entry)

        def named(value: Any, decoder: Any, _label: str, scope: Scope) -> Any:
            if not isinstance(value, dict):
                raise TypeError
            return {name: each(inside or {}, decoder, name, scope) for name, inside in value.items()}

        named.target = named.block = entry  # type: ignore[attr-defined]
        return named
    scalar = SCALARS[hint]

    def plain(value: Any, _decoder: Any, _label: str, _scope: Scope) -> Any:
        return scalar(value)

    plain.target = hint  # type: ignore[attr-defined]
    return plain


def _referenced(hint: Any) -> Convert:
    """How another resource becomes a block that holds what is read of it."""

    def other(resource: Any, decoder: Any, _label: str, _scope: Scope) -> Any:
        return decoder.others(hint, (resource,))[0]

    other.block = hint  # type: ignore[attr-defined]
    return other


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


class Reads(Struct, frozen=True):
    """What a model or block reads of a plan: its resource's attributes, as a struct that leaves them raw, and others.

    `others` are the parameters that are other resources, `types` all types that it may look at, through these too,
    `nested` those that its blocks look at. It `asks` for marks that say how much more than attributes it depends on.
    """

    shape: type[Any]
    types: frozenset[str]
    nested: frozenset[str]
    others: tuple[Param, ...] = ()
    asks: frozenset[Any] = frozenset()


@cache
def reads(model: Callable[..., Any]) -> Reads:
    """What `model` reads of a plan."""
    params = parameters(model)
    names = [p.source for p in params if p.kind is None or isinstance(p.kind, Elements)]
    fields = [(f"field_{i}", msgspec.Raw, msgspec.Raw(b"null")) for i in range(len(names))]
    shape = msgspec.defstruct("Attributes", fields, rename={f"field_{i}": n for i, n in enumerate(names)})
    others = tuple(p for p in params if isinstance(p.kind, (Ref, ReferredBy)))
    inside = [reads(b) for p in params if p.kind is None and (b := getattr(p.convert, "block", None)) is not None]
    asks = frozenset(p.kind if isinstance(p.kind, type) else type(p.kind) for p in params if p.kind is not None)
    return Reads(
        shape,
        _others(model),
        frozenset(t for block in inside for t in block.types),
        others,
        asks.union(*(block.asks for block in inside)),
    )


def _others(model: Callable[..., Any]) -> frozenset[str]:
    """The types that a model may look at besides its own resource, through blocks and other resources too."""
    kinds = (param.kind for param in _all_parameters(model))
    return frozenset(t for kind in kinds if isinstance(kind, (Ref, ReferredBy)) for t in kind.types.split())


@cache
def follows(model: Callable[..., Any]) -> bool:
    """True if a model or block follows a reference, itself or through its blocks and other resources."""
    return any(isinstance(param.kind, Ref) for param in _all_parameters(model))


def _all_parameters(model: Callable[..., Any]) -> Iterator[Param]:
    """The parameters of a model, and those of all blocks below it."""
    seen: list[Callable[..., Any]] = []
    pending = [model]
    while pending:
        seen.append(current := pending.pop())
        for param in parameters(current):
            yield param
            block = getattr(param.convert, "block", None)
            if block is not None and block not in seen:
                pending.append(block)
