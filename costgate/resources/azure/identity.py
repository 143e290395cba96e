"""Microsoft Entra External ID, as far as a plan shows it."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

EXTERNAL_ID = "Azure Active Directory for External Identities"


@resource("azurerm_federated_identity_credential")
def federated_credential(
    *,
    monthly_active_p1_users: Usage[Decimal | None] = None,
    monthly_active_p2_users: Usage[Decimal | None] = None,
) -> Components:
    """Federated credential: nothing by itself; the users who sign in with its tenant, if the usage file has any.

    The 50,000 users that are free each month are one allowance a tenant: they are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/active-directory-external-identities/
    """
    users = {"P1": monthly_active_p1_users, "P2": monthly_active_p2_users}
    for plan, active in users.items():
        if active is not None or all(x is None for x in users.values()):
            query = PriceQuery(EXTERNAL_ID, f"{EXTERNAL_ID} / {plan} / {plan} Monthly Active Users", region="global")
            yield usage(f"Active users ({plan})", query, active, "Units")
