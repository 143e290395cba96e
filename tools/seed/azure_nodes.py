"""HDInsight's nodes that no source in reach prices, from those of their series that one does.

A node is a machine and a charge for each of its vCPUs. Where machines of a series cost the same for each vCPU, so do
nodes: of the four pairs of a series and region that are known, each agrees (D3 and D4 v2, E8 and E16 v3 in East US; E2
and E16 v3, F2s and F32s v2 in West Europe). Sizes with and without an s have one meter: "E16 v3/E16s v3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

SLUG, AS_OF = "azure-hdinsight-inferred", "2026-08-15"
SOURCE: Mapping[str, str] = {
    "title": "HDInsight's nodes inferred: what another node of the series costs for each vCPU, where machines of the "
    "two sizes cost the same for each; all four pairs that are known agree",
    "url": "https://azure.microsoft.com/pricing/details/hdinsight/",
    "as_of": AS_OF,
}

SIZE = re.compile(r"Standard_([A-Z]+)\d+([a-z]*)((?:_v\d+)?)")
"""Family, features, version. Constrained sizes are none of these: they cost what the whole machine does."""

SAME = Decimal("0.005")
"""How far two prices may be apart that are the same but for rounding."""

PLACES = 6


class Size(NamedTuple):
    """A size in a region: its vCPUs and what its machine costs an hour."""

    vcpus: int
    machine: Decimal


def series(size: str) -> tuple[str, str, str] | None:
    """What sizes have in common that differ in vCPUs alone: "Standard_E16s_v3" -> ("E", "", "_v3")."""
    found = SIZE.fullmatch(size)
    return (found[1], found[2].replace("s", ""), found[3]) if found else None


def inferred(nodes: Mapping[str, Decimal], sizes: Mapping[str, Size]) -> Iterator[tuple[str, Decimal]]:
    """(size, price) of the nodes of a region that those that are known there tell."""
    known = {
        size: price
        for size, price in sorted(nodes.items())
        if size in sizes and series(size) and price > sizes[size].machine  # else it is older than the machine's price
    }
    for size, own in sorted(sizes.items()):
        if size in nodes:
            continue
        like = next((k for k in known if series(k) == series(size) and alike(sizes[k], own)), None)
        if like:
            yield size, round(known[like] / sizes[like].vcpus * own.vcpus, PLACES)


def alike(one: Size, other: Size) -> bool:
    """True if two machines cost the same for each vCPU."""
    each, another = one.machine / one.vcpus, other.machine / other.vcpus
    return abs(each - another) <= SAME * each
