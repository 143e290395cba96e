"""The Google Cloud Billing Catalog: keys, units, exact prices, machine types, and a key that nobody sees."""

from __future__ import annotations

import csv
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.ingest import google
from costgate.ingest.feeds import AbsentError, Found, Wanted
from costgate.ingest.google_names import named
from costgate.ingest.google_tables import COUNTED, PERFORMANCE, SERVICE_IDS, UNITS
from costgate.ingest.shards import CollisionError, Row
from tests.conftest import ROOT
from tests.ingest import Api, embedded, key, sample

SECRET = "AIza-not-a-real-key"  # a word to look for
ENVIRON = {"GOOGLE_API_KEY": SECRET}
COMPUTE, KUBERNETES, SQL = "Compute Engine", "Kubernetes Engine", "Cloud SQL"


def sku(description: str, *rates: tuple[Any, str, int], **changes: Any) -> dict[str, Any]:
    """A SKU with its tiers: (start, units, nanos)."""
    unit, quantity = changes.pop("unit", "h"), changes.pop("quantity", 1)
    tiers = [
        {"startUsageAmount": start, "unitPrice": {"currencyCode": "USD", "units": units, "nanos": nanos}}
        for start, units, nanos in rates or [(0, "1", 0)]
    ]
    return {
        "skuId": changes.pop("sku_id", "S-1"),
        "description": description,
        "category": {"resourceFamily": changes.pop("family", "Compute"), "usageType": changes.pop("usage", "OnDemand")},
        "serviceRegions": changes.pop("regions", ["europe-west4"]),
        "pricingInfo": [
            {
                "pricingExpression": {"usageUnit": unit, "displayQuantity": quantity, "tieredRates": tiers},
                "effectiveTime": "2026-07-01T01:02:03.5Z",
            }
        ],
    } | changes


def api(service: str, *pages: list[dict[str, Any]]) -> Api:
    """The API with one service, whose list has these pages."""

    def answer(url: str) -> Any:
        if "/skus?" not in url:
            return {"services": [{"name": "services/AAAA-1111", "displayName": service}]}
        number = int(parse_qs(urlsplit(url).query).get("pageToken", ["0"])[0].rpartition("/")[2])
        return {"skus": pages[number], "nextPageToken": f"+/{number + 1}" if number + 1 < len(pages) else ""}

    return Api(answer)


def find(service: str, *skus: dict[str, Any], regions: str = "europe-west4") -> Iterator[Found]:
    """The shards of one page of SKUs."""
    wanted = Wanted(frozenset({service}), frozenset(regions.split()))
    return google.feeds(api(service, list(skus)), google.ENDPOINT, wanted, ENVIRON)


def read(service: str, *skus: dict[str, Any]) -> list[Row]:
    """The rows of one region."""
    (found,) = find(service, *skus)
    return list(found.rows)


def tiers(rows: list[Row]) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
    """(meter, purchase, unit) -> (start, price)s."""
    result: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in rows:
        result.setdefault((row.meter, row.purchase, row.unit), []).append(
            (f"{row.start.normalize():f}", f"{row.price.normalize():f}")
        )
    return result


