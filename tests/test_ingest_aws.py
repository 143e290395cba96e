"""AWS's price lists: keys, units and tiers as the catalogue has them, and what a broken file does."""

from __future__ import annotations

import csv
import io
import itertools
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks import aws_lists
from costgate.catalogue import Catalogue, default_root
from costgate.errors import CatalogueError
from costgate.ingest import aws, aws_tables, lines, pieces, shards
from costgate.ingest.aws_lines import NEEDED, field_name, from_csv, from_json
from costgate.ingest.aws_offer import Offer
from costgate.ingest.feeds import AbsentError, Wanted
from costgate.ingest.shards import CollisionError, Row
from costgate.model import PriceQuery
from tests.conftest import ROOT
from tools.seed import aws as seed
from tools.seed.aws_tables import read as read_tables

SAMPLES = ROOT.parent / "shared" / "prices" / "api-samples"
REGION = {"location": "EU (Ireland)", "location type": "AWS Region"}
HEADER = (
    "SKU", "TermType", "StartingRange", "EndingRange", "Unit", "PricePerUnit", "Currency", "LeaseContractLength",
    "PurchaseOption", "OfferingClass", "serviceCode", "Location", "Location Type", "Tenancy", "License Model",
    "From Location", "From Location Type", "To Location Type", "usageType", "operation", "CapacityStatus",
    "From Region Code", "MarketOption", "Pre Installed S/W", "Region Code",
)  # fmt: skip
URL = "http://prices/index.csv"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recorded answers are not here")


def line(service: str, usage: str, price: str = "0.1", **fields: str) -> dict[str, str]:
    """A line of a price list; the fields' underscores are the columns' spaces."""
    common = {"sku": "S1", "termtype": "OnDemand", "startingrange": "0", "endingrange": "Inf", "currency": "USD"}
    given = {name.replace("_", " "): value for name, value in fields.items()}
    return common | REGION | {"servicecode": service, "usagetype": usage, "priceperunit": price, "unit": "Hrs"} | given


def instance(usage: str = "EU-BoxUsage:m5.large", price: str = "0.1", **fields: str) -> dict[str, str]:
    """A line of EC2's price list."""
    usual = {"operation": "RunInstances", "tenancy": "Shared", "capacitystatus": "Used"}
    licence = {"license_model": "No License required", "pre_installed_s/w": "NA"}
    return line("AmazonEC2", usage, price, **(usual | licence | fields))


def document(found: list[dict[str, str]], quoting: int = csv.QUOTE_ALL, service: str = "AmazonEC2") -> bytes:
    """A price list with these lines."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerows([["FormatVersion", "v1.0"], ["Disclaimer", "None."], ["Publication Date", "2026-04-01T00:00:00Z"]])
    writer.writerows([["Version", "1"], ["OfferCode", service], HEADER])
    writer.writerows([[row.get(name.lower(), "") for name in HEADER] for row in found])
    return out.getvalue().encode()


def offer(data: bytes, service: str = "AmazonEC2", region: str = "eu-west-1", size: int = 1000) -> Offer:
    """A price list that comes in pieces of `size`."""
    pieces = (data[i : i + size] for i in range(0, len(data), size))
    lines = (from_json if data[:1] == b"{" else from_csv)(pieces, URL, service)
    return Offer(lines, service, region, "aws-price-list@2026-04-01", URL)


def read(*found: dict[str, str], service: str = "AmazonEC2", region: str = "eu-west-1") -> list[Row]:
    """The catalogue's rows of these lines."""
    return list(offer(document(list(found), service=service), service, region))


