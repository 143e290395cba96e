"""Elastic pools of Azure SQL Database."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.azure import GIB, MB_PER_GB, SQL
from costgate.resources.azure.mssql import COMPUTE, EXTRA_STORAGE, Sku, provisioned, storage
from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly
from costgate.resources.registry import resource

TIERS = ("Basic", "Standard", "Premium")
"""Tiers of the DTU model."""

PREMIUM_INCLUDED_GB = {
    125: 250,
    250: 500,
    500: 750,
    1000: 1024,
    1500: 1536,
    2000: 2048,
    2500: 2560,
    3000: 3072,
    3500: 3584,
    4000: 4096,
}
"""eDTUs of a Premium pool -> the storage that it includes; a Standard pool includes one GB an eDTU.
https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-elastic-pools"""


class PoolSku(Block):
    """The `sku` block."""

    name: str
    capacity: int


@resource("azurerm_mssql_elasticpool")
def mssql_elasticpool(
    *,
    sku: PoolSku,
    license_type: Literal["LicenseIncluded", "BasePrice"] = "LicenseIncluded",
    zone_redundant: bool = False,
    max_size_gb: Decimal | None = None,
    max_size_bytes: Decimal | None = None,
) -> Components:
    """Elastic pool: its eDTUs and storage beyond what they include, or vCores, licences and storage.

    Its databases pay for nothing but their backups. Replicas of Hyperscale pools are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-database/elastic/
    """
    size = max_size_gb or (max_size_bytes / GIB if max_size_bytes else None)
    tier = sku.name.removesuffix("Pool")
    if tier in TIERS:
        yield from _dtus(tier, sku.capacity, size)
    elif sku.name in COMPUTE:
        vcores = Sku(sku.name[:2], sku.name, sku.capacity)
        yield from provisioned(vcores, 0, licence=license_type == "LicenseIncluded", zone_redundant=zone_redundant)
        yield from storage(vcores, size, zone_redundant=zone_redundant)
    else:
        wanted = ", ".join((*(f"{t}Pool" for t in TIERS), *COMPUTE))
        raise Unpriced(f"sku.name is {sku.name!r}, expected one of {wanted}")


@resource("azurerm_sql_elasticpool")
def sql_elasticpool(*, edition: Literal["Basic", "Standard", "Premium"], dtu: int, pool_size: int = 0) -> Components:
    """Elastic pool of the provider's older kind: its eDTUs, and storage beyond what they include. `pool_size` is in MB.

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-database/elastic/
    """
    yield from _dtus(edition, dtu, Decimal(pool_size) / MB_PER_GB if pool_size else None)


def _dtus(tier: str, dtus: int, size: Decimal | None) -> Components:
    query = PriceQuery(SQL, f"{SQL} Elastic Pool - {tier} / {dtus} DTU Pack / eDTUs")
    yield monthly(f"Compute ({tier}, {dtus} eDTUs)", query, DAYS_PER_MONTH, "Days")
    included = {"Standard": dtus, "Premium": PREMIUM_INCLUDED_GB.get(dtus, 0)}.get(tier)
    if size and included is not None and size > included:
        query = PriceQuery(SQL, f"{EXTRA_STORAGE[tier[0]]} / Data Stored")
        yield monthly("Extra data storage", query, size - included, "GB-Months")
