"""AWS Verified Access: endpoints."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import VPC
from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APPLICATIONS = ("load-balancer", "network-interface")
"""Endpoint types of applications by HTTP. Those of other protocols are billed by the connection."""


@resource("aws_verifiedaccess_endpoint")
def endpoint(*, endpoint_type: str, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Verified Access endpoint: the hours of its application, and each GB that it processes.

    That hours cost less for an account with many applications is not modelled.

    Prices: https://aws.amazon.com/verified-access/pricing/
    """
    if endpoint_type not in APPLICATIONS:
        raise Unpriced(f"endpoint_type is {endpoint_type!r}, expected one of {', '.join(APPLICATIONS)}")
    yield hourly("Application", PriceQuery(VPC, "VerifiedAccess-App-Hours"))
    yield usage("Data processed", PriceQuery(VPC, "VerifiedAccess-Bytes"), monthly_data_processed_gb, "GB")