NAMES = [
    (COMPUTE, "OnDemand", "N2 Instance Core running in Netherlands", "N2 Instance Core", "on_demand"),
    (COMPUTE, "Preemptible", "Spot Preemptible N2 Instance Ram running in Paris", "N2 Instance Ram", "spot"),
    (
        COMPUTE,
        "Preemptible",
        "Preemptible N1 Predefined Instance Core running in X",
        "N1 Predefined Instance Core",
        "spot",
    ),
    (COMPUTE, "OnDemand", "Storage PD Capacity", "Storage PD Capacity", "on_demand"),
    (COMPUTE, "OnDemand", "Balanced PD Capacity in Netherlands", "Balanced PD Capacity", "on_demand"),
    (
        COMPUTE,
        "OnDemand",
        "SSD backed Local Storage attached to Spot Preemptible VMs in X",
        "SSD backed Local Storage",
        "spot",
    ),
    (COMPUTE, "Preemptible", "Nvidia L4 GPU attached to Spot Preemptible VMs running in X", "Nvidia L4 GPU", "spot"),
    (
        COMPUTE,
        "OnDemand",
        "Spot Preemptible A4 Nvidia B200 (1 gpu slice) running in X",
        "A4 Nvidia B200 (1 gpu slice)",
        "spot",
    ),
    (COMPUTE, "Commit1Yr", "Commitment v1: N2D AMD Cpu in X for 1 Year", "N2D AMD Instance Core", "committed-1yr"),
    (COMPUTE, "Commit3Yr", "Commitment v1: Ram in Americas for 3 Years", "N1 Predefined Instance Ram", "committed-3yr"),
    (
        COMPUTE,
        "Commit1Yr",
        "Commitment: Compute optimized Core running in X for 1 Year",
        "Compute optimized Core",
        "committed-1yr",
    ),
    (COMPUTE, "Commit1Yr", "Commitment v1: Local SSD In Iowa for 1 Year", "SSD backed Local Storage", "committed-1yr"),
    (COMPUTE, "Commit1Yr", "Commitment v1: C4D Local SSD in X for 1 Year", "C4D Instance Local SSD", "committed-1yr"),
    (COMPUTE, "Commit1Yr", "Commitment v1: Nvidia L4 GPU running in X for 1 Year", "Nvidia L4 GPU", "committed-1yr"),
    (
        COMPUTE,
        "OnDemand",
        "External IP Charge on a Spot Preemptible VM",
        "External IP Charge on a Spot Preemptible VM",
        "on_demand",
    ),
    (
        "Cloud Run",
        "OnDemand",
        "Services CPU (Instance-based billing) in in x-y1",
        "CPU Allocation Time (Always-on CPU)",
        "on_demand",
    ),
    (
        "Cloud Run",
        "OnDemand",
        "Services CPU Tier 2  (Request-based billing)",
        "CPU Allocation Time (tier 2)",
        "on_demand",
    ),
    ("Cloud Functions", "OnDemand", "Cloud Run Functions Invocations", "Invocations", "on_demand"),
    (
        "Cloud Composer",
        "OnDemand",
        "Small Cloud Composer Environment Fee (x-y1).",
        "Small Cloud Composer Environment Fee",
        "on_demand",
    ),
    (
        "Dataproc",
        "OnDemand",
        "Data Compute Unit (milli) Hours - Dataproc Serverless Batch - x-y1",
        "Data Compute Unit (milli) Hours - Dataproc Serverless Batch",
        "on_demand",
    ),
    ("Cloud Dataflow", "OnDemand", "vCPU Time Batch Iowa", "vCPU Time Batch", "on_demand"),
    ("Cloud Dataflow", "OnDemand", "Streaming data processed for Iowa", "Streaming data processed", "on_demand"),
    ("Cloud TPU", "OnDemand", "TPU-v2 Accelerator USA", "TPU-v2 Accelerator", "on_demand"),
    (
        "Cloud Pub Sub Lite",
        "OnDemand",
        "Publisher Throughput Capacity Allocated North America",
        "Publisher Throughput Capacity Allocated",
        "on_demand",
    ),
    (
        "Vertex AI",
        "OnDemand",
        "Vertex AI: Online/Batch Prediction N1 Predefined Instance Core running in Americas",
        "Vertex AI: Online/Batch Prediction N1 Predefined Instance Core",
        "on_demand",
    ),
    (COMPUTE, "OnDemand", "VM state: suspended RAM in Americas", "VM state: suspended RAM", "on_demand"),
    *(
        (
            COMPUTE,
            "OnDemand",
            f"{kind} Archive Snapshot Data Storage in {place}",
            f"{kind} Archive Snapshot Data Storage",
            "on_demand",
        )
        for kind, place in (("Regional", "Iowa"), ("Multi-regional", "the European Union"))
    ),
    (SQL, "OnDemand", "Cloud SQL for MySQL: Zonal - vCPU in Tokyo", "Cloud SQL for MySQL: Zonal - vCPU", "on_demand"),
    (SQL, "OnDemand", "Cloud SQL for SQL: Zonal - RAM in Tokyo", "Cloud SQL for SQL Server: Zonal - RAM", "on_demand"),
    (KUBERNETES, "OnDemand", "Autopilot Pod mCPU Requests (x-y1)", "Autopilot Pod mCPU Requests", "on_demand"),
    (
        KUBERNETES,
        "Preemptible",
        "Autopilot Balanced Spot Pod mCPU Requests (x-y1)",
        "Autopilot Balanced Pod mCPU Requests",
        "spot",
    ),
    *(
        (service, "OnDemand", f"{meter} {place}", meter, "on_demand")
        for service, meter, place in (
            ("BigQuery", "BigQuery Enterprise Plus Edition", "for US (multi-region)"),
            ("Cloud Bigtable", "Enterprise Plus Server Node", "in x-y1 region"),
            ("Cloud Filestore", "Filestore Capacity Basic HDD (Standard)", "Iowa/South Carolina/Oregon"),
            ("Cloud Filestore", "Filestore Capacity Zonal and High Scale", "Hong Kong"),
            ("Cloud Filestore", "Filestore Instance IOPS Regional", "Iowa"),
            ("Cloud Memorystore", "Highmem 2xlarge Node", "Oregon"),
            ("Cloud Memorystore", "Standard Small Node", "Hong Kong"),
            ("Cloud Memorystore for Memcached", "Memorystore for Memcached Custom Core M1", "Iowa"),
            ("Cloud Memorystore for Redis", "Redis Capacity Standard M5", "Iowa"),
            ("Cloud Memorystore for Redis", "Redis Standard Node Capacity M2", "London"),
            ("Cloud Memorystore for Redis", "Redis Cluster Node Shared Core Nano", "Iowa"),
        )
    ),
    (
        "Cloud Memorystore for Redis",
        "OnDemand",
        "Redis Cluster Node Default London",
        "Redis Cluster Node Highmem Medium",
        "on_demand",
    ),
    *(
        ("Cloud SQL", "OnDemand", f"{spelt} in South Carolina", meter, "on_demand")
        for spelt, meter in (
            (
                "Cloud SQL for Postgres: Zonal- Enterprise N4 RAM",
                "Cloud SQL for PostgreSQL: Zonal - Enterprise N4 RAM",
            ),
            (
                "Cloud SQL for Postgres: Zonal - Regional Enterprise Storage Hyperdisk Balanced Capacity",
                "Cloud SQL for PostgreSQL: Regional - Enterprise Storage Hyperdisk Balanced Capacity",
            ),
            (
                "Cloud SQL for Postgres: Zonal - Enterprise Plus Performance Optimized C4A vCPU",
                "Cloud SQL for PostgreSQL: Zonal - Enterprise Plus C4A vCPU",
            ),
        )
    ),
]


