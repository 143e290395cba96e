"""Amazon SES: dedicated addresses and what comes in. What is sent is billed to no resource."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import BilledTogether, Usage
from costgate.resources.registry import resource

SES = "AmazonSES"


@resource("aws_sesv2_dedicated_ip_pool")
def dedicated_ip_pool(
    *,
    scaling_mode: str = "STANDARD",
    pools: Annotated[int, BilledTogether("scaling_mode")] = 1,
    monthly_messages: Usage[Decimal | None] = None,
) -> Components:
    """Pool of dedicated addresses: free, unless SES manages it: then a month that managed pools share, and messages.

    The addresses of a standard pool are billed as such, with their `aws_sesv2_dedicated_ip_assignment`.

    Prices: https://aws.amazon.com/ses/pricing/
    """
    if scaling_mode == "MANAGED":
        share = Decimal(1) / Decimal(pools)
        yield monthly("Managed dedicated addresses", PriceQuery(SES, "ManagedDedicatedIPs"), share, "Months")
        messages = PriceQuery(SES, "ManagedDedicatedIPs-Messages")
        yield usage("Messages from managed addresses", messages, monthly_messages, "Messages")


@resource("aws_sesv2_dedicated_ip_assignment")
def dedicated_ip() -> Components:
    """Dedicated address that is put in a pool: its month.

    Prices: https://aws.amazon.com/ses/pricing/
    """
    yield monthly("Dedicated address", PriceQuery(SES, "DedicatedIPs"), 1, "Months")


@resource("aws_ses_receipt_rule")
def receipt_rule(
    *,
    enabled: bool = False,
    monthly_messages_received: Usage[Decimal | None] = None,
    monthly_chunks_received: Usage[Decimal | None] = None,
) -> Components:
    """Receipt rule: each message that comes in, and each full 256 KB of it. A message counts once, not for each rule.

    Prices: https://aws.amazon.com/ses/pricing/
    """
    if enabled:
        yield usage("Messages received", PriceQuery(SES, "ReceivedMessages"), monthly_messages_received, "Messages")
        yield usage("Chunks of 256 KB received", PriceQuery(SES, "ReceivedChunks"), monthly_chunks_received, "Chunks")
