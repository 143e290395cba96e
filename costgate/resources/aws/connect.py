"""Amazon Connect: contact centres."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CONNECT = "AmazonConnect"


@resource("aws_connect_instance")
def instance(
    *,
    monthly_voice_mins: Usage[Decimal | None] = None,
    monthly_chat_messages: Usage[Decimal | None] = None,
    monthly_tasks: Usage[Decimal | None] = None,
) -> Components:
    """Contact centre: each minute of voice, message of a chat, and task.

    Telephone numbers and calls, Contact Lens, outbound campaigns and unlimited AI are not modelled.

    Prices: https://aws.amazon.com/connect/pricing/
    """
    yield usage("Voice", PriceQuery(CONNECT, "Voice-Minutes"), monthly_voice_mins, "Minutes")
    yield usage("Chat messages", PriceQuery(CONNECT, "Chat-Messages"), monthly_chat_messages, "Messages")
    yield usage("Tasks", PriceQuery(CONNECT, "Tasks"), monthly_tasks, "Tasks")
