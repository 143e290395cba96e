"""VM Manager, which OS Config's resources need."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource(
    "google_os_config_os_policy_assignment",
    "google_os_config_patch_deployment",
    "google_os_config_v2_policy_orchestrator",
    "google_os_config_v2_policy_orchestrator_for_folder",
    "google_os_config_v2_policy_orchestrator_for_organization",
)
def os_config(*, monthly_agent_hrs: Usage[Decimal | None] = None) -> Components:
    """Patches and policies of operating systems: hours of machines whose agent is active, whatever is done with it.

    A machine is billed once: state its hours at one of these. The hundred machines that an account has for nothing are
    not taken off.

    Prices: https://cloud.google.com/compute/vm-manager/pricing
    """
    query = PriceQuery("VM Manager", "Active OS Config agent", region="global")
    yield usage("Machines with an agent", query, monthly_agent_hrs, "Hours")
