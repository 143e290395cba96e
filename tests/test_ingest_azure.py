"""The Azure Retail Prices API: keys, units, tiers, choices between records, pages, and what is refused."""

from __future__ import annotations

import gc
import itertools
import tracemalloc
from collections import Counter
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from costgate.errors import CatalogueError
from costgate.ingest import azure
from costgate.ingest.azure_tables import size_name, unit
from costgate.ingest.feeds import Wanted
from costgate.ingest.shards import CollisionError, Row
from tests.ingest import Api, embedded, key, sample

DAY = "2026-08-15"


def record(**changes: Any) -> dict[str, Any]:
    """A record of the API: a machine's hour."""
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.5,
        "armRegionName": "westeurope",
        "effectiveStartDate": "2026-01-01T00:00:00Z",
        "meterId": "m-1",
        "meterName": "D9 v9",
        "productName": "Virtual Machines Dv9 Series",
        "skuName": "D9 v9",
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D9_v9",
    } | changes


def disk(**changes: Any) -> dict[str, Any]:
    """A record of a storage meter."""
    names = {"productName": "Fast Disks", "skuName": "F1 LRS", "meterName": "F1 LRS Disk", "armSkuName": ""}
    return record(**{"serviceName": "Storage", "unitOfMeasure": "1/Month"} | names | changes)


def read(*records: dict[str, Any], day: str = DAY, region: str = "westeurope") -> list[Row]:
    """The rows of one page of records."""
    service = records[0]["serviceName"]
    api = Api(lambda _: {"Items": list(records), "NextPageLink": None})
    return list(azure.rows(api, azure.ENDPOINT, service, region, day))


def prices(rows: list[Row]) -> dict[tuple[str, str, str], str]:
    """(meter, operation, purchase) -> price."""
    return {row[:3]: f"{row.price.normalize():f}" for row in rows}


def test_machine_is_its_size_and_system() -> None:
    windows = record(productName="Virtual Machines Dv9 Series Windows", retailPrice=0.9, meterId="m-2")
    found = prices(read(record(), windows))
    assert found == {
        ("Standard_D9_v9", "Linux", "on_demand"): "0.5",
        ("Standard_D9_v9", "Windows", "on_demand"): "0.9",
    }


def test_a_node_of_hdinsight_has_each_size_that_its_meter_names() -> None:
    node = {"serviceName": "HDInsight", "productName": "HDInsight Ev9 Series", "skuName": "E4 v9"}
    disk = {"serviceName": "HDInsight", "productName": "HDInsight Storage", "skuName": "S30", "retailPrice": 40.0}
    records = record(**node, meterName="E4 v9/E4s v9"), record(**disk, meterName="S30 Disk", meterId="m-2")
    assert prices(read(*records)) == {
        ("Standard_E4_v9", "", "on_demand"): "0.5",
        ("Standard_E4s_v9", "", "on_demand"): "0.5",
        ("HDInsight Storage / S30 / S30 Disk", "", "on_demand"): "40",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"productName": "Dv9 Series Cloud Services"},
        {"productName": "Dv9 Series CloudServices"},
        {"skuName": "D9 v9 Low Priority"},
        {"type": "DevTestConsumption"},
        {"armSkuName": " "},
        {"retailPrice": 0},
    ],
    ids=str,
)
def test_what_nobody_buys_as_a_machine_is_left_out(changes: dict[str, Any]) -> None:
    found = prices(read(record(), record(**{"retailPrice": 7.0, "meterId": "m-2"} | changes)))
    assert found == {("Standard_D9_v9", "Linux", "on_demand"): "0.5"}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Standard_EC8asv6", "Standard_EC8as_v6"),
        ("Standard_DC16edsv5 ", "Standard_DC16eds_v5"),
        ("Standard_D2s_v3", "Standard_D2s_v3"),
        ("Standard_H8m_Promo", "Standard_H8m_Promo"),
        ("Standard_M416s-208_8_v3", "Standard_M416s-208_8_v3"),
        ("Basic_A2", "Basic_A2"),
        ("Dadsv5_Type1", "Dadsv5_Type1"),
        ("Ebdsv5-Type1", "Ebdsv5_Type1"),
        ("DCsv3 Type1", "DCsv3_Type1"),
        ("Mdmsv2MedMem _Type1", "Mdmsv2MedMem_Type1"),
    ],
)
def test_a_size_has_an_underscore_before_its_version(text: str, size: str) -> None:
    assert size_name(text) == size


