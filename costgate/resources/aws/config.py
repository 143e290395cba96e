"""AWS Config: recorders, rules and conformance packs."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CONFIG = "AWSConfig"

RECORDED = {"CONTINUOUS": "ConfigurationItemRecorded", "DAILY": "ConfigurationItemRecordedDaily"}
"""Meter of a configuration item, by how often it is recorded. https://aws.amazon.com/config/pricing/"""


class RecordingMode(Block):
    """A `recording_mode` block."""

    recording_frequency: Literal["CONTINUOUS", "DAILY"] = "CONTINUOUS"


@resource("aws_config_configuration_recorder")
def configuration_recorder(
    *,
    recording_mode: RecordingMode = RecordingMode(),
    monthly_config_items: Usage[Decimal | None] = None,
    monthly_custom_config_items: Usage[Decimal | None] = None,
) -> Components:
    """Configuration recorder: each configuration item that it records, also of resources outside of AWS.

    The frequency is that of the mode itself; overrides for single types are not modelled.

    Prices: https://aws.amazon.com/config/pricing/
    """
    frequency = recording_mode.recording_frequency
    items = PriceQuery(CONFIG, RECORDED[frequency])
    yield usage(f"Configuration items ({frequency.lower()})", items, monthly_config_items, "ConfigurationItems")
    custom = PriceQuery(CONFIG, "CustomConfigItemRecorded")
    yield usage("Custom configuration items", custom, monthly_custom_config_items, "ConfigurationItems")


@resource(
    "aws_config_config_rule",
    "aws_config_organization_custom_policy_rule",
    "aws_config_organization_custom_rule",
    "aws_config_organization_managed_rule",
)
def config_rule(*, monthly_rule_evaluations: Usage[Decimal | None] = None) -> Components:
    """Config rule, of an account or an organization: each evaluation.

    AWS sums the evaluations of all rules of an account and region before it applies the tiers; here each rule has its
    own.

    Prices: https://aws.amazon.com/config/pricing/
    """
    yield usage("Evaluations", PriceQuery(CONFIG, "ConfigRuleEvaluations"), monthly_rule_evaluations, "Evaluations")


@resource("aws_config_conformance_pack", "aws_config_organization_conformance_pack")
def conformance_pack(*, monthly_rule_evaluations: Usage[Decimal | None] = None) -> Components:
    """Conformance pack: each evaluation of the rules in it.

    AWS sums the evaluations of all packs of an account and region before it applies the tiers; here each has its own.

    Prices: https://aws.amazon.com/config/pricing/
    """
    query = PriceQuery(CONFIG, "ConformancePackEvaluations")
    yield usage("Evaluations", query, monthly_rule_evaluations, "Evaluations")
