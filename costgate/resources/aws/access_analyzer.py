"""AWS IAM Access Analyzer."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource


@resource("aws_accessanalyzer_analyzer")
def analyzer(
    *,
    kind: Annotated[
        Literal[
            "ACCOUNT",
            "ACCOUNT_INTERNAL_ACCESS",
            "ACCOUNT_UNUSED_ACCESS",
            "ORGANIZATION",
            "ORGANIZATION_INTERNAL_ACCESS",
            "ORGANIZATION_UNUSED_ACCESS",
        ],
        Attribute("type"),
    ] = "ACCOUNT",
    analyzed_roles_and_users: Usage[Decimal | None] = None,
) -> Components:
    """Analyzer: of access from outside it is free; of unused access, each role and user that it analyses.

    What one of internal access costs is in no source in reach.

    Prices: https://aws.amazon.com/iam/access-analyzer/pricing/
    """
    if kind.endswith("INTERNAL_ACCESS"):
        raise Unpriced(f"type is {kind!r}, which is billed by resource, at a price that no source in reach has")
    if kind.endswith("UNUSED_ACCESS"):
        query = PriceQuery("AWSIAMAccessAnalyzer", "Unused-Access-Analysis")
        yield usage("Roles and users analysed", query, analyzed_roles_and_users, "Identities")