def test_spot_reservations_and_savings_plans_are_purchases() -> None:
    plan = [{"retailPrice": 0.3, "term": "1 Year"}, {"retailPrice": 0.2, "term": "3 Years"}]
    found = prices(
        read(
            record(savingsPlan=plan),
            record(skuName="D9 v9 Spot", retailPrice=0.1),
            record(type="Reservation", reservationTerm="1 Year", retailPrice=3504.0),
            record(type="Reservation", reservationTerm="3 Years", retailPrice=1000.0),
        )
    )
    assert {purchase: price for (_, _, purchase), price in found.items()} == {
        "on_demand": "0.5",
        "spot": "0.1",
        "savings-1yr": "0.3",
        "savings-3yr": "0.2",
        "reserved-1yr": "0.4",  # 3,504 for 8,760 hours
        "reserved-3yr": "0.038051750381",
    }


def test_reserved_packs_of_terabytes_have_no_unit_price() -> None:
    pack = disk(type="Reservation", reservationTerm="1 Year", unitOfMeasure="1 GB/Month", retailPrice=2920.0)
    whole = disk(type="Reservation", reservationTerm="1 Year", retailPrice=1200.0)
    assert prices(read(pack, whole)) == {("Fast Disks / F1 LRS / F1 LRS Disk", "", "reserved-1yr"): "100"}


def test_blocks_and_tiers_are_divided_out() -> None:
    rows = read(
        disk(unitOfMeasure="10K", retailPrice=0.05, tierMinimumUnits=0),
        disk(unitOfMeasure="10K", retailPrice=0.04, tierMinimumUnits=300),
    )
    assert [(r.unit, str(r.start), f"{r.price:f}") for r in rows] == [
        ("Operations", "0", "0.000005"),
        ("Operations", "3000000", "0.000004"),
    ]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("1 Hour", ("Hours", 1)),
        ("1M", ("Operations", 1_000_000)),
        ("25K", ("Operations", 25_000)),
        ("100 GB Seconds", ("GB-Seconds", 100)),
        ("1 IOPS/Month", ("IOPS-Months", 1)),
        ("1/Month", ("Months", 1)),
        ("10K/Month", ("Units", 10_000)),
        ("1M/Month", ("Operations", 1_000_000)),
        ("1K/Day", ("Days", 1000)),
        ("1/Year", ("Years", 1)),
        ("1 GiB Hour", ("GiB-Hours", 1)),
    ],
)
def test_units_are_ours(measure: str, expected: tuple[str, int]) -> None:
    assert unit(measure) == expected


def test_an_unknown_unit_is_said_not_guessed() -> None:
    with pytest.raises(CatalogueError, match="per fortnight"):
        read(disk(unitOfMeasure="per fortnight"))


def test_traffic_that_each_account_has_for_nothing_is_left_out() -> None:
    out = {"serviceName": "Bandwidth", "unitOfMeasure": "1 GB"}
    rows = read(
        disk(retailPrice=0, tierMinimumUnits=0) | out,
        disk(retailPrice=0.08, tierMinimumUnits=100) | out,
        disk(retailPrice=0.07, tierMinimumUnits=10335) | out,
    )
    assert [(str(r.start), str(r.price)) for r in rows] == [("0", "0.08"), ("10335", "0.07")]


def test_the_baseline_of_a_single_disk_is_kept() -> None:
    rows = read(disk(retailPrice=0), disk(retailPrice=0.08, tierMinimumUnits=3000))
    assert [(str(r.start), str(r.price)) for r in rows] == [("0", "0"), ("3000", "0.08")]


