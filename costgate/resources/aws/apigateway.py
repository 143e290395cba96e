"""Amazon API Gateway: REST, HTTP and WebSocket APIs, the cache of a stage, detailed metrics."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.model import CostComponent
from costgate.resources.aws import CLOUDWATCH
from costgate.resources.aws.sqs import chunked
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

API_GATEWAY = "AmazonApiGateway"

CACHES = ("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237")
"""Sizes of a cache in GB; the first is the default.
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"""

REQUEST_KB, MESSAGE_KB = 512, 32
"""What counts as one request to an HTTP API, and as one message of a WebSocket API.
https://aws.amazon.com/api-gateway/pricing/"""


@resource("aws_api_gateway_rest_api")
def rest_api(*, monthly_requests: Usage[Decimal | None] = None) -> Components:
    """REST API: each request. Data transfer is not modelled; the cache is the stage's.

    Prices: https://aws.amazon.com/api-gateway/pricing/
    """
    yield usage("Requests", PriceQuery(API_GATEWAY, "ApiGatewayRequest"), monthly_requests, "Requests")


@resource("aws_api_gateway_stage")
def stage(*, cache_cluster_enabled: bool = False, cache_cluster_size: str = CACHES[0]) -> Components:
    """Stage of a REST API: its cache, if it has one, by the hour and size.

    Prices: https://aws.amazon.com/api-gateway/pricing/
    """
    if not cache_cluster_enabled:
        return
    if cache_cluster_size not in CACHES:
        raise Unpriced(f"cache_cluster_size is {cache_cluster_size!r}, expected one of {', '.join(CACHES)}")
    meter = f"ApiGatewayCacheUsage:{cache_cluster_size}GB"
    yield hourly(f"Cache ({cache_cluster_size} GB)", PriceQuery(API_GATEWAY, meter))


def _detailed(metrics: Decimal | None) -> CostComponent:
    """CloudWatch bills the metrics of single methods or routes as custom ones.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html"""
    return usage("Detailed metrics", PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage"), metrics, "Metrics")


class MethodSettings(Block):
    """A `settings` block."""

    metrics_enabled: bool = False


@resource("aws_api_gateway_method_settings")
def method_settings(
    *, settings: MethodSettings = MethodSettings(), detailed_metrics: Usage[Decimal | None] = None
) -> Components:
    """Settings of a stage's methods: their metrics, if they are on; logs are billed with their log group.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if settings.metrics_enabled:
        yield _detailed(detailed_metrics)


class RouteSettings(Block):
    """A `default_route_settings` or `route_settings` block."""

    detailed_metrics_enabled: bool = False


@resource("aws_apigatewayv2_stage")
def v2_stage(
    *,
    default_route_settings: RouteSettings = RouteSettings(),
    route_settings: tuple[RouteSettings, ...] = (),
    detailed_metrics: Usage[Decimal | None] = None,
) -> Components:
    """Stage of an HTTP or WebSocket API: metrics of its routes, if they are on; logs are billed with their log group.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if any(s.detailed_metrics_enabled for s in (default_route_settings, *route_settings)):
        yield _detailed(detailed_metrics)


@resource("aws_apigatewayv2_api")
def v2_api(
    *,
    protocol_type: Literal["HTTP", "WEBSOCKET"],
    monthly_requests: Usage[Decimal | None] = None,
    request_size_kb: Usage[Decimal | None] = None,
    monthly_messages: Usage[Decimal | None] = None,
    message_size_kb: Usage[Decimal | None] = None,
    monthly_connection_mins: Usage[Decimal | None] = None,
) -> Components:
    """HTTP API: each request of up to 512 KB. WebSocket API: each message of up to 32 KB, and minutes of connection.

    Prices: https://aws.amazon.com/api-gateway/pricing/
    """
    if protocol_type == "HTTP":
        requests = chunked(monthly_requests, request_size_kb, REQUEST_KB)
        yield usage("Requests", PriceQuery(API_GATEWAY, "ApiGatewayHttpRequest"), requests, "Requests")
    else:
        messages = chunked(monthly_messages, message_size_kb, MESSAGE_KB)
        yield usage("Messages", PriceQuery(API_GATEWAY, "ApiGatewayMessage"), messages, "Messages")
        minutes = PriceQuery(API_GATEWAY, "ApiGatewayMinute")
        yield usage("Connection minutes", minutes, monthly_connection_mins, "Minutes")
