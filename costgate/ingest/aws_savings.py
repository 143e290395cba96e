"""AWS's savings plans: index of services -> index of a plan's regions -> one file of a plan and region.

A file holds the rates of all services that the plan discounts, so it is read once for those that are wanted.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-savings-plans.html
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import PurePosixPath

from costgate.ingest import aws, aws_rates, aws_tables
from costgate.ingest.aws_offer import amount
from costgate.ingest.aws_rates import Rate
from costgate.ingest.feeds import Fetch, Found, Origin, Wanted
from costgate.ingest.pricetable import Entry, PriceTable
from costgate.ingest.shards import Row

ENDPOINT = aws.ENDPOINT
ESTIMATES = ()


def feeds(fetch: Fetch, endpoint: str, wanted: Wanted) -> Iterator[Found]:
    """A shard for each service and region of each plan. Services without a plan have none."""
    base = endpoint.rstrip("/")
    plans: dict[str, list[str]] = defaultdict(list)
    for service, offer in sorted(aws.offers(fetch, base).items()):
        index = offer.get("currentSavingsPlanIndexUrl")
        if index and service in aws_tables.meters() and (not wanted.services or service in wanted.services):
            plans[aws.path(index, base + aws.INDEX)].append(service)
    for index, services in sorted(plans.items()):
        yield from _plan(fetch, base, index, services, wanted)


def _plan(fetch: Fetch, base: str, index: str, services: list[str], wanted: Wanted) -> Iterator[Found]:
    url = base + index
    answer = fetch.json(url)
    date = str(aws.field(answer, "publicationDate", url))
    name = PurePosixPath(index).parent.parent.name  # .../AWSComputeSavingsPlan/current/region_index.json
    origin = Origin(f"AWS Savings Plans, {name}", url, date[:10])
    source = f"aws-savings-plans-{name}@{origin.as_of}"
    for region, path in sorted(aws.regions(answer, "versionUrl", url).items()):
        if region in (wanted.regions or aws_tables.regions()):
            file = _File(fetch, base + path, services, region)
            for service in services:
                rows = file.rows(service, source)
                yield Found(
                    "aws", service, region, rows, origin, f"{path}@{date}", file.skipped[service], may_lack=True
                )


class _File:
    """A plan's rates in a region, which are read when the rows of the first service are."""

    def __init__(self, fetch: Fetch, url: str, services: list[str], region: str) -> None:
        self._fetch, self._url, self._region = fetch, url, region
        self.skipped: dict[str, Counter[str]] = {service: Counter() for service in services}

    def rows(self, service: str, source: str) -> Iterator[Row]:
        """The rates of a service."""
        for found in self._table.read(service):
            ((start, price),) = found.tiers
            yield Row(found.meter, found.operation, found.purchase, found.unit, start, price, found.sku, source)

    @cached_property
    def _table(self) -> PriceTable:
        table = PriceTable()
        table.put(self._entries())
        return table

    def _entries(self) -> Iterator[Entry]:
        for rate in aws.either(self._fetch, self._url, aws_rates.from_csv, aws_rates.from_json):
            if rate.discountedservicecode in self.skipped:
                entry = translated(rate, self._region)
                if isinstance(entry, str):
                    self.skipped[rate.discountedservicecode][entry] += 1
                else:
                    yield entry


def translated(rate: Rate, region: str) -> Entry | str:
    """What a rate is in the catalogue, under its service, or why it has no place there."""
    service = rate.discountedservicecode
    name, asked = aws_tables.asked_of(service, rate.discountedusagetype)
    if asked is None or (asked.operations and rate.discountedoperation not in asked.operations):
        return "not asked for"
    if (rate.discountedregioncode or aws_tables.region_of(rate.discountedusagetype)) != region:
        return "another region"
    if rate.currency != "USD":
        return "another currency"
    purchase = aws_tables.savings(rate.description)
    if purchase is None:
        return "not sold so any more"
    unit, size = aws_tables.unit(rate.unit, asked.unit)
    price = amount(rate.discountedrate)
    if not price or price.is_infinite() or not unit:
        return "broken"
    operation = "" if asked.operations is None else rate.discountedoperation
    return Entry(service, name, operation, purchase, Decimal(0), unit, price / size, rate.discountedsku, "")
