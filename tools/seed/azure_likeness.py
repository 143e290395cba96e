"""Azure prices that no table has: read on Azure's pricing pages, or those of a service that asks the same.

    azure_list_prices.csv  prices entered by hand; the page is below https://azure.microsoft.com/pricing/details/
                           "0.15 10000:0.06" is 0.15, and 0.06 for what is beyond 10,000 units

SQL Managed Instance costs what SQL Database does for vCores, storage and backups, and the nodes of Data Factory's SSIS
runtimes cost what Synapse's do: of every line that published estimates have of either, the price is the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

PAGES_AS_OF = "2026-08-15"
"""When the pages, and what quotes the API's answers for them, were read."""

LIST_RANK, LIKE_RANK = 7, 8


class Written(NamedTuple):
    """A price of a pricing page."""

    service: str
    region: str
    meter: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    page: str


class Alike(NamedTuple):
    """Meters of one service whose prices are also those of another, under a name with another beginning."""

    service: str
    meter: str
    target: str
    beginning: str


ALIKE = (
    Alike("Azure Synapse Analytics", r"Azure Synapse (SSIS .*)", "Azure Data Factory v2", ""),
    *(
        Alike("SQL Database", pattern, "SQL Managed Instance", "SQL Managed Instance ")
        for pattern in (
            r"SQL Database Single/Elastic Pool (.*[el] - Compute Gen[45] / vCore / vCore)",
            r"SQL Database Single/Elastic Pool ((General Purpose|Business Critical) - Storage / \2 / \2 Data Stored)",
            r"SQL Database Single/Elastic Pool (.* - SQL License / vCore / vCore)",
            r"SQL Database Single/Elastic Pool (PITR Backup Storage / Backup [A-Z-]+ / [A-Z-]+ Data Stored)",
            r"SQL Database (- LTR Backup Storage / .*)",
        )
    ),
)


REGION = re.compile(r"(?:US Gov )?Zone \d|\S+")
"""A region in a list of them with blanks between."""


def list_prices() -> Iterator[Written]:
    """The prices entered by hand."""
    with (Path(__file__).parent / "azure_list_prices.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for region in REGION.findall(row["regions"]):
                yield Written(row["service"], region, row["meter"], row["unit"], _tiers(row["price"]), row["page"])


def _tiers(price: str) -> tuple[tuple[Decimal, Decimal], ...]:
    steps = (step.rpartition(":") for step in price.split())
    return tuple((Decimal(start or 0), Decimal(amount)) for start, _, amount in steps)


def like(service: str, meter: str) -> tuple[str, str] | None:
    """The service and meter that cost what this one does, if there is one."""
    for rule in ALIKE:
        if rule.service == service and (found := re.fullmatch(rule.meter, meter)):
            return rule.target, rule.beginning + found[1]
    return None


def page_source(page: str) -> Mapping[str, str]:
    """The source that a page is."""
    return {
        "title": f"Azure pricing page {page} (entered by hand)",
        "url": f"https://azure.microsoft.com/pricing/details/{page}/",
        "as_of": PAGES_AS_OF,
    }


LIKE_SOURCE: Mapping[str, str] = {
    "title": "Prices of SQL Managed Instance taken from SQL Database, of Data Factory's SSIS nodes from Synapse: every "
    "published estimate of them has the same price",
    "url": "https://prices.azure.com/api/retail/prices",
    "as_of": PAGES_AS_OF,
}
