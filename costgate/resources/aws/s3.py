"""Amazon S3: buckets, storage class analysis, inventory.

`s3_lines.csv` says which usage key is billed under which usage type.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.components import Block, Components, PriceQuery, grouped, usage
from costgate.resources.facts import table
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

S3 = "AmazonS3"


class Standard(Block):
    """Usage of S3 Standard."""

    storage_gb: Decimal | None = None
    monthly_tier_1_requests: Decimal | None = None
    monthly_tier_2_requests: Decimal | None = None
    monthly_select_data_scanned_gb: Decimal | None = None
    monthly_select_data_returned_gb: Decimal | None = None


class Retrieved(Standard):
    """Usage of a class whose retrievals cost: Standard-IA, One Zone-IA, Glacier Instant Retrieval."""

    monthly_lifecycle_transition_requests: Decimal | None = None
    monthly_data_retrieval_gb: Decimal | None = None


class IntelligentTiering(Block):
    """Usage of S3 Intelligent-Tiering.

    AWS charges nothing for deleting early since September 2021; a stated `early_delete_gb` is priced all the same.
    https://aws.amazon.com/s3/pricing/
    """

    frequent_access_storage_gb: Decimal | None = None
    infrequent_access_storage_gb: Decimal | None = None
    archive_instant_access_storage_gb: Decimal | None = None
    archive_access_storage_gb: Decimal | None = None
    deep_archive_access_storage_gb: Decimal | None = None
    monitored_objects: Decimal | None = None
    monthly_tier_1_requests: Decimal | None = None
    monthly_tier_2_requests: Decimal | None = None
    monthly_lifecycle_transition_requests: Decimal | None = None
    monthly_select_data_scanned_gb: Decimal | None = None
    monthly_select_data_returned_gb: Decimal | None = None
    early_delete_gb: Decimal | None = None


class Archive(Block):
    """What both archive classes have."""

    storage_gb: Decimal | None = None
    monthly_tier_1_requests: Decimal | None = None
    monthly_tier_2_requests: Decimal | None = None
    monthly_lifecycle_transition_requests: Decimal | None = None
    monthly_standard_data_retrieval_requests: Decimal | None = None
    monthly_standard_data_retrieval_gb: Decimal | None = None
    early_delete_gb: Decimal | None = None


class Glacier(Archive):
    """Usage of S3 Glacier Flexible Retrieval. Its bulk retrievals are free. https://aws.amazon.com/s3/pricing/"""

    monthly_expedited_data_retrieval_requests: Decimal | None = None
    monthly_expedited_data_retrieval_gb: Decimal | None = None
    monthly_standard_select_data_scanned_gb: Decimal | None = None
    monthly_standard_select_data_returned_gb: Decimal | None = None
    monthly_expedited_select_data_scanned_gb: Decimal | None = None
    monthly_expedited_select_data_returned_gb: Decimal | None = None
    monthly_bulk_select_data_scanned_gb: Decimal | None = None
    monthly_bulk_select_data_returned_gb: Decimal | None = None


class DeepArchive(Archive):
    """Usage of S3 Glacier Deep Archive."""

    monthly_bulk_data_retrieval_requests: Decimal | None = None
    monthly_bulk_data_retrieval_gb: Decimal | None = None


class Transition(Block):
    """A `transition` or `noncurrent_version_transition` block."""

    storage_class: str = ""


class LifecycleRule(Block):
    """A `lifecycle_rule` block of a bucket."""

    enabled: bool = False
    tags: Mapping[str, Any] = {}
    transition: tuple[Transition, ...] = ()
    noncurrent_version_transition: tuple[Transition, ...] = ()


class Rule(Block):
    """A `rule` block of a lifecycle configuration."""

    status: str = ""
    transition: tuple[Transition, ...] = ()
    noncurrent_version_transition: tuple[Transition, ...] = ()


class Configuration(Block):
    """What is read of an `aws_s3_bucket_lifecycle_configuration`."""

    rule: tuple[Rule, ...] = ()


class Tiering(Block):
    """What is read of an `aws_s3_bucket_intelligent_tiering_configuration`."""

    status: str = "Enabled"


