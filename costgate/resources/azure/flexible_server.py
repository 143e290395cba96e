"""Azure Database for MySQL and PostgreSQL as flexible servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.model import CostComponent
from costgate.resources.azure import MB_PER_GB, POSTGRESQL
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, monthly, usage
from costgate.resources.marks import PlannedOn, Ref, Usage
from costgate.resources.registry import resource

MYSQL = "Azure Database for MySQL"

TIERS = {"GP": "General Purpose", "MO": "Memory Optimized"}
"""First word of a `sku_name` -> what its products are called. "B" is burstable."""

SIZE = re.compile(r"Standard_([A-Z]+)(\d+)(i?)([a-z]*)_(v\d+)")
"""A size of machine: "Standard_D2ads_v5" has two vCores and is of the series Dadsv5."""


VCORES = re.compile(r"_[A-Z]+(\d+)")
"""The vCores in a `sku_name`: two in "B_Standard_B2ms"."""


class Names(NamedTuple):
    """How an engine's meters deviate from the rule: burstable sizes, series, single sizes, and series by one vCore."""

    burstable: Mapping[str, str]
    series: Mapping[str, str] = {}
    sizes: Mapping[str, str] = {}
    by_one: frozenset[str] = frozenset()


_EDSV5 = ("2", "4", "8", "16", "20", "32", "48", "64", "96")

MYSQL_NAMES = Names(
    {
        "B1s": "Basic / Basic",
        "B1ms": "B1MS / B1MS",
        "B2s": "B2S / B2S",
        "B2ms": "Standard_B2ms2 / B2MS",
        **{f"B{n}ms": f"Standard_B{n}ms / B{n}MS" for n in (4, 8, 12, 16, 20)},
    },
    {"Ddsv4": "General Purpose Series", "Edsv4": "Memory Optimized Series"},
    {f"Standard_E{n}ds_v5": f"Memory Optimized Edsv5 Series Compute / Standard_E{n}d_v5 / {n} vCore" for n in _EDSV5},
)
"""https://prices.azure.com/api/retail/prices"""

_CONFIDENTIAL = ("DCadsv5", "DCadsv6", "DCasv5", "DCesv6", "ECadsv5", "ECadsv6", "ECasv5", "ECesv6")

POSTGRESQL_NAMES = Names(
    {
        "B1ms": "B1MS / B1MS",
        "B2s": "B2S / B2S",
        **{f"B{n}ms": f"B{n}ms / B{n}ms vCore" for n in (2, 4, 8, 12, 16, 20)},
    },
    {series: f"Confidential Compute {series} Series" for series in _CONFIDENTIAL},
    by_one=frozenset({"Dadsv6", "Eadsv6", "Ebdsv5", *_CONFIDENTIAL}),
)
"""https://prices.azure.com/api/retail/prices"""

MYSQL_SMALLEST_GB, POSTGRESQL_SMALLEST_GB = 20, 32
"""Storage of a server that names none: the smallest there is.
https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage
https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage"""

StorageTier = Literal["", "P4", "P6", "P10", "P15", "P20", "P30", "P40", "P50", "P60", "P70", "P80"]
"""Performance tiers of PostgreSQL's storage, "" for that of its size."""

POSTGRESQL_TIERS = {
    "P4": (32, 120),
    "P6": (64, 240),
    "P10": (128, 500),
    "P15": (256, 1100),
    "P20": (512, 2300),
    "P30": (1024, 5000),
    "P40": (2048, 7500),
    "P50": (4096, 7500),
    "P60": (8192, 16_000),
    "P70": (16_384, 18_000),
    "P80": (32_768, 20_000),
}
"""Performance tier of PostgreSQL's storage -> the most GB for which it is the default, and its IOPS.
https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/postgresql_flexible_server#storage_tier-defaults-based-on-storage_mb
https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage"""

MYSQL_SUPPORT = {"5.7": "2026-08-01", "8.0": "2027-01-01"}
"""Major version -> when extended support is charged, which nobody can refuse.
https://learn.microsoft.com/azure/mysql/concepts-version-policy#major-version-retirement-policy"""

POSTGRESQL_SUPPORT = {"11": "2026-08-01", "12": "2026-08-01", "13": "2026-08-01", "14": "2026-12-12"}
"""https://learn.microsoft.com/azure/postgresql/configure-maintain/extended-support#eligible-postgresql-versions"""

