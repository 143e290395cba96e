"""Amazon Inspector: what it scans of an account, and of a registry of images."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.model import CostComponent
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, usage
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

    Instances and functions count as those that there are on average. Agentless scans, scans of code repositories and
    CIS assessments are not modelled.

    Prices: https://aws.amazon.com/inspector/pricing/
    """
    kinds = {kind.upper() for kind in resource_types}
    if "EC2" in kinds:
        yield _all_month("Instances scanned", "EC2-Instance-Hours", instances)
    if "ECR" in kinds:
        yield from _images(monthly_images, monthly_rescans)
    if "LAMBDA" in kinds or "LAMBDA_CODE" in kinds:
        yield _all_month("Functions scanned", "Lambda-Function-Hours", lambda_functions)
    if "LAMBDA_CODE" in kinds:
        yield _all_month("Functions' code scanned", "Lambda-Code-Function-Hours", lambda_functions)


def _images(pushed: Decimal | None, again: Decimal | None) -> Components:
    yield usage("Images scanned", PriceQuery(INSPECTOR, "ECR-InitialScans"), pushed, "Images")
    yield usage("Images scanned again", PriceQuery(INSPECTOR, "ECR-Rescans"), again, "Rescans")


def _all_month(name: str, meter: str, count: Decimal | None) -> CostComponent:
    hours = None if count is None else count * HOURS_PER_MONTH
    return usage(name, PriceQuery(INSPECTOR, meter), hours, "Hours")


@resource("aws_ecr_registry_scanning_configuration")
def registry_scanning(
    *,
    scan_type: Literal["BASIC", "ENHANCED"],
    monthly_images: Usage[Decimal | None] = None,
    monthly_rescans: Usage[Decimal | None] = None,
) -> Components:
    """Scanning of a registry: free if it is basic; enhanced it is Inspector's, by the image that is scanned.

    If an `aws_inspector2_enabler` has ECR among its types, state the images of one of the two alone.

    Prices: https://aws.amazon.com/inspector/pricing/
    """
    if scan_type == "ENHANCED":
        yield from _images(monthly_images, monthly_rescans)