class Server:
    """A `Fetch` of documents in memory; `asked` are the addresses that were streamed."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self.documents = documents
        self.asked: list[str] = []

    def json(self, url: str, *, limit: int = 0, headers: Mapping[str, str] | None = None) -> Any:
        assert limit >= 0
        assert headers is None
        return self.documents[url]

    @contextmanager
    def stream(self, url: str) -> Iterator[Iterator[bytes]]:
        self.asked.append(url)
        if url not in self.documents:
            raise AbsentError(f"{url}: 404")
        yield iter([self.documents[url]])


# Keys and units


@pytest.mark.parametrize(
    ("usage", "meter"),
    [
        ("EU-BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("EUW1-InstanceUsage:db.r5.large", "InstanceUsage:db.r5.large"),
        ("BoxUsage:m5.large", "BoxUsage:m5.large"),
        ("EBS:VolumeUsage.gp3", "EBS:VolumeUsage.gp3"),
        ("EU:PI_LTR:M5", "PI_LTR:M5"),
        ("us-east-1-KMS-Keys", "KMS-Keys"),
        ("us-gov-west-1-KMS-Requests", "KMS-Requests"),
        ("USE1-USE2-AWS-Out-Bytes", "USE2-AWS-Out-Bytes"),
        ("Global-Request", "Request"),
        ("IA-TimedStorage-ByteHrs", "IA-TimedStorage-ByteHrs"),
        ("PI_API", "PI_API"),
    ],
)
def test_a_usage_type_loses_the_prefix_of_its_region_and_nothing_else(usage: str, meter: str) -> None:
    assert aws_tables.unprefixed(usage) == meter


@pytest.mark.parametrize(
    ("usage", "meter"),
    [
        ("APS5-InstanceUsage:db.r7g.2xl", "InstanceUsage:db.r7g.2xlarge"),
        ("Multi-AZUsage:db.m5.xl", "Multi-AZUsage:db.m5.xlarge"),
        ("InstanceUsage:db.r5.2xl.tpc2.mem4x", "InstanceUsage:db.r5.2xlarge.tpc2.mem4x"),
        ("InstanceUsage:db.m8i.metal-48xl", "InstanceUsage:db.m8i.metal-48xl"),
        ("InstanceUsage:db.t3.large", "InstanceUsage:db.t3.large"),
        ("BoxUsage:m5.2xlarge", "BoxUsage:m5.2xlarge"),
    ],
)
def test_a_database_has_the_instance_type_that_terraform_names(usage: str, meter: str) -> None:
    assert aws_tables.meter("AmazonRDS", usage) == meter


@pytest.mark.parametrize(
    ("vendor", "expected", "unit", "size"),
    [
        ("Hrs", "Hours", "Hours", 1),
        ("hours", "GB-Hours", "GB-Hours", 1),
        ("GB-Mo", "GB-Months", "GB-Months", 1),
        ("GiBps-mo", "GiBps-Months", "GiBps-Months", 1),
        ("MBPS-Mo", "MBps-Months", "MBps-Months", 1),
        ("Lambda-GB-Second", "GB-Seconds", "GB-Seconds", 1),
        ("API Calls", "Requests", "Requests", 1),
        ("CR-Hr", "ChangeRecord-Hours", "ChangeRecord-Hours", 1),
        ("Requests", "Metrics", "Metrics", 1),
        ("Secret", "Secrets", "Secrets", 1),
        ("1M Requests", "Requests", "Requests", 1_000_000),
        ("10K API Calls", "Requests", "Requests", 10_000),
        ("GB", "GB-Months", "GB", 1),
        ("Hrs", "GB-Months", "Hours", 1),
        ("Requests", "GB", "Requests", 1),
        ("TB", "GB", "TB", 1),
    ],
)
def test_units_are_the_catalogues_where_they_can_be_and_else_show(
    vendor: str, expected: str, unit: str, size: int
) -> None:
    assert aws_tables.unit(vendor, expected) == (unit, Decimal(size))


def test_every_meter_of_the_catalogue_is_asked_for_in_its_unit() -> None:
    """The table is up to date: else run `python -m tools.ingest_meters`."""
    for shard in (default_root() / "aws").glob("*/*.csv"):
        with shard.open(newline="", encoding="utf-8") as found:
            for row in csv.DictReader(found):
                meter = aws_tables.asked(shard.parent.name, row["meter"])
                assert meter, (shard.parent.name, row["meter"])
                assert row["unit"] in {meter.unit, "Fee"}, (shard.parent.name, row["meter"])
                if meter.operations is None:
                    assert not row["operation"]
                else:
                    assert row["operation"] in (meter.operations or {row["operation"]})


def test_instances_are_those_that_terraform_starts() -> None:
    kept = read(
        instance(),
        instance("EU-DedicatedUsage:m5.large", "0.2", tenancy="Dedicated", sku="S2"),
        instance("EU-HostUsage:m5", "0.3", tenancy="Host", sku="S3"),
        instance(operation="RunInstances:0002", price="0.4", license_model="License Included", sku="S4"),
        instance(operation="RunInstances:0800", license_model="Bring your own license", sku="S5"),
        instance(operation="RunInstances:0006", **{"pre_installed_s/w": "SQL Std"}, sku="S6"),
        instance(**{"pre_installed_s/w": "SQL Std"}, sku="S6"),
        instance("EU-UnusedBox:m5.large", capacitystatus="UnusedCapacityReservation", sku="S7"),
        instance(capacitystatus="AllocatedCapacityReservation", price="0.9", sku="S8"),
        instance(marketoption="CapacityBlock", price="0.9", sku="S9"),
        instance("LAX1-BoxUsage:m5.large", location="US West (Los Angeles)", location_type="AWS Local Zone"),
        instance("EU-BoxUsage:m5.large", price="0.9", location_type="AWS Outposts"),
        instance(location="EU (Paris)", price="0.9"),
    )
    assert [(r.meter, r.operation, r.unit, r.price, r.sku) for r in kept] == [
        ("BoxUsage:m5.large", "RunInstances", "Hours", Decimal("0.1"), "S1"),
        ("DedicatedUsage:m5.large", "RunInstances", "Hours", Decimal("0.2"), "S2"),
        ("HostUsage:m5", "RunInstances", "Hours", Decimal("0.3"), "S3"),
        ("BoxUsage:m5.large", "RunInstances:0002", "Hours", Decimal("0.4"), "S4"),
    ]


def test_reservations_have_hours_and_a_fee() -> None:
    bought = {"termtype": "Reserved", "leasecontractlength": "3yr", "offeringclass": "convertible"}
    rows = read(
        instance(price="0.05", purchaseoption="No Upfront", **bought),
        instance(price="0.02", purchaseoption="Partial Upfront", **bought),
        instance(
            price="500", unit="Quantity", startingrange="", endingrange="", purchaseoption="Partial Upfront", **bought
        ),
        instance(price="0", purchaseoption="All Upfront", **bought),
        instance(price="0.01", purchaseoption="Heavy Utilization", **bought),
    )
    assert [(r.purchase, r.unit, r.price) for r in rows] == [
        ("reserved-3yr-convertible-no-upfront", "Hours", Decimal("0.05")),
        ("reserved-3yr-convertible-partial-upfront", "Hours", Decimal("0.02")),
        ("reserved-3yr-convertible-partial-upfront-fee", "Fee", Decimal(500)),
        ("reserved-3yr-convertible-all-upfront", "Hours", Decimal(0)),
    ]


# Tiers


def tier(start: str, end: str, price: str, **fields: str) -> dict[str, str]:
    """A tier of an S3 price."""
    usage = "EU-TimedStorage-ByteHrs"
    return line("AmazonS3", usage, price, startingrange=start, endingrange=end, **({"unit": "GB-Mo"} | fields))


def test_a_free_tier_is_left_out_and_the_first_paid_one_starts_at_0() -> None:
    found = [tier("51200", "Inf", "0.02"), tier("0", "5", "0"), tier("5", "51200", "0.03")]
    rows = read(*found, service="AmazonS3")
    assert [(r.start, r.price) for r in rows] == [(Decimal(0), Decimal("0.03")), (Decimal(51200), Decimal("0.02"))]


def test_a_price_of_nothing_is_a_price_unless_another_of_the_key_costs_something() -> None:
    free = tier("0", "Inf", "0")
    assert [(r.start, r.price) for r in read(free, service="AmazonS3")] == [(Decimal(0), Decimal(0))]
    rows = read(free, tier("0", "Inf", "0.02", sku="S2"), service="AmazonS3")
    assert [(r.price, r.sku) for r in rows] == [(Decimal("0.02"), "S2")]


def test_tiers_with_a_hole_are_left_out_and_counted() -> None:
    found = offer(document([tier("0", "5", "1"), tier("9", "Inf", "2")], service="AmazonS3"), "AmazonS3")
    assert not list(found)
    assert found.skipped["broken"] == 2


def test_tiers_of_blocks_are_in_units() -> None:
    rows = read(
        tier("0", "10", "0.4", usagetype="EU-Requests-Tier1", unit="1M Requests"),
        tier("10", "Inf", "0.2", usagetype="EU-Requests-Tier1", unit="1M Requests"),
        service="AmazonS3",
    )
    assert [(r.unit, r.start, r.price) for r in rows] == [
        ("Requests", Decimal(0), Decimal("0.0000004")),
        ("Requests", Decimal(10_000_000), Decimal("0.0000002")),
    ]


def test_two_prices_for_a_key_name_both_skus() -> None:
    rows = read(instance(), instance(price="0.2", sku="S2"))
    with pytest.raises(CollisionError, match=r"S1.*S2"):
        shards.encode(rows)[0]


def test_backups_of_aurora_have_a_price_for_each_engine() -> None:
    backup = {"usage": "EU-Aurora:BackupUsage", "unit": "GB-Mo"}
    found = [
        line("AmazonRDS", price="0.021", operation="CreateDBInstance:0016", **backup),
        line("AmazonRDS", price="0.022", operation="CreateDBInstance:0021", sku="S2", **backup),
    ]
    rows = read(*found, service="AmazonRDS")
    assert [(r.meter, r.operation, r.price) for r in rows] == [
        ("Aurora:BackupUsage", "CreateDBInstance:0016", Decimal("0.021")),
        ("Aurora:BackupUsage", "CreateDBInstance:0021", Decimal("0.022")),
    ]


# Data transfer


def to(prefix: str, price: str, start: str = "EU", location: str = "EU (Ireland)") -> dict[str, str]:
    """A line for data from a region to another."""
    place = {"from_location": location, "from_location_type": "AWS Region", "to_location_type": "AWS Region"}
    fields = {"unit": "GB", "sku": prefix, "location": "", "location_type": ""}
    return line("AWSDataTransfer", f"{start}-{prefix}-AWS-Out-Bytes", price, **place, **fields)


def test_data_to_most_regions_has_one_price_and_exceptions_their_own() -> None:
    rows = read(to("EUW2", "0.02"), to("USW2", "0.02"), to("EUW3", "0.01"), service="AWSDataTransfer")
    assert [(r.meter, r.unit, r.price) for r in rows] == [
        ("EUW3-AWS-Out-Bytes", "GB", Decimal("0.01")),
        ("AWS-Out-Bytes", "GB", Decimal("0.02")),
    ]


def test_the_us_east_regions_have_a_price_for_each_other() -> None:
    place = {"start": "USE1", "location": "US East (N. Virginia)"}
    found = [to("USE2", "0.01", **place), to("EU", "0.02", **place)]
    rows = read(*found, service="AWSDataTransfer", region="us-east-1")
    assert [(r.meter, r.price) for r in rows] == [
        ("USE2-AWS-Out-Bytes", Decimal("0.01")),
        ("AWS-Out-Bytes", Decimal("0.02")),
    ]


def test_data_belongs_to_the_region_that_it_leaves() -> None:
    assert not read(to("EU", "0.02", start="EUW2", location="EU (London)"), service="AWSDataTransfer")


def test_a_list_without_some_columns_is_read() -> None:
    """AWS writes only columns that hold something: data transfer has no location, Lambda no tenancy."""
    header = [name for name in HEADER if field_name(name) in {*NEEDED, "fromlocation", "fromlocationtype"}]
    row = to("EUW2", "0.02")
    text = "\n".join(
        ",".join(f'"{value}"' for value in values) for values in (header, [row.get(n.lower(), "") for n in header])
    )
    found = offer(text.encode(), "AWSDataTransfer")
    assert [(r.meter, r.price) for r in found] == [("AWS-Out-Bytes", Decimal("0.02"))]


# Files


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_pieces_quotes_and_line_ends_do_not_matter(size: int, quoting: int, ending: bytes) -> None:
    found = [instance(price=str(n), sku=f'S"{n}",\n x,"SQL ') for n in range(3)]
    data = document(found, quoting).replace(b"\n", ending)
    assert [r.price for r in offer(b"\xef\xbb\xbf" + data, size=size)] == [0, 1, 2][1:]


def test_lines_before_the_header_may_be_any() -> None:
    data = b"sep=,\nanything\n" + document([instance()])
    assert len(list(offer(data))) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"priceperunit": "  0.1 dollars"}, "broken"),
        ({"priceperunit": "-0.1"}, "broken"),
        ({"priceperunit": "NaN"}, "broken"),
        ({"priceperunit": "Infinity"}, "broken"),
        ({"startingrange": "x"}, "broken"),
        ({"unit": ""}, "broken"),
        ({"currency": "CNY"}, "another currency"),
        ({"servicecode": "AWSDataTransfer"}, "another service"),
        ({"location": "UNKNOWN"}, "another region"),
        ({"priceperunit": "0"}, "free"),
        ({"termtype": "Spot"}, "not sold so any more"),
        ({"usagetype": "EU-Nonsense"}, "not asked for"),
    ],
)
def test_a_line_that_is_no_price_is_left_out_and_counted(change: dict[str, str], reason: str) -> None:
    found = offer(document([instance() | change, instance(price="0.2")]))
    assert [r.price for r in found] == [Decimal("0.2")]
    assert {name: count for name, count in found.skipped.items() if count} == {reason: 1}


def test_short_lines_are_no_prices() -> None:
    found = offer(document([instance()]) + b"INVALID\n\n")
    assert len(list(found)) == 1
    assert found.skipped["broken"] == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty or cut off"),
        (b'"FormatVersion","v1.0"\n', "empty or cut off"),
        (b"<html>\n" * 99, "no header"),
        (document([], service="AmazonRDS"), "AmazonRDS.*not AmazonEC2"),
        (document([]).replace(b"PricePerUnit", b"cost"), "no column 'priceperunit'"),
        (document([instance(sku="\xff")]).replace("\xff".encode(), b"\xff"), "not UTF-8"),
        (b"x" * (lines.LONGEST + 1), "no CSV"),
    ],
)
def test_a_file_that_is_no_price_list_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        list(offer(data, size=4096))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_memory_does_not_grow_with_the_file(form: str, tmp_path: Path) -> None:
    peaks = []
    for megabytes in (2, 8):
        file = tmp_path / f"{megabytes}.{form}"
        (aws_lists.write if form == "csv" else aws_lists.write_json)(file, megabytes)
        tracemalloc.start()
        with file.open("rb") as raw:
            chunks = iter(lambda raw=raw: raw.read(1 << 16), b"")  # type: ignore[misc]
            found = (from_csv if form == "csv" else from_json)(chunks, "x", "AmazonEC2")
            assert sum(1 for _ in Offer(found, "AmazonEC2", "eu-west-1", "x", "x")) > megabytes * 100
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


# JSON


def in_json(data: bytes, service: str = "AmazonEC2") -> bytes:
    """A price list in CSV laid out as AWS's JSON. Lines of one SKU are of one product, which the first describes."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    start = next(number for number, row in enumerate(rows) if row[:1] == ["SKU"])
    wide = len(rows[start])
    whole = sorted(((row + [""] * wide)[:wide] for row in rows[start + 1 :] if row), key=lambda row: row[0])
    out = io.StringIO()
    aws_lists.to_json(out, service, rows[start], lambda: whole)
    return out.getvalue().encode()


