"""AWS Cloud Map (service discovery): namespaces, services, and what is registered."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.route53 import zone
from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CLOUD_MAP = "AWSCloudMap"

REGISTERED = PriceQuery(CLOUD_MAP, "Cloud-Map-Resources")


@resource("aws_service_discovery_private_dns_namespace", "aws_service_discovery_public_dns_namespace")
def dns_namespace() -> Components:
    """DNS namespace: the hosted zone of Route 53 that it makes.

    Prices: https://aws.amazon.com/cloud-map/pricing/
    """
    yield from zone()


@resource("aws_service_discovery_service")
def service(
    *, registered_resources: Usage[Decimal | None] = None, monthly_discovery_requests: Usage[Decimal | None] = None
) -> Components:
    """Service: what registers itself with it, and each request for what is there.

    Tasks that ECS registers are not billed, and those of this plan are `aws_service_discovery_instance`: state the
    others. Health checks of Route 53 and DNS queries are not modelled.

    Prices: https://aws.amazon.com/cloud-map/pricing/
    """
    yield usage("Registered resources", REGISTERED, registered_resources, "Resources")
    calls = PriceQuery(CLOUD_MAP, "Cloud-Map-DIR-API-Calls")
    yield usage("Discovery requests", calls, monthly_discovery_requests, "Requests")


@resource("aws_service_discovery_instance")
def instance() -> Components:
    """Registered resource: a charge a month.

    Prices: https://aws.amazon.com/cloud-map/pricing/
    """
    yield monthly("Registered resource", REGISTERED, 1, "Resources")
