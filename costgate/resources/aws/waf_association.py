"""AWS WAF: rule groups that are put into a web ACL from outside."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.waf import (
    BOT_CONTROL,
    CURRENT,
    FRAUD_CONTROL,
    INSPECTION,
    WAF,
    ManagedGroup,
)
from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_wafv2_web_acl_rule_group_association")
def rule_group_association(
    *,
    managed_rule_group: ManagedGroup | None = None,
    monthly_bot_control_requests: Usage[Decimal | None] = None,
    monthly_fraud_control_requests: Usage[Decimal | None] = None,
) -> Components:
    """Rule group in a web ACL: the month of a rule; Bot Control and Fraud Control as they are in the ACL itself.

    Rules in the group that are billed, and sellers' fees, are not modelled.

    Prices: https://aws.amazon.com/waf/pricing/
    """
    yield monthly("Rule group", PriceQuery(WAF, CURRENT.rule), 1, "Months")
    if managed_rule_group is None:
        return
    for name, groups, month, request, requests in (
        ("Bot Control", BOT_CONTROL, "AMR-BotControl", INSPECTION[False], monthly_bot_control_requests),
        ("Fraud Control", FRAUD_CONTROL, "AMR-ATP", "AMR-FraudControl-Request", monthly_fraud_control_requests),
    ):
        if managed_rule_group.is_of_aws(groups):
            yield monthly(name, PriceQuery(WAF, month), 1, "Months")
            yield usage(f"{name} requests", PriceQuery(WAF, request), requests, "Requests")
