"""Azure Local, formerly Azure Stack HCI."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.azure import EVERYWHERE
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

AZURE_LOCAL = "Azure Local"


@resource("azurerm_stack_hci_cluster")
def azure_local(*, physical_cores: Usage[Decimal | None] = None) -> Components:
    """Azure Local instance: a month's host fee for each physical core of its machines.

    With the Azure Hybrid Benefit there is no fee: state 0 cores. Windows Server subscriptions are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/azure-local/
    """
    query = PriceQuery(AZURE_LOCAL, f"{AZURE_LOCAL} / Host Fee / Host Fee Core", region=EVERYWHERE)
    yield usage("Host fee (physical cores)", query, physical_cores, "Months")