CHOICES = [
    ({"isPrimaryMeterRegion": False}, {}),
    ({"armSkuName": ""}, {"armSkuName": "F1"}),
    ({}, {"effectiveStartDate": "2026-02-01T00:00:00Z"}),
    ({"effectiveStartDate": "2027-01-01T00:00:00Z"}, {}),
    ({"effectiveStartDate": "2026-06-01T00:00:00Z", "effectiveEndDate": "2026-07-31T23:59:00Z"}, {}),
    ({"retailPrice": 0.01}, {}),
    ({"unitOfMeasure": "1/Month"}, {"unitOfMeasure": "1/Hour"}),
]
CHOSEN = ["primary", "own SKU", "later", "not yet", "no more", "no placeholder", "by the hour"]


@pytest.mark.parametrize(("loses", "holds"), CHOICES, ids=CHOSEN)
def test_of_two_records_one_holds_in_either_order(loses: dict[str, Any], holds: dict[str, Any]) -> None:
    a, b = disk(**{"retailPrice": 9.0, "meterId": "m-9"} | loses), disk(**{"retailPrice": 1.0} | holds)
    for records in ((a, b), (b, a)):
        rows = read(*records)
        assert [(str(r.price), r.sku) for r in rows] == [("1", "m-1")]


def test_two_prices_for_one_key_name_both_meters() -> None:
    with pytest.raises(CollisionError, match=r"m-1 at 0\.5 and m-2 at 0\.6"):
        read(disk(), disk(meterId="m-2", retailPrice=0.6))


def test_a_collision_that_a_better_record_settles_is_none() -> None:
    a, b = disk(isPrimaryMeterRegion=False), disk(isPrimaryMeterRegion=False, meterId="m-2", retailPrice=0.6)
    assert [r.price for r in read(a, b, disk(meterId="m-3", retailPrice=0.7))] == [Decimal("0.7")]


def test_one_key_in_two_units_is_a_collision() -> None:
    with pytest.raises(CollisionError, match=r"m-2 in Hours and m-1 in Months"):
        read(disk(), disk(meterId="m-2", unitOfMeasure="1 Hour", tierMinimumUnits=5))


def test_another_currency_is_an_error() -> None:
    with pytest.raises(CatalogueError, match="'EUR', expected USD"):
        read(disk(currencyCode="EUR"))


@pytest.mark.parametrize("changes", [{"retailPrice": -1.0}, {"tierMinimumUnits": -5.0}, {"meterName": "a\nb"}], ids=str)
def test_what_cannot_be_a_price_is_an_error(changes: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match="m-1"):
        read(disk(**changes))


def test_what_is_null_is_as_if_it_were_absent() -> None:
    nothing = dict.fromkeys(("armSkuName", "effectiveEndDate", "reservationTerm", "savingsPlan"))
    assert [row.meter for row in read(disk(**nothing))] == ["Fast Disks / F1 LRS / F1 LRS Disk"]


def test_an_answer_of_another_kind_is_an_error() -> None:
    with pytest.raises(CatalogueError, match="is not a page"):
        list(azure.rows(Api(lambda _: {"error": "gone"}), azure.ENDPOINT, "Storage", "westeurope", DAY))


def test_the_query_filters_by_service_and_region() -> None:
    api = Api(lambda _: {"Items": []})
    wanted = Wanted(frozenset({"Bob's Service"}), frozenset({"westeurope"}))
    (found,) = azure.feeds(api, "http://localhost:1/", wanted, day=lambda: DAY)
    assert list(found.rows) == []
    (url,) = api.urls  # the first page is not asked for twice
    assert urlsplit(url).netloc == "localhost:1"
    query = parse_qs(urlsplit(url).query)
    assert query["$filter"] == ["serviceName eq 'Bob''s Service' and armRegionName eq 'westeurope'"]
    assert (found.vendor, found.service, found.region, found.origin.as_of) == (
        "azure", "Bob's Service", "westeurope", DAY,
    )  # fmt: skip


