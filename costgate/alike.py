"""Resources that look alike to their cost model cost the same: of a hundred alike, one is priced.

The key is the text of the attributes that the model reads. There is none, and no shortcut, where anything else could
matter: usage, values that are known later or must not be shown, other resources, what was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from costgate.model import Estimate, Resource
from costgate.resources.registry import Model
from costgate.resources.signature import reads

Key = tuple[str, str | None, bytes]


class Alike:
    """The estimates of one plan by what they depend on. `types` are the types that the plan holds."""

    def __init__(self, types: Iterable[str]) -> None:
        self._types = frozenset(types)
        self._estimates: dict[Key, Estimate] = {}

    def estimate(
        self, resource: Resource, model: Model, usage: Mapping[str, Any], make: Callable[[], Estimate]
    ) -> Estimate:
        """The estimate of a resource that looks like this one, else the one that `make` makes."""
        key = None if usage else self._key(resource, model)
        if key is None:
            return make()
        found = self._estimates.get(key)
        if found is None:
            found = self._estimates[key] = make()
            return found
        gaps = tuple(replace(gap, address=resource.address) for gap in found.gaps)
        return Estimate(resource.address, found.lines, gaps, found.free)

    def _key(self, resource: Resource, model: Model) -> Key | None:
        read = reads(model)
        if read.counts or read.compares or not self._types.isdisjoint(read.types):
            return None
        for mask in (resource.unknown_body, resource.sensitive_body):
            if b"true" in bytes(mask) and b"true" in _part(mask, read.shape):
                return None
        return resource.type, resource.region, _part(resource.body, read.shape)


def _part(body: Raw, shape: type[Any]) -> bytes:
    """The attributes of `shape` in `body`; a body that is no object is given whole."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=shape))
    except (msgspec.DecodeError, RecursionError):
        return bytes(body)