def test_json_gives_the_rows_of_the_csv() -> None:
    bought = {"termtype": "Reserved", "leasecontractlength": "1yr", "offeringclass": "standard", "sku": "S2"}
    found = [
        instance("EU-DedicatedUsage:m5.large", tenancy="Dedicated"),
        instance(purchaseoption="No Upfront", **bought),
        instance(
            purchaseoption="All Upfront", price="300", unit="Quantity", startingrange="", endingrange="", **bought
        ),
        instance(location="UNKNOWN", sku="S3"),
        instance(sku="S4", **{"pre_installed_s/w": "SQL Std"}),
    ]
    as_csv, as_json = offer(document(found)), offer(in_json(document(found)))
    assert sorted(as_json) == sorted(as_csv)
    assert len(list(offer(document(found)))) == 3
    assert +as_json.skipped == +as_csv.skipped == Counter({"another region": 1, "not asked for": 1})


def test_json_has_tiers_and_currencies() -> None:
    found = [tier("0", "5", "1"), tier("5", "Inf", "2"), tier("0", "Inf", "3", currency="CNY", sku="S2")]
    rows = offer(in_json(document(found, service="AmazonS3"), "AmazonS3"), "AmazonS3", size=1)
    assert [(r.start, r.price) for r in rows] == [(Decimal(0), Decimal(1)), (Decimal(5), Decimal(2))]
    assert rows.skipped["another currency"] == 1


