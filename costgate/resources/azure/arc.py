"""Azure Arc: extensions of machines that stand elsewhere."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Components, Unpriced
from costgate.resources.marks import Attribute
from costgate.resources.registry import resource

SQL_SERVER = ".sqlserver"
"""What `type` ends with for the agents of SQL Server, WindowsAgent.SqlServer and LinuxAgent.SqlServer.
https://learn.microsoft.com/sql/sql-server/azure-arc/manage-license-billing"""


@resource("azurerm_arc_machine_extension")
def machine_extension(*, kind: Annotated[str, Attribute("type")], settings: str = "") -> Components:
    """Extension of an Arc machine: nothing, but for SQL Server that is licensed by the hour.

    What the extension sends is billed where it goes.

    Prices: https://azure.microsoft.com/pricing/details/azure-arc/data-services/
    """
    if kind.lower().endswith(SQL_SERVER) and "payg" in settings.lower():
        raise Unpriced("it licenses SQL Server by the hour (PAYG), by an edition and cores that only the machine knows")
    yield from ()
