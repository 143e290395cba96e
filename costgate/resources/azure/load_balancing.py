"""Azure Load Balancer and its rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import LOAD_BALANCER, everywhere
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

FIRST_RULES = 5
"""Load-balancing and outbound rules that share one price; each further one has its own.
https://azure.microsoft.com/pricing/details/load-balancer/"""


class Rule(Block):
    """What is read of a balancer's rules: how many there are."""


class Balancer(Block):
    """What is read of a rule's load balancer."""

    sku: str = "Standard"


@resource("azurerm_lb")
def load_balancer(
    *,
    location: str,
    sku: str = "Standard",
    sku_tier: Literal["Regional", "Global"] = "Regional",
    planned: Annotated[
        tuple[Rule, ...], ReferredBy("azurerm_lb_rule azurerm_lb_outbound_rule", "loadbalancer_id")
    ] = (),
    rules: Usage[int | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Load balancer: its load-balancing and outbound rules, the first five together, and the data that it processes.

    Basic ones are free, and so are inbound NAT rules and the data of global ones. The rules are those of the plan;
    `rules` in the usage file says how many there are where other configurations add some. Standard is the provider's
    default since 4.0. Not modelled: chains to a gateway load balancer.

    Prices: https://azure.microsoft.com/pricing/details/load-balancer/
    """
    if sku.lower() == "basic":
        return
    kind = "Gateway" if sku.lower() == "gateway" else sku_tier.replace("Regional", "Standard")
    meter = f"Load Balancer / {kind} / {kind}"
    region = everywhere(location)
    if kind == "Gateway":
        yield hourly("Gateway load balancer", PriceQuery(LOAD_BALANCER, meter, region=region))
    else:
        first = PriceQuery(LOAD_BALANCER, f"{meter} Included LB Rules and Outbound Rules", region=region)
        count = len(planned) if rules is None else rules
        if count:
            yield hourly(f"First {FIRST_RULES} rules", first)
        elif rules is None:
            yield usage(f"First {FIRST_RULES} rules", first, None, "Hours")
        if count > FIRST_RULES:
            further = PriceQuery(LOAD_BALANCER, f"{meter} Overage LB Rules and Outbound Rules", region=region)
            yield hourly("Further rules", further, count=count - FIRST_RULES)
    if kind != "Global":
        query = PriceQuery(LOAD_BALANCER, f"{meter} Data Processed", region=region)
        yield usage("Data processed", query, monthly_data_processed_gb, "GB")


@resource("azurerm_lb_rule", "azurerm_lb_outbound_rule", region_of="balancer")
def load_balancer_rule(
    *, balancer: Annotated[Balancer | None, Ref("azurerm_lb", "loadbalancer_id")] = None
) -> Components:
    """Load-balancing and outbound rule: priced with its load balancer, which may have five for one price.

    Prices: https://azure.microsoft.com/pricing/details/load-balancer/
    """
    if balancer is None:
        raise Unpriced("its load balancer is not in this plan: how many rules it has decides the price")
    yield from ()
