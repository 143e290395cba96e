"""What stands beside Azure Kubernetes Service: extensions of clusters, fleets of them."""

from __future__ import annotations

from costgate.resources.components import Block, Components, Unpriced
from costgate.resources.registry import resource


class MarketplacePlan(Block):
    """The `plan` block of an extension that is sold in the marketplace."""

    publisher: str = ""
    product: str = ""
    name: str = ""


@resource("azurerm_kubernetes_cluster_extension")
def cluster_extension(*, plan: MarketplacePlan | None = None) -> Components:
    """Extension of a cluster: nothing, unless it is bought in the marketplace. Data that it sends is billed elsewhere.

    Prices: https://azure.microsoft.com/pricing/details/kubernetes-service/
    """
    if plan:
        raise Unpriced(f"it is a product of the marketplace: {plan.publisher} / {plan.product} / {plan.name}")
    yield from ()


class HubProfile(Block):
    """The `hub_profile` block."""


@resource("azurerm_kubernetes_fleet_manager")
def fleet_manager(*, hub_profile: HubProfile | None = None) -> Components:
    """Fleet manager: nothing, unless it has a hub, a cluster of Azure's choice that no plan describes.

    Prices: https://azure.microsoft.com/pricing/details/kubernetes-fleet-manager/
    """
    if hub_profile:
        raise Unpriced("its hub is a cluster whose machine only Azure knows")
    yield from ()
