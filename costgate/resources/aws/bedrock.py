"""Amazon Bedrock: guardrails."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BEDROCK = "AmazonBedrock"


class Filter(Block):
    """A block of a policy; nothing is read of it."""


class ContentPolicy(Block):
    """A `content_policy_config` block."""

    filters_config: tuple[Filter, ...] = ()


class TopicPolicy(Block):
    """A `topic_policy_config` block."""

    topics_config: tuple[Filter, ...] = ()


class InformationPolicy(Block):
    """A `sensitive_information_policy_config` block. Patterns of one's own are free."""

    pii_entities_config: tuple[Filter, ...] = ()


class GroundingPolicy(Block):
    """A `contextual_grounding_policy_config` block."""

    filters_config: tuple[Filter, ...] = ()


@resource("aws_bedrock_guardrail")
def guardrail(
    *,
    content_policy_config: ContentPolicy = ContentPolicy(),
    topic_policy_config: TopicPolicy = TopicPolicy(),
    sensitive_information_policy_config: InformationPolicy = InformationPolicy(),
    contextual_grounding_policy_config: GroundingPolicy = GroundingPolicy(),
    monthly_text_units: Usage[Decimal | None] = None,
) -> Components:
    """Guardrail: each text unit of up to 1,000 characters, once for each policy; filters of words are free.

    Images are not modelled.

    Prices: https://aws.amazon.com/bedrock/pricing/
    """
    for name, kind, policy in (
        ("Content filters", "ContentPolicy", content_policy_config.filters_config),
        ("Denied topics", "TopicPolicy", topic_policy_config.topics_config),
        (
            "Sensitive information",
            "SensitiveInformationPolicyPaid",
            sensitive_information_policy_config.pii_entities_config,
        ),
        ("Contextual grounding", "ContextualGroundingPolicy", contextual_grounding_policy_config.filters_config),
    ):
        if policy:
            query = PriceQuery(BEDROCK, f"Guardrail-{kind}UnitsConsumed")
            yield usage(name, query, monthly_text_units, "TextUnits")
