"""Azure Functions and Logic Apps Standard: apps on plans of their own kinds."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import Annotated, NamedTuple

from costgate.resources.azure import MB_PER_GB, SECOND_MS
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    times,
    usage,
)
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

FUNCTIONS = "Functions"
LOGIC_APPS = "Logic Apps"

BY_USE = frozenset({"Y1", "FC1"})
"""Sizes of plans that cost nothing themselves: their apps are billed by use.
https://azure.microsoft.com/pricing/details/functions/"""

CONSUMPTION = "Y1"

SMALLEST_MS = Decimal(100)
"""What an execution counts as at least. https://azure.microsoft.com/pricing/details/functions/"""

ZONED_LEAST = 2
"""Instances that a plan has at least which is spread over zones. https://learn.microsoft.com/azure/reliability/reliability-functions"""

MEMORY_STEP_MB = 128
"""What memory is rounded up to. https://azure.microsoft.com/pricing/details/functions/"""


class Elastic(NamedTuple):
    """An instance that is billed by its vCPUs and memory: the service and its meters, vCPUs, GB."""

    service: str
    meter: str
    vcpus: int
    memory: Decimal


_PREMIUM = (FUNCTIONS, "Premium Functions / Premium / Premium")
_STANDARD = (LOGIC_APPS, "Logic Apps / Standard / Standard")

ELASTIC = {
    "EP1": Elastic(*_PREMIUM, 1, Decimal("3.5")),
    "EP2": Elastic(*_PREMIUM, 2, Decimal(7)),
    "EP3": Elastic(*_PREMIUM, 4, Decimal(14)),
    "WS1": Elastic(*_STANDARD, 1, Decimal("3.5")),
    "WS2": Elastic(*_STANDARD, 2, Decimal(7)),
    "WS3": Elastic(*_STANDARD, 4, Decimal(14)),
}
"""https://learn.microsoft.com/azure/azure-functions/functions-premium-plan#available-instance-skus,
https://learn.microsoft.com/azure/logic-apps/logic-apps-pricing#standard-pricing"""


def elastic(size: str, count: int | Decimal) -> Components:
    """`count` instances of an elastic plan."""
    instance = ELASTIC[size]
    vcpu = PriceQuery(instance.service, f"{instance.meter} vCPU Duration")
    memory = PriceQuery(instance.service, f"{instance.meter} Memory Duration")
    lines = (
        hourly(f"vCPU ({size})", vcpu, count=instance.vcpus),
        hourly(f"Memory ({size})", memory, HOURS_PER_MONTH * instance.memory, unit="GiB-Hours"),
    )
    yield from times(count, iter(lines))


class SiteConfig(Block):
    """The `site_config` block, so far as it says how many instances are always ready."""

    elastic_instance_minimum: int = 0


class App(Block):
    """What a plan reads of its apps: how many instances they keep ready, and whether they state their own."""

    site_config: SiteConfig = SiteConfig()
    instances: Usage[int | None] = None


class PlanSize(Block):
    """The `sku` block of an older plan."""

    size: str = ""
    capacity: int = 1


class Plan(Block, dict=True):
    """What an app reads of its plan: the size, and how many share it."""

    sku_name: str = ""
    worker_count: int = 1
    zone_balancing_enabled: bool = False
    zone_redundant: bool = False
    sku: PlanSize | None = None
    function: Annotated[tuple[App, ...], ReferredBy("azurerm_function_app", "app_service_plan_id")] = ()
    linux: Annotated[tuple[App, ...], ReferredBy("azurerm_linux_function_app", "service_plan_id")] = ()
    windows: Annotated[tuple[App, ...], ReferredBy("azurerm_windows_function_app", "service_plan_id")] = ()
    logic: Annotated[tuple[App, ...], ReferredBy("azurerm_logic_app_standard", "app_service_plan_id")] = ()

    @property
    def size(self) -> str:
        """Its size in upper case."""
        return (self.sku.size if self.sku else self.sku_name).upper()

    @cached_property
    def share(self) -> Decimal:
        """How many instances one of its apps pays for: those of the plan, shared by all that do not state their own.

        At least as many are billed as the app keeps ready that keeps most, and as zones ask for.
        https://learn.microsoft.com/azure/azure-functions/functions-premium-plan#always-ready-instances
        """
        apps = (*self.function, *self.linux, *self.windows, *self.logic)
        least = self.sku.capacity if self.sku else self.worker_count
        if self.zone_balancing_enabled or self.zone_redundant:
            least = max(least, ZONED_LEAST)
        ready = max((app.site_config.elastic_instance_minimum for app in apps), default=0)
        return Decimal(max(least, ready)) / max(sum(app.instances is None for app in apps), 1)


PLANS = "azurerm_service_plan azurerm_app_service_plan"


