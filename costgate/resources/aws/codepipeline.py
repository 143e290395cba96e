"""AWS CodePipeline: pipelines."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CODEPIPELINE = "AWSCodePipeline"


@resource("aws_codepipeline")
def pipeline(*, pipeline_type: str = "V1", monthly_action_execution_mins: Usage[Decimal | None] = None) -> Components:
    """Pipeline: a charge a month of type V1, the minutes that its actions run of type V2.

    Manual approvals and custom actions have no minutes. The account's free pipeline and 100 minutes are not taken off,
    nor a pipeline's free first month; one that nothing runs through costs nothing, which no plan tells.

    Prices: https://aws.amazon.com/codepipeline/pricing/
    """
    if pipeline_type == "V1":
        yield monthly("Active pipeline", PriceQuery(CODEPIPELINE, "activePipeline"), 1, "Pipelines")
    elif pipeline_type == "V2":
        minutes = PriceQuery(CODEPIPELINE, "actionExecutionMinute")
        yield usage("Action execution minutes", minutes, monthly_action_execution_mins, "Minutes")
    else:
        raise Unpriced(f"pipeline_type is {pipeline_type!r}, expected one of V1, V2")
