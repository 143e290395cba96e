"""Amazon Macie and AWS Security Hub, each turned on for an account and region."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

SECURITY_HUB = "AWSSecurityHub"


@resource("aws_macie2_account")
def macie_account(*, monthly_data_inspected_gb: Usage[Decimal | None] = None) -> Components:
    """Macie: each GB that it inspects for sensitive data.

    Buckets and objects that it keeps watch over are not modelled.

    Prices: https://aws.amazon.com/macie/pricing/
    """
    inspected = PriceQuery("AmazonMacie", "SensitiveDataDiscovery")
    yield usage("Data inspected", inspected, monthly_data_inspected_gb, "GB")


@resource("aws_securityhub_account")
def security_hub_account(
    *, monthly_security_checks: Usage[Decimal | None] = None, monthly_findings_ingested: Usage[Decimal | None] = None
) -> Components:
    """Security Hub CSPM: security checks of its standards, and findings of other products.

    The region's free 10,000 findings are not taken off. What AWS Config records for the checks is billed by Config.

    Prices: https://aws.amazon.com/security-hub/pricing/
    """
    yield usage("Security checks", PriceQuery(SECURITY_HUB, "PaidComplianceCheck"), monthly_security_checks, "Checks")
    findings = PriceQuery(SECURITY_HUB, "OtherProduct:PaidFindingsIngestion")
    yield usage("Findings ingested", findings, monthly_findings_ingested, "Findings")
