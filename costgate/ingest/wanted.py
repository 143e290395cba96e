"""What a run reads, and on which day: the shards that are asked for, else those that the embedded catalogue has."""

from __future__ import annotations

import datetime as dt

from costgate.catalogue import Catalogue, place_of
from costgate.ingest.feeds import Wanted


def shards(vendor: str, wanted: Wanted) -> list[tuple[str, str]]:
    """(service, region) of the vendor's shards to read, sorted."""
    if wanted.services and wanted.regions:
        return sorted((service, region) for service in wanted.services for region in wanted.regions)
    places = map(place_of, Catalogue().manifest.shards)
    held = {(place.service, place.region) for place in places if place.vendor == vendor}
    everywhere = {region for _, region in held}
    if wanted.services:
        known = {service for service, _ in held}
        missing = {(service, region) for service in wanted.services - known for region in everywhere}
        return sorted(missing | {pair for pair in held if pair[0] in wanted.services})
    if wanted.regions:
        return sorted({(service, region) for service, _ in held for region in wanted.regions})
    return sorted(held)


def today() -> str:
    """The day of reading, for vendors that tell no day of publication."""
    return dt.datetime.now(dt.UTC).date().isoformat()
