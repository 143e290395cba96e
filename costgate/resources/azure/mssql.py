"""Azure SQL Database."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.resources.azure import GIB, SQL
from costgate.resources.components import (
    DAYS_PER_MONTH,
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

POOLED = f"{SQL} Single/Elastic Pool"

COMPUTE = {
    "GP_Gen4": f"{POOLED} General Purpose - Compute Gen4",
    "GP_Gen5": f"{POOLED} General Purpose - Compute Gen5",
    "GP_Fsv2": f"{POOLED} General Purpose - Compute FSv2 Series",
    "GP_DC": f"{POOLED} General Purpose - Compute DC-Series",
    "BC_Gen4": f"{POOLED} Business Critical - Compute Gen4",
    "BC_Gen5": f"{POOLED} Business Critical - Compute Gen5",
    "BC_M": f"{POOLED} Business Critical - Compute M Series",
    "BC_DC": f"{POOLED} Business Critical - Compute DC-Series",
    "HS_Gen4": f"{SQL} SingleDB Hyperscale - Compute Gen4",
    "HS_Gen5": f"{SQL} SingleDB/Elastic Pool Hyperscale - Compute Gen5",
    "HS_DC": f"{POOLED} Hyperscale - Compute DC-Series",
    "HS_PRMS": f"{POOLED} Hyperscale - Premium Series Compute",
    "HS_MOPRMS": f"{POOLED} Hyperscale - Premium Series Memory Optimized Compute",
}
"""Service tier and hardware of a provisioned `sku_name` -> the product that its vCores are billed as.
https://prices.azure.com/api/retail/prices"""

SERVERLESS = {
    "GP_S_Gen5": f"{SQL} General Purpose - Serverless - Compute Gen5 / 1 vCore / vCore",
    "HS_S_Gen5": f"{SQL} Hyperscale - Serverless - Compute Gen5 / 1 vCore / 1 vCore",
}
"""Service tier and hardware of a serverless `sku_name` -> the meter of its vCore-hours, the licence included."""

LICENCES = {
    "GP": f"{POOLED} General Purpose - SQL License / vCore / vCore",
    "BC": f"{POOLED} Business Critical - SQL License / vCore / vCore",
}
"""SQL Server licences. Hyperscale has none since December 2023.
https://learn.microsoft.com/azure/azure-sql/database/sql-database-paas-overview"""

STORAGE = {
    "GP": f"{POOLED} General Purpose - Storage / General Purpose / General Purpose Data Stored",
    "BC": f"{POOLED} Business Critical - Storage / Business Critical / Business Critical Data Stored",
    "HS": f"{SQL} Hyperscale - Storage / Hyperscale / Hyperscale Data Stored",
}
"""Service tier -> the meter of its storage. https://prices.azure.com/api/retail/prices"""

_ZONED = "General Purpose Zone Redundancy"
ZONED_STORAGE = f"{POOLED} General Purpose - Storage / {_ZONED} / {_ZONED} Data Stored"
"""General Purpose costs more with zone redundancy; the other tiers include it.
https://azure.microsoft.com/pricing/details/azure-sql-database/single/"""

LOG_SHARE = Decimal("0.3")
"""Log storage that is billed beside the data, as a part of the data's maximum; Hyperscale has none.
https://learn.microsoft.com/azure/azure-sql/database/resource-limits-vcore-single-databases"""

DEFAULT_GB = {"GP": 32, "BC": 32, "HS": 10}
"""Maximum size of a database that names none; Hyperscale grows from its smallest.
https://learn.microsoft.com/azure/azure-sql/database/service-tiers-sql-database-vcore"""

INCLUDED_GB = {"S": 250, "P": 500, "P11": 4096, "P15": 4096}
"""Storage that a DTU tier or size includes.
https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases"""

EXTRA_STORAGE = {"S": f"{SQL} Standard - Storage / Standard", "P": f"{SQL} Premium - Storage / Premium"}

SEVERAL_PACKS = frozenset({"S4", "S6", "S7", "S9", "S12"})
"""Sizes of the Standard tier that are billed as packs of 10 DTUs. https://prices.azure.com/api/retail/prices"""

