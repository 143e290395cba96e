"""The catalogue: a price by its exact key or none, and a broken catalogue is exit 4, never a wrong number."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costgate.catalogue import HEADER, Catalogue, Overlay
from costgate.errors import CatalogueError
from costgate.ingest import shards
from costgate.ingest.shards import Row
from costgate.model import Price, PriceQuery, Tier

SOURCE = "list@2026-01-31"
SOURCES = {SOURCE: {"title": "A price list", "url": "https://example.com/prices", "as_of": "2026-01-31"}}


def row(
    meter: str, price: str, start: str = "0", *, operation: str = "", purchase: str = "on_demand", unit: str = "Hours"
) -> Row:
    """A tier of a price."""
    return Row(meter, operation, purchase, unit, Decimal(start), Decimal(price), "SKU1", SOURCE)


ROWS = [
    row("NatGateway-Hours", "0.045"),
    row("NatGateway-Hours", "0.9", operation="NatGateway"),
    row("NatGateway", "0.7"),
    row("BoxUsage:m5.large", "0.096", operation="RunInstances"),
    row("BoxUsage:m5.large", "0.188", operation="RunInstances:0002"),
    row("BoxUsage:m5.large", "0.06", operation="RunInstances", purchase="reserved-1yr-standard-no-upfront"),
    row("BoxUsage:m5.large", "0.03", operation="RunInstances", purchase="spot"),
    row("Requests", "0.0000002", unit="Requests"),
    row("Out", "0", unit="GB"),
    row("Out", "0.09", "100", unit="GB"),
    row("Out", "0.085", "10240", unit="GB"),
    row("Out", "0.07", "51200", unit="GB"),
    row('Disk, "fast", 10 GB', "1.5", unit="GB-Months"),
    row("Disk", "2.5", operation="a,b", unit="GB-Months"),
    row("línea ünï 日本", "3"),
]

CHEAPER = [row("NatGateway-Hours", "0.01")]


def written(root: Path, rows: Iterable[Row] = ROWS) -> Path:
    """`root` with a catalogue of these rows."""
    root.mkdir(parents=True, exist_ok=True)
    shards.write(root, {("aws", "AmazonEC2", "eu-west-1"): rows}, SOURCES)
    return root


def overlaid(root: Path, text: str | bytes, file: str = "aws/AmazonEC2/eu-west-1.csv") -> Overlay:
    """`root` with an overlay of one file."""
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_bytes(text.encode() if isinstance(text, str) else text)
    return Overlay(root)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue."""
    return written(tmp_path / "catalogue")


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    """An overlay with one price that the catalogue has, too."""
    return overlaid(tmp_path / "overlay", shards.encode(CHEAPER)[0])


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small catalogue, for tests that ask it often."""
    return Catalogue(written(tmp_path_factory.mktemp("prices")))


def query(meter: str, operation: str = "", purchase: str = "on_demand", region: str | None = None) -> PriceQuery:
    """A key of EC2."""
    return PriceQuery("AmazonEC2", meter, operation, purchase, region)


def unit_price(catalogue: Catalogue, meter: str, operation: str = "", purchase: str = "on_demand") -> Decimal | None:
    """The first tier's price, None if there is no price."""
    found = catalogue.find("aws", query(meter, operation, purchase), "eu-west-1")
    return found.effective_tiers[0].unit_price if found else None


def test_price_comes_with_its_unit_currency_sku_and_source(folder: Path) -> None:
    catalogue = Catalogue(folder)
    found = catalogue.find("aws", query("NatGateway-Hours"), "eu-west-1")
    tiers = (Tier(Decimal(0), Decimal("0.045")),)
    assert found == Price("aws", "eu-west-1", query("NatGateway-Hours"), "Hours", "USD", tiers, "SKU1", SOURCE)
    assert catalogue.source(found) == "A price list, 2026-01-31 <https://example.com/prices>"
    assert catalogue.dates == ("2026-01-31", "2026-01-31")


