"""Which machine types a resource asks for, in whatever attribute its provider keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct

from costgate.model import Resource

ATTRIBUTES = frozenset(
    {
        "cache_node_type",
        "compute_type",
        "host_instance_type",
        "instance_class",
        "instance_type",
        "instance_types",
        "machine_type",
        "master_instance_type",
        "node_type",
        "replication_instance_class",
        "vm_size",
        "warm_type",
        "worker_type",
    }
)
"""Attributes that hold a machine type wherever they stand, by the schemas of the three providers: `node_type` is that
of ElastiCache, MemoryDB, DAX and Redshift, `vm_size` that of AKS and virtual machines, `instance_class` that of RDS."""

OF_TYPE = {
    "azurerm_linux_virtual_machine": "size",
    "azurerm_windows_virtual_machine": "size",
    "azurerm_linux_virtual_machine_scale_set": "sku",
    "azurerm_windows_virtual_machine_scale_set": "sku",
    "azurerm_orchestrated_virtual_machine_scale_set": "sku_name",
    "google_sql_database_instance": "tier",
}
"""Types whose attribute has a name that means something else in others."""


_AWS = ("a1", "c1", "c3", "c4", "g2", "i2", "m1", "m2", "m3", "m4", "r3", "r4", "t1")
_AZURE = (
    *("A?", "A1?", "D?", "D1?", "DS?", "DS1?", "D?_v2", "D1?_v2", "DS?_v2", "DS1?_v2"),
    *("F?", "F16", "F?s", "F16s", "G?", "GS?", "L?s", "L16s", "L32s", "NC6", "NC12", "NC24", "NV6", "NV12", "NV24"),
)
PREVIOUS = (
    *(f"{prefix}{family}.*" for family in _AWS for prefix in ("", "db.", "cache.")),
    *(f"Standard_{size}" for size in _AZURE),
    "Basic_A?",
)
"""Patterns of machine types that the vendor calls a previous generation.
https://aws.amazon.com/ec2/previous-generation/, https://learn.microsoft.com/azure/virtual-machines/sizes-previous-gen"""


class Machines(Struct, frozen=True):
    """The machine types that a resource asks for, sorted; `known` is False if there may be others after apply."""

    types: tuple[str, ...] = ()
    known: bool = True


def machines_of(resource: Resource) -> Machines:
    """The machine types that `resource` asks for."""
    own = OF_TYPE.get(resource.type)
    names = ATTRIBUTES | {own} if own else ATTRIBUTES
    known = not _written(names).search(resource.unknown_body) or not any(_marked(resource.unknown(), names))
    texts: list[bytes] = _written(names).findall(resource.body)  # empty where it is no plain text
    if len(texts) > 1 or b"" in texts:  # of a key that stands twice the last one counts: decoding knows
        return Machines(tuple(sorted(set(_texts(resource.values(), names)))), known)
    return Machines(tuple(text.decode() for text in texts), known)


@cache
def _written(names: frozenset[str]) -> re.Pattern[bytes]:
    """`names` as keys in JSON, with their text where that stands as it is: decoding all of a plan takes far longer."""
    return re.compile(rf'"(?:{"|".join(sorted(names))})"(?:\s*:\s*"([^"\\]*)")?'.encode())


def _texts(value: Any, names: frozenset[str]) -> Iterator[str]:
    """The texts under `names`, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, names)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in names:
                yield from _texts(item, names)
            elif isinstance(item, list):
                yield from (i for i in item if isinstance(i, str) and i)
            elif isinstance(item, str) and item:
                yield item


def _marked(mask: Any, names: frozenset[str]) -> Iterator[bool]:
    """True for each of `names` that a mask of unknowns marks."""
    if isinstance(mask, list):
        for item in mask:
            yield from _marked(item, names)
    elif isinstance(mask, dict):
        for key, item in mask.items():
            if key in names:
                yield bool(item)
            else:
                yield from _marked(item, names)
