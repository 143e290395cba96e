"""The Google Cloud Billing Catalog: pages of SKUs -> prices by service and region.

https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.ingest.feeds import LIMIT, AbsentError, Fetch, Found, Origin, Wanted
from costgate.ingest.google_machines import machines, parts, with_discount
from costgate.ingest.google_names import Named, named, place_rank
from costgate.ingest.google_tables import (
    COMPUTE,
    COUNTED,
    MULTI_REGIONS,
    NOT_PUBLIC,
    PER_CORE,
    PERFORMANCE,
    SERVICE_IDS,
    UNITS,
    shapes,
)
from costgate.ingest.pricetable import Entry, PriceTable, Tiers
from costgate.ingest.shards import Row
from costgate.ingest.wanted import shards, today

ENDPOINT = "https://cloudbilling.googleapis.com"
SLUG = "google-billing-catalog"
TITLE = "Google Cloud Billing Catalog API"

KEY = "GOOGLE_API_KEY"
"""The environment variable with an API key. https://cloud.google.com/billing/v1/how-tos/catalog-api"""

ESTIMATES = ("infracost-estimates@", "google-page-")
"""Prices of the embedded catalogue that are not from a list of SKUs."""

HEADER = "x-goog-api-key"
"""https://cloud.google.com/docs/authentication/api-keys-use"""

PAGE_SIZE = 5000
MOST_PAGES = 1000
"""Pages of one list beyond which tokens go round in circles; Compute Engine has about ten."""

THOUSANDTHS = Decimal(1000)
NAME, REGION = re.compile(r"services/[0-9A-Za-z-]+"), re.compile(r"[a-z0-9-]+")


class ApiKey:
    """The key, which shows itself nowhere but in a request's header."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        key = environ.get(KEY, "").strip()
        if not key:
            raise CatalogueError(f"{KEY} is not set", "Google's price list wants an API key: export it, never pass it.")
        if not re.fullmatch(r"[!-~]+", key):
            raise CatalogueError(f"{KEY} has characters that no API key has", "Copy the key again.")
        self.header: Callable[[], dict[str, str]] = lambda: {HEADER: key}

    def __repr__(self) -> str:
        return "ApiKey(...)"


class Money(Struct, frozen=True, rename="camel"):
    """An amount: whole units as text, and billionths."""

    currency_code: str
    units: str = "0"
    nanos: int = 0

    @property
    def amount(self) -> Decimal:
        """The exact amount. A currency other than USD, or less than nothing, is an error."""
        amount = Decimal(int(self.units or 0)) + Decimal(self.nanos).scaleb(-9)
        if self.currency_code != "USD" or amount < 0:
            raise ValueError(f"{amount} {self.currency_code!r}, expected USD")
        return amount


class Rate(Struct, frozen=True, rename="camel"):
    """A tier."""

    unit_price: Money
    start_usage_amount: Decimal = Decimal(0)


class Expression(Struct, frozen=True, rename="camel"):
    """How a SKU is priced."""

    usage_unit: str
    display_quantity: Decimal = Decimal(1)
    tiered_rates: tuple[Rate, ...] = ()


class Pricing(Struct, frozen=True, rename="camel"):
    """A price, and since when."""

    pricing_expression: Expression
    effective_time: str = ""


class Category(Struct, frozen=True, rename="camel"):
    """What kind of thing a SKU is."""

    resource_family: str = ""
    usage_type: str = ""


class Taxonomy(Struct, frozen=True):
    """Where a SKU is sold."""

    regions: tuple[str, ...] = ()


class Sku(Struct, frozen=True, rename="camel"):
    """A SKU, as far as it is read."""

    sku_id: str
    description: str
    category: Category
    service_regions: tuple[str, ...] = ()
    pricing_info: tuple[Pricing, ...] = ()
    geo_taxonomy: Taxonomy | None = None

    @property
    def regions(self) -> tuple[str, ...]:
        """Its regions; "global" is one of them."""
        return self.service_regions or (self.geo_taxonomy.regions if self.geo_taxonomy else ()) or ("global",)


class Service(Struct, frozen=True, rename="camel"):
    """A service of the list."""

    name: str
    display_name: str


class Page(Struct, frozen=True, rename="camel"):
    """One answer of the API."""

    services: tuple[Service, ...] = ()
    skus: tuple[Sku, ...] = ()
    next_page_token: str = ""


def feeds(
    fetch: Fetch,
    endpoint: str = ENDPOINT,
    wanted: Wanted = Wanted(),
    environ: Mapping[str, str] = os.environ,
    day: Callable[[], str] = today,
) -> Iterator[Found]:
    """A shard for each service and region. A service is one list, which is read once for all of its regions.

    A service's name is that of a folder: Google's "Cloud Pub/Sub" is the catalogue's "Cloud Pub Sub". One that Google
    calls otherwise by now is known by its id.
    """
    pairs = shards("google", wanted)
    if not pairs:
        return
    key = ApiKey(environ)
    root = f"{endpoint.rstrip('/')}/v1"
    services = (service for page in pages(fetch, f"{root}/services?", key) for service in page.services)
    names = {service.display_name.replace("/", " "): service.name for service in services}
    there = frozenset(names.values())
    for service in dict.fromkeys(service for service, _ in pairs):
        name = names.get(service, f"services/{SERVICE_IDS.get(service)}")
        if name not in there or not NAME.fullmatch(name):
            raise AbsentError(f"{TITLE} has no service {service!r}", "Check --service.")
        regions = [region for other, region in pairs if other == service]
        url = f"{root}/{name}/skus"
        table, newest, digest = gather(fetch, url, key, service, frozenset(regions))
        origin = Origin(TITLE, url, min(newest or day(), day()))
        version = f"{origin.as_of} {digest}"
        for region in regions:
            found = rows(table, service, region, origin.as_of)
            yield Found("google", service, region, found, origin, version, stays=stays)


def stays(row: Row) -> bool:
    """Whether a price stays that the feed does not spell out: a machine type's, whose parts it has under names that
    are not known, and an estimate's or a page's, whose meter may have another name in the feed.
    """
    return row.meter in shapes() or row.source.startswith(ESTIMATES)


def pages(fetch: Fetch, url: str, key: ApiKey) -> Iterator[Page]:
    """The pages of a list. Their addresses are made here: a token is no link, so it leads nowhere else."""
    token = ""
    for _ in range(MOST_PAGES):
        address = f"{url}pageSize={PAGE_SIZE}" + (f"&pageToken={quote(token, safe='')}" if token else "")
        page = decoded(fetch.json(address, limit=LIMIT, headers=key.header()), url)
        yield page
        if not page.next_page_token:
            return
        if page.next_page_token == token:
            raise CatalogueError(f"{url}: a page names itself as the next one", "Try again later.")
        token = page.next_page_token
    raise CatalogueError(f"{url}: more than {MOST_PAGES:,} pages", "Try again later.")


def decoded(document: Any, url: str) -> Page:
    """A page of services or SKUs."""
    try:
        return msgspec.convert(document, Page)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{url} is not a page of the {TITLE}: {error}", "Check --endpoint.") from None


def gather(fetch: Fetch, url: str, key: ApiKey, service: str, wanted: frozenset[str]) -> tuple[PriceTable, str, str]:
    """All prices of a service in the regions that are wanted, the newest day that one of them is of, and a digest."""
    table, newest, digest = PriceTable(), "", hashlib.sha256()

    def noted(found: Iterator[Entry]) -> Iterator[Entry]:
        for entry in found:
            digest.update(repr(entry).encode())
            yield entry

    for page in pages(fetch, f"{url}?currencyCode=USD&", key):
        table.put(noted(entry for sku in page.skus for entry in entries(sku, service, wanted)))
        newest = max([newest, *(info.effective_time[:10] for sku in page.skus for info in sku.pricing_info)])
    return table, newest, digest.hexdigest()[:16]


def entries(sku: Sku, service: str, wanted: frozenset[str]) -> Iterator[Entry]:
    """A SKU's tiers, region by region."""
    what = named(service, sku.category.resource_family, sku.description, sku.category.usage_type, sku.regions)
    regions = [region for name in sku.regions if (region := MULTI_REGIONS.get(name, name)) in wanted]
    if not what or not regions or not sku.pricing_info:
        return
    unit, factor = measure(what, sku.pricing_info[-1].pricing_expression)
    if not what.meter.isprintable() or not all(REGION.fullmatch(region) for region in regions):
        raise CatalogueError(
            f"Google's SKU {sku.sku_id!r}: {what.meter!r} in {regions} is not text", "Check --endpoint."
        )
    try:
        tiers = tuple(tiered(sku.pricing_info[-1].pricing_expression))
    except ValueError as error:
        raise CatalogueError(f"Google's SKU {sku.sku_id!r} costs {error}", "Check --endpoint.") from None
    rank = f"{what.rank} {place_rank(sku.description, sku.regions)}"
    for region in regions if unit else ():
        if region not in NOT_PUBLIC:
            for start, price in tiers:
                yield Entry(
                    region, what.meter, "", what.purchase, start / factor, unit, price * factor, sku.sku_id, rank
                )


