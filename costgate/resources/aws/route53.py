"""Amazon Route 53: hosted zones, queries, health checks, resolver endpoints."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import Attribute, Ref, Usage
from costgate.resources.registry import resource

ROUTE53 = "AmazonRoute53"


@resource("aws_route53_zone")
def zone() -> Components:
    """Hosted zone, public or private: a charge a month, the same everywhere.

    From the 26th zone of an account on AWS charges less; here each zone is the first.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    yield monthly("Hosted zone", PriceQuery(ROUTE53, "HostedZone", region="global"), 1, "HostedZones")


@resource("aws_route53_traffic_policy_instance")
def traffic_policy_instance() -> Components:
    """Policy record: a charge a month for using a traffic policy. Its queries are not modelled.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    yield monthly("Policy record", PriceQuery(ROUTE53, "TrafficFlow", region="global"), 1, "Months")


class Zone(Block):
    """A hosted zone; nothing is read of it."""


class Alias(Block):
    """An `alias` block: of something on AWS, which has a zone of AWS's, or of a record in a hosted zone."""

    zone: Annotated[Zone | None, Ref("aws_route53_zone", "zone_id")] = None


@resource("aws_route53_record")
def record(
    *,
    alias: Alias | None = None,
    monthly_standard_queries: Usage[Decimal | None] = None,
    monthly_latency_based_queries: Usage[Decimal | None] = None,
    monthly_geo_queries: Usage[Decimal | None] = None,
) -> Components:
    """Record: each query that it answers, by routing policy. An alias of something on AWS is free.

    An alias of another record is told from that by its zone, if that is in this plan. AWS sums the queries of an
    account before it applies the tiers; here each record has its own.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    if alias is not None and alias.zone is None:
        return
    for name, meter, queries in (
        ("Standard queries", "DNS-Queries", monthly_standard_queries),
        ("Latency-based routing queries", "LBR-Queries", monthly_latency_based_queries),
        ("Geo DNS queries", "Geo-Queries", monthly_geo_queries),
    ):
        yield usage(name, PriceQuery(ROUTE53, meter, region="global"), queries, "Queries")


ENDPOINTS = {"aws": "AWS", "non_aws": "Non-AWS"}
"""Where the checked endpoint runs -> how the meters end. https://aws.amazon.com/route53/pricing/"""

FAST_SECONDS = 10
"""The interval that is an option with a price. https://aws.amazon.com/route53/pricing/"""


@resource("aws_route53_health_check")
def health_check(
    *,
    kind: Annotated[str, Attribute("type")],
    request_interval: int | None = None,
    measure_latency: bool = False,
    endpoint_type: Usage[str] = "aws",
) -> Components:
    """Health check: a charge a month, and one for each option: HTTPS, string matching, fast interval, latency.

    Checks of endpoints on AWS cost less than of others; the usage file tells which it is. The account's 50 free checks
    are not taken off.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    where = ENDPOINTS.get(endpoint_type.lower().replace("-", "_"))
    if where is None:
        raise Unpriced(f"endpoint_type is {endpoint_type!r}, expected one of {', '.join(ENDPOINTS)}")
    yield monthly("Health check", PriceQuery(ROUTE53, f"Health-Check-{where}", region="global"), 1, "Months")
    options = (
        kind.startswith("HTTPS"), kind.endswith("STR_MATCH"), request_interval == FAST_SECONDS, measure_latency
    )  # fmt: skip
    if count := sum(options):
        query = PriceQuery(ROUTE53, f"Health-Check-Option-{where}", region="global")
        yield monthly("Optional features", query, count, "Months")


LEAST_ADDRESSES = 2
"""A resolver endpoint has network interfaces in two availability zones at least.
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-choose-vpc.html"""


class IpAddress(Block):
    """An `ip_address` block: a network interface in a subnet."""

    subnet_id: str = ""


@resource("aws_route53_resolver_endpoint")
def resolver_endpoint(
    *, ip_address: tuple[IpAddress, ...] = (), monthly_queries: Usage[Decimal | None] = None
) -> Components:
    """Resolver endpoint: the hours of its network interfaces, and each query that it forwards.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    interfaces = PriceQuery(ROUTE53, "ResolverNetworkInterface")
    yield hourly("Network interfaces", interfaces, HOURS_PER_MONTH, max(len(ip_address), LEAST_ADDRESSES), "ENI-Hours")
    yield usage("DNS queries", PriceQuery(ROUTE53, "DNS-Queries"), monthly_queries, "Queries")