def test_terms_of_no_product_are_broken_and_other_members_do_not_matter() -> None:
    data = in_json(document([instance(), instance(sku="S2")]))
    data = data.replace(b'"S2" :', b'"S3" :', 1).replace(
        b'{\n  "formatV', b'{"new": [{"a": [1.5, null, true]}],\n"formatV'
    )
    found = offer(data)
    assert [r.sku for r in found] == ["S1"]
    assert found.skipped["broken"] == 1


GOOD = in_json(document([instance()]))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (GOOD[:-9], "cut off"),
        (GOOD + b"x", "not JSON"),
        (b'{"products": {}, "terms": {}, "attributesList": 01}', "not JSON"),
        (b"", "cut off"),
        (b"{}", "no products with terms"),
        (b"[1]", "start_array.*documents an object"),
        (GOOD.replace(b'"products"', b'"goods"'), "no products with terms"),
        (GOOD.replace(b'"OnDemand" : {', b'"OnDemand" : [', 1), "start_array.*documents an object"),
        (GOOD.replace(b'"AmazonEC2"', b'"AmazonRDS"', 1), "AmazonRDS, not AmazonEC2"),
        (GOOD.replace(b'"0.1"', b"0.1", 1), "not built as AWS documents"),
        (GOOD.replace(b'"attributes" : {', b'"attributes" : 1, "x": {', 1), "not built as AWS documents"),
        (b'{"products": {"S1": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"a": "\xff"}', "not JSON"),
    ],
)
def test_json_that_is_no_price_list_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        list(from_json([data], URL, "AmazonEC2"))


