"""Databases of Azure in regions that no table has: SQL's storage in all of them, MySQL's flexible servers in Asia.

    azure_databases.csv  a row a region, a column a meter in dollars for its unit; empty where it is not known

They are the Azure Retail Prices API's, as public repositories recorded them. flexera-public/policy_templates has SQL:
databases (data/azure/azure_db_storage_pricing.json) between June 2025, when Chile Central opened, and August 2025, when
Austria East did; instances (azure_sqlmi_storage_pricing.json) after November 2025, when Belgium Central opened. All 42
of databases in the 14 regions recorded in August 2026 are the same. Left out are databases in Indonesia Central, whose
price has changed since. tivec8740-lab/azure-price-my (data/pricing_usd.json) has MySQL, its vCores by the SKU
"1 vCore": of this series they cost what the SKU "vCore", which is asked, does in all 14 regions.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

SQL, INSTANCE, MYSQL = "SQL Database", "SQL Managed Instance", "Azure Database for MySQL"


class Record(NamedTuple):
    """Where a column is from, and of which day."""

    slug: str
    repository: str
    as_of: str


DATABASES = Record("azure-retail-flexera", "flexera-public/policy_templates", "2025-07-01")
INSTANCES = DATABASES._replace(as_of="2025-12-01")
ASIA = Record("azure-retail-apac", "tivec8740-lab/azure-price-my", "2026-09-29")


class Column(NamedTuple):
    """What a column has the price of."""

    service: str
    meter: str
    unit: str
    record: Record


def _storage(service: str, product: str, sku: str, record: Record) -> Column:
    return Column(service, f"{product} - Storage / {sku} / {sku} Data Stored", "GB-Months", record)


_SERVER = f"{MYSQL} Flexible Server"
COLUMNS = {
    "database GP": _storage(SQL, f"{SQL} Single/Elastic Pool General Purpose", "General Purpose", DATABASES),
    "database BC": _storage(SQL, f"{SQL} Single/Elastic Pool Business Critical", "Business Critical", DATABASES),
    "database Hyperscale": _storage(SQL, f"{SQL} Hyperscale", "Hyperscale", DATABASES),
    "instance GP": _storage(INSTANCE, f"{INSTANCE} General Purpose", "General Purpose", INSTANCES),
    "instance BC": _storage(INSTANCE, f"{INSTANCE} Business Critical", "Business Critical", INSTANCES),
    "MySQL GP": Column(MYSQL, f"{_SERVER} General Purpose Series Compute / vCore / vCore", "Hours", ASIA),
    "MySQL storage": Column(MYSQL, f"{_SERVER} Storage / Storage / Storage Data Stored", "GB-Months", ASIA),
    "MySQL IOPS": Column(MYSQL, f"{_SERVER} Storage / Additional IOPS / Additional IOPS", "IOPS-Months", ASIA),
}


class Price(NamedTuple):
    """A price of a column in a region."""

    region: str
    column: Column
    amount: Decimal


def prices() -> Iterator[Price]:
    """What azure_databases.csv holds."""
    with (Path(__file__).parent / "azure_databases.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name, column in COLUMNS.items():
                if row[name]:
                    yield Price(row["region"], column, Decimal(row[name]))


def source(record: Record) -> dict[str, str]:
    """The source that a record is."""
    api = "Azure Retail Prices API (https://prices.azure.com/api/retail/prices)"
    return {
        "title": f"{api} as recorded in {record.repository}",
        "url": f"https://github.com/{record.repository}",
        "as_of": record.as_of,
    }