@pytest.mark.parametrize(("service", "usage", "description", "meter", "purchase"), NAMES)
def test_descriptions_lose_region_and_purchase(
    service: str, usage: str, description: str, meter: str, purchase: str
) -> None:
    assert named(service, "Compute", description, usage, ["x-y1"]) == (meter, purchase, "")


def test_what_no_model_asks_for_is_left_out() -> None:
    assert not named(COMPUTE, "Network", "Network Internet Egress from Americas to China", "OnDemand", [])
    assert not named(KUBERNETES, "Compute", "Commitment - dollar based v1: x for 1 year", "Commit1Yr", [])
    assert not named(SQL, "x", "Cloud SQL: Read Replica (free with promotional discount until 2021)", "OnDemand", [])
    assert not named(COMPUTE, "Compute", "anything", "SomethingNew", [])


def test_tunnels_and_load_balancers_are_read_of_the_network() -> None:
    tunnel = named(COMPUTE, "Network", "Network Vpn Tunnel in Iowa", "OnDemand", [])
    rule = "Network Load Balancing: Forwarding Rule Minimum Service Charge"
    assert tunnel == ("Network Vpn Tunnel", "on_demand", "")
    assert named(COMPUTE, "Network", f"{rule} in Iowa", "OnDemand", []) == (rule, "on_demand", "")