def test_a_value_without_end_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGEST", 1_000_000)
    endless = itertools.chain([b'{"products": {"S1": {"a": "'], itertools.repeat(b"x" * 1000))
    with pytest.raises(CatalogueError, match="a value of more than 1 MB"):
        list(from_json(endless, URL, "AmazonEC2"))


# Indices

BASE = "http://mirror"


def server(regions: Any) -> Server:
    """AWS with EC2 in these regions."""
    path = "/offers/v1.0/aws/AmazonEC2"
    offers = {"AmazonEC2": {"currentRegionIndexUrl": f"{path}/r.json", "currentVersionUrl": f"{path}/all/index.json"}}
    data = document([instance()])
    return Server(
        {
            BASE + aws.INDEX: {"offers": offers},
            f"{BASE}{path}/r.json": {"publicationDate": "2026-04-01T10:00:00Z", "regions": regions},
            f"{BASE}{path}/1/eu-west-1/index.csv": data,
            f"{BASE}{path}/all/index.csv": data,
        }
    )


def entry(code: str, path: str = "/offers/v1.0/aws/AmazonEC2/1/{}/index.json") -> dict[str, str]:
    """A region of an index."""
    return {"regionCode": code, "currentVersionUrl": path.format(code)}


def test_feeds_are_the_regions_of_the_services_read_only_when_asked() -> None:
    fetch = server({"a": entry("eu-west-1"), "b": entry("us-west-2"), "c": entry("us-west-2-lax-1")})
    eu, us = aws.feeds(fetch, BASE + "/", Wanted())
    assert (eu.vendor, eu.service, eu.region, us.region) == ("aws", "AmazonEC2", "eu-west-1", "us-west-2")
    assert (eu.origin.as_of, eu.version) == (
        "2026-04-01",
        "/offers/v1.0/aws/AmazonEC2/1/eu-west-1/index.json@2026-04-01T10:00:00Z",
    )
    assert not fetch.asked
    assert [r.source for r in eu.rows] == ["aws-price-list-AmazonEC2@2026-04-01"]
    assert fetch.asked == [f"{BASE}/offers/v1.0/aws/AmazonEC2/1/eu-west-1/index.csv"]


