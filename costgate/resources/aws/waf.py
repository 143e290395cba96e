"""AWS WAF: web ACLs, of WAF and of WAF Classic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

WAF = "awswaf"


class Meters(NamedTuple):
    """What a generation of WAF calls its meters."""

    acl: str
    rule: str
    request: str


CLASSIC = Meters("WebACL", "Rule", "Request")
CURRENT = Meters("WebACLV2", "RuleV2", "RequestV2-Tier1")
"""https://aws.amazon.com/waf/pricing/"""


def _web_acl(meters: Meters, rules: Decimal, groups: Mapping[str, int], requests: Decimal | None) -> Components:
    """A web ACL's month, its rules, the groups in it, which count as a rule each, and requests."""
    yield monthly("Web ACL", PriceQuery(WAF, meters.acl), 1, "Months")
    counts: dict[str, Decimal | int] = {"Rules": rules, **groups}
    for name, count in counts.items():
        if count:
            yield monthly(name, PriceQuery(WAF, meters.rule), count, "Months")
    yield usage("Requests", PriceQuery(WAF, meters.request), requests, "Requests")


class ClassicRule(Block):
    """A `rules` or `rule` block of a web ACL of WAF Classic."""

    kind: Annotated[str, Attribute("type")] = "REGULAR"


@resource("aws_waf_web_acl", "aws_wafregional_web_acl")
def classic_web_acl(
    *,
    rules: tuple[ClassicRule, ...] = (),
    rule: tuple[ClassicRule, ...] = (),
    rule_group_rules: Usage[Decimal] = Decimal(0),
    monthly_requests: Usage[Decimal | None] = None,
) -> Components:
    """Web ACL of WAF Classic: a charge a month, each rule and rule group, each rule in the groups, each request.

    What a seller asks for a group from the marketplace is not modelled.

    Prices: https://aws.amazon.com/waf/pricing/
    """
    groups = sum(r.kind == "GROUP" for r in (*rules, *rule))
    count = len(rules) + len(rule) - groups + rule_group_rules
    yield from _web_acl(CLASSIC, count, {"Rule groups": groups}, monthly_requests)


class BotControl(Block):
    """An `aws_managed_rules_bot_control_rule_set` block."""

    inspection_level: Literal["COMMON", "TARGETED"] = "COMMON"


class GroupConfig(Block):
    """A `managed_rule_group_configs` block."""

    aws_managed_rules_bot_control_rule_set: BotControl | None = None


class ManagedGroup(Block):
    """A `managed_rule_group_statement` block."""

    name: str = ""
    vendor_name: str = ""
    managed_rule_group_configs: tuple[GroupConfig, ...] = ()

    def is_of_aws(self, names: tuple[str, ...]) -> bool:
        """True if it is AWS's group of one of these names, not a seller's."""
        return self.vendor_name == "AWS" and self.name in names

    @property
    def is_targeted(self) -> bool:
        """True if Bot Control looks at requests more closely than it does in common."""
        levels = [c.aws_managed_rules_bot_control_rule_set for c in self.managed_rule_group_configs]
        return any(level.inspection_level == "TARGETED" for level in levels if level)


class OwnGroup(Block):
    """A `rule_group_reference_statement` block."""

    arn: str = ""


class Statement(Block):
    """A `statement` block; of the others nothing matters but that they are."""

    rule_group_reference_statement: OwnGroup | None = None
    managed_rule_group_statement: ManagedGroup | None = None


class Rule(Block):
    """A `rule` block."""

    statement: Statement = Statement()


BOT_CONTROL = ("AWSManagedRulesBotControlRuleSet",)
FRAUD_CONTROL = ("AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet")
"""Managed groups of AWS that cost by the month and the request besides. https://aws.amazon.com/waf/pricing/"""

INSPECTION = {False: "AMR-BotControl-Request", True: "AMR-BotControl-Targeted-Request"}
"""Meter of the requests that Bot Control looks at, targeted or not. https://aws.amazon.com/waf/pricing/"""


@resource("aws_wafv2_web_acl")
def web_acl(
    *,
    rule: tuple[Rule, ...] = (),
    rule_json: str = "",
    rule_group_rules: Usage[Decimal] = Decimal(0),
    managed_rule_group_rules: Usage[Decimal] = Decimal(0),
    monthly_requests: Usage[Decimal | None] = None,
    monthly_bot_control_requests: Usage[Decimal | None] = None,
    monthly_fraud_control_requests: Usage[Decimal | None] = None,
) -> Components:
    """Web ACL: a charge a month, each rule and rule group, each rule in the groups that is billed, each request.

    Bot Control and Fraud Control cost by the month and by the request that they inspect; the account's free requests
    are not taken off. CAPTCHA, requests to ACLs of more than 1,500 capacity units and sellers' fees are not modelled.

    Prices: https://aws.amazon.com/waf/pricing/
    """
    if rule_json:
        raise Unpriced("its rules are in rule_json, expected rule blocks")
    managed = [m for r in rule if (m := r.statement.managed_rule_group_statement)]
    own = sum(r.statement.rule_group_reference_statement is not None for r in rule)
    rules = sum(r.statement == Statement() for r in rule) + rule_group_rules + managed_rule_group_rules
    yield from _web_acl(CURRENT, rules, {"Rule groups": own, "Managed rule groups": len(managed)}, monthly_requests)
    bots, frauds = ([m for m in managed if m.is_of_aws(names)] for names in (BOT_CONTROL, FRAUD_CONTROL))
    targeted = any(m.is_targeted for m in bots)
    for name, groups, month, request, requests in (
        ("Bot Control", bots, "AMR-BotControl", INSPECTION[targeted], monthly_bot_control_requests),
        ("Fraud Control", frauds, "AMR-ATP", "AMR-FraudControl-Request", monthly_fraud_control_requests),
    ):
        if groups:
            yield monthly(name, PriceQuery(WAF, month), len(groups), "Months")
            yield usage(f"{name} requests", PriceQuery(WAF, request), requests, "Requests")
