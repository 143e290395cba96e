"""Resources that look alike to their cost model cost the same: of a hundred alike, one is priced.

The key is the text of the attributes that the model reads, and of those that it reads of the resources around. There
is none, and no shortcut, where anything else could matter: usage, values that are known later or must not be shown,
addresses, what was before, references of references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from costgate.model import Estimate, Resource
from costgate.resources.decode import References
from costgate.resources.marks import Address, BilledTogether, Changed, FromUsage, Ref, ReferredBy
from costgate.resources.registry import Model
from costgate.resources.signature import Param, Reads, reads

Key = tuple[Any, ...]

NEVER = frozenset({BilledTogether, Changed})
"""What makes a model's bill depend on more than a key can hold."""


class Alike:
    """The estimates of one plan by what they depend on. `types` are the types that the plan holds."""

    def __init__(self, types: Iterable[str]) -> None:
        self._types = frozenset(types)
        self._estimates: dict[Key, Estimate] = {}

    def refers(self, model: Model) -> bool:
        """True if the plan holds types that a model looks at besides its own resource."""
        return not self._types.isdisjoint(reads(model).types)

    def estimate(
        self,
        resource: Resource,
        model: Model,
        references: References,
        usage: Mapping[str, Any],
        make: Callable[[], Estimate],
    ) -> Estimate:
        """The estimate of a resource that looks like this one, else the one that `make` makes."""
        key = None if usage else self._key(resource, model, references)
        if key is None:
            return make()
        found = self._estimates.get(key)
        if found is not None:
            gaps = tuple(replace(gap, address=resource.address) for gap in found.gaps)
            return Estimate(resource.address, found.lines, gaps, found.free)
        made = make()
        if not (made.gaps and key[-1]):  # what is wrong with another resource is told with its address
            self._estimates[key] = made
        return made

    def _key(self, resource: Resource, model: Model, references: References) -> Key | None:
        read = reads(model)
        if read.asks & NEVER or not self._types.isdisjoint(read.nested):
            return None
        own = _known(resource, read)
        if own is None:
            return None
        try:
            others = tuple(self._others(resource, read, references))
        except _DependsOnMoreError:
            return None
        return resource.type, resource.region, own, others

    def _others(self, resource: Resource, read: Reads, references: References) -> Iterator[Key]:
        """What the model reads of other resources, parameter by parameter; nothing of types that the plan lacks."""
        for param in read.others:
            types = [t for t in param.kind.types.split() if t in self._types]  # type: ignore[union-attr]
            if not types:
                continue
            of = reads(param.convert.block)  # type: ignore[attr-defined]
            found = list(_found(param, resource, types, references))
            if found and (of.asks & (NEVER | {Address}) or not self._types.isdisjoint(of.types)):
                raise _DependsOnMoreError
            if len(found) > 1 and not param.several:
                raise _DependsOnMoreError
            for other in found:
                part = _known(other, of)
                if part is None or (FromUsage in of.asks and references.usage_of(other)):
                    raise _DependsOnMoreError
                yield param.name, other.type, other.region, part


class _DependsOnMoreError(Exception):
    """A bill depends on more than a key holds."""


def _found(param: Param, resource: Resource, types: list[str], references: References) -> Iterator[Resource]:
    """The resources that a parameter is, as decoding finds them."""
    if isinstance(param.kind, ReferredBy):
        for type_ in types:
            yield from references.referring(resource, type_, param.kind.attribute)
        return
    assert isinstance(param.kind, Ref)
    for attribute in param.kind.attributes.split():
        if found := references.referred(resource, attribute, types):
            yield from found
            return


def _known(resource: Resource, read: Reads) -> bytes | None:
    """The attributes that are read of a resource; None if one is known later or must not be shown."""
    for mask in (resource.unknown_body, resource.sensitive_body):
        if b"true" in bytes(mask) and b"true" in _part(mask, read.shape):
            return None
    return _part(resource.body, read.shape)


def _part(body: Raw, shape: type[Any]) -> bytes:
    """The attributes of `shape` in `body`; a body that is no object is given whole."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=shape))
    except (msgspec.DecodeError, RecursionError):
        return bytes(body)