FOUND = [
    ("NatGateway-Hours", "", "on_demand", "0.045"),
    ("NatGateway-Hours", "NatGateway", "on_demand", "0.9"),
    ("NatGateway", "", "on_demand", "0.7"),
    ("BoxUsage:m5.large", "RunInstances", "on_demand", "0.096"),
    ("BoxUsage:m5.large", "RunInstances:0002", "on_demand", "0.188"),
    ("BoxUsage:m5.large", "RunInstances", "reserved-1yr-standard-no-upfront", "0.06"),
    ("BoxUsage:m5.large", "RunInstances", "spot", "0.03"),
    ("Requests", "", "on_demand", "0.0000002"),
    ('Disk, "fast", 10 GB', "", "on_demand", "1.5"),
    ("Disk", "a,b", "on_demand", "2.5"),
    ("línea ünï 日本", "", "on_demand", "3"),
]


@pytest.mark.parametrize(("meter", "operation", "purchase", "price"), FOUND)
def test_price_is_found_by_its_exact_key(folder: Path, meter: str, operation: str, purchase: str, price: str) -> None:
    assert unit_price(Catalogue(folder), meter, operation, purchase) == Decimal(price)


NOT_FOUND = [
    ("NatGateway-Hour", "", "on_demand"),
    ("NatGateway-Hourss", "", "on_demand"),
    ("atGateway-Hours", "", "on_demand"),
    ("natgateway-hours", "", "on_demand"),
    ("NatGateway-Hours ", "", "on_demand"),
    (" NatGateway-Hours", "", "on_demand"),
    ("", "", "on_demand"),
    ("meter", "operation", "purchase"),
    ("BoxUsage:m5.large", "", "on_demand"),
    ("BoxUsage:m5.large", "RunInstances:0", "on_demand"),
    ("BoxUsage:m5.large", "RunInstances", "reserved-1yr-standard"),
    ("BoxUsage:m5.large", "RunInstances", "reserved"),
    ("BoxUsage:m5.large,RunInstances", "on_demand", "Hours"),
    ("Disk", "", "on_demand"),
    ("Disk, ", "", "on_demand"),
    ("Disk", "a", "b"),
    ("Disk,a", "b", "on_demand"),
    ("NatGateway,,on_demand,Hours,0,9,,\nNatGateway", "", "on_demand"),
    ("NatGateway.Hours", "", "on_demand"),
    (".*", "", "on_demand"),
    ("%", "", "on_demand"),
]


@pytest.mark.parametrize(("meter", "operation", "purchase"), NOT_FOUND)
def test_nothing_but_the_exact_key_is_found(folder: Path, meter: str, operation: str, purchase: str) -> None:
    assert unit_price(Catalogue(folder), meter, operation, purchase) is None


@given(meter=st.text(max_size=20), operation=st.text(max_size=8))
def test_no_text_is_found_that_is_not_a_key(held: Catalogue, meter: str, operation: str) -> None:
    found = held.find("aws", query(meter, operation), "eu-west-1")
    assert (found is not None) == ((meter, operation, "on_demand") in {r[:3] for r in ROWS})


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=9)
KEYS = st.lists(st.tuples(TEXT, st.text('ab," -\n', max_size=5)), unique=True, min_size=1, max_size=9)