def test_counted_things_have_their_own_unit() -> None:
    found = tiers(read("Cloud Run", sku("Requests", (0, "0", 400), unit="count")))
    assert found["Requests", "on_demand", "Requests"] == [("0", "0.0000004")]


def test_units_of_the_embedded_catalogue_are_those_that_a_refresh_gives() -> None:
    other = set()
    for shard in sorted((ROOT / "pricing_data" / "google").glob("*/*.csv")):
        with shard.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["unit"] not in {*UNITS.values(), *PERFORMANCE.values(), "vCPU-Hours"}:
                    other.add((row["meter"], row["unit"]))
    assert other
    assert [(meter, unit) for meter, unit in sorted(other) if COUNTED.get(meter) != unit] == []


def test_units_and_nanos_are_exact() -> None:
    found = tiers(read(KUBERNETES, sku("A", (0, "12345678901234567", 123456789)), sku("B", (0, "", 1)), sku("C")))
    assert found["A", "on_demand", "Hours"] == [("0", "12345678901234567.123456789")]
    assert found["B", "on_demand", "Hours"] == [("0", "0.000000001")]


def test_tiers_are_kept_but_not_what_an_account_has_for_nothing() -> None:
    found = tiers(
        read(KUBERNETES, sku("A", (0, "3", 0), (1000.5, "2", 0)), sku("B", (0, "0", 0), (30, "1", 0), (90, "0", 5)))
    )
    assert found["A", "on_demand", "Hours"] == [("0", "3"), ("1000.5", "2")]
    assert found["B", "on_demand", "Hours"] == [("0", "1"), ("90", "0.000000005")]


def test_thousandths_of_a_core_are_counted_by_the_core() -> None:
    cpu = sku("Autopilot Pod mCPU Requests", (0, "0", 59800), (2000, "0", 100), quantity=1000)
    gpu = sku("Autopilot T4 Premium", (0, "0", 56477), quantity=1000)
    found = tiers(read(KUBERNETES, cpu, gpu))
    assert found["Autopilot Pod mCPU Requests", "on_demand", "vCPU-Hours"] == [("0", "0.0598"), ("2", "0.0001")]
    assert found["Autopilot T4 Premium", "on_demand", "Hours"] == [("0", "0.056477")]


@pytest.mark.parametrize(
    ("service", "family", "description", "unit"),
    [
        (
            "Cloud SQL",
            "ApplicationServices",
            "Cloud SQL for Postgres: Zonal - Enterprise N4 vCPU in Iowa",
            "vCPU-Hours",
        ),
        ("Cloud SQL", "ApplicationServices", "Cloud SQL for Postgres: Zonal- Enterprise N4 RAM in Iowa", "GiB-Hours"),
        (COMPUTE, "Storage", "Hyperdisk Throughput Throughput Capacity in Iowa", "MiBps-Months"),
        (COMPUTE, "Storage", "Hyperdisk Throughput Capacity in Iowa", "GiB-Months"),
    ],
)
def test_cores_and_the_performance_of_disks_are_counted_as_such(
    service: str, family: str, description: str, unit: str
) -> None:
    of = {"GiB-Hours": "GiBy.h", "vCPU-Hours": "h", "MiBps-Months": "mo", "GiB-Months": "GiBy.mo"}[unit]
    (row,) = read(service, sku(description, family=family, unit=of))
    assert row.unit == unit


def test_thousandths_of_a_data_compute_unit_are_counted_by_the_unit() -> None:
    meter = "Data Compute Unit (milli) Hours - Dataproc Serverless Batch"
    found = tiers(read("Dataproc", sku(meter, (0, "0", 60000), quantity=1000)))
    assert found[meter, "on_demand", "DCU-Hours"] == [("0", "0.06")]


