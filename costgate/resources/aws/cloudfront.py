"""Amazon CloudFront: distributions, functions, stores. Prices go by the edge location, so their region is "global"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from costgate.resources.components import Block, Components, PriceQuery, grouped, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CLOUDFRONT = "AmazonCloudFront"


class Edges(NamedTuple):
    """Edge locations with one price: how a line is headed, and what they are called in meters."""

    name: str
    code: str


EDGES = {
    "us": Edges("US, Mexico, Canada", "US"),
    "europe": Edges("Europe, Israel", "EU"),
    "south_africa": Edges("South Africa, Kenya, Middle East", "ZA"),
    "south_america": Edges("South America", "SA"),
    "japan": Edges("Japan", "JP"),
    "australia": Edges("Australia, New Zealand", "AU"),
    "asia_pacific": Edges("Hong Kong, Philippines, Asia Pacific", "AP"),
    "india": Edges("India", "IN"),
}
"""Key of the usage file -> edge locations. https://aws.amazon.com/cloudfront/pricing/"""

SHIELDS: Mapping[str, str] = {
    **dict.fromkeys(("us-east-1", "us-east-2", "us-west-1", "us-west-2"), "us"),
    **dict.fromkeys(("eu-central-1", "eu-west-1", "eu-west-2"), "europe"),
    "ap-northeast-1": "japan",
    "ap-northeast-2": "south_korea",
    "ap-southeast-1": "singapore",
    "ap-southeast-2": "australia",
    "ap-south-1": "india",
    "sa-east-1": "south_america",
}
"""Region of an Origin Shield -> key of the usage file.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html"""


class ByEdge(Block):
    """Gigabytes or requests a month at each group of edge locations."""

    us: Decimal | None = None
    europe: Decimal | None = None
    south_africa: Decimal | None = None
    south_america: Decimal | None = None
    japan: Decimal | None = None
    australia: Decimal | None = None
    asia_pacific: Decimal | None = None
    india: Decimal | None = None


class ByShield(Block):
    """Requests a month to an Origin Shield, by where it is."""

    us: Decimal | None = None
    europe: Decimal | None = None
    south_america: Decimal | None = None
    japan: Decimal | None = None
    australia: Decimal | None = None
    singapore: Decimal | None = None
    south_korea: Decimal | None = None
    india: Decimal | None = None


class OriginShield(Block):
    """An `origin_shield` block."""

    enabled: bool = False
    origin_shield_region: str = ""


class Origin(Block):
    """An `origin` block."""

    origin_shield: OriginShield = OriginShield()


class CacheBehavior(Block):
    """A `default_cache_behavior` or `ordered_cache_behavior` block."""

    field_level_encryption_id: str = ""
    realtime_log_config_arn: str = ""


class ViewerCertificate(Block):
    """A `viewer_certificate` block."""

    ssl_support_method: str = ""


@resource("aws_cloudfront_distribution")
def distribution(
    *,
    origin: tuple[Origin, ...] = (),
    default_cache_behavior: CacheBehavior = CacheBehavior(),
    ordered_cache_behavior: tuple[CacheBehavior, ...] = (),
    viewer_certificate: ViewerCertificate = ViewerCertificate(),
    monthly_data_transfer_to_internet_gb: Usage[ByEdge] = ByEdge(),
    monthly_data_transfer_to_origin_gb: Usage[ByEdge] = ByEdge(),
    monthly_http_requests: Usage[ByEdge] = ByEdge(),
    monthly_https_requests: Usage[ByEdge] = ByEdge(),
    monthly_shield_requests: Usage[ByShield] = ByShield(),
    monthly_invalidation_requests: Usage[Decimal | None] = None,
    monthly_encryption_requests: Usage[Decimal | None] = None,
    monthly_log_lines: Usage[Decimal | None] = None,
    custom_ssl_certificates: Usage[int] = 1,
) -> Components:
    """Distribution: data and requests by edge location, invalidated paths, and options that it turns on.

    Those are Origin Shield, field-level encryption, real-time logs and a certificate with IP addresses of its own;
    standard logs are free. The account's free terabyte, requests and 1,000 invalidations are not taken off. Without
    usage the first group of edge locations stands for all. Lambda@Edge and flat-rate plans are not modelled.

    Prices: https://aws.amazon.com/cloudfront/pricing/
    """
    data = (monthly_data_transfer_to_internet_gb, monthly_data_transfer_to_origin_gb)
    traffic = (*data, monthly_http_requests, monthly_https_requests)
    used = [key for key in EDGES if any(getattr(stated, key) is not None for stated in traffic)]
    for key in used or ("us",):
        yield from grouped(EDGES[key].name, _edge(EDGES[key].code, [getattr(stated, key) for stated in traffic]))
    behaviors = (default_cache_behavior, *ordered_cache_behavior)
    yield usage("Invalidated paths", _query("Invalidations"), monthly_invalidation_requests, "URLs")
    if any(b.field_level_encryption_id for b in behaviors):
        fields = _query("US-Requests-HTTPS-Proxy-FLE")
        yield usage("Field-level encryption requests", fields, monthly_encryption_requests, "Requests")
    if monthly_log_lines is not None or any(b.realtime_log_config_arn for b in behaviors):
        yield usage("Real-time log lines", _query("RealTimeLog-KinesisDataStream"), monthly_log_lines, "Lines")
    if viewer_certificate.ssl_support_method == "vip":
        yield monthly("Dedicated IP certificates", _query("SSL-Cert-Custom"), custom_ssl_certificates, "Months")
    for region in sorted({o.origin_shield.origin_shield_region for o in origin if o.origin_shield.enabled}):
        requests = getattr(monthly_shield_requests, SHIELDS.get(region, ""), None)
        shield = PriceQuery(CLOUDFRONT, "Requests-OriginShield", region=region or None)
        yield usage(f"Origin Shield requests ({region})", shield, requests, "Requests")


def _query(meter: str) -> PriceQuery:
    return PriceQuery(CLOUDFRONT, meter, region="global")


def _edge(prefix: str, stated: list[Decimal | None]) -> Components:
    """What passes through one group of edge locations."""
    internet_gb, origin_gb, http, https = stated
    yield usage("Data transfer to the internet", _query(f"{prefix}-DataTransfer-Out-Bytes"), internet_gb, "GB")
    yield usage("Data transfer to the origin", _query(f"{prefix}-DataTransfer-Out-OBytes"), origin_gb, "GB")
    yield usage("HTTP requests", _query(f"{prefix}-Requests-Tier1"), http, "Requests")
    yield usage("HTTPS requests", _query(f"{prefix}-Requests-Tier2-HTTPS"), https, "Requests")


@resource("aws_cloudfront_function")
def function(*, monthly_requests: Usage[Decimal | None] = None) -> Components:
    """CloudFront function: each invocation. The account's free two million are not taken off.

    Prices: https://aws.amazon.com/cloudfront/pricing/
    """
    yield usage("Invocations", _query("Executions-CloudFrontFunctions"), monthly_requests, "Executions")


@resource("aws_cloudfront_key_value_store")
def key_value_store(*, monthly_reads: Usage[Decimal | None] = None) -> Components:
    """CloudFront key-value store: each read by a function. Calls to its API, by which it is written, are not priced.

    Prices: https://aws.amazon.com/cloudfront/pricing/
    """
    yield usage("Reads", _query("KeyValueStore-Reads"), monthly_reads, "Reads")
