"""AWS CloudFormation: stacks whose resources others than AWS handle."""

from __future__ import annotations

import re
from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CLOUDFORMATION = "AWSCloudFormation"

RESOURCE_TYPE = re.compile(r"\b([A-Za-z0-9]{2,64})::[A-Za-z0-9]{2,64}")
"""A resource type in a template, such as AWS::S3::Bucket, with its namespace.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"""

FREE_NAMESPACES = frozenset({"AWS", "Alexa", "Custom"})
"""https://aws.amazon.com/cloudformation/pricing/"""


@resource("aws_cloudformation_stack", "aws_cloudformation_stack_set")
def stack(
    *,
    template_body: str = "",
    monthly_handler_operations: Usage[Decimal | None] = None,
    monthly_duration_secs: Usage[Decimal | None] = None,
) -> Components:
    """Stack or stack set: operations on resources outside AWS::*, Alexa::* and Custom::*, and their time above 30 s.

    A template of none but those is free. The account's 1,000 free operations are not taken off. What the stack's
    resources cost is not modelled: they stand in no plan.

    Prices: https://aws.amazon.com/cloudformation/pricing/
    """
    if template_body and FREE_NAMESPACES.issuperset(RESOURCE_TYPE.findall(template_body)):
        return
    operations = PriceQuery(CLOUDFORMATION, "Resource-Invocation-Count")
    yield usage("Handler operations", operations, monthly_handler_operations, "Operations")
    duration = PriceQuery(CLOUDFORMATION, "Resource-Processing-Time")
    yield usage("Duration above 30 s", duration, monthly_duration_secs, "Seconds")
