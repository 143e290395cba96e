"""Azure prices that no table has: read on Azure's pricing pages, or those of a service that asks the same.

    azure_list_prices.csv  prices entered by hand; the page is below https://azure.microsoft.com/pricing/details/
                           "0.15 10000:0.06" is 0.15, and 0.06 for what is beyond 10,000 units

SQL Managed Instance costs what SQL Database does for vCores, storage and backups, and the nodes of Data Factory's SSIS
runtimes cost what Synapse's do: of every line that published estimates have of either, the price is the same. So do
some meters of blobs, in every region recorded.
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
    """Meters whose prices are also those of another service or meter, which `name` writes with the parts found."""

    service: str
    meter: str
    target: str
    name: str


BLOBS = "General Block Blob v2"

ALIKE = (
    Alike("Azure Synapse Analytics", r"Azure Synapse (SSIS .*)", "Azure Data Factory v2", r"\1"),
    *(
        Alike("SQL Database", pattern, "SQL Managed Instance", r"SQL Managed Instance \1")
        for pattern in (
            r"SQL Database Single/Elastic Pool (.*[el] - Compute Gen[45] / vCore / vCore)",
            r"SQL Database Single/Elastic Pool ((General Purpose|Business Critical) - Storage / \2 / \2 Data Stored)",
            r"SQL Database Single/Elastic Pool (.* - SQL License / vCore / vCore)",
            r"SQL Database Single/Elastic Pool (PITR Backup Storage / Backup [A-Z-]+ / [A-Z-]+ Data Stored)",
            r"SQL Database (- LTR Backup Storage / .*)",
        )
    ),
)

IN_STORAGE = (
    (
        rf"{BLOBS} / Hot (\S+) / Hot (\S+) Write Operations",
        rf"{BLOBS} / Hot \1 / \2 List and Create Container Operations",
    ),
    *(
        (rf"{BLOBS} / Hot LRS / All Other Operations", f"{BLOBS} / Hot {kept} / All Other Operations")
        for kept in ("ZRS", "GRS", "RA-GRS", "GZRS", "RA-GZRS")
    ),
    *(
        (rf"{BLOBS} / Hot LRS / Index Tags", f"{BLOBS} / {place} / Index Tags")
        for place in ("Cool LRS", "Hot ZRS", "Cool ZRS")
    ),
    (rf"{BLOBS} / (Hot|Cool) GZRS / \1 GZRS Write Operations", rf"{BLOBS} / \1 RA-GZRS / \1 GZRS Write Operations"),
    (r"Tables / Standard GZRS / GZRS (.*Write Operations)", r"Tables / Standard RA-GZRS / RA-GZRS \1"),
    (rf"{BLOBS} / ((?:Hot|Cool) (?:LRS|GRS|RA-GRS) / .*(?:Operations|Index Tags))", r"Blob Storage / \1"),
)
"""Meters of storage whose price is also another's in the same region, one rule after the other. In every region
recorded all operations on tables cost the same. Of blobs, lists of containers cost what writes do (107 prices), all
other operations what they do in LRS (90), tags what they do in Hot LRS (56), writes as much with reading from the
second region as without (259), and accounts for blobs alone cost what those of general purpose do (1,034)."""


SAME_EVERYWHERE = (("Azure Bastion", r".* (Additional )?Gateway", ("australiaeast", "koreacentral")),)
"""Meters that cost the same in all regions of the public cloud, and those whose prices are known. Bastion's hosts cost
the same in both and, where a page quotes a price, in the United States; its scale units also in West Europe."""

SOVEREIGN = re.compile(r"us(gov|dod)|china")
"""What the names of regions begin with that are not of the public cloud."""


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
            return rule.target, found.expand(rule.name)
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

SAME_SOURCE: Mapping[str, str] = {
    "title": "Azure Bastion's hosts and scale units: the price that Australia East and Korea Central share",
    "url": "https://azure.microsoft.com/pricing/details/azure-bastion/",
    "as_of": PAGES_AS_OF,
}

STORAGE_SOURCE: Mapping[str, str] = {
    "title": "Prices of blobs and tables taken from other meters of theirs in the same region, which cost the same in "
    "every region recorded",
    "url": "https://prices.azure.com/api/retail/prices",
    "as_of": PAGES_AS_OF,
}
