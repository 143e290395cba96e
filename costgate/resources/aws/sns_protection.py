"""Amazon SNS: protection of data in messages."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.sns import SNS
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_sns_topic_data_protection_policy")
def data_protection(
    *, monthly_scanned_gb: Usage[Decimal | None] = None, monthly_audited_gb: Usage[Decimal | None] = None
) -> Components:
    """Data protection of a topic: each GB of messages that is scanned, and each that audits report on besides.

    Prices: https://aws.amazon.com/sns/pricing/
    """
    yield usage("Messages scanned", PriceQuery(SNS, "MessageScanning-Bytes"), monthly_scanned_gb, "GB")
    yield usage("Audit reports", PriceQuery(SNS, "AuditReporting-Bytes"), monthly_audited_gb, "GB")