def test_a_server_without_the_csv_has_the_json() -> None:
    path = f"{BASE}/offers/v1.0/aws/AmazonEC2/1/eu-west-1/index"
    fetch = server([entry("eu-west-1")])
    del fetch.documents[f"{path}.csv"]
    fetch.documents[f"{path}.json"] = in_json(document([instance()]))
    (found,) = aws.feeds(fetch, BASE, Wanted())
    assert [r.meter for r in found.rows] == ["BoxUsage:m5.large"]
    assert fetch.asked == [f"{path}.csv", f"{path}.json"]


def test_a_server_with_neither_form_says_which_it_lacks() -> None:
    fetch = server([entry("eu-west-1")])
    del fetch.documents[f"{BASE}/offers/v1.0/aws/AmazonEC2/1/eu-west-1/index.csv"]
    (found,) = aws.feeds(fetch, BASE, Wanted())
    with pytest.raises(AbsentError, match=r"index\.json"):
        list(found.rows)


def test_only_what_is_wanted_is_found() -> None:
    fetch = server([entry("eu-west-1"), entry("us-west-2")])
    wanted = Wanted(frozenset({"AmazonEC2"}), frozenset({"us-west-2"}))
    assert [f.region for f in aws.feeds(fetch, BASE, wanted)] == ["us-west-2"]
    with pytest.raises(CatalogueError, match="has no service AmazonRDS"):
        list(aws.feeds(fetch, BASE, Wanted(frozenset({"AmazonRDS"}))))
    with pytest.raises(CatalogueError, match="asks for no price of the AWS service AmazonNothing"):
        list(aws.feeds(fetch, BASE, Wanted(frozenset({"AmazonNothing"}))))