def test_sole_tenants_have_their_familys_discount_on_the_premium_too() -> None:
    meter = "Sole Tenancy Premium for N2 Sole Tenancy Instance Core"
    found = tiers(read(COMPUTE, sku(f"{meter} running in X", (0, "0", 1000000))))
    assert [price for _, price in found[meter, "on_demand", "vCPU-Hours"]] == [
        "0.001",
        "0.0008678",
        "0.000733",
        "0.0006",
    ]


def test_every_region_of_a_sku_has_a_row() -> None:
    both = sku("Cloud SQL: Backups", (0, "0", 80), regions=["us-east1", "us-west1", "us-central2"], unit="GiBy.mo")
    shards = {f.region: list(f.rows) for f in find(SQL, both, regions="us-east1 us-west1 us-central2 asia-east1")}
    assert {region: len(rows) for region, rows in shards.items()} == {
        "us-east1": 1, "us-west1": 1, "us-central2": 0, "asia-east1": 0,
    }  # fmt: skip
    assert shards["us-east1"][0].unit == "GiB-Months"


def test_places_may_stand_in_the_taxonomy_alone() -> None:
    nowhere = sku("A", regions=[], geoTaxonomy={"type": "REGIONAL", "regions": ["us-east1"]})
    everywhere = sku("B", regions=[], geoTaxonomy={"type": "GLOBAL", "regions": []})
    shards = {
        f.region: [r.meter for r in f.rows] for f in find(KUBERNETES, nowhere, everywhere, regions="us-east1 global")
    }
    assert shards == {"us-east1": ["A"], "global": ["B"]}


def test_a_region_cannot_name_a_file_elsewhere() -> None:
    with pytest.raises(CatalogueError, match="is not text"):
        list(find(KUBERNETES, sku("A", regions=["../../x"]), regions="../../x"))


def test_sustained_use_is_in_the_tiers_of_cores_and_machines() -> None:
    core, ram = (
        sku("N1 Predefined Instance Core in X", (0, "2", 0)),
        sku("N1 Predefined Instance Ram in X", unit="GiBy.h"),
    )
    found = tiers(read(COMPUTE, core, ram))
    quarters = ("0", "182.5", "365", "547.5")
    assert found["N1 Predefined Instance Core", "on_demand", "vCPU-Hours"] == [
        *zip(quarters, ("2", "1.6", "1.2", "0.8"), strict=True)
    ]
    assert found["n1-standard-1", "on_demand", "Hours"] == [*zip(quarters, ("5.75", "4.6", "3.45", "2.3"), strict=True)]


def test_spot_machines_have_no_sustained_use() -> None:
    core = sku("Preemptible N1 Predefined Instance Core in X", usage="Preemptible")
    ram = sku("Preemptible N1 Predefined Instance Ram in X", usage="Preemptible", unit="GiBy.h")
    assert tiers(read(COMPUTE, core, ram))["n1-standard-1", "spot", "Hours"] == [("0", "4.75")]


@pytest.mark.parametrize("missing", ["Core", "Ram"])
def test_a_machine_without_a_part_has_no_price(missing: str) -> None:
    rates = {"Core": sku("E2 Instance Core in X"), "Ram": sku("E2 Instance Ram in X", unit="GiBy.h")}
    del rates[missing]
    assert not [r for r in read(COMPUTE, *rates.values()) if r.meter.startswith("e2-")]


def test_licences_leave_out_the_version_and_the_newest_holds() -> None:
    skus = [
        sku(
            f"Licensing Fee for Windows Server {version} Datacenter Edition ({what} cost)",
            (0, "0", price),
            regions=["global"],
        )
        for version, what, price in (
            ("2025", "CPU", 46),
            ("2012 R2", "CPU", 40),
            ("2025", "RAM", 0),
            ("2016", "GPU", 1),
        )
    ]
    (found,) = find(COMPUTE, *skus, regions="global")
    name = "Licensing Fee for Windows Server Datacenter Edition"
    assert tiers(list(found.rows)) == {(name, "on_demand", "vCPU-Hours"): [("0", "0.000000046")]}


