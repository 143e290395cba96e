"""200 prices drawn from the published tables are what `prices find` shows under the key that the seed gives them."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from costgate.catalogue import Catalogue
from costgate.cli import cli
from costgate.ingest import azure_tables
from costgate.model import Price, PriceQuery
from costgate.money import unit_price
from tests.conftest import ROOT
from tools.seed import aws, aws_reservations, google_services
from tools.seed.aws_tables import read
from tools.seed.azure_offers import Line
from tools.seed.azure_offers import lines as azure_lines

TABLES = ROOT.parent / "shared" / "prices"
DRAWN, SEED = 200, 20_261_123

pytestmark = pytest.mark.skipif(not (TABLES / "on_demand.csv.gz").is_file(), reason="needs the published price tables")


class Asked(NamedTuple):
    """A row of a table: where the catalogue must have it, and the source's figure by the single unit."""

    vendor: str
    query: PriceQuery
    region: str
    start: Decimal
    price: Decimal
    source: str


def aws_rows() -> Iterator[Asked]:
    translate = aws.Translator()
    for feed in read(TABLES):
        meter = translate(feed)
        if meter and meter.unit != "Fee" and not aws_reservations.applies(feed):
            query = PriceQuery(meter.service, meter.meter, meter.operation, meter.purchase)
            slug = f"{aws.publication(feed).slug}@{feed.as_of}"
            yield Asked("aws", query, feed.region, meter.start, feed.price, slug)


def azure_machines(lines: Iterable[Line]) -> Iterator[Asked]:
    """Virtual machines as the API has them. Those that the tables derive are not a source's figure."""
    for line in lines:
        size = azure_tables.size_name(line.attributes.get("armSkuName", ""))
        derived = line.attributes.get("method", "").startswith("corrected") or "osFeeUsdPerHr" in line.attributes
        if line.service == azure_tables.MACHINES and size not in azure_tables.NO_SIZE and line.price and not derived:
            query = PriceQuery(line.service, size, line.attributes["operatingSystem"], line.purchase)
            yield Asked("azure", query, line.region, Decimal(0), line.price, line.as_of)


def azure_meters(lines: Iterable[Line]) -> Iterator[Asked]:
    """Those of which the table has one price. Of two the seed chooses: a placeholder of 0.01 loses."""
    found: dict[tuple[PriceQuery, str, Decimal], list[Asked]] = {}
    for line in lines:
        names = line.attributes
        allowance = line.service in azure_tables.ACCOUNT_WIDE and not line.price
        if line.origin == "azure_retail_aqdb" and line.service != azure_tables.MACHINES and not allowance:
            _, block = azure_tables.unit(line.unit)
            meter = azure_tables.meter_name(names["productName"], names["skuName"], names["meterName"])
            query = PriceQuery(line.service, meter, "", line.purchase)
            price, source = line.price / block, f"azure-retail@{line.as_of}"
            asked = Asked("azure", query, line.region, line.start * block, price, source)
            found.setdefault((query, line.region, asked.start), []).append(asked)
    for rivals in found.values():
        if len(rivals) == 1:
            yield rivals[0]


def google_rows() -> Iterator[Asked]:
    for tier in google_services.rows(TABLES):
        region = "global" if tier.service in {"Networking", "Cloud Monitoring"} else tier.region
        yield Asked("google", PriceQuery(tier.service, tier.meter), region, tier.start, tier.price, tier.as_of)
    with gzip.open(TABLES / "on_demand.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            found = row["vendor"] == "gcp" and row["family"] == "Compute Instance" and Decimal(row["price_usd"])
            machine = row["attributes"].partition('"machineType": "')[2].partition('"')[0]
            if found and machine and not machine.startswith("custom-"):
                query = PriceQuery("Compute Engine", machine)
                yield Asked("google", query, row["region"], Decimal(0), Decimal(row["price_usd"]), row["as_of"])


def drawn(rows: Iterable[Asked], number: int) -> list[Asked]:
    """`number` of `rows`, the same ones in every run."""
    return random.Random(SEED).sample(list(rows), number)


def check(catalogue: Catalogue, asked: Asked) -> str:
    """What is wrong with the catalogue's answer, "" if nothing is; "other" if another source was preferred."""
    found = catalogue.find(asked.vendor, asked.query, asked.region)
    if found is None:
        return f"{asked}: not found"
    if not found.source.endswith(asked.source):
        return "other"
    tiers = {tier.start: tier.unit_price for tier in found.tiers}
    after_allowance = asked.query.service in azure_tables.ACCOUNT_WIDE and tiers[Decimal(0)] == asked.price
    if tiers.get(asked.start) != asked.price and not after_allowance:
        return f"{asked}: {tiers}"
    return shown(catalogue, found, asked.price)


def shown(catalogue: Catalogue, found: Price, price: Decimal) -> str:
    """What `prices find` leaves out of the price, its source and its date; "" if it shows them all."""
    query = found.query
    command = ["prices", "find", found.vendor, query.service, found.region, query.meter, "--purchase", query.purchase]
    output = CliRunner().invoke(cli, command, catch_exceptions=False).output
    words = " / ".join(word for word in (query.meter, query.operation, query.purchase) if word)
    answer = output.partition(f"{words}\n")[2].partition("\n")[0]
    told = catalogue.manifest.sources[found.source]
    wanted = (unit_price(price, found.currency), told.title, told.url, told.as_of)
    return "".join(f"{command} does not show {part}: {answer}" for part in wanted if part not in answer)


def test_200_prices_drawn_at_random_equal_their_source() -> None:
    catalogue = Catalogue()
    azure = list(azure_lines(TABLES))
    asked = [
        *drawn(aws_rows(), 80),
        *drawn(azure_machines(azure), 40),
        *drawn(azure_meters(azure), 40),
        *drawn(google_rows(), 40),
    ]
    assert len(asked) == DRAWN
    answers = [check(catalogue, row) for row in asked]
    assert [answer for answer in answers if answer not in {"", "other"}] == []
    assert answers.count("") >= DRAWN * 9 // 10, "too many prices come from a source that is preferred"
