"""AWS Audit Manager: assessments."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_auditmanager_assessment")
def assessment(*, monthly_resource_assessments: Usage[Decimal | None] = None) -> Components:
    """Assessment: each time that a resource is held against a control.

    Prices: https://aws.amazon.com/audit-manager/pricing/
    """
    query = PriceQuery("auditmanager", "ResourceAssessments")
    yield usage("Resource assessments", query, monthly_resource_assessments, "Assessments")