@pytest.mark.parametrize(
    ("description", "meter", "unit"),
    [
        ("SQL Server 2019 Web on VM with 1 to 4 VCPU", "SQL Server Web on VM with up to 4 VCPU", "Hours"),
        ("SQL Server 2022 Web on VM with up to 4 VCPU", "SQL Server Web on VM with up to 4 VCPU", "Hours"),
        (
            "SQL Server 2019 Standard for Cloud SQL on VM with more than 4 VCPU",
            "SQL Server Standard for Cloud SQL on VM with more than 4 VCPU",
            "vCPU-Hours",
        ),
        ("NVIDIA Quadro Virtual Workstation (GPU cost)", "NVIDIA Quadro Virtual Workstation", "Hours"),
    ],
)
def test_licences_are_called_alike_and_counted_as_they_are_paid_for(description: str, meter: str, unit: str) -> None:
    skus = [sku(f"Licensing Fee for {description}", regions=["global"])]
    (found,) = find(COMPUTE, *skus, regions="global")
    assert [(row.meter, row.unit) for row in found.rows] == [(f"Licensing Fee for {meter}", unit)]


def test_two_prices_for_one_key_name_both_skus() -> None:
    with pytest.raises(CollisionError, match=r"S-1 at 1 and S-2 at 2"):
        read(KUBERNETES, sku("A"), sku("A", (0, "2", 0), sku_id="S-2"))


def test_a_regions_own_sku_goes_before_a_continents() -> None:
    ours = sku("A running in Netherlands", sku_id="S-1")
    continents = sku("A running in Europe", (0, "2", 0), sku_id="S-2", regions=["europe-west4", "europe-west1"])
    for skus in ([ours, continents], [continents, ours]):
        assert [(r.sku, r.price) for r in read(KUBERNETES, *skus)] == [("S-1", Decimal(1))]


def test_of_two_names_of_a_place_the_newer_holds() -> None:
    """As Google lists M1's cores for Tokyo."""
    tokyo = sku("Memory-optimized Instance Core running in Tokyo", (0, "0", 42600000), sku_id="S-1")
    japan = sku("Memory-optimized Instance Core running in Japan", (0, "0", 42648900), sku_id="S-2")
    for skus in ([tokyo, japan], [japan, tokyo]):
        (row, *_) = read(COMPUTE, *skus)
        assert (row.sku, row.price) == ("S-1", Decimal("0.0426"))


def test_equal_prices_of_two_skus_are_one() -> None:
    assert len(read(KUBERNETES, sku("A"), sku("A", sku_id="S-2"))) == 1


@pytest.mark.parametrize(
    "money", [{"currencyCode": "IDR", "units": "43"}, {"currencyCode": "USD", "nanos": -1}], ids=str
)
def test_other_currencies_and_negative_prices_are_errors(money: dict[str, Any]) -> None:
    wrong = sku("A")
    wrong["pricingInfo"][0]["pricingExpression"]["tieredRates"][0]["unitPrice"] = money
    with pytest.raises(CatalogueError, match=r"SKU 'S-1' costs .* expected USD"):
        read(KUBERNETES, wrong)


def test_pages_are_followed_by_token_on_the_endpoint_only() -> None:
    fetch = api(KUBERNETES, [sku("A")], [sku("B")], [sku("C")])
    wanted = Wanted(frozenset({KUBERNETES}), frozenset({"europe-west4"}))
    (found,) = google.feeds(fetch, "http://localhost:1/", wanted, ENVIRON)
    assert [r.meter for r in found.rows] == ["A", "B", "C"]
    assert {urlsplit(url).netloc for url in fetch.urls} == {"localhost:1"}
    assert fetch.urls[-1].endswith("&pageToken=%2B%2F2")
    assert found.origin.as_of == "2026-07-01"


