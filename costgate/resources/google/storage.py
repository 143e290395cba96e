"""Google Cloud Storage: buckets, and the registry of containers that keeps its images in one."""

from __future__ import annotations

import re
from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, monthly, usage
from costgate.resources.google.traffic import continent_of
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

STORAGE = "Cloud Storage"

CLASSES = {
    "STANDARD": "Standard",
    "REGIONAL": "Standard",
    "MULTI_REGIONAL": "Standard",
    "NEARLINE": "Nearline",
    "COLDLINE": "Coldline",
    "ARCHIVE": "Archive",
    "DURABLE_REDUCED_AVAILABILITY": "Durable Reduced Availability",
}
"""Storage classes, and what they are called on the bill; the former names of Standard cost the same.
https://cloud.google.com/storage/docs/storage-classes"""

RETRIEVED = ("Nearline", "Coldline", "Archive")
"""Classes whose retrievals cost. https://cloud.google.com/storage/pricing#retrieval-pricing"""

REGION = re.compile(r"[a-z]+-[a-z]+\d+")
"""A single region; all else is a dual-region (NAM4) or a multi-region (EU)."""


class Egress(Block):
    """Usage of the network, in GB by destination."""

    same_continent: Decimal | None = None
    worldwide: Decimal | None = None
    asia: Decimal | None = None
    china: Decimal | None = None
    australia: Decimal | None = None


class Placement(Block):
    """The `custom_placement_config` block: the two regions of a dual-region that is put together."""

    data_locations: tuple[str, ...] = ()


class Autoclass(Block):
    """The `autoclass` block."""

    enabled: bool = False


class SoftDelete(Block):
    """The `soft_delete_policy` block, with the provider's default of a week."""

    retention_duration_seconds: int = 604_800


class Stored(Block):
    """What the usage file says of a bucket."""

    storage_gb: Decimal | None = None
    deleted_gb: Decimal | None = None
    class_a: Decimal | None = None
    class_b: Decimal | None = None
    retrieved_gb: Decimal | None = None
    egress: Egress | None = None


