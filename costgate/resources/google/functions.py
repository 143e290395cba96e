"""Google Cloud Functions of the first generation."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.google.traffic import internet
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FUNCTIONS = "Cloud Functions"

GHZ = {
    128: Decimal("0.2"),
    256: Decimal("0.4"),
    512: Decimal("0.8"),
    1024: Decimal("1.4"),
    2048: Decimal("2.4"),
    4096: Decimal("4.8"),
    8192: Decimal("4.8"),
}
"""MB of memory -> CPU in GHz. https://cloud.google.com/functions/pricing-1stgen"""

STEP_MS = 100
"""What a run is rounded up to. https://cloud.google.com/functions/pricing-1stgen"""


@resource("google_cloudfunctions_function")
def function(
    *,
    available_memory_mb: int = 256,
    request_duration_ms: Usage[Decimal | None] = None,
    monthly_function_invocations: Usage[Decimal | None] = None,
    monthly_outbound_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Function: the CPU and memory that its runs take, the runs themselves, and what leaves it.

    Instances that are kept warm (`min_instances`), builds and their images are not modelled.

    Prices: https://cloud.google.com/functions/pricing-1stgen
    """
    if available_memory_mb not in GHZ:
        raise Unpriced(f"available_memory_mb is {available_memory_mb}, expected one of {', '.join(map(str, GHZ))}")
    seconds = _seconds(monthly_function_invocations, request_duration_ms)
    memory = Decimal(available_memory_mb) / 1024
    invocations = PriceQuery(FUNCTIONS, "Invocations", region="global")
    for name, query, a_second, unit in (
        ("CPU", PriceQuery(FUNCTIONS, "CPU Time"), GHZ[available_memory_mb], "GHz-Seconds"),
        ("Memory", PriceQuery(FUNCTIONS, "Memory Time"), memory, "GiB-Seconds"),
    ):
        yield usage(name, query, None if seconds is None else seconds * a_second, unit)
    yield usage("Invocations", invocations, monthly_function_invocations, "Invocations")
    yield usage("Outbound data transfer", internet(), monthly_outbound_data_gb, "GiB")


def _seconds(invocations: Decimal | None, duration_ms: Decimal | None) -> Decimal | None:
    """The seconds of all runs, each rounded up to a step."""
    if invocations is None or duration_ms is None:
        return None
    return invocations * -(-duration_ms // STEP_MS) * STEP_MS / 1000
