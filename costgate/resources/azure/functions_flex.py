"""Azure Functions on a Flex Consumption plan."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from costgate.resources.azure import MB_PER_GB, SECOND_MS
from costgate.resources.azure.functions import FUNCTIONS
from costgate.resources.components import SECONDS_PER_MONTH, Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FLEX = "Flex Consumption / "

SMALLEST_MS, STEP_MS = 1000, 100
"""What an execution counts as at least, and what its time is rounded up to.
https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing"""


class AlwaysReady(Block):
    """The `always_ready` block. One instance is the provider's default."""

    instance_count: int = 1


@resource("azurerm_function_app_flex_consumption")
def flex_consumption(
    *,
    instance_memory_in_mb: int = 2048,
    always_ready: tuple[AlwaysReady, ...] = (),
    monthly_executions: Usage[Decimal | None] = None,
    execution_duration_ms: Usage[Decimal | None] = None,
) -> Components:
    """Function app on Flex Consumption: instances that are always ready, executions and the memory that they take.

    Executions are billed as on demand, and as if an instance did one at a time: with always ready instances, or with
    more at once, they cost less. The free grant, which is a subscription's, is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/functions/
    """
    memory = Decimal(instance_memory_in_mb) / MB_PER_GB
    if ready := sum(block.instance_count for block in always_ready):
        query = PriceQuery(FUNCTIONS, f"{FLEX}Always Ready / Always Ready Baseline")
        yield monthly("Always ready baseline", query, ready * memory * SECONDS_PER_MONTH, "GB-Seconds")
    gb_seconds = None
    if monthly_executions is not None and execution_duration_ms is not None:
        billed = max(ceil(execution_duration_ms / STEP_MS) * STEP_MS, SMALLEST_MS)
        gb_seconds = monthly_executions * billed / SECOND_MS * memory
    meter = f"{FLEX}On Demand / On Demand"
    yield usage("Execution time", PriceQuery(FUNCTIONS, f"{meter} Execution Time"), gb_seconds, "GB-Seconds")
    yield usage("Executions", PriceQuery(FUNCTIONS, f"{meter} Total Executions"), monthly_executions, "Operations")
