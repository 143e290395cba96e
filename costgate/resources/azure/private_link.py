"""Azure Private Link."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import NETWORK, everywhere
from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

PRIVATE_LINK = "Virtual Network Private Link / Standard / Standard"


@resource("azurerm_private_endpoint")
def private_endpoint(
    *,
    location: str,
    monthly_inbound_data_processed_gb: Usage[Decimal | None] = None,
    monthly_outbound_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Private endpoint: its hours and the data that it processes, both ways.

    Prices: https://azure.microsoft.com/pricing/details/private-link/
    """
    yield from _endpoint(location, monthly_inbound_data_processed_gb, monthly_outbound_data_processed_gb)


class Owner(Block):
    """What is read of the service that a link is of: where it is."""

    location: str = ""


@resource("azurerm_search_shared_private_link_service", region_of="search")
def shared_private_link(
    *,
    search: Annotated[Owner | None, Ref("azurerm_search_service", "search_service_id")] = None,
    monthly_inbound_data_processed_gb: Usage[Decimal | None] = None,
    monthly_outbound_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Shared private link of a search service: billed as a private endpoint is.
    https://learn.microsoft.com/azure/search/search-indexer-howto-access-private

    Prices: https://azure.microsoft.com/pricing/details/private-link/
    """
    location = search.location if search else ""
    yield from _endpoint(location, monthly_inbound_data_processed_gb, monthly_outbound_data_processed_gb)


@resource("azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint", region_of="workspace")
def outbound_private_endpoint(
    *,
    workspace: Annotated[
        Owner | None, Ref("azurerm_machine_learning_workspace azurerm_ai_foundry", "workspace_id")
    ] = None,
    monthly_inbound_data_processed_gb: Usage[Decimal | None] = None,
    monthly_outbound_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Private endpoint of the network that Azure manages for a workspace of machine learning.
    https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#pricing

    Prices: https://azure.microsoft.com/pricing/details/private-link/
    """
    location = workspace.location if workspace else ""
    yield from _endpoint(location, monthly_inbound_data_processed_gb, monthly_outbound_data_processed_gb)


def _endpoint(location: str, inbound_gb: Decimal | None, outbound_gb: Decimal | None) -> Components:
    region = everywhere(location)
    yield hourly("Private endpoint", PriceQuery(NETWORK, f"{PRIVATE_LINK} Private Endpoint", region=region))
    for name, way, quantity in (
        ("Inbound data processed", "Ingress", inbound_gb),
        ("Outbound data processed", "Egress", outbound_gb),
    ):
        query = PriceQuery(NETWORK, f"{PRIVATE_LINK} Data Processed - {way}", region=region)
        yield usage(name, query, quantity, "GB")
