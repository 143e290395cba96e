"""AWS Shield Advanced: the subscription, and what it protects."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

SHIELD = "AWSShield"

PROTECTED = {
    ":route53:": None,
    ":cloudfront:": PriceQuery(SHIELD, "DataTransfer-Out-CloudFront", region="global"),
    ":loadbalancer/": PriceQuery(SHIELD, "DataTransfer-Out-LoadBalancing"),
    ":eip-allocation/": PriceQuery(SHIELD, "DataTransfer-Out-EIP"),
}
"""Part of the ARN of what is protected -> what its data is billed by, if it is.
https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html"""


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
    referred = {
        ":route53:": zone,
        ":cloudfront:": distribution,
        ":loadbalancer/": balancer,
        ":eip-allocation/": address,
    }
    kind = next((part for part, there in referred.items() if there), "")
    kind = kind or next((part for part in PROTECTED if part in resource_arn), "")
    if not kind:
        raise Unpriced("what it protects is no address, load balancer, distribution or hosted zone of this plan")
    if query := PROTECTED[kind]:
        yield usage("Data out of what is protected", query, monthly_data_out_gb, "GB")