def tiered(expression: Expression) -> Iterator[tuple[Decimal, Decimal]]:
    """(start, price) of each tier, without what each account has for nothing: the first paid tier starts at 0."""
    tiers = [(rate.start_usage_amount, rate.unit_price.amount) for rate in expression.tiered_rates]
    if len(tiers) > 1 and not tiers[0][1]:
        tiers = [(Decimal(0), tiers[1][1]), *tiers[2:]]
    yield from tiers


def measure(what: Named, expression: Expression) -> tuple[str, Decimal]:
    """(our unit, how many of Google's make one); "" for a unit that is not known.

    Autopilot counts thousandths of a core or GPU, and shows a thousand of them: 1000 h of mCPU are one vCPU-hour. So
    are data compute units counted.
    """
    factor = THOUSANDTHS if expression.usage_unit == "h" and expression.display_quantity == THOUSANDTHS else Decimal(1)
    if what.meter in COUNTED:
        return COUNTED[what.meter], factor
    unit = UNITS.get(expression.usage_unit, "")
    if unit == "Hours" and PER_CORE.search(what.meter):
        return "vCPU-Hours", factor
    if unit == "Months":
        return next((ours for end, ours in PERFORMANCE.items() if what.meter.endswith(end)), unit), factor
    return unit, factor


def rows(table: PriceTable, service: str, region: str, as_of: str) -> Iterator[Row]:
    """The prices of a service in a region; of Compute Engine, machine types too."""
    source = f"{SLUG}@{as_of}"
    rates: dict[tuple[str, str], Decimal] = {}

    def prices() -> Iterator[Tiers]:
        for found in table.read(region):
            if found.meter in parts() and len(found.tiers) == 1:
                rates[found.meter, found.purchase] = found.tiers[0][1]
            yield with_discount(found) if service == COMPUTE else found
        yield from machines(rates) if service == COMPUTE else ()

    for found in prices():
        for start, price in found.tiers if found.tiers[0][0] == 0 else ():
            yield Row(found.meter, found.operation, found.purchase, found.unit, start, price, found.sku, source)
