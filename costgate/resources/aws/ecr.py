"""Amazon ECR: repositories."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

ECR = "AmazonECR"


@resource("aws_ecr_repository")
def repository(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """ECR repository: what its images take. A lifecycle policy costs nothing, and lets them take less.

    Data transfer, and enhanced scanning by Amazon Inspector, are not modelled.

    Prices: https://aws.amazon.com/ecr/pricing/
    """
    yield usage("Storage", PriceQuery(ECR, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
