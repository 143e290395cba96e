"""The Azure Retail Prices API: pages of records -> prices by service and region.

https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import msgspec
from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.ingest.azure_tables import (
    CLOUD_SERVICES,
    MACHINES,
    NO_SIZE,
    PER_YEAR,
    YEARS,
    effective,
    meter_name,
    node_sizes,
    operating_system,
    size_name,
    steadier,
    unit,
    without_allowance,
)
from costgate.ingest.feeds import Fetch, Found, Origin, Wanted
from costgate.ingest.pricetable import Entry, PriceTable
from costgate.ingest.shards import Row
from costgate.ingest.wanted import shards, today

ENDPOINT = "https://prices.azure.com"
PATH = "/api/retail/prices"
VERSION = "2023-01-01-preview"
"""The first version that tells savings plans."""

ESTIMATES = ("infracost-estimates@", "azure-page-", "azure-hdinsight-inferred@", "azure-same-everywhere@")
"""Sources of the embedded catalogue that are not the API's own records, or inferred from these."""

SLUG = "azure-retail-api"
TITLE = "Azure Retail Prices API"
MOST_PAGES = 10_000
"""Pages of one service and region beyond which links go round in circles; the largest has dozens."""

GLOBAL = {"global": ("Global", "")}
"""What the API calls a region without a place: both are in use."""

PLACES = 12
"""Decimals of a reservation's hourly price, which is a part of its price for years."""

PORTS = {"https": 443, "http": 80}
CONSUMPTION, RESERVATION = "Consumption", "Reservation"


class Saving(Struct, frozen=True):
    """What a record costs under a savings plan."""

    retailPrice: Decimal  # noqa: N815 - the API's word
    term: str


class Record(Struct, frozen=True, rename="camel"):
    """A price of the API, as far as it is read."""

    currency_code: str
    tier_minimum_units: Decimal
    retail_price: Decimal
    arm_region_name: str
    effective_start_date: str
    meter_id: str
    meter_name: str
    product_name: str
    sku_name: str
    service_name: str
    unit_of_measure: str
    kind: str = msgspec.field(name="type")
    is_primary_meter_region: bool = True
    arm_sku_name: str | None = None
    effective_end_date: str | None = None
    reservation_term: str | None = None
    savings_plan: tuple[Saving, ...] | None = None


class Page(Struct, frozen=True, rename="pascal"):
    """One answer of the API."""

    items: tuple[Record, ...]
    next_page_link: str | None = None


def feeds(
    fetch: Fetch, endpoint: str = ENDPOINT, wanted: Wanted = Wanted(), day: Callable[[], str] = today
) -> Iterator[Found]:
    """A shard for each service and region: its first page now, the others when its rows are read.

    The API tells no version and no day of its own. A shard is of the day of reading, and new if its first page is.
    """
    as_of = day()
    for service, region in shards("azure", wanted):
        urls = [address(endpoint, service, name) for name in GLOBAL.get(region, (region,))]
        first = decoded(fetch.json(urls[0]), urls[0])
        version = f"{as_of} {hashlib.sha256(msgspec.json.encode(first.items)).hexdigest()[:16]}"
        found = rows(fetch, endpoint, service, region, as_of, first)
        yield Found("azure", service, region, found, Origin(TITLE, urls[0], as_of), version, stays=stays)


def stays(row: Row) -> bool:
    """Whether a price stays that the feed lacks: an estimate's or a page's, whose meter it may name otherwise."""
    return row.source.startswith(ESTIMATES)


def address(endpoint: str, service: str, name: str) -> str:
    """The first page of a service's prices in a region, by the API's name of the region."""
    conditions = {"serviceName": service, "armRegionName": name}
    terms = " and ".join(f"{key} eq '{value.replace(chr(39), chr(39) * 2)}'" for key, value in conditions.items())
    return f"{endpoint.rstrip('/')}{PATH}?api-version={VERSION}&$filter={quote(terms)}"


def rows(
    fetch: Fetch, endpoint: str, service: str, region: str, as_of: str, first: Page | None = None
) -> Iterator[Row]:
    """The prices of a service in a region. Memory is that of a page; the rest waits in a file.

    `first` is the first page, if it has been read.
    """
    table = PriceTable()
    for name in GLOBAL.get(region, (region,)):
        for page in pages(fetch, endpoint, address(endpoint, service, name), first):
            table.put(
                entry
                for record in page.items
                if record.service_name == service and record.arm_region_name == name
                for entry in entries(record, region, as_of)
            )
        first = None
    source = f"{SLUG}@{as_of}"
    for found in table.read(region):
        tiers = without_allowance(service, found.tiers)
        if tiers[0][0] == 0:  # a price whose beginning is not told has none
            for start, price in tiers:
                yield Row(found.meter, found.operation, found.purchase, found.unit, start, price, found.sku, source)


