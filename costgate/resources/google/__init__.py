"""Cost models of Google Cloud, one module a service."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Unpriced

GCE = "Compute Engine"
GKE = "Kubernetes Engine"
CLOUD_SQL = "Cloud SQL"


def seconds(duration: str) -> Decimal:
    """A duration as Google's APIs write it: "7776000s" -> 7776000."""
    number = duration.removesuffix("s")
    if not number.replace(".", "", 1).isdecimal():
        raise Unpriced(f"{duration!r} is no duration, expected seconds such as '86400s'")
    return Decimal(number)


def last(path: str) -> str:
    """The name at the end of a resource's path: "zones/us-east1-b/diskTypes/pd-ssd" -> "pd-ssd"."""
    return path.rpartition("/")[2]


def region_of(zone: str) -> str:
    """The region of a zone: "us-east1-b" -> "us-east1"; "" of none."""
    return last(zone).rpartition("-")[0]


def place_of(path: str) -> str:
    """The location in a path: "projects/p/locations/us-east1/clusters/c" -> "us-east1"; "" of a mere name."""
    return path.partition("/locations/")[2].partition("/")[0]
