"""Amazon CodeGuru: profiling groups."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_codeguruprofiler_profiling_group")
def profiling_group(*, monthly_sampling_hrs: Usage[Decimal | None] = None) -> Components:
    """Profiling group: the hours in which an instance, a container or a function of it is sampled.

    Prices: https://aws.amazon.com/codeguru/pricing/
    """
    hours = PriceQuery("CodeGuru", "Profiler-SamplingHours")
    yield usage("Sampling hours", hours, monthly_sampling_hrs, "Hours")
