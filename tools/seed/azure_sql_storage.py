"""Storage of Azure's SQL databases and managed instances, in dollars for a GB-month, in all regions.

    azure_sql_storage.csv  a row a region, a column a tier of a service; empty where it is not known

They are the Azure Retail Prices API's, as flexera-public/policy_templates recorded them: those of databases
(data/azure/azure_db_storage_pricing.json) between June 2025, when Chile Central opened, and August 2025, when Austria
East did; those of instances (azure_sqlmi_storage_pricing.json) after November 2025, when Belgium Central opened. All
42 of databases in the 14 regions recorded in August 2026 are the same. Left out are databases in Indonesia Central,
whose price has changed since.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

SLUG = "azure-retail-flexera"
AS_OF = {"SQL Database": "2025-07-01", "SQL Managed Instance": "2025-12-01"}
POOLED = "SQL Database Single/Elastic Pool"
COLUMNS = {
    "database GP": ("SQL Database", f"{POOLED} General Purpose - Storage", "General Purpose"),
    "database BC": ("SQL Database", f"{POOLED} Business Critical - Storage", "Business Critical"),
    "database Hyperscale": ("SQL Database", "SQL Database Hyperscale - Storage", "Hyperscale"),
    "instance GP": ("SQL Managed Instance", "SQL Managed Instance General Purpose - Storage", "General Purpose"),
    "instance BC": ("SQL Managed Instance", "SQL Managed Instance Business Critical - Storage", "Business Critical"),
}
"""Column -> service, product and SKU."""


class Storage(NamedTuple):
    """A price of a GB-month."""

    service: str
    region: str
    meter: str
    price: Decimal


def prices() -> Iterator[Storage]:
    """What azure_sql_storage.csv holds."""
    with (Path(__file__).parent / "azure_sql_storage.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for column, (service, product, sku) in COLUMNS.items():
                if row[column]:
                    yield Storage(
                        service, row["region"], f"{product} / {sku} / {sku} Data Stored", Decimal(row[column])
                    )


def source(as_of: str) -> Mapping[str, str]:
    """The source that the file of that day is."""
    return {
        "title": "Azure Retail Prices API (https://prices.azure.com/api/retail/prices) as recorded in "
        "flexera-public/policy_templates",
        "url": "https://github.com/flexera-public/policy_templates",
        "as_of": as_of,
    }