@resource("google_storage_bucket")
def storage_bucket(
    *,
    location: str,
    storage_class: str = "STANDARD",
    custom_placement_config: Placement | None = None,
    autoclass: Autoclass = Autoclass(),
    soft_delete_policy: SoftDelete | None = None,
    storage_gb: Usage[Decimal | None] = None,
    monthly_class_a_operations: Usage[Decimal | None] = None,
    monthly_class_b_operations: Usage[Decimal | None] = None,
    monthly_data_retrieval_gb: Usage[Decimal | None] = None,
    monthly_egress_data_transfer_gb: Usage[Egress | None] = None,
    soft_deleted_storage_gb: Usage[Decimal | None] = None,
    autoclass_objects: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Storage bucket: storage and operations in its default class, retrievals, and what leaves it.

    Deleted objects are stored as before for a week, unless its policy says otherwise: `soft_deleted_storage_gb`.
    Autoclass asks for a fee for objects of 128 KiB or more, `autoclass_objects`, and none for retrievals. Classes that
    it or lifecycle rules move objects to, deleting early, and replication of what is written to a dual- or multi-region
    are not modelled.

    Prices: https://cloud.google.com/storage/pricing
    """
    stated = Stored(
        storage_gb=storage_gb,
        deleted_gb=soft_deleted_storage_gb,
        class_a=monthly_class_a_operations,
        class_b=monthly_class_b_operations,
        retrieved_gb=monthly_data_retrieval_gb,
        egress=monthly_egress_data_transfer_gb,
    )
    regions = custom_placement_config.data_locations if custom_placement_config else ()
    pair = tuple(region.lower() for region in regions)
    keeps = soft_delete_policy is not None and soft_delete_policy.retention_duration_seconds > 0
    yield from stored(storage_class, location.lower(), stated, pair, keeps=keeps, retrievals=not autoclass.enabled)
    if autoclass.enabled:
        query = PriceQuery(STORAGE, "Autoclass Management Fee", region="global")
        yield usage("Autoclass management fee", query, autoclass_objects, "Objects")


def stored(
    storage_class: str,
    location: str,
    stated: Stored,
    pair: tuple[str, ...] = (),
    *,
    keeps: bool = False,
    retrievals: bool = True,
) -> Components:
    """The bill of a bucket. `pair` are the regions of a dual-region that is put together, each with its own price.

    It `keeps` deleted objects if it says so; others do as well, but how much only the usage file tells.
    """
    if storage_class.upper() not in CLASSES:
        raise Unpriced(f"storage_class is {storage_class!r}, expected one of {', '.join(CLASSES)}")
    kind = CLASSES[storage_class.upper()]
    for region in pair or (location,):
        meter = f"{kind} Storage Dual-region" if pair else f"{kind} Storage"
        place = f", {region}" if pair else ""
        query = PriceQuery(STORAGE, meter, region=region)
        yield usage(f"Storage ({kind.lower()}{place})", query, stated.storage_gb, "GiB-Months")
        if keeps or stated.deleted_gb is not None:
            yield usage(f"Soft-deleted objects ({kind.lower()}{place})", query, stated.deleted_gb, "GiB-Months")
    if kind in RETRIEVED and retrievals:
        query = PriceQuery(STORAGE, f"{kind} Data Retrieval", region=location)
        yield usage("Data retrieval", query, stated.retrieved_gb, "GiB")
    reach = "Regional" if REGION.fullmatch(location) else "Multi-Region"
    for name, letter, operations in (
        ("Object adds, bucket/object lists (class A)", "A", stated.class_a),
        ("Object gets, bucket/object metadata (class B)", "B", stated.class_b),
    ):
        query = PriceQuery(STORAGE, f"{reach} {kind} Class {letter} Operations", region="global")
        yield usage(name, query, operations, "Operations")
    yield from grouped("Data transfer", _egress(location, stated.egress or Egress()))


def _egress(location: str, egress: Egress) -> Components:
    """What leaves a bucket, for other regions of its continent and for the internet."""
    for name, meter, quantity in (
        ("In the same continent", f"Data Transfer within {continent_of(location)}", egress.same_continent),
        (
            "To worldwide but Asia and Australia",
            "Download Worldwide Destinations (excluding Asia & Australia)",
            egress.worldwide,
        ),
        ("To Asia but China, with Hong Kong", "Download APAC", egress.asia),
        ("To China but Hong Kong", "Download China", egress.china),
        ("To Australia", "Download Australia", egress.australia),
    ):
        yield usage(name, PriceQuery(STORAGE, meter, region="global"), quantity, "GiB")


@resource("google_container_registry")
def container_registry(
    *,
    location: str = "",
    storage_gb: Usage[Decimal | None] = None,
    monthly_class_a_operations: Usage[Decimal | None] = None,
    monthly_class_b_operations: Usage[Decimal | None] = None,
    monthly_data_retrieval_gb: Usage[Decimal | None] = None,
    monthly_egress_data_transfer_gb: Usage[Egress | None] = None,
) -> Components:
    """Container Registry: the multi-region bucket that holds its images, in the US unless `location` says otherwise.

    Its bucket is of the Standard class, which has no charge for retrievals: `monthly_data_retrieval_gb` costs nothing.

    Prices: https://cloud.google.com/storage/pricing
    """
    del monthly_data_retrieval_gb
    stated = Stored(
        storage_gb=storage_gb,
        class_a=monthly_class_a_operations,
        class_b=monthly_class_b_operations,
        egress=monthly_egress_data_transfer_gb,
    )
    yield from stored("STANDARD", location.lower() or "us", stated)


@resource("google_tags_location_tag_binding")
def location_tag_binding(*, parent: str) -> Components:
    """Tag of a resource in a location: those of buckets cost, the others are free.

    Prices: https://cloud.google.com/storage/pricing
    """
    if "storage.googleapis.com" in parent:
        yield monthly("Tag of a bucket", PriceQuery(STORAGE, "Bucket Tagging Storage", region="global"), 1, "Tags")
