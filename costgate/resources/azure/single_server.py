"""Azure Database for MySQL, PostgreSQL and MariaDB as single servers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import MB_PER_GB
from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, monthly, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

TIERS = {"B": "Basic", "GP": "General Purpose", "MO": "Memory Optimized"}

ENGINES = {
    "azurerm_mariadb_server": "Azure Database for MariaDB",
    "azurerm_mysql_server": "Azure Database for MySQL",
    "azurerm_postgresql_server": "Azure Database for PostgreSQL",
}

SMALLEST_MB = 5120
"""Storage of a server that names none. https://learn.microsoft.com/azure/mysql/single-server/concepts-pricing-tiers"""


@resource("azurerm_mariadb_server", "azurerm_mysql_server", "azurerm_postgresql_server")
def single_server(
    *,
    type_name: Annotated[str, TypeName],
    sku_name: str,
    storage_mb: Decimal = Decimal(SMALLEST_MB),
    geo_redundant_backup_enabled: bool = False,
    additional_backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Single database server: its vCores, the storage that is provisioned, and backups beyond that size.

    Memory Optimized servers have the storage of General Purpose. Large storage, above 4 TB, is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/mysql/server/
    """
    service = ENGINES[type_name]
    tier, _, rest = sku_name.partition("_")
    generation, _, vcores = rest.partition("_")
    if tier not in TIERS or not vcores.isdecimal():
        raise Unpriced(f"sku_name is {sku_name!r}, expected B_Gen5_2, GP_Gen5_4, MO_Gen5_16 or the like")
    product = f"{service} Single Server {TIERS[tier]} - Compute {generation}"
    sku = "1 vCore" if tier == "B" else "vCore"
    yield hourly(f"Compute ({sku_name})", PriceQuery(service, f"{product} / {sku} / vCore"), count=int(vcores))
    kind = TIERS["B" if tier == "B" else "GP"]
    query = PriceQuery(service, f"{service} Single Server {kind} - Storage / {kind} / {kind} Data Stored")
    yield monthly("Storage", query, storage_mb / MB_PER_GB, "GB-Months")
    kept = f"Backup {'GRS' if geo_redundant_backup_enabled else 'LRS'}"
    query = PriceQuery(service, f"{service} Single Server - Backup Storage / {kept} / {kept} Data Stored")
    yield usage("Additional backup storage", query, additional_backup_storage_gb, "GB-Months")