def test_a_shard_has_a_new_version_on_a_new_day_or_with_a_new_first_page() -> None:
    wanted = Wanted(frozenset({"Storage"}), frozenset({"westeurope"}))

    def version(price: float, day: str = DAY) -> str:
        (found,) = azure.feeds(Api(lambda _: {"Items": [disk(retailPrice=price)]}), wanted=wanted, day=lambda: day)
        return found.version

    assert version(1) == version(1)
    assert len({version(1), version(2), version(1, "2026-08-16")}) == 3


def test_global_prices_stand_under_both_names() -> None:
    def answer(url: str) -> Any:
        name = "Global" if "Global" in url else ""
        return {"Items": [disk(armRegionName=name, meterName=f"in {name!r}")]}

    rows = list(azure.rows(Api(answer), azure.ENDPOINT, "Storage", "global", DAY))
    assert {r.meter.rpartition(" / ")[2] for r in rows} == {"in 'Global'", "in ''"}


def test_records_of_other_services_and_regions_are_left_out() -> None:
    rows = read(disk(), disk(armRegionName="eastus", retailPrice=3), record())
    assert [r.price for r in rows] == [Decimal("0.5")]


def test_without_wishes_the_embedded_shards_are_read() -> None:
    found = list(azure.feeds(Api(lambda _: {"Items": []})))
    assert {f.service for f in found} >= {"Virtual Machines", "Storage", "SQL Database", "Bandwidth"}
    assert len({f.region for f in found if f.service == "Virtual Machines"}) >= 55
    only = list(azure.feeds(Api(lambda _: {"Items": []}), wanted=Wanted(services=frozenset({"Bandwidth"}))))
    assert only
    assert {f.service for f in only} == {"Bandwidth"}


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/retail/prices?$skip=1",
        "http://prices.azure.com/api?$skip=1",
        "https://prices.azure.com:8443/api?$skip=1",
        "https://prices.azure.com@evil.example/api",
        "https://me@prices.azure.com/api",
        "//evil.example/api",
        "/api?$skip=1",
        "file:///etc/passwd",
        "https://[::1/",
        "https://prices.azure.com:99999/",
    ],
)
def test_the_next_page_is_on_the_same_host_or_nowhere(link: str) -> None:
    api = Api(lambda _: {"Items": [disk()], "NextPageLink": link})
    with pytest.raises(CatalogueError, match=r"next page is said to be at"):
        list(azure.rows(api, azure.ENDPOINT, "Storage", "westeurope", DAY))
    assert len(api.urls) == 1


@pytest.mark.parametrize("host", ["https://prices.azure.com:443", "https://PRICES.azure.com"])
def test_the_api_writes_its_own_port(host: str) -> None:
    answers = iter([{"Items": [], "NextPageLink": f"{host}/api?$skip=1"}, {"Items": [disk()], "NextPageLink": ""}])
    assert len(list(azure.rows(Api(lambda _: next(answers)), azure.ENDPOINT, "Storage", "westeurope", DAY))) == 1


def test_pages_that_go_round_end() -> None:
    link = f"{azure.ENDPOINT}/api?$skip=1"
    with pytest.raises(CatalogueError, match="names itself"):
        list(azure.pages(Api(lambda _: {"Items": [], "NextPageLink": link}), azure.ENDPOINT, link))


def peak(pages: int) -> int:
    """Bytes at the most that reading so many pages of 100 different records takes."""
    numbers = itertools.count()

    def answer(_: str) -> Any:
        page = next(numbers)
        items = [disk(meterName=f"F{page}-{i}", meterId=f"m-{page}-{i}") for i in range(100)]
        return {"Items": items, "NextPageLink": f"{azure.ENDPOINT}/?$skip={page}" if page + 1 < pages else None}

    class Forgetful(Api):
        def json(self, url: str, **_: Any) -> Any:
            return self.answer(url)

    api = Forgetful(answer)
    gc.collect()
    tracemalloc.start()
    try:
        count = sum(1 for _ in azure.rows(api, azure.ENDPOINT, "Storage", "westeurope", DAY))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == pages * 100
    return most


def test_memory_does_not_grow_with_the_number_of_pages() -> None:
    few, many = peak(20), peak(200)
    assert many - few < 128 * 1024, (few, many)  # the 18,000 rows more are some 12 MB


