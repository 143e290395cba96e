"""What surrounds a value while it is decoded: its resource, and what is known of it at its depth."""

from __future__ import annotations

import enum
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from costgate.model import Resource


class Origin(enum.StrEnum):
    """Where an argument comes from."""

    PLAN = "plan"
    USAGE = "usage file"
    DEFAULT = "default"


class Scope(Struct, frozen=True):
    """What surrounds the values being decoded, at their depth.

    `label` is how a message names the place, `path` the place in its resource as costgate/plan/blocks.py has it.
    `previous` is what stood here before the change: the provider's likely choice for what it computes again.
    """

    resource: Resource
    unknown: Any
    expressions: Any
    sensitive: Any
    previous: Any
    label: str = ""
    path: str = ""
    origin: Origin = Origin.PLAN


def outermost(resource: Resource) -> Scope:
    """The scope of a resource's own attributes."""
    unknown = resource.unknown()
    previous = json.decode(resource.previous_body) if unknown else None
    return Scope(resource, unknown, resource.expressions, resource.sensitive(), previous)


def into(scope: Scope, name: str, label: str) -> Scope:
    """The scope of a nested block."""
    return replace(
        scope,
        unknown=at(scope.unknown, name),
        expressions=None if scope.expressions is None else at(scope.expressions, name),
        sensitive=at(scope.sensitive, name),
        previous=at(scope.previous, name),
        label=f"{label}.",
        path=f"{scope.path}{name}.",
    )


def nth_of(scope: Scope, index: int, label: str) -> Scope:
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
        path=f"{scope.path.removesuffix('.')}[{index}].",
    )


def at(value: Any, name: str) -> Any:
    """What a mask says of an attribute; true as a whole is true of every part."""
    return value.get(name) if isinstance(value, dict) else value if value is True else None


def any_true(value: Any) -> bool:
    """True if a mask says so of anything in it."""
    if isinstance(value, dict):
        return any(map(any_true, value.values()))
    if isinstance(value, list):
        return any(map(any_true, value))
    return value is True
