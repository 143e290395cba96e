"""Google Artifact Registry."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.google.traffic import continent_of
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REGISTRY = "Artifact Registry"

MULTI_REGIONS = {"asia": "asia-", "europe": "europe-", "us": "us-"}
"""Multi-regions, and how the regions begin for which they are at home.
https://cloud.google.com/artifact-registry/docs/repositories/repo-locations"""

WITHIN = {"Northern America": "North America", "Europe": "Europe", "Asia": "AsiaPacific"}
"""Continents within which traffic has a price of its own. https://cloud.google.com/artifact-registry/pricing"""


@resource("google_artifact_registry_repository")
def repository(
    *,
    location: str = "",
    storage_gb: Usage[Decimal | None] = None,
    monthly_egress_data_transfer_gb: Usage[Mapping[str, Any] | None] = None,
) -> Components:
    """Repository: what it stores, and what regions fetch from it; its own region fetches for free.

    The half GB a billing account that is free, traffic to the internet and scans are not modelled.

    Prices: https://cloud.google.com/artifact-registry/pricing
    """
    yield usage("Storage", PriceQuery(REGISTRY, "Artifact Registry Storage", region="global"), storage_gb, "GiB-Months")
    home = location.lower()
    for key, stated in sorted((monthly_egress_data_transfer_gb or {}).items()):
        region = key.replace("_", "-")
        if region == home or (home in MULTI_REGIONS and region.startswith(MULTI_REGIONS[home])):
            continue
        query = PriceQuery(
            REGISTRY, f"Artifact Registry Network Inter Region Egress {_way(home, region)}", region="global"
        )
        yield usage(f"Data transfer to {region}", query, _gigabytes(key, stated), "GiB")


def _gigabytes(key: str, stated: Any) -> Decimal | None:
    try:
        return None if stated is None else Decimal(str(stated))
    except InvalidOperation:
        raise Unpriced(f"monthly_egress_data_transfer_gb.{key} is {stated!r}, expected GB") from None


def _way(home: str, region: str) -> str:
    """What traffic between two regions is called on the bill."""
    origin, target = continent_of(home), continent_of(region)
    if "Oceania" in (origin, target):
        return "within Oceania" if origin == target else "Intercontinental to/from Oceania"
    if origin == target and origin in WITHIN:
        return f"{WITHIN[origin]} to {WITHIN[origin]}"
    return "Intercontinental (Excl Oceania)"
