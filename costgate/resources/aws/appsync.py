"""AWS AppSync: GraphQL APIs and their caches."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

APPSYNC = "AWSAppSync"

CACHES = {
    **dict.fromkeys(("SMALL", "T2_SMALL"), "1.55"),
    **dict.fromkeys(("MEDIUM", "T2_MEDIUM"), "3.22"),
    **dict.fromkeys(("LARGE", "R4_LARGE"), "12.3"),
    **dict.fromkeys(("XLARGE", "R4_XLARGE"), "25.05"),
    **dict.fromkeys(("LARGE_2X", "R4_2XLARGE"), "50.47"),
    **dict.fromkeys(("LARGE_4X", "R4_4XLARGE"), "101.38"),
    **dict.fromkeys(("LARGE_8X", "R4_8XLARGE"), "203.26"),
    "LARGE_12X": "317.77",
}
"""Type of a cache -> its memory in GB, which is how the bill calls it. The names of old are the same sizes.
https://aws.amazon.com/appsync/pricing/"""


@resource("aws_appsync_graphql_api")
def graphql_api(
    *,
    monthly_requests: Usage[Decimal | None] = None,
    monthly_realtime_updates: Usage[Decimal | None] = None,
    monthly_connection_mins: Usage[Decimal | None] = None,
) -> Components:
    """GraphQL API: queries and changes of data, updates that it sends to subscribers, minutes that these are connected.

    The first year's free operations of an account are not taken off. Data transfer is not modelled; a cache is an
    `aws_appsync_api_cache`.

    Prices: https://aws.amazon.com/appsync/pricing/
    """
    operations = PriceQuery(APPSYNC, "GraphQLInvocation")
    yield usage("Queries and data modifications", operations, monthly_requests, "Operations")
    updates = PriceQuery(APPSYNC, "GraphQLNotification")
    yield usage("Real-time updates", updates, monthly_realtime_updates, "Notifications")
    yield usage("Connection minutes", PriceQuery(APPSYNC, "ConnectionDuration"), monthly_connection_mins, "Minutes")


@resource("aws_appsync_api_cache")
def api_cache(*, cache_type: Annotated[str, Attribute("type")]) -> Components:
    """Cache of a GraphQL API: the hours of its instance.

    Prices: https://aws.amazon.com/appsync/pricing/
    """
    if cache_type not in CACHES:
        raise Unpriced(f"type is {cache_type!r}, expected one of {', '.join(CACHES)}")
    gb = CACHES[cache_type]
    yield hourly(f"Cache ({cache_type}, {gb} GB)", PriceQuery(APPSYNC, f"AppSyncCacheUsage:{gb}GB"))
