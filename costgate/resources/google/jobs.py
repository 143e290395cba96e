"""Google Cloud Tasks, Cloud Scheduler and Workflows."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("google_cloud_tasks_queue")
def cloud_tasks_queue(*, monthly_operations: Usage[Decimal | None] = None) -> Components:
    """Queue of tasks: its API calls and attempts to push a task, each begun 32 KB of one.

    Prices: https://cloud.google.com/tasks/pricing
    """
    price = PriceQuery("Cloud Tasks", "Operations", region="global")
    yield usage("Operations", price, monthly_operations, "Operations")


@resource("google_cloud_scheduler_job")
def cloud_scheduler_job() -> Components:
    """Job of the scheduler: its price by the month, however often it runs, and while it is paused.

    The three jobs that a billing account has for nothing are not taken off. What it calls is billed there.

    Prices: https://cloud.google.com/scheduler/pricing
    """
    yield monthly("Job", PriceQuery("Cloud Scheduler", "Jobs", region="global"), 1, "Months")


@resource("google_workflows_workflow")
def workflow(
    *,
    monthly_internal_steps: Usage[Decimal | None] = None,
    monthly_external_steps: Usage[Decimal | None] = None,
) -> Components:
    """Workflow: its steps, inside Google Cloud and outside. Those that an account has for nothing are not taken off.

    Prices: https://cloud.google.com/workflows/pricing
    """
    for kind, steps in (("Internal", monthly_internal_steps), ("External", monthly_external_steps)):
        yield usage(f"{kind} steps", PriceQuery("Workflows", f"{kind} Steps", region="global"), steps, "Steps")
