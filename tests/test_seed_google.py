"""What the Google seed takes from reference estimates, and where it says that a price holds."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from costgate.ingest.google import ESTIMATES
from tests.conftest import ROOT
from tools.seed import google, google_services, implied
from tools.seed.google_names import AMERICAS
from tools.seed.google_reference import FACTORS
from tools.seed.google_services import RULES
from tools.seed.implied import Implied
from tools.seed.rules import rule_of, rules

TABLES = Path()
DATA = ROOT / "pricing_data"


def line(resource: str, component: str, price: str = "1", region: str = "us-central1", address: str = "") -> Implied:
    """One line of a reference estimate, known exactly."""
    amount = Decimal(price)
    return Implied(resource, address, component, region, amount, amount, amount, exact=True, note="")


@pytest.fixture
def estimates(monkeypatch: pytest.MonkeyPatch) -> list[Implied]:
    """The estimates that the seed reads, empty; a test fills in its own."""
    found: list[Implied] = []
    monkeypatch.setattr(implied, "read", lambda _tables, _cloud: iter(found))
    monkeypatch.setattr(google_services, "prices", lambda _tables: iter(()))
    return found


@pytest.mark.parametrize(
    ("asked", "meter"),
    [
        (("google_redis_instance", "Redis instance (standard, M3)"), "Redis Capacity Standard M3"),
        (("google_pubsub_topic", "Message ingestion data"), "Message Delivery Basic"),
        (("google_compute_forwarding_rule", "Ingress data"), "Network Load Balancing: Data Processing Charge"),
    ],
)
def test_an_estimates_line_is_a_meter_of_the_bill(asked: tuple[str, str], meter: str) -> None:
    found = rule_of(line(*asked), RULES)
    assert found
    assert found[1] == meter


def test_a_meter_has_the_unit_that_its_estimates_factor_leads_to() -> None:
    units = {(rule.service, rule.meter): rule.unit for rule in rules(RULES)}
    assert [rule for rule in rules(RULES) if rule.factor <= 0 or units[rule.service, rule.meter] != rule.unit] == []


def test_what_iowa_costs_holds_in_the_american_regions_alike(estimates: list[Implied]) -> None:
    estimates.append(line("google_bigquery_dataset", "Queries (on-demand)", "6.25"))
    catalogue = google.Catalogue()
    google.services(catalogue, TABLES)
    assert {key.region for key in catalogue.offers} == set(AMERICAS)
    assert {offer.tiers for offer in catalogue.offers.values()} == {((Decimal(0), Decimal("6.25")),)}


def test_an_estimate_of_another_region_stays_there(estimates: list[Implied]) -> None:
    estimates.append(line("google_bigquery_dataset", "Queries (on-demand)", "7.5", region="europe-west3"))
    assert [found.region for found in google_services.estimates(TABLES)] == ["europe-west3"]


def test_estimates_that_contradict_each_other_price_nothing(estimates: list[Implied]) -> None:
    estimates.extend(line("google_bigquery_dataset", "Queries (on-demand)", price) for price in ("5", "6.25"))
    assert list(google_services.estimates(TABLES)) == []


def test_tiers_of_an_estimate_become_tiers_of_a_price(estimates: list[Implied]) -> None:
    where = "Data transfer to Australia"
    estimates.append(line("google_storage_bucket", f"{where} (first 1TB)", "0.19"))
    estimates.append(line("google_storage_bucket", f"{where} (next 9TB)", "0.18"))
    (found,) = google_services.estimates(TABLES)
    assert found.region == "global"
    assert found.tiers == ((Decimal(0), Decimal("0.19")), (Decimal(1024), Decimal("0.18")))


def test_an_upper_tier_alone_prices_nothing(estimates: list[Implied]) -> None:
    estimates.append(line("google_storage_bucket", "Data transfer to Australia (next 9TB)", "0.18"))
    assert list(google_services.estimates(TABLES)) == []


def tiers(*pairs: tuple[int, str]) -> list[tuple[Decimal, Decimal]]:
    """(start, price)s."""
    return [(Decimal(start), Decimal(price)) for start, price in pairs]


def test_two_tiers_of_traffic_are_not_read_as_three_of_which_the_first_is_the_last() -> None:
    assert google_services.graduated(tiers((0, "0.15"), (1024, "0.19"), (10240, "0.15"))) == tiers(
        (0, "0.19"), (10240, "0.15")
    )


@pytest.mark.parametrize(
    "found",
    [
        tiers((0, "0.12"), (1024, "0.11"), (10240, "0.08")),
        tiers((0, "0.15"), (1024, "0.15"), (10240, "0.15")),
        tiers((0, "0.01")),
    ],
)
def test_other_tiers_of_traffic_stay_as_they_are(found: list[tuple[Decimal, Decimal]]) -> None:
    assert google_services.graduated(found) == found


def test_traffic_from_seoul_costs_as_much_for_the_first_tebibyte_as_for_the_next() -> None:
    with (DATA / "google" / "Compute Engine" / "asia-northeast3.csv").open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["meter"] == "Network Internet Data Transfer Out"]
    assert [(row["from"], row["price"]) for row in rows] == [("0", "0.19"), ("10240", "0.15")]


def test_prices_of_a_page_may_have_tiers() -> None:
    meter = "Networking Cloud CDN Traffic Cache Data Transfer to China"
    (found,) = (price for price in google_services.listed() if price.meter == meter)
    assert found.tiers == (
        (Decimal(0), Decimal("0.20")),
        (Decimal(10240), Decimal("0.17")),
        (Decimal(153600), Decimal("0.16")),
    )


def test_places_of_a_page_stand_for_their_regions() -> None:
    meter = "Vertex AI: Online/Batch Prediction N1 Predefined Instance Core"
    assert {price.region for price in google_services.listed() if price.meter == meter} == set(AMERICAS)


def test_a_sole_tenant_node_costs_its_familys_rates_and_a_tenth_of_them() -> None:
    catalogue = google.Catalogue()
    rate = google.Key("Compute Engine", "us-central1", "N1 Predefined Instance Core", "on_demand")
    catalogue.enter(rate, "vCPU-Hours", [(Decimal(0), Decimal("0.03"))], google.ORIGINS["rates"], "2026-07-30")
    google.sole_tenants(catalogue)
    prices = {key.meter: offer.tiers[0][1] for key, offer in catalogue.offers.items()}
    assert prices["Sole Tenancy Instance Core"] == Decimal("0.03")
    assert prices["Sole Tenancy Premium for Sole Tenancy Instance Core"] == Decimal("0.003")


@pytest.mark.parametrize(("region", "recorded"), [("europe-west10", 7), ("me-central2", 5), ("us-west8", 8)])
def test_recorded_prices_of_databases_fit_the_factor_of_their_region(region: str, recorded: int) -> None:
    shards = DATA / "google" / "Cloud SQL"
    rows = {name: read_prices(shards / f"{name}.csv") for name in (region, google.FACTOR_ONE)}
    found = [meter for meter, (_, source) in rows[region].items() if source.startswith("google-cloudsql@")]
    for meter in found:
        price, listed = rows[region][meter][0], rows[google.FACTOR_ONE][meter][0]
        assert abs(price - listed * FACTORS[region]) <= Decimal("0.0001"), meter
    assert len(found) == recorded


@pytest.mark.parametrize("region", ["asia-east1", "asia-southeast1", "asia-southeast2", "europe-west3"])
def test_recorded_prices_of_pods_are_dearer_as_cores_of_e2_are(region: str) -> None:
    cores = [read_prices(DATA / "google" / "Compute Engine" / f"{name}.csv") for name in (region, google.FACTOR_ONE)]
    factor = cores[0]["E2 Instance Core"][0] / cores[1]["E2 Instance Core"][0]
    pods = [read_prices(DATA / "google" / "Kubernetes Engine" / f"{name}.csv") for name in (region, google.FACTOR_ONE)]
    for meter, places in google.PODS.items():
        off = pods[0][meter][0] - pods[1][meter][0] * factor
        assert abs(off) <= max(places / 2, pods[0][meter][0] * Decimal("0.0001")), meter


def test_pods_cost_what_a_source_has_before_what_follows_from_cores() -> None:
    catalogue = google.Catalogue()
    for region, price in ((google.FACTOR_ONE, "0.02"), ("asia-east1", "0.03"), ("europe-west3", "0.03")):
        core = google.Key("Compute Engine", region, "E2 Instance Core", "on_demand")
        catalogue.enter(core, "vCPU-Hours", [(Decimal(0), Decimal(price))], google.ORIGINS["rates"], "2026-07-30")
    for region in (google.FACTOR_ONE, "asia-east1"):
        for meter in google.PODS:
            key = google.Key("Kubernetes Engine", region, meter, "on_demand")
            catalogue.enter(key, "vCPU-Hours", [(Decimal(0), Decimal("0.04"))], google.ORIGINS["rates"], "2026-07-30")
    google.pods(catalogue)
    found = {key.region: offer.tiers[0][1] for key, offer in catalogue.offers.items() if key.meter in google.PODS}
    assert found == {google.FACTOR_ONE: Decimal("0.04"), "asia-east1": Decimal("0.04"), "europe-west3": Decimal("0.06")}


def read_prices(shard: Path) -> dict[str, tuple[Decimal, str]]:
    """Meter -> price on demand, source."""
    with shard.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["purchase"] == "on_demand"]
    return {row["meter"]: (Decimal(row["price"]), row["source"]) for row in rows}


def test_a_pages_price_names_its_page_and_its_day_and_that_it_was_entered_by_hand() -> None:
    catalogue = google.Catalogue()
    google.listed(catalogue)
    offer = catalogue.offers[google.Key("Cloud Spanner", "us-central1", "Server Node Standard Edition", "on_demand")]
    assert offer.source == "google-page-spanner-pricing@2026-10-01"
    assert offer.tiers == ((Decimal(0), Decimal("0.90")),)
    source = catalogue.sources[offer.source]
    assert source["title"].endswith("(entered by hand)")
    assert source["url"] == "https://cloud.google.com/spanner/pricing"


def test_a_refresh_keeps_what_pages_tell() -> None:
    assert all(found.slug.startswith(ESTIMATES) for found in google_services.listed())