def pages(fetch: Fetch, endpoint: str, url: str, first: Page | None = None) -> Iterator[Page]:
    """The page at `url` and those that follow it, on the endpoint's host only."""
    for _ in range(MOST_PAGES):
        page, first = first or decoded(fetch.json(url), url), None
        yield page
        if not page.next_page_link:
            return
        if page.next_page_link == url:
            raise CatalogueError(f"{url}: the page names itself as the next one", "Try again later.")
        url = same_host(page.next_page_link, endpoint)
    raise CatalogueError(f"{url}: more than {MOST_PAGES:,} pages for one service and region", "Try again later.")


def decoded(document: Any, url: str) -> Page:
    """A page of records."""
    try:
        return msgspec.convert(document, Page)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{url} is not a page of {TITLE}: {error}", "Check --endpoint.") from None


def same_host(link: str, endpoint: str) -> str:
    """`link` if it leads to where the endpoint is; else an error, for whoever writes it could send us anywhere."""
    try:
        there, here = place(urlsplit(link)), place(urlsplit(endpoint))
    except ValueError:
        there, here = ("", "", None), place(urlsplit(endpoint))
    if there != here or "@" in urlsplit(link).netloc:
        raise CatalogueError(
            f"the next page is said to be at {link[:200]!r}, expected the host of {endpoint}",
            "A mirror must rewrite NextPageLink to itself; else leave out --endpoint.",
        )
    return link


def place(url: SplitResult) -> tuple[str, str, int | None]:
    """Scheme, host and port, the scheme's own port where none is named."""
    return url.scheme, (url.hostname or "").lower(), url.port or PORTS.get(url.scheme)


def entries(record: Record, region: str, as_of: str) -> Iterator[Entry]:
    """The prices that a record holds: its own and those under savings plans."""
    if record.currency_code != "USD":
        raise CatalogueError(f"{where(record)} is in {record.currency_code!r}, expected USD", "Check --endpoint.")
    prices = (record.retail_price, record.tier_minimum_units, *(s.retailPrice for s in record.savings_plan or ()))
    if not all(number.is_finite() and number >= 0 for number in prices):
        raise CatalogueError(f"{where(record)} has a price or tier below 0", "Check --endpoint.")
    keys = names(record)
    if not keys or record.kind not in {CONSUMPTION, RESERVATION}:
        return
    ours, block = unit(record.unit_of_measure)
    current = record.effective_start_date[:10] <= as_of and (record.effective_end_date or as_of)[:10] >= as_of
    flags = effective(record.is_primary_meter_region, bool(record.arm_sku_name), record.effective_start_date)
    steady = steadier(record.unit_of_measure, record.retail_price)
    rank = f"{current:d}{flags[0]:d}{flags[1]:d}{flags[2]} {steady[0]:d}{steady[1]:d}"
    start = record.tier_minimum_units * block

    def rows_of(purchase: str, price: Decimal) -> Iterator[Entry]:
        for key in keys:
            yield Entry(region, *key, purchase, start, ours, price / block, record.meter_id, rank)

    if record.kind == RESERVATION:
        years = YEARS.get(record.reservation_term or "")
        if years and ours in PER_YEAR and block == 1:  # others are for packs of so many TB
            yield from rows_of(f"reserved-{years}yr", round(record.retail_price / (PER_YEAR[ours] * years), PLACES))
        return
    spot = "Spot" in record.sku_name.split() or "Spot" in record.meter_name.split()
    yield from rows_of("spot" if spot else "on_demand", record.retail_price)
    for saving in record.savings_plan or ():
        if saving.term in YEARS:
            yield from rows_of(f"savings-{YEARS[saving.term]}yr", saving.retailPrice)


def names(record: Record) -> list[tuple[str, str]]:
    """(meter, operation) of a record, of each size that it is for.

    Empty for what nobody buys: machines without a size, Batch's low priority.
    """
    size = size_name(record.arm_sku_name or "")
    if "Low Priority" in record.sku_name or "Low Priority" in record.meter_name:
        return []
    if nodes := node_sizes(record.product_name, record.meter_name):
        keys = [(node, "") for node in nodes]
    elif record.service_name != MACHINES:
        keys = [(meter_name(record.product_name, record.sku_name, record.meter_name), "")]
    elif size in NO_SIZE or not record.retail_price or CLOUD_SERVICES.search(record.product_name):
        return []  # machines to come are listed at 0
    else:
        keys = [(size, operating_system(record.product_name))]
    for meter, _ in keys:
        if not meter.isprintable():
            raise CatalogueError(f"{where(record)}: the name {meter!r} is not text", "Check --endpoint.")
    return keys


def where(record: Record) -> str:
    """A record as an error names it."""
    return f"Azure's meter {record.meter_id!r} in {record.arm_region_name!r}"
