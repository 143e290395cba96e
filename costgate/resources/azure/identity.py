"""Microsoft Entra External ID, as far as a plan shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.model import CostComponent
from costgate.resources.components import Components, PriceQuery, Unpriced, usage
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
            yield _active_users(plan, active)


@resource("azurerm_aadb2c_directory")
def b2c_directory(
    *, sku_name: Literal["PremiumP1", "PremiumP2", "Standard"], monthly_active_users: Usage[Decimal | None] = None
) -> Components:
    """Azure AD B2C tenant: the users who sign in. The SKU Standard, billed by authentications, is not sold any more.

    The 50,000 users that are free each month are one allowance a tenant: they are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/active-directory-external-identities/
    """
    if sku_name == "Standard":
        raise Unpriced(
            "sku_name is 'Standard', which is billed by authentications; PremiumP1 and PremiumP2 have prices"
        )
    yield _active_users(sku_name.removeprefix("Premium"), monthly_active_users)


def _active_users(plan: str, active: Decimal | None) -> CostComponent:
    query = PriceQuery(EXTERNAL_ID, f"{EXTERNAL_ID} / {plan} / {plan} Monthly Active Users", region="global")
    return usage(f"Active users ({plan})", query, active, "Units")
