"""Azure Communication Services."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CALL_MINUTE = "Voice and Video Calling / A2AGroupCalling / A2AGroupCalling User Minute"


@resource("azurerm_communication_service")
def communication_service(
    *,
    monthly_emails: Usage[Decimal | None] = None,
    monthly_email_data_mb: Usage[Decimal | None] = None,
    monthly_chat_messages: Usage[Decimal | None] = None,
    monthly_call_mins: Usage[Decimal | None] = None,
) -> Components:
    """Communication service: emails and their data, chat messages, and minutes of voice and video by each participant.

    Telephone numbers and calls, text messages and WhatsApp, which cost by country, are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/communication-services/
    """
    for name, service, meter, quantity, unit in (
        ("Emails", "Email", "Email / Basic / Basic Sent Email", monthly_emails, "Units"),
        ("Email data", "Email", "Email / Basic / Basic Data Transferred", monthly_email_data_mb, "MB"),
        ("Chat messages", "Messaging", "Chat / Basic / Basic Sent Message", monthly_chat_messages, "Units"),
        ("Call minutes", "Voice", CALL_MINUTE, monthly_call_mins, "Units"),
    ):
        yield usage(name, PriceQuery(service, meter, region=EVERYWHERE), quantity, unit)
