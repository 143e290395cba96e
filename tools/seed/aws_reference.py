"""Unit prices that Infracost's published reference estimates imply, for AWS meters that no table has.

An estimate prints cost and quantity, so a price is known within an interval. `exact` prices are printed as
such; of the others the shortest decimal in the narrowest interval is taken. It need not be the price (Aurora
I/O-Optimized storage is 0.225, not 0.23): aws_list_prices.csv holds such cases, and wins.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from costgate.ingest.shards import Row
from tools.seed.aws_tables import REGION, Priced, table
from tools.seed.implied import DESCRIPTION, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = {SOURCE: DESCRIPTION}
RANK = 8
MAX_WIDTH = Decimal("0.11")


GLOBAL = frozenset({"AWSGlobalAccelerator"})
"""Services whose price list has no regions: an estimate names that of its plan."""


class AmbiguousPriceError(Exception):
    """The estimates leave more than one price."""


def prices(tables: Path) -> Iterator[Priced]:
    """The rows that aws_reference.csv asks for, in every region that has them."""
    estimates: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(tables / "reference_prices.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["cloud"] == "aws" and row["currency"] == "USD" and REGION.fullmatch(row["region"]):
                estimates[row["resource_type"], row["component"]].append(row)
    for rule in table("aws_reference.csv"):
        by_region: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in estimates[rule["resource_type"], rule["component"]]:
            if rule["address"] == row["path"] or rule["address"] in row["address"]:
                by_region["global" if rule["service"] in GLOBAL else row["region"]].append(row)
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
            yield Priced(rule["service"], region, RANK, entry)


def implied(rows: list[dict[str, str]]) -> Decimal:
    """The price that all `rows` agree on: an exact one, else the shortest in the narrowest interval."""
    exact = {Decimal(row["price"]) for row in rows if row["exact"] == "yes"}
    narrowest = min(rows, key=lambda row: Decimal(row["high"]) - Decimal(row["low"]))
    price = exact.pop() if exact else Decimal(narrowest["shortest"])
    if exact or any(not Decimal(row["low"]) <= price <= Decimal(row["high"]) for row in rows):
        raise AmbiguousPriceError(str([(row["address"], row["low"], row["high"]) for row in rows]))
    if Decimal(narrowest["high"]) - Decimal(narrowest["low"]) > price * MAX_WIDTH:
        raise AmbiguousPriceError(str(narrowest))
    return price
