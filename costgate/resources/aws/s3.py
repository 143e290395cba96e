"""Amazon S3: buckets, storage class analysis, inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from costgate.resources.components import Block, Components, PriceQuery, grouped, usage
from costgate.resources.decode import ReferredBy, Usage
from costgate.resources.registry import resource

S3 = "AmazonS3"
DEEP_ARCHIVE = "AmazonS3GlacierDeepArchive"


class Line(NamedTuple):
    """A line of a storage class's bill: how much of `meter` a usage key states."""

    key: str
    name: str
    meter: str
    unit: str
    operation: str = ""


TIER_1 = "PUT, COPY, POST, LIST requests"
TIER_2 = "GET, SELECT and all other requests"

STANDARD = (
    Line("storage_gb", "Storage", "TimedStorage-ByteHrs", "GB-Months"),
    Line("monthly_tier_1_requests", TIER_1, "Requests-Tier1", "Requests"),
    Line("monthly_tier_2_requests", TIER_2, "Requests-Tier2", "Requests"),
    Line("monthly_select_data_scanned_gb", "Select data scanned", "Select-Scanned-Bytes", "GB"),
    Line("monthly_select_data_returned_gb", "Select data returned", "Select-Returned-Bytes", "GB"),
)

INTELLIGENT_TIERING = (
    Line("frequent_access_storage_gb", "Storage (frequent access)", "TimedStorage-INT-FA-ByteHrs", "GB-Months"),
    Line("infrequent_access_storage_gb", "Storage (infrequent access)", "TimedStorage-INT-IA-ByteHrs", "GB-Months"),
    Line("archive_instant_access_storage_gb", "Storage (archive instant access)", "TimedStorage-INT-AIA-ByteHrs", "GB-Months"),
    Line("archive_access_storage_gb", "Storage (archive access)", "TimedStorage-INT-AA-ByteHrs", "GB-Months"),
    Line("deep_archive_access_storage_gb", "Storage (deep archive access)", "TimedStorage-INT-DAA-ByteHrs", "GB-Months"),
    Line("monitored_objects", "Monitoring and automation", "Monitoring-Automation-INT", "Objects"),
    Line("monthly_tier_1_requests", TIER_1, "Requests-INT-Tier1", "Requests"),
    Line("monthly_tier_2_requests", TIER_2, "Requests-INT-Tier2", "Requests"),
    Line("monthly_lifecycle_transition_requests", "Lifecycle transitions", "Requests-Tier4", "Requests", "S3-INTTransition"),
    Line("monthly_select_data_scanned_gb", "Select data scanned", "Select-Scanned-INT-Bytes", "GB"),
    Line("monthly_select_data_returned_gb", "Select data returned", "Select-Returned-INT-Bytes", "GB"),
    Line("early_delete_gb", "Early delete (within 30 days)", "EarlyDelete-INT", "GB-Months"),
)

GLACIER = (
    Line("storage_gb", "Storage", "TimedStorage-GlacierByteHrs", "GB-Months"),
    Line("monthly_tier_1_requests", TIER_1, "Requests-GLACIER-Tier1", "Requests"),
    Line("monthly_tier_2_requests", TIER_2, "Requests-GLACIER-Tier2", "Requests"),
    Line("monthly_lifecycle_transition_requests", "Lifecycle transitions", "Requests-Tier3", "Requests", "S3-GlacierTransition"),
    Line("monthly_standard_data_retrieval_requests", "Retrieval requests (standard)", "Requests-Tier3", "Requests", "RestoreObject"),
    Line("monthly_standard_data_retrieval_gb", "Retrievals (standard)", "Standard-Retrieval-Bytes", "GB"),
    Line("monthly_standard_select_data_scanned_gb", "Select data scanned (standard)", "Std-Select-Scanned-Bytes", "GB"),
    Line("monthly_standard_select_data_returned_gb", "Select data returned (standard)", "Std-Select-Returned-Bytes", "GB"),
    Line("monthly_expedited_data_retrieval_requests", "Retrieval requests (expedited)", "Requests-Tier6", "Requests"),
    Line("monthly_expedited_data_retrieval_gb", "Retrievals (expedited)", "Expedited-Retrieval-Bytes", "GB"),
    Line("monthly_expedited_select_data_scanned_gb", "Select data scanned (expedited)", "Exp-Select-Scanned-Bytes", "GB"),
    Line("monthly_expedited_select_data_returned_gb", "Select data returned (expedited)", "Exp-Select-Returned-Bytes", "GB"),
    Line("monthly_bulk_select_data_scanned_gb", "Select data scanned (bulk)", "Bulk-Select-Scanned-Bytes", "GB"),
    Line("monthly_bulk_select_data_returned_gb", "Select data returned (bulk)", "Bulk-Select-Returned-Bytes", "GB"),
    Line("early_delete_gb", "Early delete (within 90 days)", "EarlyDelete-ByteHrs", "GB-Months"),
)

