"""AWS DataSync: tasks."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_datasync_task")
def task(*, task_mode: str = "BASIC", monthly_data_copied_gb: Usage[Decimal | None] = None) -> Components:
    """DataSync task in basic mode: each GB that it copies.

    Requests and transfer are billed by what it copies from and to. Enhanced mode is not modelled.

    Prices: https://aws.amazon.com/datasync/pricing/
    """
    if task_mode != "BASIC":
        raise Unpriced(f"task_mode is {task_mode!r}, expected BASIC")
    yield usage("Data copied", PriceQuery("AWSDataSync", "DataSync-Bytes"), monthly_data_copied_gb, "GB")
