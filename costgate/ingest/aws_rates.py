"""A file of savings plans -> its rates, from either of its forms, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.ingest.aws_lines import as_documented, csv_rows
from costgate.ingest.lines import AGAIN
from costgate.ingest.pieces import Pieces


class Rate(NamedTuple):
    """What a plan makes of a price, by the columns' `field_name`s. `description` names the plan."""

    description: str = ""
    discountedsku: str = ""
    discountedservicecode: str = ""
    discountedusagetype: str = ""
    discountedoperation: str = ""
    unit: str = ""
    discountedrate: str = ""
    currency: str = ""
    discountedregioncode: str = ""


def from_csv(chunks: Iterable[bytes], url: str) -> Iterator[Rate]:
    """The rates of a file in CSV."""
    return csv_rows(chunks, url, Rate, Rate._fields[:-1])


class Price(Struct, frozen=True):
    """The amount of a rate."""

    price: str
    currency: str = "USD"


class Discount(Struct, frozen=True, rename="camel"):
    """A rate of the JSON."""

    discounted_sku: str
    discounted_service_code: str
    discounted_usage_type: str
    discounted_rate: Price
    discounted_operation: str = ""
    discounted_region_code: str = ""
    unit: str = ""


def from_json(chunks: Iterable[bytes], url: str) -> Iterator[Rate]:
    """The rates of a file in JSON."""
    document, seen = Pieces(chunks, url), False
    for name in document.members():
        if name != "terms":
            document.value()
            continue
        for kind in document.members():
            if kind == "savingsPlan":
                seen = True
                yield from _terms(document, url)
            else:
                document.value()
    document.finish()
    if not seen:
        raise CatalogueError(f"{url} has no `savingsPlan` terms, as AWS documents it", AGAIN)


def _terms(document: Pieces, url: str) -> Iterator[Rate]:
    for _ in document.items():
        description = ""
        for name in document.members():
            if name == "description":
                description = as_documented(str, document.value(), url)
            elif name == "rates":
                for _ in document.items():
                    d = as_documented(Discount, document.value(), url)
                    yield Rate(
                        description,
                        d.discounted_sku,
                        d.discounted_service_code,
                        d.discounted_usage_type,
                        d.discounted_operation,
                        d.unit,
                        d.discounted_rate.price,
                        d.discounted_rate.currency,
                        d.discounted_region_code,
                    )
            else:
                document.value()
