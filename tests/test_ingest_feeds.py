"""A refresh through the vendors' own readers, from a server on this machine that fails in every way a server can."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.ingest import shards, verify
from costgate.ingest.feeds import Wanted
from costgate.ingest.refresh import Job, Terms, refresh
from costgate.ingest.shards import Row
from costgate.ingest.transport import Pace
from costgate.model import PriceQuery
from tests.served import Answer, Server, body, serving, status
from tests.test_ingest_aws import document, in_json, instance
from tests.test_ingest_azure import record
from tests.test_ingest_google import COMPUTE, sku
from tests.test_ingest_refresh import cli, content
from tests.test_ingest_savings import in_csv, rate

ROWS = 40
"""Prices of a feed."""


class Aws:
    """A price list of EC2 in one region."""

    service, region, operation = "AmazonEC2", "eu-west-1", "RunInstances"
    index, regions = "/offers/v1.0/aws/index.json", "/offers/v1.0/aws/AmazonEC2/current/region_index.json"
    document = "/offers/v1.0/aws/AmazonEC2/2/eu-west-1/index.csv"

    @staticmethod
    def meter(number: int) -> str:
        return f"BoxUsage:m5.x{number}"

    @classmethod
    def pages(cls, prices: dict[int, str], _url: str, unit: str = "Hrs", **more: str) -> list[bytes]:
        lines = [instance(f"EU-{cls.meter(n)}", price, sku=f"S{n}", unit=unit, **more) for n, price in prices.items()]
        return [document(lines)]

    @classmethod
    def serve(cls, server: Server, answers: list[list[Answer]], **offer: str) -> None:
        offers = {cls.service: {"currentRegionIndexUrl": cls.regions, **offer}}
        entry = {"regionCode": cls.region, "currentVersionUrl": cls.document.replace(".csv", ".json")}
        server.on(cls.index, body(json.dumps({"offers": offers}).encode()))
        day = {"publicationDate": "2026-04-01T00:00:00Z", "regions": {cls.region: entry}}
        server.on(cls.regions, body(json.dumps(day).encode()))
        server.on(cls.document, *answers[0])


class Azure:
    """Two pages of virtual machines."""

    service, region, operation = "Virtual Machines", "westeurope", "Linux"
    document, second = "/api/retail/prices", "/second"

    @staticmethod
    def meter(number: int) -> str:
        return f"Standard_D{number}_v9"

    @classmethod
    def pages(cls, prices: dict[int, str], url: str, unit: str = "1 Hour", **more: str) -> list[bytes]:
        records = [
            record(armSkuName=cls.meter(n), meterId=f"m-{n}", retailPrice=float(price), unitOfMeasure=unit, **more)
            for n, price in prices.items()
        ]
        half = len(records) // 2
        parts = [(records[:half], url + cls.second), (records[half:], None)]
        return [json.dumps({"Items": items, "NextPageLink": link}).encode() for items, link in parts]

    @classmethod
    def serve(cls, server: Server, answers: list[list[Answer]]) -> None:
        for path, found in zip((cls.document, cls.second), answers, strict=False):
            server.on(path, *found)


class Google:
    """A list of SKUs."""

    service, region, operation = COMPUTE, "europe-west4", ""
    services, document = "/v1/services", "/v1/services/A/skus"

    @staticmethod
    def meter(number: int) -> str:
        return f"Thing {number}"

    @classmethod
    def pages(cls, prices: dict[int, str], _url: str, unit: str = "h", **more: str) -> list[bytes]:
        assert not more
        found: list[dict[str, Any]] = []
        for number, price in prices.items():
            units, nanos = f"{Decimal(price):.9f}".split(".")
            item = sku(f"{cls.meter(number)} running in X", (0, units, int(nanos)), unit=unit, sku_id=f"S-{number}")
            found.append(item)
        return [json.dumps({"skus": found}).encode()]

    @classmethod
    def serve(cls, server: Server, answers: list[list[Answer]]) -> None:
        services = {"services": [{"name": "services/A", "displayName": cls.service}]}
        server.on(cls.services, body(json.dumps(services).encode()))
        server.on(cls.document, *answers[0])


Feed = type[Aws] | type[Azure] | type[Google]
FEEDS: dict[str, Feed] = {"aws": Aws, "azure": Azure, "google": Google}
OLD = {number: f"{number + 1}.5" for number in range(ROWS)}
NEW = {number: str(Decimal(price) + 1) for number, price in OLD.items()}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIzaNoRealKey")
    with serving() as found:
        yield found


@pytest.fixture(params=FEEDS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


TERMS = Terms(pace=Pace(tries=3, first_wait=0, read=0.5))


def job(vendor: str, server: Server) -> Job:
    feed = FEEDS[vendor]
    return Job(vendor, server.url, Wanted(frozenset({feed.service}), frozenset({feed.region})))


def offered(vendor: str, server: Server, prices: dict[int, str] = NEW, **more: str) -> list[bytes]:
    """Serve a feed with these prices; its pages."""
    feed = FEEDS[vendor]
    pages = feed.pages(prices, server.url, **more)
    feed.serve(server, [[body(page, etag=etag(page))] for page in pages])
    return pages


def etag(page: bytes) -> str:
    return f'"{hashlib.sha256(page).hexdigest()[:8]}"'


def catalogue(folder: Path, vendor: str) -> Path:
    """A catalogue with last month's prices of a feed."""
    feed, root = FEEDS[vendor], folder / "catalogue"
    source = {"old@2026-01-01": {"title": "A list", "url": "https://example.com", "as_of": "2026-01-01"}}
    rows = [
        Row(feed.meter(n), feed.operation, "on_demand", "Hours", Decimal(0), Decimal(price), f"S{n}", "old@2026-01-01")
        for n, price in OLD.items()
    ]
    root.mkdir()
    shards.write(root, {(vendor, feed.service, feed.region): rows}, source)
    return root


