"""AWS Shield Advanced: the subscription, and what it protects."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

SHIELD = "AWSShield"


@resource("aws_shield_subscription")
def subscription() -> Components:
    """Subscription to Shield Advanced: a charge a month, once for all accounts of an organization, for at least a year.

    Prices: https://aws.amazon.com/shield/pricing/
    """
    yield monthly("Shield Advanced", PriceQuery(SHIELD, "Shield-Advanced-Month", region="global"), 1, "Months")


class Protected(Block):
    """What a protection needs of the resource that it protects: that it is there."""


@resource("aws_shield_protection")
def protection(
    *,
    resource_arn: str = "",
    address: Annotated[Protected | None, Ref("aws_eip", "resource_arn")] = None,
    balancer: Annotated[Protected | None, Ref("aws_lb aws_alb aws_elb", "resource_arn")] = None,
    distribution: Annotated[Protected | None, Ref("aws_cloudfront_distribution", "resource_arn")] = None,
    zone: Annotated[Protected | None, Ref("aws_route53_zone", "resource_arn")] = None,
    monthly_data_out_gb: Usage[Decimal | None] = None,
) -> Components:
    """Protection of an address, a load balancer or a distribution: each GB that leaves it, on top of its own price.

    A hosted zone costs nothing more. AWS sums the data of an organization before it applies the tiers; here each
    protection has its own. Global accelerators are not modelled.

    Prices: https://aws.amazon.com/shield/pricing/
    """
    if zone or ":route53:" in resource_arn:
        return
    if distribution or ":cloudfront:" in resource_arn:
        query = PriceQuery(SHIELD, "DataTransfer-Out-CloudFront", region="global")
    elif balancer or ":loadbalancer/" in resource_arn:
        query = PriceQuery(SHIELD, "DataTransfer-Out-LoadBalancing")
    elif address or ":eip-allocation/" in resource_arn:
        query = PriceQuery(SHIELD, "DataTransfer-Out-EIP")
    else:
        raise Unpriced("what it protects is no address, load balancer, distribution or hosted zone of this plan")
    yield usage("Data out of what is protected", query, monthly_data_out_gb, "GB")