GLACIER_DEEP_ARCHIVE = (
    Line("storage_gb", "Storage", "TimedStorage-GDA-ByteHrs", "GB-Months"),
    Line("monthly_tier_1_requests", TIER_1, "Requests-GDA-Tier1", "Requests"),
    Line("monthly_tier_2_requests", TIER_2, "Requests-GDA-Tier2", "Requests"),
    Line("monthly_lifecycle_transition_requests", "Lifecycle transitions", "Requests-Tier3", "Requests", "S3-GDATransition"),
    Line("monthly_standard_data_retrieval_requests", "Retrieval requests (standard)", "Requests-GDA-Tier3", "Requests"),
    Line("monthly_standard_data_retrieval_gb", "Retrievals (standard)", "Standard-Retrieval-Bytes", "GB"),
    Line("monthly_bulk_data_retrieval_requests", "Retrieval requests (bulk)", "Requests-GDA-Tier5", "Requests"),
    Line("monthly_bulk_data_retrieval_gb", "Retrievals (bulk)", "Bulk-Retrieval-Bytes", "GB"),
    Line("early_delete_gb", "Early delete (within 180 days)", "EarlyDelete-GDA", "GB-Months"),
)
"""Usage types. https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html"""


def _retrieved(code: str) -> tuple[Line, ...]:
    """The bill of a class whose every retrieval costs, but is immediate: `code` is SIA, ZIA or GIR."""
    return (
        Line("storage_gb", "Storage", f"TimedStorage-{code}-ByteHrs", "GB-Months"),
        Line("monthly_tier_1_requests", TIER_1, f"Requests-{code}-Tier1", "Requests"),
        Line("monthly_tier_2_requests", TIER_2, f"Requests-{code}-Tier2", "Requests"),
        Line("monthly_lifecycle_transition_requests", "Lifecycle transitions", "Requests-Tier4", "Requests", f"S3-{code}Transition"),
        Line("monthly_data_retrieval_gb", "Retrievals", f"Retrieval-{code}", "GB"),
        Line("monthly_select_data_scanned_gb", "Select data scanned", f"Select-Scanned-{code}-Bytes", "GB"),
        Line("monthly_select_data_returned_gb", "Select data returned", f"Select-Returned-{code}-Bytes", "GB"),
    )


class Standard(Block):
    """Usage of S3 Standard."""

    storage_gb: Decimal | None = None
    monthly_tier_1_requests: Decimal | None = None
    monthly_tier_2_requests: Decimal | None = None
    monthly_select_data_scanned_gb: Decimal | None = None
    monthly_select_data_returned_gb: Decimal | None = None


class Retrieved(Standard, frozen=True, kw_only=True):
    """Usage of Standard-IA, One Zone-IA or Glacier Instant Retrieval."""

    monthly_lifecycle_transition_requests: Decimal | None = None
    monthly_data_retrieval_gb: Decimal | None = None


class IntelligentTiering(Block):
    """Usage of S3 Intelligent-Tiering."""

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