@given(keys=KEYS)
def test_every_row_that_ingestion_writes_is_found(keys: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = written(Path(name), [row(m, str(i), operation=o) for i, (m, o) in enumerate(keys)])
        catalogue = Catalogue(root)
        for i, (meter, operation) in enumerate(keys):
            found = catalogue.find("aws", query(meter, operation), "eu-west-1")
            assert found is not None, (meter, operation)
            assert found.tiers == (Tier(Decimal(0), Decimal(i)),)


def test_a_query_names_a_region_of_its_own(held: Catalogue) -> None:
    found = held.find("aws", query("NatGateway-Hours", region="eu-west-1"), "us-east-1")
    assert found is not None
    assert found.region == "eu-west-1"
    assert held.find("aws", query("NatGateway-Hours", region="us-east-1"), "eu-west-1") is None


HOSTILE_REGIONS = [
    "../eu-west-1", "../../AmazonEC2/eu-west-1", "./eu-west-1", "/etc/passwd", "eu-west-1/../eu-west-1", "..", ".", "",
    "..\\eu-west-1", "eu-west-1\0", "eu-west-1.csv", "EU-WEST-1", "eu-west-1 ", "\n", "x" * 300, "x" * 100_000,
    "%2e%2e/x", "eu-west-1.reserved", "日本", "C:eu-west-1", "~", "*",
]  # fmt: skip


@pytest.mark.parametrize("region", HOSTILE_REGIONS, ids=lambda r: repr(r[:24]))
def test_hostile_region_finds_nothing(folder: Path, overlay: Overlay, region: str) -> None:
    for catalogue in (Catalogue(folder), Catalogue(folder, [overlay])):
        assert catalogue.find("aws", query("NatGateway-Hours"), region) is None
        assert catalogue.find("aws", query("NatGateway-Hours", region=region or "-"), "us-east-1") is None


HOSTILE_SERVICES = ["../AmazonEC2", "AmazonEC2/../AmazonEC2", "", ".", "..", "AmazonEC2\0", "amazonec2", "x" * 5000]


@pytest.mark.parametrize("service", HOSTILE_SERVICES, ids=lambda s: repr(s[:24]))
def test_hostile_service_finds_nothing(folder: Path, overlay: Overlay, service: str) -> None:
    for catalogue in (Catalogue(folder), Catalogue(folder, [overlay])):
        assert catalogue.find("aws", PriceQuery(service, "NatGateway-Hours"), "eu-west-1") is None


def test_file_outside_of_the_catalogue_is_never_read(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(shards.encode(CHEAPER)[0])
    inner = overlaid(tmp_path / "empty", HEADER)
    for region in ("../../../outside", str(tmp_path / "outside")):
        assert Catalogue(folder, [inner]).find("aws", query("NatGateway-Hours"), region) is None


# Tiers

TIERS = [
    ("0", "0"), ("50", "0"), ("100", "0"), ("101", "0.09"), ("10240", "912.6"), ("10241", "912.685"),
    ("51200", "4394.2"), ("60000", "5010.2"),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "cost"), TIERS)
def test_each_tier_prices_its_own_share(held: Catalogue, quantity: str, cost: str) -> None:
    found = held.find("aws", query("Out"), "eu-west-1")
    assert found is not None
    assert [str(t.start) for t in found.tiers] == ["0", "100", "10240", "51200"]
    assert found.list_cost(Decimal(quantity)) == Decimal(cost)


def test_tiny_prices_survive(held: Catalogue) -> None:
    found = held.find("aws", query("Requests"), "eu-west-1")
    assert found is not None
    assert found.list_cost(Decimal(1)) == Decimal("0.0000002")


def test_tiers_that_are_one_row_apart_are_not_mixed_up(tmp_path: Path) -> None:
    rows = [row("A", "1"), row("A", "2", "10"), row("A1", "3"), row("AA", "4"), row("B", "5"), row("B", "6", "7")]
    catalogue = Catalogue(written(tmp_path, rows))
    prices = [catalogue.find("aws", query(m), "eu-west-1") for m in ("A", "A1", "AA", "B")]
    assert [[int(t.unit_price) for t in p.tiers] for p in prices if p] == [[1, 2], [3], [4], [5, 6]]


# Overlays


def test_overlay_goes_before_the_catalogue(folder: Path, overlay: Overlay) -> None:
    assert unit_price(Catalogue(folder), "NatGateway-Hours") == Decimal("0.045")
    assert unit_price(Catalogue(folder, [overlay]), "NatGateway-Hours") == Decimal("0.01")


def test_catalogue_prices_what_the_overlay_does_not(folder: Path, overlay: Overlay) -> None:
    catalogue = Catalogue(folder, [overlay])
    assert unit_price(catalogue, "NatGateway-Hours", "NatGateway") == Decimal("0.9")
    assert unit_price(catalogue, "BoxUsage:m5.large", "RunInstances", "spot") == Decimal("0.03")


def test_first_overlay_goes_before_the_second(folder: Path, overlay: Overlay, tmp_path: Path) -> None:
    other = overlaid(tmp_path / "other", shards.encode([row("NatGateway-Hours", "0.02"), row("New", "7")])[0])
    assert unit_price(Catalogue(folder, [overlay, other]), "NatGateway-Hours") == Decimal("0.01")
    assert unit_price(Catalogue(folder, [other, overlay]), "NatGateway-Hours") == Decimal("0.02")
    assert unit_price(Catalogue(folder, [overlay, other]), "New") == Decimal(7)


def test_overlay_says_that_it_is_the_source(folder: Path, overlay: Overlay) -> None:
    found = Catalogue(folder, [overlay]).find("aws", query("NatGateway-Hours"), "eu-west-1")
    assert found is not None
    assert found.sku_id == "SKU1"
    assert (found.source, found.contract) == (SOURCE, f"{overlay.path / 'aws/AmazonEC2/eu-west-1.csv'}, {SOURCE}")


def test_overlay_may_price_a_region_that_the_catalogue_lacks(folder: Path, tmp_path: Path) -> None:
    root = overlaid(tmp_path / "o", shards.encode(CHEAPER)[0], "aws/AmazonEC2/eu-south-9.csv")
    found = Catalogue(folder, [root]).find("aws", query("NatGateway-Hours"), "eu-south-9")
    assert found is not None
    assert found.effective_tiers[0].unit_price == Decimal("0.01")


ROW = "NatGateway-Hours,,on_demand,Hours,0,0.01,,own\n"
WRITTEN_BY_PEOPLE = {
    "windows line ends": HEADER.replace("\n", "\r\n") + ROW.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + HEADER + ROW,
    "quotes everywhere": HEADER + '"NatGateway-Hours","","on_demand","Hours","0","0.01","","own"\n',
    "no last line end": HEADER + ROW.rstrip(),
    "not sorted": HEADER + "Z,,on_demand,Hours,0,9,,\n" + ROW + "A,,on_demand,Hours,0,9,,\n",
    "commas in the source": HEADER + 'NatGateway-Hours,,on_demand,Hours,0,0.01,,"our contract, page 3, ""B"""\n',
}


@pytest.mark.parametrize("text", WRITTEN_BY_PEOPLE.values(), ids=WRITTEN_BY_PEOPLE)
def test_overlay_may_be_written_by_a_spreadsheet(folder: Path, tmp_path: Path, text: str) -> None:
    catalogue = Catalogue(folder, [overlaid(tmp_path / "o", text)])
    found = catalogue.find("aws", query("NatGateway-Hours"), "eu-west-1")
    assert found is not None
    assert found.contracted_tiers == (Tier(Decimal(0), Decimal("0.01")),)
    assert found.tiers == (Tier(Decimal(0), Decimal("0.045")),)
    assert found.pricing_unit == "Hours"


def test_tiers_of_an_overlay_need_not_stand_together(folder: Path, tmp_path: Path) -> None:
    text = HEADER + "Out,,on_demand,GB,0,0.5,,\n" + ROW + "Out,,on_demand,GB,10,0.25,,\n"
    found = Catalogue(folder, [overlaid(tmp_path / "o", text)]).find("aws", query("Out"), "eu-west-1")
    assert found is not None
    assert found.effective_cost(Decimal(12)) == Decimal("5.5")


def test_two_prices_of_one_key_in_an_overlay_are_refused(folder: Path, tmp_path: Path) -> None:
    text = HEADER + "X,,on_demand,Hours,0,1,,\n" + ROW + "X,,on_demand,Hours,0,2,,\n"
    refuse(Catalogue(folder, [overlaid(tmp_path / "o", text)]), "X", "eu-west-1.csv")


BAD_OVERLAYS = {
    "another header": "meter,price\nNatGateway-Hours,1\n",
    "no header": "NatGateway-Hours,,on_demand,Hours,0,0.01,,\n",
    "columns swapped": "operation,meter,purchase,unit,from,price,sku,source\n",
    "semicolons": HEADER.replace(",", ";"),
    "a header that goes on": HEADER.rstrip() + ",more\n",
    "binary": b"\x00\xff\xfe\x00",
    "latin-1": HEADER.encode() + "Bücher,,on_demand,Hours,0,1,,\n".encode("latin-1"),
}


@pytest.mark.parametrize("text", BAD_OVERLAYS.values(), ids=BAD_OVERLAYS)
def test_overlay_that_is_no_shard_is_an_error(folder: Path, tmp_path: Path, text: str | bytes) -> None:
    refuse(Catalogue(folder, [overlaid(tmp_path / "o", text)]), "NatGateway-Hours", "eu-west-1.csv")


def test_empty_overlay_file_changes_nothing(folder: Path, tmp_path: Path) -> None:
    assert unit_price(Catalogue(folder, [overlaid(tmp_path / "o", "")]), "NatGateway-Hours") == Decimal("0.045")


def test_overlay_that_is_not_there_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such price overlay") as caught:
        Catalogue(folder, [Overlay(tmp_path / "nowhere")])
    assert caught.value.exit_code == 4
    assert caught.value.remedy


# Broken catalogues


def refuse(catalogue: Catalogue, meter: str, *named: str) -> None:
    """Check that a look-up stops with exit 4, says where, and what to do."""
    with pytest.raises(CatalogueError) as caught:
        catalogue.find("aws", query(meter), "eu-west-1")
    said(caught.value, *named)


def said(error: CatalogueError, *named: str) -> None:
    """Check an error's words and exit code."""
    assert error.exit_code == 4
    assert error.remedy
    for word in named:
        assert word in error.message


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        Catalogue(tmp_path / "nowhere")
    said(caught.value, "nowhere", "manifest.json")


def test_missing_manifest_is_an_error(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(CatalogueError) as caught:
        Catalogue(folder)
    said(caught.value, "manifest.json")


MANIFESTS = {
    "empty": b"",
    "not JSON": b"{",
    "cut off": b'{"format": 1, "sources": {}, "shards": {"aws/Amaz',
    "a list": b"[]",
    "null": b"null",
    "no shards": b'{"format": 1, "sources": {}}',
    "shards of another shape": b'{"format": 1, "sources": {}, "shards": {"a": 1}}',
    "a shard without a digest": b'{"format": 1, "sources": {}, "shards": {"a": {"rows": 1}}}',
    "not UTF-8": b'{"format": 1, "sources": {}, "shards": {"\xff": null}}',
    "binary": b"\x00\x01\x02",
    "nested deeply": b"[" * 100_000,
    "a format that is not known": b'{"format": 2, "sources": {}, "shards": {}}',
}


@pytest.mark.parametrize("raw", MANIFESTS.values(), ids=MANIFESTS)
def test_damaged_manifest_is_an_error(folder: Path, raw: bytes) -> None:
    (folder / "manifest.json").write_bytes(raw)
    with pytest.raises(CatalogueError) as caught:
        Catalogue(folder)
    said(caught.value, "manifest.json")


def test_manifest_that_is_a_folder_is_an_error(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    with pytest.raises(CatalogueError) as caught:
        Catalogue(folder)
    said(caught.value, "manifest.json")


def shard(folder: Path) -> Path:
    """The on-demand shard."""
    return folder / "aws" / "AmazonEC2" / "eu-west-1.csv"


def test_missing_shard_is_an_error(folder: Path) -> None:
    shard(folder).unlink()
    refuse(Catalogue(folder), "NatGateway-Hours", "eu-west-1.csv")


def test_half_copied_shard_is_an_error(folder: Path) -> None:
    data = shard(folder).read_bytes()
    for size in (0, 1, len(HEADER), len(data) // 2, len(data) - 1):
        shard(folder).write_bytes(data[:size])
        refuse(Catalogue(folder), "NatGateway-Hours", "eu-west-1.csv")


def test_changed_price_in_a_shard_is_an_error(folder: Path) -> None:
    shard(folder).write_bytes(shard(folder).read_bytes().replace(b"0.045", b"0.004"))
    refuse(Catalogue(folder), "NatGateway-Hours", "eu-west-1.csv", "manifest")


def test_row_that_somebody_took_out_is_an_error(folder: Path) -> None:
    lines = shard(folder).read_text().splitlines(keepends=True)
    shard(folder).write_text("".join(x for x in lines if not x.startswith("Out,,on_demand,GB,100,")))
    refuse(Catalogue(folder), "Out", "eu-west-1.csv")


def test_shard_that_nobody_asks_may_be_broken(folder: Path) -> None:
    (folder / "aws" / "AmazonEC2" / "eu-west-1.spot.csv").unlink()
    assert unit_price(Catalogue(folder), "NatGateway-Hours") == Decimal("0.045")


def test_shard_that_the_manifest_does_not_name_is_not_read(folder: Path) -> None:
    shard(folder).with_name("eu-west-2.csv").write_bytes(shards.encode(CHEAPER)[0])
    assert Catalogue(folder).find("aws", query("NatGateway-Hours"), "eu-west-2") is None


DAMAGED = {
    "does not start at 0": "X,,on_demand,Hours,1,2,,s\n",
    "negative start": "X,,on_demand,Hours,-1,2,,s\n",
    "does not rise": "X,,on_demand,Hours,0,2,,s\nX,,on_demand,Hours,0,1,,s\n",
    "falls": "X,,on_demand,Hours,0,2,,s\nX,,on_demand,Hours,9,1,,s\nX,,on_demand,Hours,5,1,,s\n",
    "mixes units": "X,,on_demand,Hours,0,2,,s\nX,,on_demand,GB,9,1,,s\n",
    "no price": "X,,on_demand,Hours,0,,,s\n",
    "price is a word": "X,,on_demand,Hours,0,free,,s\n",
    "price with a comma": "X,,on_demand,Hours,0,1,5,,s\n",
    "price is beyond all money": "X,,on_demand,Hours,0,1.0e28,,s\n",
    "price is not a number": "X,,on_demand,Hours,0,NaN,,s\n",
    "price is infinite": "X,,on_demand,Hours,0,Infinity,,s\n",
    "price is negative": "X,,on_demand,Hours,0,-1,,s\n",
    "start is not a number": "X,,on_demand,Hours,0,1,,s\nX,,on_demand,Hours,NaN,1,,s\n",
    "first start is not a number": "X,,on_demand,Hours,sNaN,1,,s\n",
    "start is infinite": "X,,on_demand,Hours,0,1,,s\nX,,on_demand,Hours,Infinity,1,,s\n",
    "too few columns": "X,,on_demand,Hours\n",
    "no columns": "X,,on_demand,\n",
}


@pytest.mark.parametrize("rows", DAMAGED.values(), ids=DAMAGED)
def test_damaged_tiers_are_an_error(folder: Path, tmp_path: Path, rows: str) -> None:
    refuse(Catalogue(folder, [overlaid(tmp_path / "o", HEADER + rows)]), "X", "X")


@pytest.mark.parametrize("rows", DAMAGED.values(), ids=DAMAGED)
def test_damaged_tiers_that_the_manifest_vouches_for_are_an_error(folder: Path, rows: str) -> None:
    data = (HEADER + rows).encode()
    shard(folder).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["shards"]["aws/AmazonEC2/eu-west-1.csv"]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    refuse(Catalogue(folder), "X", "X")


def test_version_changes_with_any_price(folder: Path, tmp_path: Path) -> None:
    same, other = written(tmp_path / "same"), written(tmp_path / "other", [*ROWS[1:], row("NatGateway-Hours", "0.046")])
    assert Catalogue(folder).version == Catalogue(same).version != Catalogue(other).version


def test_search_finds_a_part_of_a_meter_whatever_its_case(held: Catalogue) -> None:
    meters = [(p.query.meter, p.query.operation) for p in held.search("aws", "AmazonEC2", "eu-west-1", "natgateway")]
    assert meters == [("NatGateway", ""), ("NatGateway-Hours", ""), ("NatGateway-Hours", "NatGateway")]
    assert [p.query.meter for p in held.search("aws", "AmazonEC2", "eu-west-1", "fast")] == ['Disk, "fast", 10 GB']
    assert list(held.search("aws", "AmazonEC2", "eu-west", "")) == []
