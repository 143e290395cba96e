"""What prices of Azure that are known in a region tell of others there."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

from tests.conftest import ROOT
from tests.test_seed_azure import built, held
from tools.seed import azure, azure_factors, azure_shared
from tools.seed.azure_factors import Meter, Tables
from tools.seed.azure_offers import EAST

SQL = "SQL Database"
GEN5 = "SQL Database Single/Elastic Pool General Purpose - Compute Gen5"
TWO, FOUR = (Meter(SQL, f"{GEN5} / {n} vCore / vCore") for n in (2, 4))
OTHER = Meter(SQL, "SQL Database Single/Elastic Pool Business Critical - Compute Gen5 / 2 vCore / vCore")
THIRD = Meter(SQL, "SQL Database Single/Elastic Pool General Purpose - Compute FSv2 Series / 8 vCore / vCore")
REGIONS = [f"region{n}" for n in range(azure_factors.FEWEST_REGIONS)]
PLAIN, APART, NEW = "koreacentral", "norwayeast", "italynorth"


def tables(newest: str = "2.2", **ratios: str) -> Tables:
    """Prices of two vCores in all regions, and those of meters in a ratio to them; the newest has ratios of its own."""
    base = {region: Decimal("0.300001") + Decimal(n) / 100 for n, region in enumerate(REGIONS)}
    meters = {"four": FOUR, "other": OTHER, "third": THIRD}
    prices = {TWO: {**base, azure_shared.NEWEST: Decimal("0.5")}}
    for name, ratio in ratios.items():
        prices[meters[name]] = {region: price * Decimal(ratio) for region, price in base.items()}
        prices[meters[name]][azure_shared.NEWEST] = Decimal("0.5") * Decimal(newest)
    return Tables(prices)


def told(found: Tables, region: str, **known: str) -> dict[Meter, Decimal]:
    """The prices of a region that those that are known there tell, to a hundredth."""
    meters = {"two": TWO, "four": FOUR, "other": OTHER, "third": THIRD}
    held_ = {meters[name]: Decimal(price) for name, price in known.items()}
    return {
        one.meter: round(one.price, 2).normalize() for one in azure_factors.derived(found, region, held_, Counter())
    }


def test_a_price_tells_another_of_its_product_in_the_ratio_of_all_regions() -> None:
    assert told(tables(four="2"), APART, two="0.400000") == {FOUR: Decimal("0.8")}


def test_a_ratio_that_the_newest_region_does_not_have_tells_nothing_of_new_regions() -> None:
    assert told(tables(four="2"), NEW, two="0.400000") == {}


def test_two_prices_tell_a_third_of_a_new_region_if_the_newest_has_the_ratio_too() -> None:
    found = tables("2", four="2", other="2", third="2")
    assert told(found, NEW, two="0.400000") == {}
    assert told(found, NEW, two="0.400000", other="0.800000") == {FOUR: Decimal("0.8"), THIRD: Decimal("0.8")}


def test_a_price_too_coarse_for_a_thousandth_tells_nothing() -> None:
    found = tables(four="2")
    assert told(found, APART, four="0.8") == {TWO: Decimal("0.4")}
    coarse = {meter: {region: round(price, 2) for region, price in p.items()} for meter, p in found.prices.items()}
    assert told(Tables(coarse), APART, four="0.8") == {}


def test_a_price_tells_however_coarse_what_costs_the_same_in_all_regions() -> None:
    found = tables(four="1", other="2")
    coarse = {meter: {region: round(price, 2) for region, price in p.items()} for meter, p in found.prices.items()}
    assert told(Tables(coarse), PLAIN, two="0.4") == {FOUR: Decimal("0.4")}
    coarse[FOUR][REGIONS[0]] += Decimal("0.01")
    assert told(Tables(coarse), PLAIN, two="0.4") == {}


def test_a_ratio_that_one_region_lacks_is_none() -> None:
    found = tables(four="2")
    prices = {meter: dict(by_region) for meter, by_region in found.prices.items()}
    prices[FOUR][REGIONS[0]] *= Decimal("1.01")
    assert told(Tables(prices), APART, two="0.400000") == {}


def test_another_product_tells_alone_only_where_regions_are_plain() -> None:
    found = tables(other="3", third="1.5")
    assert told(found, PLAIN, two="0.400000") == {OTHER: Decimal("1.2"), THIRD: Decimal("0.6")}
    assert told(found, APART, two="0.400000") == {}
    assert told(found, APART, two="0.400000", other="1.200000") == {THIRD: Decimal("0.6")}


def test_what_prices_tell_differently_is_left_out() -> None:
    counts: Counter[str] = Counter()
    known = {TWO: Decimal("0.400000"), OTHER: Decimal("1.300000")}
    assert not list(azure_factors.derived(tables(other="3", third="1.5"), APART, known, counts))
    assert counts.total() == 1


def test_windows_costs_its_licence_more_than_linux() -> None:
    linux, windows = (
        Meter("Azure App Service", f"Azure App Service Premium v3 Plan{system} / P1 v3 / P1 v3 App")
        for system in (" - Linux", "")
    )
    prices = {region: Decimal("0.15") + Decimal(n) / 1000 for n, region in enumerate(REGIONS)}
    found = Tables({linux: prices, windows: {region: price + Decimal("0.16") for region, price in prices.items()}})
    known = {windows: Decimal("0.338")}
    assert list(azure_factors.derived(found, "westus", known, Counter())) == [(linux, Decimal("0.178"))]
    assert list(azure_factors.derived(found, "westus", {linux: Decimal("0.178")}, Counter())) == [
        (windows, Decimal("0.338"))
    ]
    assert not list(azure_factors.derived(found, NEW, known, Counter()))


def test_a_vcore_of_postgresql_costs_a_size_divided() -> None:
    product = "Azure Database for PostgreSQL Flexible Server General Purpose Ddsv5 Series Compute"
    sized, single = (Meter("Azure Database for PostgreSQL", f"{product} / {n} / vCore") for n in ("48 vCore", "vCore"))
    found = Tables({sized: {"westeurope": Decimal("5.088")}, single: {"westeurope": Decimal("0.106")}})
    assert list(azure_factors.derived(found, NEW, {sized: Decimal("5.088")}, Counter())) == [(single, Decimal("0.106"))]


def test_each_price_that_was_read_is_of_a_meter_and_a_region_that_no_table_has() -> None:
    prices = azure.single_prices(built())
    rows = list(azure_factors.recorded())
    assert not {region for region, _, _ in rows} & {region for by_region in prices.values() for region in by_region}
    assert {meter for _, meter, _ in rows} <= prices.keys()


def test_each_price_that_was_read_is_there_once_and_in_its_place() -> None:
    rows = list(azure_factors.recorded())
    assert len({(region, meter) for region, meter, _ in rows}) == len(rows)
    assert all(price > 0 for _, _, price in rows)
    with (ROOT / "tools/seed/azure_recorded.csv").open(encoding="utf-8") as file:
        lines = [tuple(row.values()) for row in csv.DictReader(file)]
    assert lines == sorted(lines)


def test_prices_that_were_read_are_what_others_of_their_families_tell() -> None:
    found, known = azure.family_tables(built())
    counts = sum(azure_factors.read_again(found, known).values(), Counter())
    assert counts["right"] > 150
    assert not counts["wrong"]
    assert counts["left out, since others differ"] < 10


def test_a_price_that_all_regions_ask_is_entered_where_regions_are_plain() -> None:
    regions = [f"region{n}" for n in range(azure.EVERYWHERE)]
    catalogue = held(**dict.fromkeys(regions, "0.05"), mexicocentral="0.055")
    azure.plain(catalogue, {})
    entered = {key.region for key, offer in catalogue.offers.items() if offer.source.startswith(azure.PLAIN.slug)}
    assert entered == azure_shared.PLAIN - {EAST}
    another = held(**dict.fromkeys(regions, "0.05"), westeurope="0.06")
    azure.plain(another, {})
    assert len(another.offers) == len(regions) + 1