def test_a_service_whose_list_is_not_understood_stays_as_it_is() -> None:
    assert not list(aws.feeds(server([entry("us-east-1")]), BASE, Wanted(frozenset({"AmazonWorkSpaces"}))))


def test_a_price_whose_meter_is_named_by_us_stays() -> None:
    price = Row("ActionMinutes", "", "on_demand", "Minutes", Decimal(0), Decimal("0.1"), "", "by hand")
    assert aws_tables.named_by_us("AWSFIS", price)
    assert not aws_tables.named_by_us("AWSFIS", price._replace(meter="BoxUsage:m5.large"))
    assert not aws_tables.named_by_us("AmazonEC2", price)


def test_without_regions_one_file_has_them_all() -> None:
    wanted = Wanted(regions=frozenset({"eu-west-1"}))
    (found,) = aws.feeds(server({}), BASE, wanted)
    assert [r.meter for r in found.rows] == ["BoxUsage:m5.large"]


@pytest.mark.parametrize(
    "regions",
    [
        "none",
        ["eu-west-1"],
        [{"regionCode": "eu-west-1", "versionUrl": "/x.json"}],
        [entry("eu-west-1", "https://elsewhere/index.json")],
        [entry("eu-west-1", "//elsewhere/index.json")],
        [entry("eu-west-1", "/offers/../../etc/index.json")],
    ],
)
def test_an_index_that_is_none_is_refused(regions: Any) -> None:
    with pytest.raises(CatalogueError, match=r"r\.json"):
        list(aws.feeds(server(regions), BASE, Wanted()))


# Recorded answers

RECORDED = {
    "AWSLambda_current_eu-west-1_index.csv": 6,
    "AmazonEC2_current_eu-west-1_index.csv": 96,
    "AmazonECS_current_eu-west-1_index.csv": 9,
    "AmazonRDS_current_eu-west-1_index.csv": 65,
    "AmazonS3_current_index.csv": 43,
}
EQUAL = {"AWSLambda": 4, "AmazonEC2": 73, "AmazonECS": 7, "AmazonRDS": 43, "AmazonS3": 30}
"""Prices of 2017 to 2021 that are what they were."""


def compare(rows: list[Row], service: str, region: str) -> Counter[str]:
    """How rows stand to the embedded catalogue. A key that it has must have its unit."""
    catalogue, counts = Catalogue(), Counter[str]()
    for row in rows:
        price = catalogue.find("aws", PriceQuery(service, row.meter, row.operation, row.purchase), region)
        if price:
            assert row.unit == price.pricing_unit, row
        same = price and [t.unit_price for t in price.tiers if t.start == row.start] == [row.price]
        counts["equal" if same else "moved" if price else "absent"] += 1
    return counts


@needs_samples
@pytest.mark.parametrize("name", RECORDED)
def test_recorded_price_lists_give_the_catalogues_keys_units_and_prices(name: str) -> None:
    service = name.partition("_")[0]
    data = (SAMPLES / f"ligoj_offers_v1.0_aws_{name}").read_bytes()
    rows = list(offer(data, service))
    assert len(rows) == RECORDED[name]
    assert compare(rows, service, "eu-west-1")["equal"] == EQUAL[service]


@needs_samples
@pytest.mark.parametrize(
    ("name", "entry", "service", "region", "least"),
    [
        ("aws_offer_ec2_sample_lyft.json", "BASIC_EC2_OFFER_DATA", "AmazonEC2", "us-east-1", 2),
        ("aws_offer_rds_sample_lyft.json", "BASIC_RDS_OFFER_DATA", "AmazonRDS", "us-west-2", 0),
        ("aws_offer_elasticache_2025-06.json", "BASIC_ELASTICACHE_OFFER_DATA", "AmazonElastiCache", "us-east-1", 1),
        ("aws_offer_AmazonRoute53_index_2016.json", "", "AmazonRoute53", "global", 12),
    ],
)
def test_recorded_json_gives_the_catalogues_keys_units_and_prices(
    name: str, entry: str, service: str, region: str, least: int
) -> None:
    whole = json.loads((SAMPLES / name).read_bytes())
    data = whole[entry] if entry else whole
    if "products" not in data:  # lyft keeps a product and its terms together
        products = {sku: item["product"] for sku, item in data.items()}
        kinds = {kind for item in data.values() for kind in item["terms"]}
        terms = {kind: {sku: item["terms"].get(kind, {}) for sku, item in data.items()} for kind in kinds}
        data = {"products": products, "terms": terms}
    rows = list(offer(json.dumps(data).encode(), service, region))
    assert rows
    assert compare(rows, service, region)["equal"] >= least


