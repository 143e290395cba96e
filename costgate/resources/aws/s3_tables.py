"""Amazon S3 Tables and S3 Vectors."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.s3 import S3
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_s3tables_table")
def table(
    *,
    storage_gb: Usage[Decimal | None] = None,
    monthly_tier_1_requests: Usage[Decimal | None] = None,
    monthly_tier_2_requests: Usage[Decimal | None] = None,
    objects: Usage[Decimal | None] = None,
    monthly_compacted_objects: Usage[Decimal | None] = None,
    monthly_compacted_gb: Usage[Decimal | None] = None,
) -> Components:
    """Table: what it stores, requests, objects that are watched, and those that compaction works through.

    AWS sums the storage of an account's tables before it applies the tiers. Intelligent-Tiering is not modelled.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Storage", PriceQuery(S3, "Tables-TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    for tier, requests in ((1, monthly_tier_1_requests), (2, monthly_tier_2_requests)):
        name = "PUT, COPY, POST, LIST requests" if tier == 1 else "GET and all other requests"
        yield usage(name, PriceQuery(S3, f"Tables-Requests-Tier{tier}"), requests, "Requests")
    yield usage("Objects monitored", PriceQuery(S3, "Tables-MonitoredObjects"), objects, "Objects")
    compacted = PriceQuery(S3, "Tables-CompactedObjects")
    yield usage("Objects compacted", compacted, monthly_compacted_objects, "Objects")
    yield usage("Data compacted", PriceQuery(S3, "Tables-ProcessedBytes"), monthly_compacted_gb, "GB")


@resource("aws_s3vectors_index")
def vector_index(
    *,
    storage_gb: Usage[Decimal | None] = None,
    monthly_put_gb: Usage[Decimal | None] = None,
    monthly_queries: Usage[Decimal | None] = None,
) -> Components:
    """Vector index: what it stores, what is put into it, and each query.

    What queries process and return is not modelled.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Storage", PriceQuery(S3, "Vectors-TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    yield usage("Data put", PriceQuery(S3, "Vectors-Put-Bytes"), monthly_put_gb, "GB")
    yield usage("Queries", PriceQuery(S3, "Vectors-Query-Requests"), monthly_queries, "Requests")
