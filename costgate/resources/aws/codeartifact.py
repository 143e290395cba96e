"""AWS CodeArtifact: repositories."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CODEARTIFACT = "AWSCodeArtifact"


@resource("aws_codeartifact_repository")
def repository(
    *, storage_gb: Usage[Decimal | None] = None, monthly_requests: Usage[Decimal | None] = None
) -> Components:
    """CodeArtifact repository: what its packages take, and each request.

    What several repositories of a domain hold is stored once: state it with one of them. The account's free 2 GB and
    100,000 requests are not taken off, data transfer is not modelled.

    Prices: https://aws.amazon.com/codeartifact/pricing/
    """
    yield usage("Storage", PriceQuery(CODEARTIFACT, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    yield usage("Requests", PriceQuery(CODEARTIFACT, "Requests"), monthly_requests, "Requests")