@resource("aws_s3_bucket")
def bucket(
    *,
    lifecycle_rule: tuple[LifecycleRule, ...] = (),
    configurations: Annotated[
        tuple[Configuration, ...], ReferredBy("aws_s3_bucket_lifecycle_configuration", "bucket")
    ] = (),
    tierings: Annotated[
        tuple[Tiering, ...], ReferredBy("aws_s3_bucket_intelligent_tiering_configuration", "bucket")
    ] = (),
    object_tags: Usage[Decimal | None] = None,
    standard: Usage[Standard | None] = None,
    intelligent_tiering: Usage[IntelligentTiering | None] = None,
    standard_infrequent_access: Usage[Retrieved | None] = None,
    one_zone_infrequent_access: Usage[Retrieved | None] = None,
    glacier_instant_retrieval: Usage[Retrieved | None] = None,
    glacier_flexible_retrieval: Usage[Glacier | None] = None,
    glacier_deep_archive: Usage[DeepArchive | None] = None,
) -> Components:
    """S3 bucket: storage, requests and retrievals of each storage class.

    Every bucket has the Standard class; the others are listed if the usage file states something of them, a lifecycle
    rule moves objects there or, of Intelligent-Tiering, a configuration archives them. Data transfer and replication
    are not modelled.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    rules = [rule for rule in lifecycle_rule if rule.enabled]
    moved_to = {*_targets(rules), *_targets(r for c in configurations for r in c.rule if r.status == "Enabled")}
    if any(tiering.status == "Enabled" for tiering in tierings):
        moved_to.add("INTELLIGENT_TIERING")
    if object_tags is not None or any(rule.tags for rule in rules):
        yield usage("Object tags", PriceQuery(S3, "TagStorage-TagHrs"), object_tags, "Tag-Months")
    yield from grouped("Standard", _lines("standard", standard))
    for heading, key, storage_class, stated in (
        ("Intelligent tiering", "intelligent_tiering", "INTELLIGENT_TIERING", intelligent_tiering),
        ("Standard - infrequent access", "standard_infrequent_access", "STANDARD_IA", standard_infrequent_access),
        ("One zone - infrequent access", "one_zone_infrequent_access", "ONEZONE_IA", one_zone_infrequent_access),
        ("Glacier instant retrieval", "glacier_instant_retrieval", "GLACIER_IR", glacier_instant_retrieval),
        ("Glacier flexible retrieval", "glacier_flexible_retrieval", "GLACIER", glacier_flexible_retrieval),
        ("Glacier deep archive", "glacier_deep_archive", "DEEP_ARCHIVE", glacier_deep_archive),
    ):
        if stated is not None or storage_class in moved_to:
            yield from grouped(heading, _lines(key, stated))


def _targets(rules: Iterable[LifecycleRule | Rule]) -> Iterator[str]:
    """The storage classes that rules move objects to."""
    for rule in rules:
        for transition in (*rule.transition, *rule.noncurrent_version_transition):
            yield transition.storage_class


def _lines(storage_class: str, stated: Block | None) -> Components:
    """The bill of a storage class, by its key in the usage file."""
    for path, line in table("aws/s3_lines").items():
        key, _, field = path.partition(".")
        if key == storage_class:
            query = PriceQuery(line["service"], line["meter"], line["operation"])
            yield usage(line["name"], query, getattr(stated, field) if stated else None, line["unit"])


@resource("aws_s3_bucket_analytics_configuration")
def analytics_configuration(*, monthly_monitored_objects: Usage[Decimal | None] = None) -> Components:
    """S3 storage class analysis: each object that it monitors.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Objects monitored", PriceQuery(S3, "StorageAnalytics-ObjCount"), monthly_monitored_objects, "Objects")


@resource("aws_s3_bucket_inventory")
def inventory(*, monthly_listed_objects: Usage[Decimal | None] = None) -> Components:
    """S3 inventory: each object that it lists.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Objects listed", PriceQuery(S3, "Inventory-ObjectsListed"), monthly_listed_objects, "Objects")


@resource("aws_s3_bucket_metric")
def request_metrics(*, custom_metrics: Usage[Decimal | None] = None) -> Components:
    """S3 request metrics: those of CloudWatch that a filter makes, billed as custom ones for the hours with requests.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    yield usage("Request metrics", PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage"), custom_metrics, "Metrics")


class Switch(Block):
    """A `replication_time` or `metrics` block."""

    status: str = "Disabled"


class Destination(Block):
    """A `destination` block."""

    replication_time: Switch = Switch()
    metrics: Switch = Switch()


class ReplicationRule(Block):
    """A `rule` block of a replication configuration."""

    status: str = ""
    destination: Destination = Destination()


@resource("aws_s3_bucket_replication_configuration")
def replication_configuration(
    *,
    rule: tuple[ReplicationRule, ...] = (),
    monthly_replicated_gb: Usage[Decimal | None] = None,
    replication_metrics: Usage[Decimal | None] = None,
) -> Components:
    """S3 replication: data under Replication Time Control, and the metrics of rules that have them.

    The copies and the requests that make them are billed with the other bucket, data between regions as transfer.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    destinations = [r.destination for r in rule if r.status == "Enabled"]
    if any(d.replication_time.status == "Enabled" for d in destinations):
        timed = PriceQuery(S3, "S3RTC-Out-Bytes")
        yield usage("Replication Time Control", timed, monthly_replicated_gb, "GB")
    if any(d.metrics.status == "Enabled" for d in destinations):
        metrics = PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage")
        yield usage("Replication metrics", metrics, replication_metrics, "Metrics")


@resource("aws_s3_directory_bucket")
def directory_bucket(
    *,
    storage_gb: Usage[Decimal | None] = None,
    monthly_tier_1_requests: Usage[Decimal | None] = None,
    monthly_tier_2_requests: Usage[Decimal | None] = None,
    monthly_data_upload_gb: Usage[Decimal | None] = None,
    monthly_data_retrieval_gb: Usage[Decimal | None] = None,
) -> Components:
    """Directory bucket (S3 Express One Zone): storage, requests, what is uploaded and retrieved.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Storage", PriceQuery(S3, "TimedStorage-XZ-ByteHrs"), storage_gb, "GB-Months")
    writes = PriceQuery(S3, "Requests-XZ-Tier1")
    yield usage("PUT, COPY, POST, LIST requests", writes, monthly_tier_1_requests, "Requests")
    reads = PriceQuery(S3, "Requests-XZ-Tier2")
    yield usage("GET and all other requests", reads, monthly_tier_2_requests, "Requests")
    yield usage("Data uploaded", PriceQuery(S3, "Upload-XZ"), monthly_data_upload_gb, "GB")
    yield usage("Data retrieved", PriceQuery(S3, "Retrieval-XZ"), monthly_data_retrieval_gb, "GB")
