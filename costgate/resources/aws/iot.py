"""AWS IoT Core: rules."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

IOT = "AWSIoT"


@resource("aws_iot_topic_rule")
def topic_rule(
    *,
    enabled: bool = True,
    monthly_rules_triggered: Usage[Decimal | None] = None,
    monthly_actions: Usage[Decimal | None] = None,
) -> Components:
    """IoT rule: each message of up to 5 KB that triggers it, and each action that it runs, unless it is disabled.

    Prices: https://aws.amazon.com/iot-core/pricing/
    """
    if not enabled:
        return
    yield usage("Rules triggered", PriceQuery(IOT, "RulesTriggered"), monthly_rules_triggered, "Rules")
    yield usage("Actions", PriceQuery(IOT, "ActionsExecuted"), monthly_actions, "Actions")
