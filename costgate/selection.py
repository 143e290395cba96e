"""Which resources a policy is about: `match` and `except` in costgate.yml, and how costs are grouped: `by`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from costgate.addresses import module_of
from costgate.model import ResourceDiff
from costgate.patterns import Patterns, any_fits

ROOT_MODULE = "the root module"


class Selector(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resources that all given patterns fit. Of several patterns for one thing, one must fit.

    `module` is the module's path without instance keys. `tag` has a pattern for each tag's value.
    """

    address: Patterns = "*"
    type: Patterns = "*"
    module: Patterns = "*"
    project: Patterns = "*"
    action: Patterns = "*"
    region: Patterns = "*"
    tag: dict[str, Patterns] = {}

    def fits(self, resource: ResourceDiff, *, doubt: bool) -> bool:
        """True if it selects `resource`; `doubt` where that cannot be told before apply."""
        change = resource.change
        return (
            (self.type == "*" or any_fits(self.type, change.type))
            and (self.action == "*" or any_fits(self.action, change.action))
            and (self.address == "*" or any_fits(self.address, change.address))
            and (self.module == "*" or any_fits(self.module, module_of(change.address)))
            and (self.project == "*" or any_fits(self.project, resource.project))
            and (self.region == "*" or (any_fits(self.region, r) if (r := change.side.region) else doubt))
            and all(self._tagged(resource, key, value, doubt=doubt) for key, value in self.tag.items())
        )

    @staticmethod
    def _tagged(resource: ResourceDiff, key: str, value: Patterns, *, doubt: bool) -> bool:
        tags = resource.tags
        if key not in tags.values:
            return not tags.known and doubt
        found = tags.values[key]
        return doubt if found is None else any_fits(value, found)


Selection = str | Selector | tuple[str | Selector, ...]
"""What `match` and `except` take: a pattern of addresses, patterns of several things, or a list of either."""


def selects(selection: Selection, resource: ResourceDiff, *, doubt: bool) -> bool:
    """True if one of a selection's parts selects `resource`."""
    parts = selection if isinstance(selection, tuple) else (selection,)
    return any(
        any_fits(p, resource.change.address) if isinstance(p, str) else p.fits(resource, doubt=doubt) for p in parts
    )


class ByTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group for each value of a tag."""

    tag: str


By = Literal["module", "project", "resource"] | ByTag


def grouping(by: By) -> Callable[[ResourceDiff], str]:
    """Resource -> the name of its group, as a reader knows it."""
    if isinstance(by, ByTag):
        key = by.tag
        return lambda resource: _tag_group(resource, key)
    if by == "module":
        return lambda resource: module_of(resource.change.address) or ROOT_MODULE
    if by == "project":
        return lambda resource: resource.project
    return lambda resource: resource.change.address


def _tag_group(resource: ResourceDiff, key: str) -> str:
    tags = resource.tags
    if key in tags.values:
        found = tags.shown[key]
        return f"{key} not known" if found is None else f"{key}={found}"
    return f"without {key}" if tags.known else f"{key} not known"
