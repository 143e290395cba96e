"""Google Compute Engine: disks that are kept in two zones of a region."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Components, PriceQuery, Unpriced, monthly
from costgate.resources.google import GCE, last
from costgate.resources.google.disks import DISKS, Origin, size_of
from costgate.resources.marks import Attribute, Ref
from costgate.resources.registry import resource

REPLICATED = {kind: DISKS[kind] for kind in ("pd-standard", "pd-balanced", "pd-ssd")}
"""Disk types that two zones can keep, Hyperdisk aside. https://cloud.google.com/compute/docs/disks/regional-persistent-disk"""


def replicated(kind: str, size: int | None) -> Components:
    """A disk that two zones keep: its capacity."""
    name = last(kind)
    if name not in REPLICATED:
        raise Unpriced(f"disk type {name!r}, expected one of {', '.join(REPLICATED)}")
    query = PriceQuery(GCE, f"Regional {REPLICATED[name].capacity}")
    yield monthly(f"Storage ({name}, regional)", query, size or REPLICATED[name].default_gb, "GiB-Months")


@resource("google_compute_region_disk")
def region_disk(
    *,
    kind: Annotated[str, Attribute("type")] = "pd-standard",
    size: int | None = None,
    origin: Annotated[Origin | None, Ref("google_compute_disk google_compute_snapshot", "snapshot source_disk")] = None,
    snapshot: str = "",
    source_disk: str = "",
) -> Components:
    """Regional disk: its capacity, at twice the price of a zone's disk, as large as what it is made from if not stated.

    Prices: https://cloud.google.com/compute/disks-image-pricing
    """
    yield from replicated(kind, size_of(size, origin, source=snapshot or source_disk))