SINGLE = {"BASIC": "Single Basic / B / B DTU", "FREE": "Single Free / Free / Free DTU"}
"""Tiers of one size."""

REDUNDANCY = {
    "Geo": "RA-GRS",
    "GeoZone": "RA-GZRS",
    "Local": "LRS",
    "Zone": "ZRS",
    "GRS": "RA-GRS",
    "LRS": "LRS",
    "ZRS": "ZRS",
}
"""`storage_account_type`, also as versions 2 of the provider spell it -> how the price list does."""

NEVER = "-1"
"""`auto_pause_delay_in_minutes` of a serverless database that never pauses.
https://learn.microsoft.com/azure/azure-sql/database/serverless-tier-overview#billing"""

SHARING = "Named"
"""`secondary_type` of a replica of Hyperscale that reads what its primary stores.
https://learn.microsoft.com/azure/azure-sql/database/service-tier-hyperscale-replicas#named-replica"""

DEFAULT_SKU = "GP_Gen5_2"
"""What a new database that names none becomes: two vCores, whatever hardware there is, and none that pause.
https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_database#sku_name-1,
https://github.com/microsoft/aspire/issues/8724"""


OBJECTIVES = {
    "Basic": "Basic",
    "BusinessCritical": "BC_Gen5_2",
    "Free": "Free",
    "GeneralPurpose": "GP_Gen5_2",
    "Hyperscale": "HS_Gen5_2",
    "Premium": "P1",
    "Standard": "S0",
}
"""`edition` of an `azurerm_sql_database` -> the size that it has if it names none.
https://learn.microsoft.com/azure/azure-sql/database/single-database-create-quickstart"""


class Server(Block):
    """What is read of a database's server: where it is."""


class Original(Block):
    """What is read of the database that another is a copy, a replica or a restored state of."""

    sku_name: str = ""
    elastic_pool_id: str = ""
    license_type: str = ""
    max_size_gb: Decimal | None = None
    create_mode: str = "Default"
    original: Annotated[Original | None, Ref("azurerm_mssql_database", "creation_source_database_id")] = None


def _size(sku_name: str, create_mode: str, original: Original | None) -> str:
    """The size of a database: one that names none has that of what it is made from, if it is made from something.

    https://learn.microsoft.com/azure/azure-sql/database/active-geo-replication-overview
    """
    if sku_name:
        return sku_name
    if original and not original.elastic_pool_id:
        return _size(original.sku_name, original.create_mode, original.original)
    if original or create_mode != "Default":
        raise Unpriced("sku_name is not set, and this plan does not tell that of what the database is made from")
    return DEFAULT_SKU


class Sku(NamedTuple):
    """A `sku_name` of the vCore model, taken apart: "GP_S_Gen5_2" -> GP, GP_S_Gen5, 2."""

    tier: str
    hardware: str
    vcores: int