def test_a_shard_has_a_new_version_with_a_new_price() -> None:
    def version(price: int) -> str:
        (found,) = find(KUBERNETES, sku("A", (0, "0", price)))
        return found.version

    assert version(1) == version(1) != version(2)


def test_a_service_that_is_not_there_is_an_error() -> None:
    wanted = Wanted(frozenset({"Cloud Nothing"}), frozenset({"europe-west4"}))
    with pytest.raises(CatalogueError, match="no service 'Cloud Nothing'"):
        list(google.feeds(api(SQL, []), google.ENDPOINT, wanted, ENVIRON))


def test_a_service_that_google_renamed_is_known_by_its_id() -> None:
    def answer(url: str) -> Any:
        if "/skus?" in url:
            return {"skus": [sku("Invocations")]} if "services/29E7-DA93-CA13/" in url else {}
        return {"services": [{"name": "services/29E7-DA93-CA13", "displayName": "Cloud Run Functions"}]}

    wanted = Wanted(frozenset({"Cloud Functions"}), frozenset({"europe-west4"}))
    (found,) = google.feeds(Api(answer), google.ENDPOINT, wanted, ENVIRON)
    assert (found.service, [row.meter for row in found.rows]) == ("Cloud Functions", ["Invocations"])


def test_every_service_with_prices_of_a_list_has_its_id() -> None:
    seen = {
        name.split("/")[1]
        for name, shard in Catalogue().manifest.shards.items()
        if name.startswith("google/") and not all(source.startswith(google.ESTIMATES) for source in shard.sources)
    }
    assert seen <= SERVICE_IDS.keys()
    assert len(seen) >= 12


def test_a_service_that_the_list_lacks_is_absent() -> None:
    def answer(url: str) -> Any:
        known = [{"name": f"services/{number}", "displayName": name} for name, number in SERVICE_IDS.items()]
        return {} if "/skus?" in url else {"services": known}

    def services(asked: Iterable[str]) -> set[str]:
        wanted = Wanted(frozenset(asked), frozenset({"us-east1"}))
        return {found.service for found in google.feeds(Api(answer), google.ENDPOINT, wanted, ENVIRON)}

    assert services(SERVICE_IDS) == SERVICE_IDS.keys()
    with pytest.raises(AbsentError, match="no service 'AlloyDB'"):
        services({"AlloyDB"})


def test_a_service_with_a_slash_has_the_name_of_its_folder() -> None:
    wanted = Wanted(frozenset({"Cloud Pub Sub"}), frozenset({"europe-west4"}))
    (found,) = google.feeds(api("Cloud Pub/Sub", [sku("Message Delivery")]), google.ENDPOINT, wanted, ENVIRON)
    assert found.service == "Cloud Pub Sub"
    assert [row.meter for row in found.rows] == ["Message Delivery"]


def test_the_key_is_in_the_header_and_nowhere_else() -> None:
    fetch = api(KUBERNETES, [sku("A")], [sku("B")])
    wanted = Wanted(frozenset({KUBERNETES}), frozenset({"europe-west4"}))
    (found,) = google.feeds(fetch, google.ENDPOINT, wanted, ENVIRON)
    assert all(headers == {"x-goog-api-key": SECRET} for headers in fetch.headers)
    assert len(fetch.headers) == 3
    shown = [*fetch.urls, repr(found.origin), found.version, *map(repr, found.rows), repr(google.ApiKey(ENVIRON))]
    assert not [text for text in shown if SECRET in text]


@pytest.mark.parametrize(
    "document", [{"skus": 1}, {"services": [{"name": "../x", "displayName": KUBERNETES}]}, []], ids=str
)
def test_errors_do_not_show_the_key(document: Any) -> None:
    wanted = Wanted(frozenset({KUBERNETES}), frozenset({"europe-west4"}))
    with pytest.raises(CatalogueError) as caught:
        list(google.feeds(Api(lambda _: document), google.ENDPOINT, wanted, ENVIRON))
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caught.value.remedy


