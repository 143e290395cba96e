"""Where a resource is. Never a silent us-east-1: what nothing tells is None, what is assumed is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw, Struct

from costgate.plan import wire
from costgate.plan.configuration import Path, Tree, module_path

Listed = Iterable[tuple[str, Any, tuple[Raw, ...]]]
"""Every resource that a plan lists: its module's address, its entry, its values."""


class RegionDefaults(Struct, frozen=True):
    """Where resources are whose region the plan does not tell, by vendor, and who says so."""

    regions: Mapping[str, str] = {}
    origin: str = "the configured default"


class Regions:
    """Finds the regions of one plan's resources."""

    def __init__(self, tree: Tree, defaults: RegionDefaults, listed: Callable[[], Listed]) -> None:
        self._tree, self._defaults, self._listed = tree, defaults, listed
        self._inferred: dict[str, str | None] = {}

    def of(
        self, bodies: tuple[Raw, Raw], vendor: str, block: wire.ConfigResource | None, path: Path
    ) -> tuple[str | None, str]:
        """Where a resource is: by its own attributes, its provider, where it was, what others show, the default.

        `bodies` are its attributes and those before the change: what is replaced stays in its region.
        """
        if own := own_region(bodies[0], vendor):
            return own, ""
        key = block.provider_config_key if block else {"azure": "azurerm"}.get(vendor, vendor)
        if said := self._tree.region(key, path, _PROVIDER_REGION[vendor]):
            return normal_region(said, vendor), ""
        if was := own_region(bodies[1], vendor):
            return was, ""
        if vendor == "aws" and (seen := self._infer(key)):
            return (
                seen,
                f"Region {seen} of provider {key or vendor} is inferred from the ARNs and zones of its resources",
            )
        default = self._defaults.regions.get(vendor)
        return default, f"Region {default} is {self._defaults.origin}; the plan does not say" if default else ""

    def _infer(self, key: str) -> str | None:
        """The one region that the ARNs and zones of a provider's resources show, None if they show none or several."""
        if key not in self._inferred:
            seen: set[str] = set()
            for module, item, bodies in self._listed():
                path, _ = module_path(module)
                block = self._tree.resource(path, item.type, item.name)
                if not self._tree.known or (block and block.provider_config_key == key):
                    seen.update((m[1] or m[2]).decode() for body in bodies for m in _SHOWN_REGION.finditer(bytes(body)))
            self._inferred[key] = seen.pop() if len(seen) == 1 else None
        return self._inferred[key]


_PROVIDER_REGION = {"aws": ("region",), "azure": ("location",), "google": ("region", "zone")}

_ARN_REGION = re.compile(rb'"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):')

_SHOWN_REGION = re.compile(_ARN_REGION.pattern + rb'|"availability_zone"\s*:\s*"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]"')


class _RegionBody(Struct):
    region: Any = None
    location: Any = None
    zone: Any = None
    availability_zone: Any = None
    arn: Any = None


_REGION_BODIES = msgspec.json.Decoder(_RegionBody)


def own_region(body: Raw, vendor: str) -> str | None:
    """The region that a resource's own attributes name."""
    if body == wire.NULL:
        return None
    try:
        own = _REGION_BODIES.decode(body)
    except msgspec.ValidationError:
        return None
    location = None if vendor == "aws" else own.location  # of AWS, it is where a Direct Connect ends: "EqDC2"
    zone = None if vendor == "azure" else own.zone  # of Azure, it is a number within a region
    for value in (own.region, location, zone, own.availability_zone):
        if isinstance(value, str) and value:
            return normal_region(value, vendor)
    if vendor == "aws" and isinstance(own.arn, str) and (match := _ARN_REGION.match(f'"{own.arn}'.encode())):
        return match[1].decode()
    return None


@lru_cache(maxsize=4096)
def normal_region(text: str, vendor: str) -> str:
    """A region as the vendor's price list spells it: "West Europe" -> westeurope, a zone -> its region."""
    text = text.strip().lower()
    if vendor == "azure":
        return text.replace(" ", "")
    if vendor == "google":
        text = text.rpartition("/")[2]
        return re.sub(r"^([a-z]+-[a-z]+\d+)-[a-z]$", r"\1", text)
    return re.sub(r"^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$", r"\1", text)