FREE_IOPS, FREE_IOPS_PER_GB = 300, 3
"""IOPS that MySQL's storage includes. https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage"""


class HighAvailability(Block):
    """The `high_availability` block: a standby server that costs as much as the first."""

    mode: str = ""


class MySqlStorage(Block):
    """The `storage` block of a MySQL server. Logs on a disk of their own are elsewhere called accelerated logs."""

    size_gb: int | None = None
    iops: int | None = None
    io_scaling_enabled: bool = False
    log_on_disk_enabled: bool = False


class MySqlSource(Block):
    """What is read of the server that a replica is of, or that another is restored from."""

    sku_name: str = ""
    version: str = ""
    storage: MySqlStorage = MySqlStorage()


class PostgreSqlSource(Block):
    """What is read of the server that a replica is of, or that another is restored from."""

    sku_name: str = ""
    version: str = ""
    storage_mb: Decimal | None = None


@resource("azurerm_mysql_flexible_server")
def mysql_flexible_server(
    *,
    planned_on: Annotated[str, PlannedOn],
    sku_name: str = "",
    source: Annotated[MySqlSource, Ref("azurerm_mysql_flexible_server", "source_server_id")] = MySqlSource(),
    version: str = "",
    storage: MySqlStorage = MySqlStorage(),
    high_availability: HighAvailability | None = None,
    geo_redundant_backup_enabled: bool = False,
    monthly_io_operations: Usage[Decimal | None] = None,
    additional_backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """MySQL flexible server: compute, storage, IOPS beyond those included, backups beyond the storage's size.

    A version past its standard support also costs that by the vCore. A replica has the size, the version and the
    storage of its source unless it says otherwise. Accelerated logs cost in General Purpose alone.
    With high availability all but the backups is there twice. Paid I/O, `io_scaling_enabled`, is by the operation.

    Prices: https://azure.microsoft.com/pricing/details/mysql/flexible-server/
    """
    servers = 2 if high_availability else 1
    sku = sku_name or source.sku_name
    yield _compute(MYSQL, sku, MYSQL_NAMES, servers)
    if _begun(MYSQL_SUPPORT, version or source.version, planned_on):
        yield _extended_support(MYSQL, MYSQL, sku, servers)
    size = storage.size_gb or source.storage.size_gb or MYSQL_SMALLEST_GB
    query = PriceQuery(MYSQL, f"{MYSQL} Flexible Server Storage / Storage / Storage Data Stored")
    yield monthly("Storage", query, size * servers, "GB-Months")
    accelerated = storage.log_on_disk_enabled and sku.startswith("GP_")
    yield from _mysql_performance(storage, size, servers, monthly_io_operations, accelerated_logs=accelerated)
    yield _backups(MYSQL, additional_backup_storage_gb, geo=geo_redundant_backup_enabled)


def _mysql_performance(
    storage: MySqlStorage, size: int, servers: int, operations: Decimal | None, *, accelerated_logs: bool
) -> Components:
    """I/O by the operation, or the IOPS beyond those that `size` GB include; and logs on a faster disk."""
    product = f"{MYSQL} Flexible Server Storage"
    more = (storage.iops or 0) - FREE_IOPS - FREE_IOPS_PER_GB * size
    if storage.io_scaling_enabled:
        query = PriceQuery(MYSQL, f"{product} / Paid IO LRS / Paid IO LRS IO Rate Operations")
        yield usage("Paid I/O", query, operations, "Operations")
    elif more > 0:
        query = PriceQuery(MYSQL, f"{product} / Additional IOPS / Additional IOPS")
        yield monthly("Additional IOPS", query, more * servers, "IOPS-Months")
    if accelerated_logs:
        query = PriceQuery(MYSQL, f"{product} / Storage GP Accelerated Logs / Storage GP Accelerated Logs")
        yield hourly("Accelerated logs", query, count=servers)


@resource("azurerm_postgresql_flexible_server")
def postgresql_flexible_server(
    *,
    planned_on: Annotated[str, PlannedOn],
    sku_name: str = "",
    source: Annotated[
        PostgreSqlSource, Ref("azurerm_postgresql_flexible_server", "source_server_id")
    ] = PostgreSqlSource(),
    version: str = "",
    storage_mb: Decimal | None = None,
    storage_tier: StorageTier = "",
    high_availability: HighAvailability | None = None,
    geo_redundant_backup_enabled: bool = False,
    additional_backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """PostgreSQL flexible server: compute, storage, IOPS of a higher performance tier, backups beyond the size.

    A version past its standard support also costs that by the vCore. A replica has the size, the version and the
    storage of its source unless it says otherwise.
    With high availability all but the backups is there twice.

    Prices: https://azure.microsoft.com/pricing/details/postgresql/flexible-server/
    """
    servers = 2 if high_availability else 1
    sku = sku_name or source.sku_name
    yield _compute(POSTGRESQL, sku, POSTGRESQL_NAMES, servers)
    if _begun(POSTGRESQL_SUPPORT, version or source.version, planned_on):
        yield _extended_support(POSTGRESQL, "Azure Database for PostgSQL", sku, servers)
    size = (storage_mb or source.storage_mb or Decimal(POSTGRESQL_SMALLEST_GB * MB_PER_GB)) / MB_PER_GB
    query = PriceQuery(POSTGRESQL, "Az DB for PostgreSQL Flexible Server Storage / Storage / Storage Data Stored")
    yield monthly("Storage", query, size * servers, "GB-Months")
    if more := _tier_iops(storage_tier, size):
        meter = "Az DB for PostgreSQL Flexible Server Storage / IOPS Scaling / IOPS Scaling Provisioned IOPS"
        yield monthly(f"IOPS scaling ({storage_tier})", PriceQuery(POSTGRESQL, meter), more * servers, "Months")
    yield _backups(POSTGRESQL, additional_backup_storage_gb, geo=geo_redundant_backup_enabled)


def _tier_iops(tier: str, size: Decimal) -> int:
    """The IOPS that a performance tier has beyond those of the storage's size."""
    of_size = next((iops for gb, iops in POSTGRESQL_TIERS.values() if size <= gb), 0)
    return max(POSTGRESQL_TIERS.get(tier, (0, 0))[1] - of_size, 0)


def _compute(service: str, sku_name: str, names: Names, servers: int) -> CostComponent:
    """The hours of the servers' vCores: most series by the vCore, some sizes as a whole."""
    if not sku_name:
        raise Unpriced("sku_name is not set, nor known of a server in this plan that source_server_id names")
    tier, _, size = sku_name.partition("_")
    found = SIZE.fullmatch(size)
    if tier == "B" and size.removeprefix("Standard_") in names.burstable:
        meter, vcores = f"Burstable BS Series Compute / {names.burstable[size.removeprefix('Standard_')]}", 1
    elif size in names.sizes:
        meter, vcores = names.sizes[size], 1
    elif tier in TIERS and found:
        letters, number, _, rest, version = found.groups()
        series = f"{letters}{rest}{version}"
        sku = "1 vCore / 1 vCore" if series in names.by_one else "vCore / vCore"
        meter, vcores = f"{names.series.get(series, f'{TIERS[tier]} {series} Series')} Compute / {sku}", int(number)
    else:
        raise Unpriced(f"sku_name is {sku_name!r}, expected B_Standard_B1ms, GP_Standard_D2ds_v5 or the like")
    query = PriceQuery(service, f"{service} Flexible Server {meter}")
    return hourly(f"Compute ({sku_name})", query, count=vcores * servers)


def _begun(support: Mapping[str, str], version: str, planned_on: str) -> bool:
    """True if extended support of a version is charged: "8.0.21" is one of 8.0."""
    days = (day for major, day in support.items() if version == major or version.startswith(f"{major}."))
    return any(planned_on >= day for day in days)


def _extended_support(service: str, product: str, sku_name: str, servers: int) -> CostComponent:
    """Extended support of the servers' vCores, on the standby too."""
    found = VCORES.search(sku_name)
    query = PriceQuery(service, f"{product} Extended Support / Extended Support / Extended Support vCore")
    return hourly("Extended support", query, count=int(found[1]) * servers if found else servers)


def _backups(service: str, stored: Decimal | None, *, geo: bool) -> CostComponent:
    """Backups; those that are also in another region have a price of their own, which no source in reach has.

    https://learn.microsoft.com/azure/reliability/reliability-database-mysql
    """
    sku = f"Backup Storage {'GRS' if geo else 'LRS'}"
    query = PriceQuery(service, f"{service} Flexible Server Backup Storage / {sku} / {sku} Data Stored")
    return usage("Additional backup storage", query, stored, "GB-Months")
