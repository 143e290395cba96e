"""Cost models of Google Cloud, one module a service."""

from __future__ import annotations

GCE = "Compute Engine"
GKE = "Kubernetes Engine"
CLOUD_SQL = "Cloud SQL"


def last(path: str) -> str:
    """The name at the end of a resource's path: "zones/us-east1-b/diskTypes/pd-ssd" -> "pd-ssd"."""
    return path.rpartition("/")[2]


def region_of(zone: str) -> str:
    """The region of a zone: "us-east1-b" -> "us-east1"; "" of none."""
    return last(zone).rpartition("-")[0]
