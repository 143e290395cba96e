"""Amazon Verified Permissions: policy stores."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

VERIFIED_PERMISSIONS = "AmazonVerifiedPermissions"


@resource("aws_verifiedpermissions_policy_store")
def policy_store(
    *, monthly_requests: Usage[Decimal | None] = None, monthly_batch_requests: Usage[Decimal | None] = None
) -> Components:
    """Policy store: each request for one authorization, and each for a batch of them, which costs more.

    AWS sums the batches of an account before it applies the tiers. Requests that manage policies are not modelled.

    Prices: https://aws.amazon.com/verified-permissions/pricing/
    """
    single = PriceQuery(VERIFIED_PERMISSIONS, "SingleAuthorizationRequest")
    yield usage("Authorization requests", single, monthly_requests, "Requests")
    batch = PriceQuery(VERIFIED_PERMISSIONS, "AuthorizationRequest")
    yield usage("Batch authorization requests", batch, monthly_batch_requests, "Requests")
