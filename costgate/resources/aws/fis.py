"""AWS Fault Injection Service: templates of experiments."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_fis_experiment_template")
def experiment_template(*, monthly_action_mins: Usage[Decimal | None] = None) -> Components:
    """Template of experiments: the minutes that the actions of its experiments run, the same whatever they do.

    More than one target account and reports of experiments cost extra, which is not modelled.

    Prices: https://aws.amazon.com/fis/pricing/
    """
    yield usage("Action minutes", PriceQuery("AWSFIS", "ActionMinutes"), monthly_action_mins, "Minutes")
