"""Amazon AppFlow: flows."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

APPFLOW = "AppFlow"


@resource("aws_appflow_flow")
def flow(
    *, monthly_runs: Usage[Decimal | None] = None, monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Flow: each run, and each GB that it processes. What source and destination cost is not in it.

    Prices: https://aws.amazon.com/appflow/pricing/
    """
    yield usage("Runs", PriceQuery(APPFLOW, "FlowRuns"), monthly_runs, "Runs")
    yield usage("Data processed", PriceQuery(APPFLOW, "ProcessedBytes"), monthly_data_processed_gb, "GB")