@pytest.mark.parametrize("key_text", ["", " ", "a b", "a\r\nHost: b", "schlüssel"])
def test_a_missing_or_broken_key_is_an_error_that_does_not_repeat_it(key_text: str) -> None:
    with pytest.raises(CatalogueError, match="GOOGLE_API_KEY") as caught:
        list(google.feeds(Api(lambda _: {}), environ={"GOOGLE_API_KEY": key_text}))
    assert not key_text.strip() or key_text not in str(caught.value)


FAMILIES = {"N2 Instance": "n2", "E2 Instance": "e2", "N1 Predefined Instance": "n1", "C4A Arm Instance": "c4a"}


@pytest.mark.parametrize("region", ["europe-west4", "us-central1", "asia-northeast1"])
def test_machine_types_put_together_equal_the_embedded_ones(region: str) -> None:
    """The embedded core and memory rates as a feed would state them give the embedded machine types."""
    skus = []
    for purchase, usage in (("on_demand", "OnDemand"), ("spot", "Preemptible")):
        prefix = "Spot Preemptible " if purchase == "spot" else ""
        for (meter, _, _, start), rate in embedded("google", COMPUTE, region, purchase).items():
            if start == 0 and meter.rpartition(" ")[0] in FAMILIES:
                units, _, nanos = f"{Decimal(rate['price']):.9f}".partition(".")
                unit = "h" if meter.endswith("Core") else "GiBy.h"
                skus.append(
                    sku(
                        f"{prefix}{meter} running in X",
                        (0, units, int(nanos)),
                        usage=usage,
                        unit=unit,
                        regions=[region],
                    )
                )
    (found,) = find(COMPUTE, *skus, regions=region)
    compared: Counter[str] = Counter()
    for row in found.rows:
        held = embedded("google", COMPUTE, region, row.purchase)[key(row)]
        assert (held["unit"], Decimal(held["price"])) == (row.unit, row.price), row
        compared[row.meter.partition("-")[0]] += 1
    with (ROOT / "costgate/resources/google/machine_types.csv").open(newline="") as file:
        types = [r["machine_type"] for r in csv.DictReader(file)]
    for family in FAMILIES.values():
        assert compared[family] >= len([t for t in types if t.startswith(f"{family}-") and "lssd" not in t]), family


@pytest.mark.parametrize(
    ("name", "service", "least"),
    [("gcp_skus_gke_2025-08.json", KUBERNETES, 18), ("gcp_skus_opencost.json", COMPUTE, 18)],
)
def test_samples_and_the_embedded_catalogue_agree(name: str, service: str, least: int) -> None:
    skus = [s for s in sample(name)["skus"] if currency(s) == "USD"]
    places = " ".join({region for s in skus for region in s["serviceRegions"]})
    compared = 0
    for found in find(service, *skus, regions=places):
        for row in found.rows:
            held = embedded("google", service, found.region, row.purchase).get(key(row))
            if held:
                assert (held["unit"], Decimal(held["price"])) == (row.unit, row.price), row
                compared += 1
    assert compared >= least


def test_samples_in_another_currency_have_the_same_keys_and_units() -> None:
    foreign = [s for s in sample("gcp_skus_opencost.json")["skus"] if currency(s) != "USD"]
    assert foreign
    for item in foreign:
        for rate in item["pricingInfo"][0]["pricingExpression"]["tieredRates"]:
            rate["unitPrice"]["currencyCode"] = "USD"  # the amounts are not compared
    (shard,) = find(COMPUTE, *foreign, regions="us-central1")
    parts = [r for r in shard.rows if r.meter.startswith("E2 Instance")]
    held = embedded("google", COMPUTE, "us-central1", "on_demand")
    assert {row.meter: held[key(row)]["unit"] == row.unit for row in parts} == {
        "E2 Instance Core": True,
        "E2 Instance Ram": True,
    }


def currency(item: dict[str, Any]) -> str:
    """The currency of a SKU."""
    return str(item["pricingInfo"][0]["pricingExpression"]["tieredRates"][0]["unitPrice"]["currencyCode"])
