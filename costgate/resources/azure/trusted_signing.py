"""Azure Artifact Signing, formerly Trusted Signing."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SIGNING = "Trusted Signing"

INCLUDED_SIGNATURES = {"Basic": 5_000, "Premium": 100_000}
"""Signatures a month that an account includes. https://learn.microsoft.com/azure/artifact-signing/how-to-change-sku"""


@resource("azurerm_trusted_signing_account")
def trusted_signing_account(*, sku_name: str, monthly_signatures: Usage[Decimal | None] = None) -> Components:
    """Account for signing code: its month, and signatures beyond what that includes.

    Prices: https://azure.microsoft.com/pricing/details/artifact-signing/
    """
    if sku_name not in INCLUDED_SIGNATURES:
        raise Unpriced(f"sku_name is {sku_name!r}, expected {' or '.join(INCLUDED_SIGNATURES)}")
    meter = f"{SIGNING} / {sku_name} / {sku_name}"
    yield monthly(f"Account ({sku_name})", PriceQuery(SIGNING, f"{meter} Account", region=EVERYWHERE), 1, "Months")
    included = INCLUDED_SIGNATURES[sku_name]
    more = None if monthly_signatures is None else max(monthly_signatures - included, Decimal(0))
    query = PriceQuery(SIGNING, f"{meter} Signatures", region=EVERYWHERE)
    yield usage(f"Signatures (over {included:,})", query, more, "Units")
