"""Azure Automation."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

AUTOMATION = "Automation"

NODES = PriceQuery(AUTOMATION, "Configuration Management / Non-Azure / Non-Azure Node")
RUN_TIME = PriceQuery(AUTOMATION, "Process Automation / Basic / Basic Runtime")
WATCHERS = PriceQuery(AUTOMATION, "Process Automation / Basic / Watcher")


class Account(Block):
    """What is read of an account: where it is."""


Within = Annotated[Account | None, Ref("azurerm_automation_account", "automation_account_name")]


@resource("azurerm_automation_account")
def automation_account(
    *,
    monthly_job_run_mins: Usage[Decimal | None] = None,
    non_azure_config_node_count: Usage[Decimal | None] = None,
    monthly_watcher_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Automation account: minutes of jobs, nodes outside Azure that it configures, hours of watchers.

    What an entry of the usage file says of its jobs, configurations and watchers is theirs, and not to be repeated
    here. The minutes and nodes that Azure includes for an account's subscription are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/automation/
    """
    yield usage("Job run time", RUN_TIME, monthly_job_run_mins, "Minutes")
    yield usage("Non-Azure nodes", NODES, non_azure_config_node_count, "Months")
    yield usage("Watchers", WATCHERS, monthly_watcher_hrs, "Hours")


@resource("azurerm_automation_dsc_configuration", "azurerm_automation_dsc_nodeconfiguration", region_of="account")
def dsc_configuration(
    *,
    account: Within = None,  # noqa: ARG001
    non_azure_config_node_count: Usage[Decimal | None] = None,
) -> Components:
    """Desired state: the nodes outside Azure that it is applied to.

    Prices: https://azure.microsoft.com/pricing/details/automation/
    """
    yield usage("Non-Azure nodes", NODES, non_azure_config_node_count, "Months")


@resource("azurerm_automation_job_schedule", region_of="account")
def job_schedule(
    *,
    account: Within = None,  # noqa: ARG001
    monthly_job_run_mins: Usage[Decimal | None] = None,
) -> Components:
    """Schedule of a job: the minutes that it runs.

    Prices: https://azure.microsoft.com/pricing/details/automation/
    """
    yield usage("Job run time", RUN_TIME, monthly_job_run_mins, "Minutes")


@resource("azurerm_automation_watcher")
def watcher() -> Components:
    """Watcher: all hours of the month. The hours that Azure includes for a subscription are not taken off.

    Prices: https://azure.microsoft.com/pricing/details/automation/
    """
    yield hourly("Watcher", WATCHERS, HOURS_PER_MONTH)
