"""Google's Dialogflow CX, of late Conversational Agents."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DIALOGFLOW = "Cloud Dialogflow API"


@resource("google_dialogflow_cx_agent")
def agent(
    *, monthly_text_requests: Usage[Decimal | None] = None, monthly_audio_seconds: Usage[Decimal | None] = None
) -> Components:
    """Agent of Dialogflow CX: requests in text, and seconds of speech, as flows answer them.

    What playbooks and other generative answers cost is not modelled.

    Prices: https://cloud.google.com/dialogflow/pricing
    """
    for name, what, quantity, unit in (
        ("Text requests", "Text Requests", monthly_text_requests, "Requests"),
        ("Audio", "Audio", monthly_audio_seconds, "Seconds"),
    ):
        yield usage(name, PriceQuery(DIALOGFLOW, f"Dialogflow CX {what}", region="global"), quantity, unit)