@needs_samples
@pytest.mark.parametrize("name", RECORDED)
def test_recorded_price_lists_give_the_same_rows_in_json(name: str) -> None:
    service = name.partition("_")[0]
    found = (SAMPLES / f"ligoj_offers_v1.0_aws_{name}").read_bytes().splitlines(keepends=True)
    data = b"".join(line for line in found if b"(old format)" not in line)  # made up, of two minds on one product
    as_csv, as_json = offer(data, service), offer(in_json(data, service), service)
    assert sorted(as_json) == sorted(as_csv)
    del as_csv.skipped["broken"]  # lines without a product, which have no place in JSON
    assert +as_json.skipped == +as_csv.skipped


@needs_samples
def test_the_tables_that_seed_the_catalogue_give_the_units_of_the_price_list() -> None:
    """tools/seed names units by hand, AWS's own stand beside them: both come to the same."""
    translate, seen = seed.Translator(), 0
    for feed in read_tables(SAMPLES.parent):
        meter = translate(feed)
        if meter and feed.unit and meter.unit != "Fee":
            asked = aws_tables.asked(meter.service, meter.meter)
            assert asked, meter
            assert aws_tables.unit(feed.unit, asked.unit) == (meter.unit, Decimal(1)), (feed.unit, meter)
            seen += 1
    assert seen > 10_000


class Recorded:
    """A `Fetch` of the recorded answers: the address is the file's name."""

    def json(self, url: str, *, limit: int = 0, headers: Mapping[str, str] | None = None) -> Any:
        assert limit >= 0
        assert headers is None
        return json.loads(self._file(url).read_bytes())

    @contextmanager
    def stream(self, url: str) -> Iterator[Iterator[bytes]]:
        if not self._file(url).exists():
            raise AbsentError(url)
        yield iter([self._file(url).read_bytes()])

    @staticmethod
    def _file(url: str) -> Path:
        return SAMPLES / f"ligoj{url.removeprefix(BASE).replace('/', '_')}"


@needs_samples
def test_recorded_indices_lead_to_the_recorded_files() -> None:
    services = frozenset({"AWSLambda", "AmazonEC2", "AmazonECS", "AmazonRDS", "AmazonS3"})
    found = list(aws.feeds(Recorded(), BASE, Wanted(services, frozenset({"eu-west-1", "eu-west-2"}))))
    counts = {
        (f.service, f.region): len(list(f.rows)) for f in found if f.service != "AmazonS3" or f.region != "eu-west-2"
    }
    lists = {(name.partition("_")[0], "eu-west-1"): count for name, count in RECORDED.items()}
    empty = {(service, "eu-west-2"): 0 for service in services - {"AmazonS3"}}
    assert counts == lists | empty


@needs_samples
def test_aws_has_every_service_that_is_asked_for() -> None:
    index = json.loads((SAMPLES / "aws_offer_index_2026-04.json").read_bytes())
    assert not aws_tables.meters().keys() - index["offers"].keys()


@needs_samples
@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.glob("*.csv")))
def test_every_recorded_list_is_read_or_says_what_is_wrong(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    mumbai = name.startswith("aws_offer_comprehend_ap-south-1")
    service = "comprehend" if mumbai else name.removeprefix("ligoj_offers_v1.0_aws_").partition("_")[0]
    found = offer(data, service, "ap-south-1" if mumbai else "eu-west-1")
    if "savingsplan" in name or "dimensions" in name:
        with pytest.raises(CatalogueError, match=r"is the price list of|no header|no column|empty"):
            list(found)
    else:
        rows = list(found)
        assert bool(rows) == (service in aws_tables.meters() and "empty" not in name)
        assert found.skipped["broken"] <= max(1, data.count(b'\n"INVALID'))


@needs_samples
@pytest.mark.parametrize("name", ["index-vs.csv", "index-v2.csv", "index.csv"])
def test_the_recorded_list_that_contradicts_itself_is_refused(name: str) -> None:
    """Its authors made a line of it up: without that, no key has two prices."""
    data = (SAMPLES / f"ligoj_offers_v1.0_aws_AmazonRDS_current_eu-west-1_{name}").read_bytes()
    with pytest.raises(CollisionError, match=r"of SKU \w+ .* of SKU \w+"):
        shards.encode(offer(data, "AmazonRDS"))[0]
    assert shards.encode(row for row in offer(data, "AmazonRDS") if "____" not in row.sku)[1].total() > 50
