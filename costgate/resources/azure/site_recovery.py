"""Azure Site Recovery."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, monthly
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

SITE_RECOVERY = "Azure Site Recovery"


class Vault(Block):
    """What is read of a machine's vault: where it is."""


VAULT = Ref("azurerm_recovery_services_vault", "recovery_vault_name recovery_vault_id")


@resource("azurerm_site_recovery_replicated_vm", "azurerm_site_recovery_vmware_replicated_vm", region_of="vault")
def replicated_machine(*, vault: Annotated[Vault | None, VAULT] = None) -> Components:  # noqa: ARG001
    """Replicated machine of Azure or VMware: its protection. The replicas' disks and their data are not modelled.

    That the first 31 days are free is not taken off.

    Prices: https://azure.microsoft.com/pricing/details/site-recovery/
    """
    query = PriceQuery(SITE_RECOVERY, f"{SITE_RECOVERY} / Azure / VM Replicated to Azure")
    yield monthly("Protected instance", query, 1, "Months")
