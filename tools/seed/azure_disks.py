"""Managed disks of Azure in regions that no table has, and in East US, where they were inferred before.

    azure_disks.csv  a row a region, a column a disk in dollars a month; of Premium SSD v2 ("v2") and ultra disks
                     dollars an hour for a GiB, an IOPS, an MB/s and a vCPU; empty where it is not known

They are the Azure Retail Prices API's, as flexera-public/policy_templates (data/azure/azure_md_pricing.json) recorded
it between December 2024, when New Zealand North opened, and May 2025, when Malaysia West did. All that was compared
with August 2026 is the same: 231 prices of seven regions that have them of both; and so is all that was inferred for
East US (46). Zone-redundant disks of Sweden South, which has no zones, are left out: they are Sweden Central's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

SLUG, AS_OF = "azure-retail-flexera", "2025-01-01"
SOURCE = {
    "title": "Azure Retail Prices API (https://prices.azure.com/api/retail/prices) as recorded in "
    "flexera-public/policy_templates",
    "url": "https://github.com/flexera-public/policy_templates",
    "as_of": AS_OF,
}
FAMILIES = {"E": "Standard SSD", "P": "Premium SSD", "S": "Standard HDD"}
V2 = "Azure Premium SSD v2 / Premium LRS / Premium LRS Provisioned"
ULTRA = "Ultra Disks / Ultra LRS / Ultra LRS"
BY_THE_HOUR = {
    "v2 GiB": (f"{V2} Capacity", "GiB-Hours", 0),
    "v2 IOPS": (f"{V2} IOPS", "Hours", 3000),
    "v2 MBps": (f"{V2} Throughput (MBps)", "Hours", 125),
    "Ultra GiB": (f"{ULTRA} Provisioned Capacity", "GiB-Hours", 0),
    "Ultra IOPS": (f"{ULTRA} Provisioned IOPS", "Hours", 0),
    "Ultra MBps": (f"{ULTRA} Provisioned Throughput (MBps)", "Hours", 0),
    "Ultra vCPU": (f"{ULTRA} Reservation per vCPU Provisioned", "Hours", 0),
}
"""Column -> meter, unit, and how much of it each disk has for nothing, which the price list has as a tier at 0."""


class Disk(NamedTuple):
    """A price of a disk or of what it is billed by."""

    region: str
    meter: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]


def prices() -> Iterator[Disk]:
    """What azure_disks.csv holds."""
    with (Path(__file__).parent / "azure_disks.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            region = row.pop("region")
            for column, price in row.items():
                if price:
                    yield _disk(region, column, Decimal(price))


def _disk(region: str, column: str, price: Decimal) -> Disk:
    if column in BY_THE_HOUR:
        meter, unit, included = BY_THE_HOUR[column]
        free = ((Decimal(0), Decimal(0)),) if included else ()
        return Disk(region, meter, unit, (*free, (Decimal(included), price)))
    meter = f"{FAMILIES[column[0]]} Managed Disks / {column} / {column} Disk"
    return Disk(region, meter, "Months", ((Decimal(0), price),))