@resource("azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app")
def function_app(
    *,
    plan: Annotated[Plan | None, Ref(PLANS, "service_plan_id app_service_plan_id")] = None,
    monthly_executions: Usage[Decimal | None] = None,
    execution_duration_ms: Usage[Decimal | None] = None,
    memory_mb: Usage[Decimal | None] = None,
    instances: Usage[int | None] = None,
) -> Components:
    """Function app: by executions on a Consumption plan, by vCPUs and memory on a Premium one, else nothing.

    An app pays for the `instances` that the usage file states; the others share evenly those that a Premium plan has
    or that one of its apps keeps ready. On a plan of App Service the plan is paid for. Executions in the usage file say
    that a plan elsewhere is a Consumption one. The free grant, which is a subscription's, is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/functions/
    """
    if plan is None and monthly_executions is None:
        raise Unpriced("its service plan is not in this plan, and the usage file states no monthly_executions")
    if plan and plan.size in ELASTIC:
        yield from elastic(plan.size, plan.share if instances is None else instances)
    elif plan is None or plan.size == CONSUMPTION:
        yield from _by_execution(monthly_executions, execution_duration_ms, memory_mb)


def _by_execution(executions: Decimal | None, duration_ms: Decimal | None, memory_mb: Decimal | None) -> Components:
    gb_seconds = None
    if executions is not None and duration_ms is not None and memory_mb is not None:
        billed = ceil(memory_mb / MEMORY_STEP_MB) * MEMORY_STEP_MB
        gb_seconds = executions * max(duration_ms, SMALLEST_MS) / SECOND_MS * billed / MB_PER_GB
    meter = f"{FUNCTIONS} / Standard / Standard"
    yield usage("Execution time", PriceQuery(FUNCTIONS, f"{meter} Execution Time"), gb_seconds, "GB-Seconds")
    yield usage("Executions", PriceQuery(FUNCTIONS, f"{meter} Total Executions"), executions, "Operations")


class SlotPlan(Block):
    """What a slot reads of its plan: the size."""

    sku_name: str = ""
    sku: PlanSize | None = None


class SlotApp(Block):
    """What a slot reads of its app: the plan."""

    plan: Annotated[SlotPlan | None, Ref(PLANS, "service_plan_id app_service_plan_id")] = None


@resource(
    "azurerm_linux_function_app_slot",
    "azurerm_windows_function_app_slot",
    "azurerm_function_app_slot",
    region_of="app",
)
def function_app_slot(
    *,
    app: Annotated[
        SlotApp | None,
        Ref(
            "azurerm_linux_function_app azurerm_windows_function_app azurerm_function_app",
            "function_app_id function_app_name",
        ),
    ] = None,
    plan: Annotated[SlotPlan | None, Ref(PLANS, "service_plan_id app_service_plan_id")] = None,
    monthly_executions: Usage[Decimal | None] = None,
    execution_duration_ms: Usage[Decimal | None] = None,
    memory_mb: Usage[Decimal | None] = None,
) -> Components:
    """Slot of a function app: its own executions on a Consumption plan; elsewhere the plan is billed with the app.

    Prices: https://azure.microsoft.com/pricing/details/functions/
    """
    runs_on = plan or (app.plan if app else None)
    if runs_on is None and monthly_executions is None:
        raise Unpriced("its service plan is not in this plan, and the usage file states no monthly_executions")
    if runs_on is None or (runs_on.sku.size if runs_on.sku else runs_on.sku_name).upper() == CONSUMPTION:
        yield from _by_execution(monthly_executions, execution_duration_ms, memory_mb)


@resource("azurerm_logic_app_standard")
def logic_app(
    *,
    plan: Annotated[Plan | None, Ref(PLANS, "app_service_plan_id")] = None,
    sku: Usage[str] = "",
    monthly_standard_connector_calls: Usage[Decimal | None] = None,
    monthly_enterprise_connector_calls: Usage[Decimal | None] = None,
) -> Components:
    """Logic app on a Standard plan: its share of the plan's vCPUs and memory, and calls of managed connectors.

    The usage file's `sku` says what the plan is (WS1 to WS3) where this plan does not hold it.

    Prices: https://azure.microsoft.com/pricing/details/logic-apps/
    """
    size = sku.upper() or (plan.size if plan else "")
    if not size:
        raise Unpriced("its service plan is not in this plan, and the usage file states no sku")
    if size in ELASTIC:
        yield from elastic(size, plan.share if plan else 1)
    for name, calls in (
        ("Standard", monthly_standard_connector_calls),
        ("Enterprise", monthly_enterprise_connector_calls),
    ):
        query = PriceQuery(LOGIC_APPS, f"Logic Apps / Consumption / Consumption {name} Connector Actions")
        yield usage(f"{name} connectors", query, calls, "Units")
