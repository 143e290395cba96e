"""Application Gateway for Containers, "application load balancer" in Terraform."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure.application_gateway import APPLICATION_GATEWAY
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource


class Policy(Block):
    """What is read of an `azurerm_application_load_balancer_security_policy`: that it turns on the firewall."""


Policies = Annotated[
    tuple[Policy, ...], ReferredBy("azurerm_application_load_balancer_security_policy", "application_load_balancer_id")
]


class LoadBalancer(Block):
    """What a frontend or an association reads of its load balancer: whether it has a firewall."""

    policies: Policies = ()


Balancer = Annotated[LoadBalancer | None, Ref("azurerm_application_load_balancer", "application_load_balancer_id")]


@resource("azurerm_application_load_balancer")
def load_balancer(*, policies: Policies = (), capacity_units: Usage[Decimal | None] = None) -> Components:
    """Application Gateway for Containers: its hours, and the capacity units that are in use on average.

    With a firewall policy all its parts have the prices of the firewall.

    Prices: https://azure.microsoft.com/pricing/details/application-gateway/
    """
    yield hourly("Application Gateway for Containers", _meter("AGC", firewall=bool(policies)))
    hours = None if capacity_units is None else capacity_units * HOURS_PER_MONTH
    yield usage("Capacity units", _meter("Capacity Units", firewall=bool(policies)), hours, "Hours")


@resource("azurerm_application_load_balancer_frontend", region_of="balancer")
def frontend(*, balancer: Balancer = None) -> Components:
    """Frontend of an Application Gateway for Containers.

    Prices: https://azure.microsoft.com/pricing/details/application-gateway/
    """
    yield hourly("Frontend", _meter("Frontend", firewall=bool(balancer and balancer.policies)))


@resource("azurerm_application_load_balancer_subnet_association", region_of="balancer")
def association(*, balancer: Balancer = None) -> Components:
    """Association of an Application Gateway for Containers with a subnet.

    Prices: https://azure.microsoft.com/pricing/details/application-gateway/
    """
    yield hourly("Association", _meter("Association", firewall=bool(balancer and balancer.policies)))


def _meter(name: str, *, firewall: bool) -> PriceQuery:
    product = f"Application Gateway for Containers{' WAF' if firewall else ''}"
    return PriceQuery(APPLICATION_GATEWAY, f"{product} / Standard / Standard {name}")
