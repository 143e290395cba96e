"""AWS Amplify: hosted web apps."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

AMPLIFY = "AWSAmplify"

SERVER_SIDE = "WEB_COMPUTE"
"""The platform that renders pages when they are asked for. https://docs.aws.amazon.com/amplify/latest/APIReference/API_CreateApp.html"""


@resource("aws_amplify_app")
def app(
    *,
    platform: str = "WEB",
    monthly_build_mins: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    monthly_data_served_gb: Usage[Decimal | None] = None,
    monthly_ssr_requests: Usage[Decimal | None] = None,
    monthly_ssr_gb_seconds: Usage[Decimal | None] = None,
) -> Components:
    """Amplify app: minutes that it is built, what it stores and serves, and requests and memory of server-side pages.

    Builds on the standard instance are assumed. The first year's free amounts of an account are not taken off.

    Prices: https://aws.amazon.com/amplify/pricing/
    """
    yield usage("Build minutes", PriceQuery(AMPLIFY, "BuildDuration"), monthly_build_mins, "Minutes")
    yield usage("Storage", PriceQuery(AMPLIFY, "DataStorage"), storage_gb, "GB-Months")
    yield usage("Data served", PriceQuery(AMPLIFY, "DataTransferOut"), monthly_data_served_gb, "GB")
    if platform == SERVER_SIDE:
        requests = PriceQuery(AMPLIFY, "HostingComputeRequestCount")
        yield usage("Server-side requests", requests, monthly_ssr_requests, "Requests")
        duration = PriceQuery(AMPLIFY, "HostingComputeRequestDuration")
        yield usage("Server-side duration", duration, monthly_ssr_gb_seconds, "GB-Seconds")
