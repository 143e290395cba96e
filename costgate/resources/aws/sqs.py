"""Amazon SQS: queues."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SQS = "AWSQueueService"

CHUNK_KB = 64
"""Each 64 KB of a payload count as a request. https://aws.amazon.com/sqs/pricing/"""


def chunked(requests: Decimal | None, size_kb: Decimal | None, chunk_kb: int = CHUNK_KB) -> Decimal | None:
    """The requests that are billed for `requests` of `size_kb` each: a small one is one chunk."""
    if requests is None or size_kb is None:
        return requests
    return requests * max((size_kb / chunk_kb).to_integral_value(ROUND_CEILING), Decimal(1))


@resource("aws_sqs_queue")
def queue(
    *,
    fifo_queue: bool = False,
    monthly_requests: Usage[Decimal | None] = None,
    request_size_kb: Usage[Decimal | None] = None,
) -> Components:
    """SQS queue: each request of up to 64 KB. A larger `request_size_kb` counts as several.

    Prices: https://aws.amazon.com/sqs/pricing/
    """
    name, meter = ("FIFO requests", "Requests-FIFO-Tier1") if fifo_queue else ("Requests", "Requests-Tier1")
    yield usage(name, PriceQuery(SQS, meter), chunked(monthly_requests, request_size_kb), "Requests")
