"""Google Cloud Functions: the first generation, and the second, which runs on Cloud Run."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.google.run import SUFFIXES, Size, amount, busy, idle, waiting
from costgate.resources.google.traffic import internet
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FUNCTIONS = "Cloud Functions"

INVOCATIONS = PriceQuery(FUNCTIONS, "Invocations", region="global")

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

VCPUS = (
    (128, Decimal("0.083")),
    (256, Decimal("0.167")),
    (512, Decimal("0.333")),
    (1024, Decimal("0.583")),
    (2048, Decimal(1)),
    (8192, Decimal(2)),
    (16384, Decimal(4)),
)
"""MiB of memory up to which a function of the second generation has so many vCPUs if it states none.
https://cloud.google.com/run/docs/configuring/services/memory-limits"""

MOST_VCPUS = Decimal(8)
"""What it has with more memory. https://cloud.google.com/run/docs/configuring/services/memory-limits"""


@resource("google_cloudfunctions_function")
def function(
    *,
    available_memory_mb: int = 256,
    min_instances: int = 0,
    request_duration_ms: Usage[Decimal | None] = None,
    monthly_function_invocations: Usage[Decimal | None] = None,
    monthly_outbound_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Function: the CPU and memory that its runs take, the runs themselves, and what leaves it.

    Instances that are kept warm (`min_instances`) cost while they wait. Builds and their images are not modelled.

    Prices: https://cloud.google.com/functions/pricing-1stgen
    """
    if available_memory_mb not in GHZ:
        raise Unpriced(f"available_memory_mb is {available_memory_mb}, expected one of {', '.join(map(str, GHZ))}")
    seconds = busy(monthly_function_invocations, request_duration_ms)
    warm = idle(min_instances, HOURS_PER_MONTH, seconds)
    for name, a_second, unit in (
        ("CPU", GHZ[available_memory_mb], "GHz-Seconds"),
        ("Memory", Decimal(available_memory_mb) / 1024, "GiB-Seconds"),
    ):
        query = PriceQuery(FUNCTIONS, f"{name} Time")
        yield usage(name, query, None if seconds is None else seconds * a_second, unit)
        if min_instances:
            query = PriceQuery(FUNCTIONS, f"Cloud Run functions (1st Gen) Min Instance {name} (Request-based billing)")
            yield monthly(f"{name} of idle instances", query, warm * a_second, unit)
    yield usage("Invocations", INVOCATIONS, monthly_function_invocations, "Invocations")
    yield usage("Outbound data transfer", internet(), monthly_outbound_data_gb, "GiB")


class ServiceConfig(Block):
    """The `service_config` block."""

    available_memory: str = "256M"
    available_cpu: str = ""
    min_instance_count: int = 0

    @property
    def size(self) -> Size:
        """What an instance has. Its "M" and "G" are MiB and GiB to Cloud Run, and CPU follows from memory."""
        stated = self.available_memory
        memory = amount(f"{stated}i" if stated.endswith(("M", "G")) else stated)
        own = next((cpu for most, cpu in VCPUS if memory <= most * SUFFIXES["Mi"]), MOST_VCPUS)
        return Size(cpu=amount(self.available_cpu) if self.available_cpu else own, memory=memory / SUFFIXES["Gi"])


@resource("google_cloudfunctions2_function")
def function_2nd_gen(
    *,
    service_config: ServiceConfig = ServiceConfig(),
    monthly_function_invocations: Usage[Decimal | None] = None,
    request_duration_ms: Usage[Decimal | None] = None,
    concurrent_requests_per_instance: Usage[Decimal] = Decimal(1),
    monthly_outbound_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Function of the second generation: CPU and memory while it runs, the runs, and what leaves it.

    Instances that there are at least cost less while they wait. Builds, their images and events are not modelled.

    Prices: https://cloud.google.com/run/pricing
    """
    size, least = service_config.size, service_config.min_instance_count
    seconds = busy(monthly_function_invocations, request_duration_ms, concurrent_requests_per_instance)
    for name, unit, each in (("CPU", "vCPU-Seconds", size.cpu), ("Memory", "GiB-Seconds", size.memory)):
        query = PriceQuery(FUNCTIONS, f"Cloud Run functions {name} (Request-based billing)")
        yield usage(name, query, None if seconds is None else seconds * each, unit)
    if least:
        meter = "Cloud Run functions Min-Instance {} (Request-based billing)"
        yield from waiting(FUNCTIONS, meter, size, idle(least, HOURS_PER_MONTH, seconds))
    yield usage("Invocations", INVOCATIONS, monthly_function_invocations, "Invocations")
    yield usage("Outbound data transfer", internet(), monthly_outbound_data_gb, "GiB")
