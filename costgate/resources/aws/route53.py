"""Amazon Route 53: hosted zones."""

from __future__ import annotations

from costgate.resources.components import Components, PriceQuery, monthly
from costgate.resources.registry import resource

ROUTE53 = "AmazonRoute53"


@resource("aws_route53_zone")
def zone() -> Components:
    """Hosted zone, public or private: a charge a month, the same everywhere.

    From the 26th zone of an account on AWS charges less; here each zone is the first.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    yield monthly("Hosted zone", PriceQuery(ROUTE53, "HostedZone", region="global"), 1, "HostedZones")
