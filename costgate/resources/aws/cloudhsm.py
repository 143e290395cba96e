"""AWS CloudHSM: hardware security modules."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_cloudhsm_v2_hsm")
def hsm(*, monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH) -> Components:
    """Hardware security module: hours, all month unless `monthly_hrs` says otherwise.

    Prices: https://aws.amazon.com/cloudhsm/pricing/
    """
    yield hourly("HSM", PriceQuery("CloudHSM", "CloudHSMv2Usage"), monthly_hrs)
