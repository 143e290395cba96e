"""Amazon SageMaker AI: domains of Studio."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.efs import EFS
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_sagemaker_domain")
def domain(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Domain: free in itself, but for the file system that it makes for its users. Apps and spaces are billed as such.

    RStudio's licence is not modelled.

    Prices: https://aws.amazon.com/sagemaker/ai/pricing/
    """
    yield usage("File system storage", PriceQuery(EFS, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
