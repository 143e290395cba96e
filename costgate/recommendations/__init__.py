"""Rules that say what could cost less: one file, one rule; the rule's name is the file's with dashes.

To add one, add its file. It has a docstring, which the documentation shows, TYPES, the Terraform types that it looks
at (empty: all), and a function

    propose(of: Candidate) -> Iterator[Proposal]

that says what to change. It knows no prices: the engine prices each proposal and drops those that save nothing or
cannot be priced. Of several for one resource the one that saves most stays, and the best of each lower risk.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from costgate.model import Estimate, Resource, Tags
from costgate.resources.registry import known_usage
from costgate.resources.scope import any_true
from costgate.savings import Path, Proposal, Schedule

K = TypeVar("K")


class Surroundings(Protocol):
    """The rest of the plan, as it will be."""

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """False if the configuration sets an attribute only to what is known while planning."""

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """The resources that an attribute refers to."""

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        """The resources of a type whose attribute refers to this one."""

    def grouped(self, type_: str, key: Callable[[Surroundings, Resource], K | None]) -> Mapping[K, list[Resource]]:
        """The resources of a type by what `key` says of each, by address; without those that it says None of."""

    def usage_of(self, resource: Resource) -> Mapping[str, Any]:
        """What the usage file says of a resource."""


class Candidate(Struct, frozen=True, dict=True):
    """A resource as it will be, and what it will cost: what a rule looks at.

    `schedule` is the first one that is for it, with its name.
    """

    resource: Resource
    estimate: Estimate
    usage: Mapping[str, Any]
    around: Surroundings
    schedule: tuple[str, Schedule] | None = None

    @property
    def address(self) -> str:
        """Its address."""
        return self.resource.address

    @property
    def type(self) -> str:
        """Its Terraform type."""
        return self.resource.type

    @cached_property
    def tags(self) -> Tags:
        """Its tags or labels as they will be."""
        return self.resource.tags()

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Its attributes."""
        return self.resource.values()

    @cached_property
    def usage_keys(self) -> Mapping[str, Any]:
        """The usage keys of its cost model."""
        return known_usage(self.type) or {}

    def known(self, *path: str | int, default: Any = None) -> Any:
        """The value at `path`; `default` where nothing sets it; None where it is known only after apply, or secret."""
        if any_true(_dig(self._sensitive, path)):
            return None
        value = _dig(self.values, path)
        if value not in (None, "", []):
            return value
        return None if any_true(_dig(self._unknown, path)) and self._set_later(path) else default

    def blocks(self, *path: str | int) -> list[Path]:
        """The paths of the blocks at `path`: Terraform writes one as a list of one."""
        found = _dig(self.values, path)
        return [(*path, i) for i, block in enumerate(found) if isinstance(block, dict)] if _is_list(found) else []

    @cached_property
    def _unknown(self) -> Any:
        return self.resource.unknown()

    @cached_property
    def _sensitive(self) -> Any:
        return self.resource.sensitive()

    def _set_later(self, path: Path) -> bool:
        """False if the configuration leaves open what is not known yet: then the provider's default holds."""
        if self.resource.expressions is None:
            return True
        expression = _dig(self.resource.expressions, path, one_for_many=True)
        return expression is not None and self.around.may_be_unknown(self.resource, expression)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _dig(value: Any, path: Path, *, one_for_many: bool = False) -> Any:
    """What stands at a path; of a mask, true as a whole is true of every part.

    One expression may stand for many blocks (dynamic): with `one_for_many` the first does for those that are missing.
    """
    for step in path:
        if value is True:
            return True
        if isinstance(step, int):
            index = 0 if one_for_many and isinstance(value, list) and step >= len(value) else step
            value = value[index] if isinstance(value, list) and index < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


class Rule(Struct, frozen=True):
    """A rule: its name, what it says of itself, the types that it looks at, and what it proposes."""

    name: str
    about: str
    types: frozenset[str]
    propose: Callable[[Candidate], Iterator[Proposal]]

    def looks_at(self, type_: str) -> bool:
        """True if it is about resources of a type."""
        return not self.types or type_ in self.types


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    return {rule.name: rule for rule in map(_rule, names)}


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{name}")
    return Rule(name.replace("_", "-"), inspect.getdoc(module) or "", frozenset(module.TYPES), module.propose)