class Glacier(Archive, frozen=True, kw_only=True):
    """Usage of S3 Glacier Flexible Retrieval, whose bulk retrievals are free."""

    monthly_standard_select_data_scanned_gb: Decimal | None = None
    monthly_standard_select_data_returned_gb: Decimal | None = None
    monthly_bulk_select_data_scanned_gb: Decimal | None = None
    monthly_bulk_select_data_returned_gb: Decimal | None = None
    monthly_expedited_select_data_scanned_gb: Decimal | None = None
    monthly_expedited_select_data_returned_gb: Decimal | None = None
    monthly_expedited_data_retrieval_requests: Decimal | None = None
    monthly_expedited_data_retrieval_gb: Decimal | None = None


class DeepArchive(Archive, frozen=True, kw_only=True):
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


class LifecycleConfiguration(Block):
    """What is read of an `aws_s3_bucket_lifecycle_configuration`."""

    rule: tuple[Rule, ...] = ()


@resource("aws_s3_bucket")
def bucket(
    *,
    lifecycle_rule: tuple[LifecycleRule, ...] = (),
    configurations: Annotated[tuple[LifecycleConfiguration, ...], ReferredBy("aws_s3_bucket_lifecycle_configuration", "bucket")] = (),
    object_tags: Usage[Decimal | None] = None,
    standard: Usage[Standard] = Standard(),
    intelligent_tiering: Usage[IntelligentTiering | None] = None,
    standard_infrequent_access: Usage[Retrieved | None] = None,
    one_zone_infrequent_access: Usage[Retrieved | None] = None,
    glacier_instant_retrieval: Usage[Retrieved | None] = None,
    glacier_flexible_retrieval: Usage[Glacier | None] = None,
    glacier_deep_archive: Usage[DeepArchive | None] = None,
) -> Components:
    """S3 bucket: storage, requests and retrievals of each storage class.

    Every bucket has the Standard class; the others are listed if the usage file states something of them or a
    lifecycle rule moves objects there. Data transfer and replication are not modelled.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    rules = [rule for rule in lifecycle_rule if rule.enabled]
    targets = set(_targets((*rules, *(r for c in configurations for r in c.rule if r.status == "Enabled"))))
    if object_tags is not None or any(rule.tags for rule in rules):
        yield usage("Object tags", PriceQuery(S3, "TagStorage-TagHrs"), object_tags, "Tag-Months")
    for heading, target, stated, empty, lines, service in (
        ("Standard", "", standard, Standard(), STANDARD, S3),
        ("Intelligent tiering", "INTELLIGENT_TIERING", intelligent_tiering, IntelligentTiering(), INTELLIGENT_TIERING, S3),
        ("Standard - infrequent access", "STANDARD_IA", standard_infrequent_access, Retrieved(), _retrieved("SIA"), S3),
        ("One zone - infrequent access", "ONEZONE_IA", one_zone_infrequent_access, Retrieved(), _retrieved("ZIA"), S3),
        ("Glacier instant retrieval", "GLACIER_IR", glacier_instant_retrieval, Retrieved(), _retrieved("GIR"), S3),
        ("Glacier flexible retrieval", "GLACIER", glacier_flexible_retrieval, Glacier(), GLACIER, S3),
        ("Glacier deep archive", "DEEP_ARCHIVE", glacier_deep_archive, DeepArchive(), GLACIER_DEEP_ARCHIVE, DEEP_ARCHIVE),
    ):
        if stated is not None or target in targets:
            yield from grouped(heading, _bill(stated or empty, lines, service))


def _targets(rules: tuple[LifecycleRule | Rule, ...]) -> Iterator[str]:
    """The storage classes that rules move objects to."""
    for rule in rules:
        for transition in (*rule.transition, *rule.noncurrent_version_transition):
            yield transition.storage_class


def _bill(stated: Block, lines: tuple[Line, ...], service: str) -> Components:
    for line in lines:
        home = S3 if line.operation else service
        yield usage(line.name, PriceQuery(home, line.meter, line.operation), getattr(stated, line.key), line.unit)


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
