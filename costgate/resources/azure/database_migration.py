"""Azure Database Migration Service."""

from __future__ import annotations

from costgate.resources.components import Components, Unpriced
from costgate.resources.registry import resource


@resource("azurerm_database_migration_service")
def migration_service(*, sku_name: str) -> Components:
    """Migration service: the Standard tier costs nothing. The Premium tier does so for six months.

    Prices: https://azure.microsoft.com/pricing/details/database-migration/
    """
    if not sku_name.startswith("Standard"):
        raise Unpriced(f"sku_name is {sku_name!r}; only the Standard tier costs nothing for good")
    yield from ()