SAMPLES = {
    "azure_retail_page_eastus2_redis.json": 0,  # costgate prices no cache of Azure's yet
    "azure_retail_page_eastus2_sql.json": 238,
    "azure_retail_page_with_NextPageLink.json": 174,
    "azure_retail_reservation_records_2024-08.json": 0,  # no reservation is embedded yet
    "azure_retail_savingsplan_records_2026.json": 23,
    "azure_retail_vm_mexicocentral_full.json": 4415,
}
RENAMED = {
    "Standard_M416s-208_6_v3": "Standard_M416-208s_6_v3",
    "Az DB for PGSQL Flexible": "Azure Database for PostgreSQL Flexible",
    "OneLake Write Operations via proxy": "OneLake Write Operations Hot",
}
"""What Azure called otherwise on the day of the embedded price."""
SAME_DAY = ("azure-retail@2026-08-15",)


@pytest.mark.parametrize(("name", "least"), SAMPLES.items())
def test_samples_and_the_embedded_catalogue_have_the_same_keys_and_units(name: str, least: int) -> None:
    page = sample(name) | {"NextPageLink": None}
    counts: Counter[str] = Counter()
    for service, place in sorted({(r["serviceName"], r["armRegionName"]) for r in page["Items"]}):
        region = place if place not in {"", "Global"} else "global"
        for row in azure.rows(Api(lambda _: page), azure.ENDPOINT, service, region, DAY):
            shard = embedded("azure", service, region, row.purchase)
            held = shard.get(key(row))
            if held is None:  # a gap of the catalogue, never the same thing under another name
                known = {(other["sku"], Decimal(other["price"])): other["meter"] for other in shard.values()}
                renamed = [row.meter.replace(new, old) for new, old in RENAMED.items() if new in row.meter]
                assert known.get((row.sku, row.price), "") in {"", *renamed}, row
                continue
            assert held["unit"] == row.unit, row
            counts["found"] += 1
            if held["source"] in SAME_DAY:
                assert Decimal(held["price"]) == row.price, (row, held)
    assert counts["found"] >= least


def recorded(name: str) -> dict[tuple[str, str], list[Row]]:
    """(service, region) -> rows of a recorded page."""
    page = sample(name) | {"NextPageLink": None}
    places = sorted({(r["serviceName"], r["armRegionName"]) for r in page["Items"]})
    return {(s, r): list(azure.rows(Api(lambda _: page), azure.ENDPOINT, s, r, DAY)) for s, r in places}


def test_recorded_savings_plans_are_purchases_below_the_price_on_demand() -> None:
    page = sample("azure_retail_savingsplan_records_2026.json")
    machines = [r for r in page["Items"] if "CloudServices" not in r["productName"]]
    found: Counter[str] = Counter()
    for rows in recorded("azure_retail_savingsplan_records_2026.json").values():
        price = {row[:3]: row.price for row in rows}
        for row in rows:
            if row.purchase.startswith("savings-"):
                assert row.unit == "Hours"
                assert row.price < price[row.meter, row.operation, "on_demand"]
                found[row.purchase] += 1
    assert found == dict.fromkeys(("savings-1yr", "savings-3yr"), len(machines))
    assert found.total() == 46


def test_recorded_reservations_are_the_hours_part_of_what_is_paid_for_the_term() -> None:
    page = sample("azure_retail_reservation_records_2024-08.json")
    paid = {(r["meterId"], r["reservationTerm"][0]): Decimal(str(r["retailPrice"])) for r in page["Items"]}
    found: Counter[str] = Counter()
    for rows in recorded("azure_retail_reservation_records_2024-08.json").values():
        for row in rows:
            years = row.purchase.removeprefix("reserved-")[0]
            assert row.unit in {"Hours", "Months"}
            parts = {"Hours": 8760, "Months": 12}[row.unit] * int(years)
            assert abs(row.price * parts - paid[row.sku, years]) < Decimal("0.01")
            found[row.purchase] += 1
    assert found == {"reserved-1yr": 19, "reserved-3yr": 17}, "all but four for packs of so many PB"
