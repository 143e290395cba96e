"""AWS IAM Access Analyzer."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Components, Unpriced
from costgate.resources.marks import Attribute
from costgate.resources.registry import resource

FREE = ("ACCOUNT", "ORGANIZATION")
"""Analyzers of access from outside. https://aws.amazon.com/iam/access-analyzer/pricing/"""


@resource("aws_accessanalyzer_analyzer")
def analyzer(*, kind: Annotated[str, Attribute("type")] = "ACCOUNT") -> Components:
    """Analyzer: of access from outside it is free. Those of unused and internal access have no price in reach.

    Prices: https://aws.amazon.com/iam/access-analyzer/pricing/
    """
    if kind not in FREE:
        raise Unpriced(f"type is {kind!r}, which is billed by role, user or resource; no source in reach has the price")
    yield from ()
