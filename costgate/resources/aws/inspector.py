"""Amazon Inspector."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

INSPECTOR = "AmazonInspectorV2"


@resource("aws_inspector2_enabler")
def enabler(
    *,
    resource_types: tuple[str, ...],
    instances: Usage[Decimal | None] = None,
    monthly_images: Usage[Decimal | None] = None,
    monthly_rescans: Usage[Decimal | None] = None,
    lambda_functions: Usage[Decimal | None] = None,
) -> Components:
    """Inspector of accounts: instances that it scans, images when they are pushed and again later, Lambda functions.

    Scans of functions' code and of code repositories, agentless scans and CIS assessments are not modelled.

    Prices: https://aws.amazon.com/inspector/pricing/
    """
    kinds = {kind.upper() for kind in resource_types}
    if "EC2" in kinds:
        yield usage("Instances scanned", PriceQuery(INSPECTOR, "EC2-Instances"), instances, "Instances")
    if "ECR" in kinds:
        yield usage("Images scanned", PriceQuery(INSPECTOR, "ECR-InitialScans"), monthly_images, "Images")
        yield usage("Images scanned again", PriceQuery(INSPECTOR, "ECR-Rescans"), monthly_rescans, "Rescans")
    if "LAMBDA" in kinds:
        yield usage("Functions scanned", PriceQuery(INSPECTOR, "Lambda-Functions"), lambda_functions, "Functions")
