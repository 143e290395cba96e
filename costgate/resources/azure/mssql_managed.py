"""Azure SQL Managed Instance."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

MANAGED = "SQL Managed Instance"

TIERS = {"GP": "General Purpose", "BC": "Business Critical"}

HARDWARE = {
    "Gen4": "Compute Gen4",
    "Gen5": "Compute Gen5",
    "G8IM": "Premium Series Compute",
    "G8IH": "Premium Series Memory Optimized Compute",
}
"""Second word of a `sku_name` -> the product that its vCores are billed as.
https://learn.microsoft.com/azure/azure-sql/managed-instance/resource-limits"""

INCLUDED_GB = 32
"""Storage that an instance includes. https://azure.microsoft.com/pricing/details/azure-sql-managed-instance/single/"""

REDUNDANCY = {"GRS": "RA-GRS", "GZRS": "RA-GZRS"}


@resource("azurerm_mssql_managed_instance", "azurerm_sql_managed_instance")
def managed_instance(
    *,
    sku_name: str,
    vcores: int,
    storage_size_in_gb: int,
    license_type: Literal["LicenseIncluded", "BasePrice"],
    hybrid_secondary_usage: Literal["Active", "Passive"] = "Active",
    storage_account_type: Literal["GRS", "GZRS", "LRS", "ZRS"] = "GRS",
    zone_redundant_enabled: bool = False,
    backup_storage_gb: Usage[Decimal | None] = None,
    long_term_retention_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Managed instance: vCores, licences, storage beyond the 32 GB that it includes, backups.

    A passive secondary needs no licence. Pools of instances are not modelled.
    https://learn.microsoft.com/azure/azure-sql/managed-instance/failover-group-standby-replica-how-to-configure

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-managed-instance/single/
    """
    short, _, word = sku_name.upper().partition("_")
    hardware = next((known for known in HARDWARE if known.upper() == word), "")
    if short not in TIERS or not hardware:
        wanted = ", ".join(f"{t}_{h}" for t in TIERS for h in HARDWARE)
        raise Unpriced(f"sku_name is {sku_name!r}, expected one of {wanted}")
    tier = TIERS[short]
    product = f"{tier} - {HARDWARE[hardware]}"
    yield hourly(f"Compute ({sku_name})", _meter(product, "vCore", "vCore"), count=vcores)
    if zone_redundant_enabled:
        query = _meter(product, "1 vCore Zone Redundancy", "Zone Redundancy vCore")
        yield hourly("Zone redundancy", query, count=vcores)
    if license_type == "LicenseIncluded" and hybrid_secondary_usage == "Active":
        query = _meter(f"{tier} - SQL License", "vCore", "vCore", where="global")
        yield hourly("SQL license", query, count=vcores)
    more = max(storage_size_in_gb - INCLUDED_GB, 0)
    yield monthly("Additional storage", _meter(f"{tier} - Storage", tier, f"{tier} Data Stored"), more, "GB-Months")
    kept = REDUNDANCY.get(storage_account_type, storage_account_type)
    query = _meter("PITR Backup Storage", f"Backup {kept}", f"{kept} Data Stored")
    yield usage(f"PITR backup storage ({kept})", query, backup_storage_gb, "GB-Months")
    query = _meter("- LTR Backup Storage", f"Backup {kept}", f"Backup {kept} Data Stored")
    yield usage(f"Long-term retention ({kept})", query, long_term_retention_storage_gb, "GB-Months")


def _meter(product: str, sku: str, name: str, *, where: str | None = None) -> PriceQuery:
    return PriceQuery(MANAGED, f"{MANAGED} {product} / {sku} / {name}", region=where)
