"""A price list of AWS -> its lines, from either of its forms: CSV, or JSON with the products before their prices.

Memory does not grow with the file: a line is read and forgotten, and the products of the JSON wait in a file.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.ingest import lines
from costgate.ingest.lines import AGAIN
from costgate.ingest.pieces import Pieces
from costgate.ingest.scratch import Scratch

T = TypeVar("T")
N = TypeVar("N", bound=NamedTuple)


class Line(NamedTuple):
    """The fields of a price that matter here, by their `field_name`s. AWS writes only those that hold something."""

    sku: str = ""
    termtype: str = ""
    usagetype: str = ""
    operation: str = ""
    unit: str = ""
    priceperunit: str = ""
    startingrange: str = ""
    endingrange: str = ""
    currency: str = ""
    servicecode: str = ""
    location: str = ""
    locationtype: str = ""
    regioncode: str = ""
    fromregioncode: str = ""
    fromlocation: str = ""
    fromlocationtype: str = ""
    tolocationtype: str = ""
    leasecontractlength: str = ""
    purchaseoption: str = ""
    offeringclass: str = ""
    tenancy: str = ""
    capacitystatus: str = ""
    preinstalledsw: str = ""
    licensemodel: str = ""
    marketoption: str = ""


NEEDED = Line._fields[:10]
"""What every price list has. Of the others each has some: data transfer has no location but two."""

_PLACES = {name: place for place, name in enumerate(Line._fields)}
_PRICE = slice(_PLACES["unit"], _PLACES["currency"] + 1)
"""Unit, price, start, end and currency."""

MOST_PREFACE = 50
"""Lines before the header of the CSV: AWS writes five."""

_TABLE = "create table products (sku primary key, line) without rowid"
_PUT = "insert or replace into products values (?, ?)"
_GET = "select line from products where sku = ?"


@lru_cache(1 << 12)
def field_name(name: str) -> str:
    """A column or attribute without what sets the two forms apart: "Pre Installed S/W" is "preInstalledSw"."""
    return re.sub("[^a-z]", "", name.lower())


def from_csv(chunks: Iterable[bytes], url: str, service: str) -> Iterator[Line]:
    """The lines of a price list in CSV."""
    return csv_rows(chunks, url, Line, NEEDED, service)


def csv_rows(chunks: Iterable[bytes], url: str, kind: type[N], needed: Sequence[str], offer: str = "") -> Iterator[N]:
    """The rows of a CSV as `kind`, whose fields are `field_name`s. Before its header stand rows that name the file."""
    found = lines.lines(chunks, url)
    for number, names in enumerate(lines.rows(found, url)):
        if names[:1] == ["OfferCode"] and offer:
            _check_offer(names[1:2], offer, url)
        if names[:1] == ["SKU"]:
            break
        if number == MOST_PREFACE:
            raise CatalogueError(f"{url}: there is no header (SKU, ...) in its first lines", AGAIN)
    else:
        raise CatalogueError(f"{url} has no header (SKU, ...): it is empty or cut off", AGAIN)
    places = {field_name(name): index for index, name in enumerate(names)}
    missing = [name for name in needed if name not in places]
    if missing:
        raise CatalogueError(f"{url}: there is no column {missing[0]!r}", AGAIN)
    wide = len(names)
    choose = itemgetter(*(places.get(name, wide) for name in kind._fields))
    for fields in lines.rows(found, url, wide):
        if fields:
            fields[wide:] = [""] * max(1, wide + 1 - len(fields))  # what is not in the row, or not in the list
            yield kind._make(choose(fields))


class Product(Struct, frozen=True):
    """What is sold."""

    attributes: dict[str, str] = {}


class Dimension(Struct, frozen=True, rename="camel"):
    """A tier of a price."""

    unit: str
    price_per_unit: dict[str, str]
    begin_range: str = ""
    end_range: str = ""


class Term(Struct, frozen=True, rename="camel"):
    """How a product is sold."""

    price_dimensions: dict[str, Dimension]
    term_attributes: dict[str, str] = {}


def from_json(chunks: Iterable[bytes], url: str, service: str) -> Iterator[Line]:
    """The lines that the CSV has, of a price list in JSON."""
    document = Pieces(chunks, url)
    products, seen = Scratch(_TABLE), set()
    for name in document.members():
        seen.add(name)
        if name == "offerCode":
            _check_offer([document.value()], service, url)
        elif name == "products":
            products.put(_PUT, ((sku, _product(sku, document.value(), url)) for sku in document.members()))
        elif name == "terms" and "products" in seen:
            for kind in document.members():
                for sku in document.members():
                    held = next(products.read(_GET, (sku,)), None)
                    line = msgspec.json.decode(held[0]) if held else [sku, *Line()[1:]]
                    line[_PLACES["termtype"]] = kind
                    yield from _prices(line, document.value(), url)
        else:
            document.value()
    document.finish()
    if not {"products", "terms"} <= seen:
        raise CatalogueError(f"{url} has no products with terms after them, as AWS documents it", AGAIN)


def _product(sku: str, value: object, url: str) -> bytes:
    """What the lines of a product have in common."""
    found = {field_name(name): text for name, text in as_documented(Product, value, url).attributes.items()}
    return msgspec.json.encode([sku, *(found.get(name, "") for name in Line._fields[1:])])


def _prices(line: list[str], value: object, url: str) -> Iterator[Line]:
    """The lines of a product's terms of one kind, whose other fields are those of `line`."""
    for term in as_documented(dict[str, Term], value, url).values():
        sold = line.copy()
        for name, text in term.term_attributes.items():
            if field_name(name) in _PLACES:
                sold[_PLACES[field_name(name)]] = text
        for tier in term.price_dimensions.values():
            for currency, price in tier.price_per_unit.items():
                sold[_PRICE] = tier.unit, price, tier.begin_range, tier.end_range, currency
                yield Line._make(sold)


def as_documented(kind: type[T], value: object, url: str) -> T:
    """A value of the JSON, which must be of this kind."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{url} is not built as AWS documents it: {error}", AGAIN) from None


def _check_offer(found: list[str], offer: str, url: str) -> None:
    if found != [offer]:
        raise CatalogueError(f"{url} is the price list of {' '.join(map(str, found))}, not {offer}", AGAIN)
