"""Azure Firewall, and the policies that several firewalls share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import BilledTogether, Ref, ReferredBy, Usage
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


class Workspace(Block):
    """What is read of a workspace of machine learning: where it is."""


@resource("azurerm_machine_learning_workspace_network_outbound_rule_fqdn", region_of="workspace")
def outbound_rule(
    *,
    workspace: Annotated[  # noqa: ARG001
        Workspace | None, Ref("azurerm_machine_learning_workspace azurerm_ai_foundry", "workspace_id")
    ] = None,
    together: Annotated[int, BilledTogether("workspace_id")] = 1,
) -> Components:
    """Host name that a workspace may reach: its part of the firewall that Azure runs for all such rules of a workspace.

    It is a Standard one. What it processes is not modelled.
    https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#pricing
    Prices: https://azure.microsoft.com/pricing/details/azure-firewall/
    """
    query = PriceQuery(FIREWALL, f"{FIREWALL} / Standard / Standard Deployment")
    yield hourly("Firewall of the managed network", query, count=Decimal(1) / together)
