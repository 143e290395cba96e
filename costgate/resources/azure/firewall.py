"""Azure Firewall, and the policies that several firewalls share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

FIREWALL = "Azure Firewall"

IN_A_HUB = {
    "Basic": "Basic Secured Virtual Hub",
    "Standard": "Standard Secure Virtual Hub",
    "Premium": "Premium Secured Virtual Hub",
}
"""Tier -> the sku of its meters in a virtual hub. https://prices.azure.com/api/retail/prices"""


class Hub(Block):
    """The `virtual_hub` block."""

    virtual_hub_id: str = ""


class Firewall(Block):
    """What is read of a policy's firewalls: that there are some."""


@resource("azurerm_firewall")
def firewall(
    *,
    sku_tier: Literal["Basic", "Standard", "Premium"] = "Standard",
    virtual_hub: Hub | None = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Firewall: its hours and the data that it processes, in a network or in a virtual hub.

    Not modelled: capacity units that are reserved before they are needed.
    Prices: https://azure.microsoft.com/pricing/details/azure-firewall/
    """
    sku = sku_tier if virtual_hub is None else IN_A_HUB[sku_tier]
    meter = f"{FIREWALL} / {sku} / {sku}"
    yield hourly(f"Deployment ({sku})", PriceQuery(FIREWALL, f"{meter} Deployment"))
    yield usage("Data processed", PriceQuery(FIREWALL, f"{meter} Data Processed"), monthly_data_processed_gb, "GB")


@resource("azurerm_firewall_policy")
def firewall_policy(
    *, firewalls: Annotated[tuple[Firewall, ...], ReferredBy("azurerm_firewall", "firewall_policy_id")] = ()
) -> Components:
    """Firewall policy: nothing with one firewall; Firewall Manager bills one that several share, by region.

    Prices: https://azure.microsoft.com/pricing/details/firewall-manager/
    """
    if len(firewalls) > 1:
        raise Unpriced(
            f"{len(firewalls)} firewalls share this policy: Firewall Manager's prices are not in the catalogue"
        )
    yield from ()
