"""AWS Step Functions: state machines."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Literal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

STATES = "AmazonStates"

MEMORY_STEP_MB, DURATION_STEP_MS = Decimal(64), Decimal(100)
"""An express workflow's memory and duration are rounded up to these. https://aws.amazon.com/step-functions/pricing/"""


@resource("aws_sfn_state_machine")
def state_machine(
    *,
    kind: Annotated[Literal["STANDARD", "EXPRESS"], Attribute("type")] = "STANDARD",
    monthly_transitions: Usage[Decimal | None] = None,
    monthly_requests: Usage[Decimal | None] = None,
    memory_mb: Usage[Decimal | None] = None,
    workflow_duration_ms: Usage[Decimal | None] = None,
) -> Components:
    """State machine: each transition of a standard workflow; each request of an express one, and duration by memory.

    The account's free 4,000 transitions are not taken off.

    Prices: https://aws.amazon.com/step-functions/pricing/
    """
    if kind == "STANDARD":
        yield usage("Transitions", PriceQuery(STATES, "StateTransition"), monthly_transitions, "StateTransitions")
        return
    yield usage("Requests", PriceQuery(STATES, "StepFunctions-Request"), monthly_requests, "Requests")
    gb_seconds = None
    if monthly_requests is not None and memory_mb is not None and workflow_duration_ms is not None:
        memory, duration = _up(memory_mb, MEMORY_STEP_MB), _up(workflow_duration_ms, DURATION_STEP_MS)
        gb_seconds = monthly_requests * memory / 1024 * duration / 1000
    yield usage("Duration", PriceQuery(STATES, "StepFunctions-GB-Second"), gb_seconds, "GB-Seconds")


def _up(amount: Decimal, step: Decimal) -> Decimal:
    """`amount` rounded up to whole steps."""
    return (amount / step).to_integral_value(ROUND_CEILING) * step
