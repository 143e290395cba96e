"""Azure Load Balancer and its rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import everywhere
from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

LOAD_BALANCER = "Load Balancer"
STANDARD = "Load Balancer / Standard / Standard"


class Balancer(Block):
    """What is read of a rule's load balancer."""

    location: str = ""
    sku: str = "Standard"


@resource("azurerm_lb")
def load_balancer(
    *, location: str, sku: str = "Standard", monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Load balancer: the data that it processes. Basic ones are free, Gateway ones are billed by chain.

    Its rules are resources of their own. The provider's default is Standard since 4.0.
    Prices: https://azure.microsoft.com/pricing/details/load-balancer/
    """
    if sku.lower() == "basic":
        return
    kind = "Gateway" if sku.lower() == "gateway" else "Standard"
    query = PriceQuery(LOAD_BALANCER, f"Load Balancer / {kind} / {kind} Data Processed", region=everywhere(location))
    yield usage("Data processed", query, monthly_data_processed_gb, "GB")


@resource("azurerm_lb_rule", "azurerm_lb_outbound_rule", region_of="balancer")
def load_balancer_rule(
    *, balancer: Annotated[Balancer, Ref("azurerm_lb", "loadbalancer_id")] = Balancer()
) -> Components:
    """Load balancing and outbound rule: its hours; those of a Basic load balancer are free.

    Not modelled: the first five rules of a load balancer share one price ($0.025 an hour, which the catalogue lacks);
    each is taken for a further one, so that one or two rules are too low and four or five too high.
    Prices: https://azure.microsoft.com/pricing/details/load-balancer/
    """
    if balancer.sku.lower() == "basic":
        return
    meter = f"{STANDARD} Overage LB Rules and Outbound Rules"
    yield hourly("Rule usage", PriceQuery(LOAD_BALANCER, meter, region=everywhere(balancer.location)))
