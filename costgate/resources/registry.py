"""Which model prices a type. A module is imported when a plan holds a type of it: a plan pays for what it uses."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from costgate.model import VENDORS, Components
from costgate.resources.signature import usage_keys

Model = Callable[..., Components]
M = TypeVar("M", bound=Model)


_HERE = Path(__file__).parent
_models: dict[str, Model] = {}
_region_of: dict[str, str] = {}
_usage_only: set[str] = set()


def resource(*types: str, region_of: str = "", usage_only: bool = False) -> Callable[[M], M]:
    """Register the decorated function, which stays as it is, as the cost model of the given Terraform types.

    `region_of` names the `Ref` parameter whose resource tells the region, for types without a location of their own.
    `usage_only` types stand in no plan, only in a usage file.
    """

    def register(model: M) -> M:
        for type_ in types:
            if type_ in _models:
                raise ValueError(f"two cost models for {type_}")
            _models[type_] = model
            if region_of:
                _region_of[type_] = region_of
            if usage_only:
                _usage_only.add(type_)
        return model

    return register


def model_of(type_: str, vendor: str) -> Model | None:
    """The cost model of a type, None if there is none. Imports the module that holds it."""
    if type_ not in _models and (module := _modules(vendor).get(type_)):
        importlib.import_module(module)
    return _models.get(type_)


def is_usage_only(type_: str) -> bool:
    """True if resources of this type stand in a usage file only."""
    vendor = next((v for v in VENDORS if type_ in _modules(v)), "")
    return bool(vendor) and model_of(type_, vendor) is not None and type_ in _usage_only


def region_parameter(type_: str) -> str:
    """The parameter whose resource tells the region of `type_`, "" if it has a location of its own."""
    return _region_of.get(type_, "")


@cache
def free_types(vendor: str) -> frozenset[str]:
    """Types known to cost nothing."""
    return frozenset(_lines(_HERE / "free" / f"{vendor}.txt"))


@cache
def taggable_types(vendor: str) -> frozenset[str]:
    """Types that take tags (AWS, Azure) or labels (Google), by the providers' schemas."""
    return frozenset(_lines(_HERE / "taggable" / f"{vendor}.txt"))


def known_usage(type_: str) -> Mapping[str, Any] | None:
    """The usage keys of a type, nested as its blocks are; None if it has no model."""
    vendor = next((v for v in VENDORS if type_ in _modules(v)), "")
    model = model_of(type_, vendor) if vendor else None
    return usage_keys(model) if model else None


def priced_types(vendor: str) -> tuple[str, ...]:
    """All types that have a cost model."""
    return tuple(sorted(_modules(vendor)))


def _lines(file: Path) -> list[str]:
    if not file.exists():
        return []
    words = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [word for word in words if word]


_DECORATOR = re.compile(r"\n@resource\(([^)]*)\)")
"""With the line break written out, which is found twice as fast as the beginning of a line."""


@cache
def _modules(vendor: str) -> dict[str, str]:
    """Type -> the module that holds its model, read off the decorators: importing all to find one would be slow."""
    found = {}
    for file in sorted((_HERE / vendor).glob("*.py")):
        for match in _DECORATOR.finditer(file.read_text(encoding="utf-8")):
            for type_ in re.findall(r'"([a-z0-9_]+)"', match[1].partition("=")[0]):
                found[type_] = f"costgate.resources.{vendor}.{file.stem}"
    return found


@cache
def free_providers() -> frozenset[str]:
    """Type prefixes of providers whose resources no cloud vendor bills, such as random and kubernetes."""
    return frozenset(_lines(_HERE / "free" / "providers.txt"))
