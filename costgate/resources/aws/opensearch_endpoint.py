"""Amazon OpenSearch Serverless: endpoints in a VPC."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.vpc import endpoint_in
from costgate.resources.components import Components
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_opensearchserverless_vpc_endpoint")
def serverless_endpoint(
    *, subnet_ids: tuple[str, ...], monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Endpoint of OpenSearch Serverless: an interface endpoint of PrivateLink, its hours in each subnet, its data.

    Prices: https://aws.amazon.com/privatelink/pricing/
    """
    yield from endpoint_in(len(subnet_ids), monthly_data_processed_gb)