@resource("azurerm_mssql_database", region_of="server")
def mssql_database(
    *,
    server: Annotated[Server | None, Ref("azurerm_mssql_server azurerm_sql_server", "server_id")] = None,  # noqa: ARG001
    sku_name: str = "",
    create_mode: str = "Default",
    original: Annotated[Original | None, Ref("azurerm_mssql_database", "creation_source_database_id")] = None,
    elastic_pool_id: str = "",
    license_type: Literal["LicenseIncluded", "BasePrice", ""] = "",
    secondary_type: str = "Geo",
    zone_redundant: bool = False,
    read_replica_count: int | None = None,
    min_capacity: Decimal | None = None,
    auto_pause_delay_in_minutes: str = "",
    max_size_gb: Decimal | None = None,
    storage_account_type: Literal["Geo", "GeoZone", "Local", "Zone", "GRS", "LRS", "ZRS"] = "Geo",
    monthly_vcore_hours: Usage[Decimal | None] = None,
    extra_data_storage_gb: Usage[Decimal | None] = None,
    long_term_retention_storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """SQL database: compute by DTUs, vCores or, serverless, the vCore-hours used; storage and backups.

    A serverless one that never pauses uses at least its smallest capacity: Hyperscale, or with a delay of -1.

    A database in an elastic pool pays only for its backups, the pool for the rest. Hyperscale is billed for what
    it stores; a plan knows no more than its maximum. A copy or a replica has the size, the maximum and the licence of
    its original, unless it says otherwise. Azure's dev/test rates are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-database/single/
    """
    sku = None
    if not elastic_pool_id and sku_name != "ElasticPool":
        size = _size(sku_name, create_mode, original)
        sku, max_size = _sku(size), max_size_gb or (original.max_size_gb if original else None)
        if sku is None:
            yield from _dtus(size, max_size, extra_data_storage_gb)
        elif sku.hardware in SERVERLESS:
            pauses = sku.tier == "GP" and auto_pause_delay_in_minutes != NEVER
            least = None if pauses or min_capacity is None else min_capacity * HOURS_PER_MONTH
            hours = least if monthly_vcore_hours is None else monthly_vcore_hours
            yield from _serverless(sku, hours, zone_redundant=zone_redundant)
        else:
            brought = (license_type or (original.license_type if original else "")) == "BasePrice"
            licence = not brought and secondary_type != "Standby"
            yield from provisioned(sku, read_replica_count, licence=licence, zone_redundant=zone_redundant)
        if sku and secondary_type != SHARING:
            yield from storage(sku, max_size, zone_redundant=zone_redundant)
    redundancy = REDUNDANCY[storage_account_type]
    hyperscale = sku is not None and sku.tier == "HS"
    yield from _backups(redundancy, long_term_retention_storage_gb, backup_storage_gb, hyperscale=hyperscale)


@resource("azurerm_sql_database")
def sql_database(
    *,
    edition: str = "",
    requested_service_objective_name: str = "",
    create_mode: str = "Default",
    elastic_pool_name: str = "",
    zone_redundant: bool = False,
    max_size_gb: Decimal | None = None,
    max_size_bytes: Decimal | None = None,
    monthly_vcore_hours: Usage[Decimal | None] = None,
    extra_data_storage_gb: Usage[Decimal | None] = None,
    long_term_retention_storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """SQL database of the provider's older kind: by its service objective, else by the smallest of its edition.

    Prices: https://azure.microsoft.com/pricing/details/azure-sql-database/single/
    """
    if edition and not requested_service_objective_name and edition not in OBJECTIVES:
        raise Unpriced(f"edition is {edition!r}, expected one of {', '.join(OBJECTIVES)}")
    yield from mssql_database(
        sku_name=requested_service_objective_name or OBJECTIVES.get(edition, ""),
        create_mode=create_mode,
        elastic_pool_id=elastic_pool_name,
        zone_redundant=zone_redundant,
        max_size_gb=max_size_gb or (max_size_bytes / GIB if max_size_bytes else None),
        monthly_vcore_hours=monthly_vcore_hours,
        extra_data_storage_gb=extra_data_storage_gb,
        long_term_retention_storage_gb=long_term_retention_storage_gb,
        backup_storage_gb=backup_storage_gb,
    )


def _sku(name: str) -> Sku | None:
    """A name of the vCore model, taken apart; None if it is of the DTU model."""
    if "_" not in name:
        return None
    hardware, _, vcores = name.rpartition("_")
    found = next((x for x in (*COMPUTE, *SERVERLESS) if x.lower() == hardware.lower()), "")
    if not found or not vcores.isdecimal() or len(vcores) > len("128"):
        wanted = ", ".join((*COMPUTE, *SERVERLESS))
        raise Unpriced(f"sku_name is {name!r}, expected one of {wanted} with its vCores, or a size of the DTU model")
    return Sku(found[:2], found, int(vcores))


def _dtus(name: str, max_size: Decimal | None, extra: Decimal | None) -> Components:
    size = name.upper()
    tier = size[:1]
    if size in SINGLE:
        meter = SINGLE[size]
    elif tier == "S":
        meter = f"Single Standard / {size} / {'10 DTUs' if size in SEVERAL_PACKS else f'{size} DTUs'}"
    elif tier == "P":
        meter = f"Single Premium / {size} / {size} DTU"
    else:
        raise Unpriced(f"sku_name is {name!r}, expected Basic, S0 to S12, P1 to P15 or a size of the vCore model")
    yield monthly(f"Compute ({name})", PriceQuery(SQL, f"{SQL} {meter}"), DAYS_PER_MONTH, "Days")
    included = INCLUDED_GB.get(size, INCLUDED_GB.get(tier))
    if extra is None and max_size is not None and included:
        extra = max(max_size - included, Decimal(0))
    if extra and tier in EXTRA_STORAGE:
        query = PriceQuery(SQL, f"{EXTRA_STORAGE[tier]} / Data Stored")
        yield monthly("Extra data storage", query, extra, "GB-Months")


def _serverless(sku: Sku, vcore_hours: Decimal | None, *, zone_redundant: bool) -> Components:
    name = f"serverless, {sku.hardware}_{sku.vcores}"
    yield usage(f"Compute ({name})", PriceQuery(SQL, SERVERLESS[sku.hardware]), vcore_hours, "Hours")
    if zone_redundant and sku.tier == "GP":
        product = f"{SQL} General Purpose - Serverless - Compute Gen5"
        meter = f"{product} / 1 vCore Zone Redundancy / Zone Redundancy vCore"
        yield usage(f"Zone redundancy ({name})", PriceQuery(SQL, meter), vcore_hours, "Hours")


def provisioned(sku: Sku, replicas: int | None, *, licence: bool, zone_redundant: bool) -> Components:
    """The vCores of a database or a pool, its licences and, of Hyperscale, its replicas."""
    name = f"provisioned, {sku.hardware}_{sku.vcores}"
    compute = PriceQuery(SQL, f"{COMPUTE[sku.hardware]} / 1 vCore / vCore")
    yield hourly(f"Compute ({name})", compute, count=sku.vcores)
    if zone_redundant and sku.tier == "GP":
        meter = f"{COMPUTE[sku.hardware]} / 1 vCore Zone Redundancy / Zone Redundancy vCore"
        yield hourly(f"Zone redundancy ({name})", PriceQuery(SQL, meter), count=sku.vcores)
    if sku.tier == "HS" and replicas is None:
        yield usage("Read replicas", compute, None, "Hours")
    elif sku.tier == "HS":
        yield hourly("Read replicas", compute, count=sku.vcores * (replicas or 0))
    if licence and sku.tier in LICENCES:
        yield hourly("SQL license", PriceQuery(SQL, LICENCES[sku.tier], region="global"), count=sku.vcores)


def storage(sku: Sku, max_size: Decimal | None, *, zone_redundant: bool) -> Components:
    """The storage of a database or a pool of the vCore model."""
    data = max_size or DEFAULT_GB[sku.tier]
    billed = data if sku.tier == "HS" else data * (1 + LOG_SHARE)
    meter = ZONED_STORAGE if zone_redundant and sku.tier == "GP" else STORAGE[sku.tier]
    yield monthly("Storage", PriceQuery(SQL, meter), billed, "GB-Months")


def _backups(redundancy: str, long_term: Decimal | None, in_time: Decimal | None, *, hyperscale: bool) -> Components:
    """Long-term and point-in-time backups. Hyperscale has meters of its own."""
    kept = f"{SQL} SingleDB Hyperscale" if hyperscale else SQL
    meter = f"{kept} - LTR Backup Storage / Backup {redundancy} / Backup {redundancy} Data Stored"
    yield usage(f"Long-term retention ({redundancy})", PriceQuery(SQL, meter), long_term, "GB-Months")
    meter = f"{POOLED} PITR Backup Storage / Backup {redundancy} / {redundancy} Data Stored"
    if hyperscale:
        meter = f"{kept} - Storage / Backup - {redundancy} / Backup - {redundancy} Data Stored"
    yield usage(f"PITR backup storage ({redundancy})", PriceQuery(SQL, meter), in_time, "GB-Months")