@pytest.fixture
def into(tmp_path: Path, vendor: str) -> Path:
    return catalogue(tmp_path, vendor)


def held(root: Path, vendor: str) -> dict[int, Decimal]:
    """The prices that a catalogue has of the feed."""
    feed, catalogue = FEEDS[vendor], Catalogue(root)
    found = {
        n: catalogue.find(vendor, PriceQuery(feed.service, feed.meter(n), feed.operation, "on_demand"), feed.region)
        for n in OLD
    }
    return {n: price.tiers[0].unit_price for n, price in found.items() if price}


def is_new(root: Path, vendor: str) -> bool:
    """True if the catalogue has exactly the feed's new prices, and is sound."""
    return held(root, vendor) == {n: Decimal(price) for n, price in NEW.items()} and not list(verify.problems(root))


def test_a_feed_is_read_and_swapped_in(vendor: str, server: Server, into: Path) -> None:
    offered(vendor, server)
    outcome = refresh(into, into, [job(vendor, server)], TERMS)
    assert len(outcome.changed) == 1
    assert is_new(into, vendor)


# Faults that pass


def slow(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.8)


def cut(page: bytes) -> Answer:
    return body(page, etag=etag(page), cut=len(page) // 2)


PASSING: dict[str, Callable[[bytes], Answer]] = {
    "429": lambda _: status(429, Retry_After="0"),
    "500": lambda _: status(500),
    "slow": lambda _: slow,
    "cut off": cut,
    "wrong length": lambda page: body(page, etag=etag(page), length=len(page) + 9),
}


@pytest.mark.parametrize("fault", PASSING)
def test_fault_that_passes_is_no_failure(fault: str, vendor: str, server: Server, into: Path) -> None:
    feed, pages = FEEDS[vendor], FEEDS[vendor].pages(NEW, server.url)
    feed.serve(server, [[PASSING[fault](page), body(page, etag=etag(page))] for page in pages])
    refresh(into, into, [job(vendor, server)], TERMS)
    assert is_new(into, vendor)


# Faults that stay


def changed(**more: str) -> Callable[[str, Server], list[bytes]]:
    return lambda vendor, server: FEEDS[vendor].pages(NEW, server.url, **more)


def prices(made: dict[int, str]) -> Callable[[str, Server], list[bytes]]:
    return lambda vendor, server: FEEDS[vendor].pages(made, server.url)


BOMB = gzip.compress((b" " * 9999 + b"\n") * 5000)
"""50 MB that are nothing in CSV and JSON."""

STAYING: dict[str, tuple[Callable[[bytes], Answer], str]] = {
    "429": (lambda _: status(429, Retry_After="0"), "429 Too Many Requests, 3 times in a row"),
    "500": (lambda _: status(500), "500 Internal Server Error, 3 times in a row"),
    "slow": (lambda _: slow, "no answer in time, 3 times in a row"),
    "cut off": (lambda page: body(page, etag="", cut=len(page) // 2), "broke off, 3 times in a row|bytes came of"),
    "wrong length": (lambda page: body(page, etag="", length=len(page) + 9), "3 times in a row"),
    "shorter than it was": (lambda page: body(page[: len(page) // 2]), "not JSON|has no|row|gone"),
    "gzip bomb": (lambda page: body(gzip.compress(page) + BOMB), "MB: no price list does"),
    "redirect to another host": (lambda _: status(302, Location="http://example.com/x"), "another host"),
    "a proxy's page": (lambda _: body(b"<html>Log in</html>"), "not JSON|no header"),
}


@pytest.mark.parametrize("fault", STAYING)
def test_fault_that_stays_leaves_the_catalogue_as_it_was(fault: str, vendor: str, server: Server, into: Path) -> None:
    answer, match = STAYING[fault]
    feed, before = FEEDS[vendor], content(into)
    feed.serve(server, [[answer(page)] for page in feed.pages(NEW, server.url)])
    with pytest.raises(CatalogueError, match=match):
        refresh(into, into, [job(vendor, server)], TERMS)
    assert content(into) == before
    offered(vendor, server)
    refresh(into, into, [job(vendor, server)], TERMS)
    assert is_new(into, vendor), "the next run is not hurt"


CONTENT: dict[str, tuple[Callable[[str, Server], list[bytes]], str]] = {
    "half gone": (prices(dict(list(NEW.items())[::2])), "20 of 40 rows are gone"),
    "tenfold": (prices(NEW | {0: "15.1"}), "went from 1.5 to 15.1 per Hours"),
    "another unit": (
        lambda v, s: changed(unit={"aws": "GB-Mo", "azure": "1 GB", "google": "GiBy"}[v])(v, s),
        "the unit changed from Hours to",
    ),
}


@pytest.mark.parametrize("fault", CONTENT)
def test_feed_that_cannot_be_right_is_refused_with_a_list(fault: str, vendor: str, server: Server, into: Path) -> None:
    made, match = CONTENT[fault]
    before = content(into)
    FEEDS[vendor].serve(server, [[body(page, etag=etag(page))] for page in made(vendor, server)])
    with pytest.raises(CatalogueError, match=match) as caught:
        refresh(into, into, [job(vendor, server)], TERMS)
    assert "--accept" in caught.value.remedy
    assert content(into) == before


def test_two_prices_for_a_key_are_an_error_that_names_both(vendor: str, server: Server, into: Path) -> None:
    feed, before = FEEDS[vendor], content(into)
    pages = feed.pages(NEW, server.url)
    if vendor == "aws":
        pages[-1] += feed.pages({3: "9"}, server.url)[0].splitlines(keepends=True)[-1].replace(b"S3", b"T3")
    else:
        list_name = "Items" if vendor == "azure" else "skus"
        last, other = json.loads(pages[-1]), json.loads(feed.pages({30: "9"}, server.url)[-1])
        item = json.loads(json.dumps(other[list_name][0]).replace('"m-30"', '"T3"').replace('"S-30"', '"T3"'))
        last[list_name].append(item)
        pages[-1] = json.dumps(last).encode()
    feed.serve(server, [[body(page)] for page in pages])
    with pytest.raises(CatalogueError, match=r"two prices for one key.*T3"):
        refresh(into, into, [job(vendor, server)], TERMS)
    assert content(into) == before


# Other hosts


@pytest.fixture
def azure(tmp_path: Path) -> Path:
    return catalogue(tmp_path, "azure")


@pytest.fixture
def amazon(tmp_path: Path) -> Path:
    return catalogue(tmp_path, "aws")


@pytest.mark.parametrize(
    "link", ["http://example.com/x", "http://127.0.0.1:9/x", "//example.com/x", "file:///etc/passwd"]
)
def test_next_page_on_another_host_is_not_followed(link: str, server: Server, azure: Path) -> None:
    before = content(azure)
    first = json.loads(Azure.pages(NEW, server.url)[0])
    server.on(Azure.document, body(json.dumps(first | {"NextPageLink": link}).encode()))
    with pytest.raises(CatalogueError, match="expected the host of"):
        refresh(azure, azure, [job("azure", server)], TERMS)
    assert content(azure) == before
    assert len(server.asked) == 1


@pytest.mark.parametrize("link", ["https://example.com/index.json", "//example.com/index.json"])
def test_price_list_on_another_host_is_not_fetched(link: str, server: Server, amazon: Path) -> None:
    before = content(amazon)
    offered("aws", server)
    regions = {"eu-west-1": {"regionCode": "eu-west-1", "currentVersionUrl": link}}
    server.on(Aws.regions, body(json.dumps({"publicationDate": "2026-04-01", "regions": regions}).encode()))
    with pytest.raises(CatalogueError, match="expected a path of the same server"):
        refresh(amazon, amazon, [job("aws", server)], TERMS)
    assert content(amazon) == before


# Interruptions


def test_a_rerun_goes_on_with_the_page_where_it_broke_off(server: Server, azure: Path) -> None:
    first, second = Azure.pages(NEW, server.url)
    Azure.serve(server, [[body(first, etag="")], [status(500)]])  # Azure tells no ETag
    with pytest.raises(CatalogueError, match="500"):
        refresh(azure, azure, [job("azure", server)], TERMS)
    server.on(Azure.second, body(second, etag=""))
    refresh(azure, azure, [job("azure", server)], TERMS)
    assert is_new(azure, "azure")
    assert server.count(Azure.document) == 1


def test_pages_are_asked_for_again_after_some_hours(
    server: Server, azure: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Azure.pages(NEW, server.url)
    Azure.serve(server, [[body(first, etag="")], [status(500)]])
    with pytest.raises(CatalogueError, match="500"):
        refresh(azure, azure, [job("azure", server)], TERMS)
    monkeypatch.setattr("costgate.ingest.download.YOUNG", 0)
    server.on(Azure.second, body(second, etag=""))
    refresh(azure, azure, [job("azure", server)], TERMS)
    assert server.count(Azure.document) == 2


def test_pages_that_are_no_good_are_asked_for_again(server: Server, azure: Path) -> None:
    first, second = Azure.pages(NEW, server.url)
    Azure.serve(server, [[body(first, etag="")], [body(second.replace(b"USD", b"EUR"), etag="")]])
    with pytest.raises(CatalogueError, match="expected USD"):
        refresh(azure, azure, [job("azure", server)], TERMS)
    Azure.serve(server, [[body(first, etag="")], [body(second, etag="")]])
    refresh(azure, azure, [job("azure", server)], TERMS)
    assert is_new(azure, "azure")
    assert server.count(Azure.document) == 2


def test_a_rerun_goes_on_in_the_middle_of_a_price_list(server: Server, amazon: Path) -> None:
    (page,) = Aws.pages(NEW, server.url)
    Aws.serve(server, [[cut(page), status(500)]])
    with pytest.raises(CatalogueError, match="500"):
        refresh(amazon, amazon, [job("aws", server)], TERMS)
    server.on(Aws.document, body(page, etag=etag(page)))
    refresh(amazon, amazon, [job("aws", server)], TERMS)
    assert is_new(amazon, "aws")
    assert server.asked[-1][1]["Range"] == f"bytes={len(page) // 2}-"


# Forms and kinds of AWS's prices

PLANS = "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json"
RATES = "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/1/eu-west-1/index"


def with_terms(server: Server) -> None:
    """Serve EC2 on demand, reserved and under savings plans."""
    term = {"termtype": "Reserved", "leasecontractlength": "1yr", "offeringclass": "standard", "price": "0.7"}
    lines = [instance(f"EU-{Aws.meter(n)}", price, sku=f"S{n}") for n, price in NEW.items()]
    lines += [instance(f"EU-{Aws.meter(n)}", sku=f"S{n}", purchaseoption="No Upfront", **term) for n in NEW]
    Aws.serve(server, [[body(document(lines))]], currentSavingsPlanIndexUrl=PLANS)
    regions = [{"regionCode": "eu-west-1", "versionUrl": f"{RATES}.json"}]
    server.on(PLANS, body(json.dumps({"publicationDate": "2026-04-22T00:00:00Z", "regions": regions}).encode()))
    server.on(f"{RATES}.csv", body(in_csv([rate(f"EU-{Aws.meter(n)}", "0.6") for n in NEW])))


def bought(root: Path, purchase: str) -> Decimal | None:
    """What the first meter costs."""
    query = PriceQuery(Aws.service, Aws.meter(0), Aws.operation, purchase)
    found = Catalogue(root).find("aws", query, Aws.region)
    return found.tiers[0].unit_price if found else None


SAVED, RESERVED = "savings-1yr-compute-no-upfront", "reserved-1yr-standard-no-upfront"


def command(server: Server, into: Path, *options: str) -> str:
    """What a refresh of EC2 in Ireland prints."""
    named = ("--service", "AmazonEC2", "--region", "eu-west-1", "--endpoint", server.url, "--into", str(into))
    code, out = cli("prices", "refresh", "aws", *named, *options)
    assert code == 0, out
    return out


def test_a_refresh_reads_every_way_to_buy_and_the_next_has_nothing_new(server: Server, amazon: Path) -> None:
    with_terms(server)
    out = command(server, amazon)
    assert "aws/AmazonEC2/eu-west-1: 80 rows\n" in out
    assert "aws/AmazonEC2/eu-west-1 (AWS Savings Plans, AWSComputeSavingsPlan): 40 rows\n" in out
    assert "3 shards changed" in out
    assert is_new(amazon, "aws")
    assert (bought(amazon, RESERVED), bought(amazon, SAVED)) == (Decimal("0.7"), Decimal("0.6"))
    assert "0 shards changed, 2 had nothing new" in command(server, amazon)
    assert server.count(Aws.document) == server.count(f"{RATES}.csv") == 1


def test_kinds_that_are_not_named_stay_as_they_are(server: Server, amazon: Path) -> None:
    with_terms(server)
    assert "1 shards changed" in command(server, amazon, "--kind", "on_demand")
    assert (bought(amazon, RESERVED), bought(amazon, SAVED)) == (None, None)
    assert server.count(PLANS) == 0
    assert "1 shards changed" in command(server, amazon, "--kind", "savings")
    assert (bought(amazon, RESERVED), bought(amazon, SAVED)) == (None, Decimal("0.6"))
    assert server.count(Aws.document) == 1
    assert "1 shards changed" in command(server, amazon)
    assert bought(amazon, RESERVED) == Decimal("0.7")
    command(server, amazon, "--kind", "on_demand", "--kind", "reserved")
    assert server.count(Aws.document) == 2, "all of it is known already"


def test_a_kind_that_a_service_does_not_have_is_no_failure(server: Server, amazon: Path) -> None:
    offered("aws", server)
    assert "0 shards changed" in command(server, amazon, "--kind", "reserved")
    assert bought(amazon, RESERVED) is None


def test_a_mirror_without_savings_plans_is_told_and_its_other_prices_are_taken(server: Server, amazon: Path) -> None:
    with_terms(server)
    server.on(PLANS, status(404))
    out = command(server, amazon)
    assert "region_index.json: it answers 404 Not Found; what the catalogue has of it stays" in out
    assert is_new(amazon, "aws")


def test_a_mirror_with_json_alone_gives_the_same_catalogue(server: Server, amazon: Path, tmp_path: Path) -> None:
    (page,) = offered("aws", server)
    refresh(tmp_path / "csv", amazon, [job("aws", server)], TERMS)
    server.on(Aws.document, status(404))
    server.on(Aws.document.replace(".csv", ".json"), body(in_json(page)))
    refresh(tmp_path / "json", amazon, [job("aws", server)], TERMS)
    one, other = content(tmp_path / "csv"), content(tmp_path / "json")
    assert one == other
    assert is_new(tmp_path / "json", "aws")


# What a feed does not spell out


def test_estimates_that_azure_s_feed_does_not_name_stay(server: Server, tmp_path: Path) -> None:
    old = "azure-retail@2026-01-01"
    guesses = {
        "A guess": "infracost-estimates@2023-01-01",
        "A word of a page": "azure-page-x@2026-01-01",
        "Another region's": "azure-same-everywhere@2026-01-01",
    }
    lines = [(meter, "", "0.3", source) for meter, source in guesses.items()]
    lines += [(Azure.meter(n), Azure.operation, price, old) for n, price in OLD.items()]
    rows = [Row(m, o, "on_demand", "Hours", Decimal(0), Decimal(p), "", source) for m, o, p, source in lines]
    sources = {s: {"title": s, "url": "https://example.com", "as_of": s[-10:]} for s in (old, *guesses.values())}
    root = tmp_path / "catalogue"
    root.mkdir()
    shards.write(root, {("azure", Azure.service, Azure.region): rows}, sources)
    Azure.serve(server, [[body(page)] for page in Azure.pages(NEW, server.url)])
    refresh(root, root, [job("azure", server)], TERMS)
    catalogue = Catalogue(root)
    for meter, source in guesses.items():
        found = catalogue.find("azure", PriceQuery(Azure.service, meter, "", "on_demand"), Azure.region)
        assert found is not None
        assert found.source == source
    assert is_new(root, "azure")


def test_types_and_estimates_that_a_feed_does_not_spell_out_stay(server: Server, tmp_path: Path) -> None:
    """A machine type without a part in the feed, and an estimate; but not what the feed no longer has."""
    old, estimate = "google-compute@2026-01-01", "infracost-estimates@2023-01-01"
    lines = [("c3-standard-4", "0.2", old), ("n2-standard-2", "0.1", old), ("A guess", "0.3", estimate)]
    lines += [(Google.meter(n), price, old) for n, price in OLD.items()]
    rows = [Row(m, "", "on_demand", "Hours", Decimal(0), Decimal(p), "", source) for m, p, source in lines]
    sources = {s: {"title": s, "url": "https://example.com", "as_of": s[-10:]} for s in (old, estimate)}
    root = tmp_path / "catalogue"
    root.mkdir()
    shards.write(root, {("google", Google.service, Google.region): rows}, sources)
    (page,) = Google.pages(NEW, server.url)
    skus = json.loads(page)["skus"][1:]  # one is gone
    parts = [("N2 Instance Core running in X", "h", 30000000), ("N2 Instance Ram running in X", "GiBy.h", 4000000)]
    skus += [sku(name, (0, "0", nanos), unit=unit, sku_id=name) for name, unit, nanos in parts]
    Google.serve(server, [[body(json.dumps({"skus": skus}).encode())]])
    told: list[str] = []
    refresh(root, root, [job("google", server)], TERMS, told.append)
    catalogue = Catalogue(root)

    def price(meter: str) -> tuple[Decimal, str] | None:
        found = catalogue.find("google", PriceQuery(Google.service, meter, "", "on_demand"), Google.region)
        return (found.tiers[0].unit_price, found.source) if found else None

    assert price("c3-standard-4") == (Decimal("0.2"), old)
    assert price("A guess") == (Decimal("0.3"), estimate)
    assert price("n2-standard-2") is not None
    assert price("n2-standard-2") != (Decimal("0.1"), old), "it has its parts"
    assert price(Google.meter(0)) is None
    assert not list(verify.problems(root))
    assert any("rows; 2 of them stayed as they were: the feed does not spell them out" in text for text in told)
