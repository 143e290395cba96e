"""What the Azure seed takes from reference estimates and from East US's twins."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from costgate.ingest.azure_tables import MACHINES
from costgate.resources.azure.compute import vcpus_of
from tests.conftest import ROOT
from tools.seed import azure, azure_databases, azure_likeness, azure_nodes, azure_shared, implied
from tools.seed.azure import LIKELY, RULES, TWIN
from tools.seed.azure_offers import EAST, STORAGE, WEST, Catalogue, Key
from tools.seed.implied import Implied
from tools.seed.offers import Offer
from tools.seed.rules import factor, rule_of, rules

TABLES = ROOT.parent / "shared" / "prices"


@cache
def built() -> Catalogue:
    """The catalogue that the tables make, where they are. Making it takes a while, and no test changes it."""
    if not (TABLES / "on_demand.csv.gz").is_file():
        pytest.skip("needs the published price tables")
    return azure.build(TABLES, lambda _: None)


NO_LIMITS: dict[Key, tuple[Decimal, Decimal]] = {}


def line(resource: str, component: str, address: str = "", price: str = "1", region: str = EAST) -> Implied:
    """One line of a reference estimate, known exactly."""
    amount = Decimal(price)
    return Implied(resource, address, component, region, amount, amount, amount, exact=True, note="")


def test_a_factor_is_a_number_or_a_fraction() -> None:
    assert factor("24") == 24
    assert factor("1/4") == Decimal("0.25")


NAMED = {
    ("azurerm_lb_rule", "Rule usage", ""): "Load Balancer / Standard / Standard Overage LB Rules and Outbound Rules",
    (
        "azurerm_managed_redis",
        "Cache usage (Balanced_B3)",
        "",
    ): "Azure Managed Redis - Balanced / B3 / B3 Cache Instance",
    ("azurerm_databricks_workspace", "Jobs compute DBUs", "x.premium"): (
        "Azure Databricks / Premium Jobs Compute / Premium Jobs Compute DBU"
    ),
    (
        "azurerm_storage_account",
        "Write operations",
        'azurerm_storage_account.storagev2["StorageV2.Standard.RAGRS.Cool"]',
    ): ("General Block Blob v2 / Cool RA-GRS / Cool GRS Write Operations"),
}


@pytest.mark.parametrize(("asked", "meter"), NAMED.items())
def test_an_estimates_line_is_a_meter_of_the_bill(asked: tuple[str, str, str], meter: str) -> None:
    found = rule_of(line(*asked), RULES)
    assert found
    assert found[1] == meter


def test_a_managed_instance_costs_what_the_database_does() -> None:
    storage = "General Purpose - Storage / General Purpose / General Purpose Data Stored"
    found = azure_likeness.like("SQL Database", f"SQL Database Single/Elastic Pool {storage}")
    assert found == ("SQL Managed Instance", f"SQL Managed Instance {storage}")
    assert azure_likeness.like("SQL Database", "SQL Database Single Basic / B / B DTU") is None


def test_lists_of_containers_cost_what_writes_do_also_in_accounts_for_blobs_alone() -> None:
    catalogue = Catalogue()
    written = Offer((1, 0), "Operations", ((Decimal(0), Decimal("0.00001")),), "", "recorded")
    key = Key(STORAGE, EAST, "General Block Blob v2 / Hot GRS / Hot GRS Write Operations", "", "on_demand")
    catalogue.offer(key, written)
    azure.written(catalogue)
    for product in ("General Block Blob v2", "Blob Storage"):
        alike = catalogue.offers[key._replace(meter=f"{product} / Hot GRS / GRS List and Create Container Operations")]
        assert alike.tiers == written.tiers
        assert alike.source.startswith("azure-storage-alike")


def test_what_is_written_on_a_page_gives_way_to_what_is_recorded() -> None:
    catalogue = Catalogue()
    key = Key("Sentinel", EAST, "Sentinel / Pay-as-you-go / Pay-as-you-go Analysis", "", "on_demand")
    catalogue.offer(key, Offer((1, 0), "GB", ((Decimal(0), Decimal(4)),), "", "recorded"))
    azure.written(catalogue)
    assert catalogue.offers[key].source == "recorded"
    (explorer,) = (k for k in catalogue.offers if k.service == "Azure Data Explorer")
    assert "data-explorer" in catalogue.offers[explorer].source


def test_a_line_that_no_rule_fits_has_no_meter() -> None:
    assert rule_of(line("azurerm_lb", "Something else"), RULES) is None


def test_tiers_of_an_estimate_become_tiers_of_a_price() -> None:
    catalogue = Catalogue()
    azure.fill(
        catalogue,
        [
            line("azurerm_traffic_manager_profile", "DNS queries (first 1B)", price="0.54"),
            line("azurerm_traffic_manager_profile", "DNS queries (over 1B)", price="0.375"),
        ],
    )
    key = Key("Traffic Manager", "global", "Traffic Manager / Azure Endpoint / DNS Queries", "", "on_demand")
    assert catalogue.offers[key].tiers == (
        (Decimal(0), Decimal("0.00000054")),
        (Decimal(1_000_000_000), Decimal("0.000000375")),
    )


def test_estimates_that_contradict_each_other_give_no_price() -> None:
    catalogue = Catalogue()
    lines = [line("azurerm_nat_gateway", "NAT gateway", price=price) for price in ("0.045", "0.05")]
    assert azure.fill(catalogue, lines) == {}
    assert catalogue.offers == {}


def machine(size: str, region: str, system: str = "Linux") -> Key:
    return Key("Virtual Machines", region, size, system, "on_demand")


def test_an_estimate_prices_a_machine_that_no_price_list_has_any_more() -> None:
    catalogue = Catalogue()
    known = Offer((1, 0), "Hours", ((Decimal(0), Decimal(3)),), "", "azure-retail@2026-08-15")
    catalogue.offer(machine("Standard_D9_v9", "westeurope"), known)
    lines = [
        line(
            "azurerm_machine_learning_compute_cluster",
            f"Instance usage (Linux, pay as you go, {size})",
            "",
            price,
            region,
        )
        for size, price, region in (
            ("Standard_NX9", "0.9", "westeurope"),
            ("Standard_D9_v9", "2", "westeurope"),
            ("standard_d9_V9", "2.5", EAST),
        )
    ]
    lines.append(
        line("azurerm_machine_learning_compute_instance", "Instance usage (Linux, pay as you go, Standard_NX8)")
    )
    azure.fill(catalogue, lines)
    assert {key: offer.tiers[0][1] for key, offer in catalogue.offers.items()} == {
        machine("Standard_NX9", "westeurope"): Decimal("0.9"),
        machine("Standard_D9_v9", "westeurope"): Decimal(3),
        machine("Standard_D9_v9", EAST): Decimal("2.5"),
    }


def test_a_node_costs_for_each_vcpu_what_another_of_its_series_does() -> None:
    prices = {"Standard_E2_v3": (2, "0.126"), "Standard_E16_v3": (16, "1.008"), "Standard_E4s_v3": (4, "0.252")}
    dear = {"Standard_E64i_v3": (64, "5.0"), "Standard_D2_v3": (2, "0.126"), "Standard_A1": (1, "0.06")}
    sizes = {size: azure_nodes.Size(vcpus, Decimal(price)) for size, (vcpus, price) in (prices | dear).items()}
    known = {"Standard_E16_v3": Decimal("1.344"), "Standard_A2": Decimal("0.1"), "Standard_A1": Decimal("0.05")}
    assert dict(azure_nodes.inferred(known, sizes)) == {
        "Standard_E2_v3": Decimal("0.168"),
        "Standard_E4s_v3": Decimal("0.336"),
    }


def test_nodes_that_are_known_cost_the_same_for_each_vcpu() -> None:
    """What is inferred of nodes holds for those that need no inference."""
    catalogue = built()
    pairs = 0
    for region in ("eastus", "westeurope"):
        here = {k.meter: o for k, o in catalogue.offers.items() if (k.service, k.region) == ("HDInsight", region)}
        known = {size: o.tiers[0][1] for size, o in here.items() if not o.source.startswith(azure_nodes.SLUG)}
        machines = {
            size: azure_nodes.Size(vcpus_of(size), catalogue.offers[machine(size, region)].tiers[0][1])
            for size in known
            if vcpus_of(size) and machine(size, region) in catalogue.offers
        }
        for size in machines:
            rest = {other: price for other, price in known.items() if other != size}
            told = dict(azure_nodes.inferred(rest, machines))
            if size in told:
                assert told[size] == known[size]
                pairs += 1
    assert pairs >= 8


def held(**prices: str) -> Catalogue:
    """A catalogue with one meter's price by region."""
    catalogue = Catalogue()
    for region, price in prices.items():
        key = Key("Redis Cache", region, "Redis / C1 / C1 Cache", "", "on_demand")
        catalogue.offer(key, Offer((1, 0), "Hours", ((Decimal(0), Decimal(price)),), "", "azure-retail@2026-08-15"))
    return catalogue


EAST_KEY = Key("Redis Cache", EAST, "Redis / C1 / C1 Cache", "", "on_demand")


def test_east_us_gets_the_price_that_its_twins_share() -> None:
    catalogue = held(eastus2="0.05", westus2="0.05", westeurope="0.06")
    azure.twins(catalogue, NO_LIMITS, LIKELY)
    assert catalogue.offers[EAST_KEY].tiers == ((Decimal(0), Decimal("0.05")),)
    assert catalogue.offers[EAST_KEY].source.startswith(LIKELY.slug)


def test_east_us_gets_no_price_where_its_twins_differ() -> None:
    catalogue = held(eastus2="0.05", westus2="0.06")
    azure.twins(catalogue, NO_LIMITS, LIKELY)
    assert EAST_KEY not in catalogue.offers


def test_west_us_gets_the_price_that_all_regions_ask() -> None:
    everywhere = {f"region{n}": "0.05" for n in range(azure.EVERYWHERE)}
    west = EAST_KEY._replace(region=WEST)
    catalogue = held(**everywhere)
    azure.uniform(catalogue, NO_LIMITS)
    assert catalogue.offers[west].tiers == catalogue.offers[EAST_KEY].tiers == ((Decimal(0), Decimal("0.05")),)
    dearer = held(**everywhere, brazilsouth="0.06")
    azure.uniform(dearer, NO_LIMITS)
    assert west not in dearer.offers


RECORDED = [f"region{n}" for n in range(azure_shared.EVERYWHERE)]


def test_a_meter_with_one_id_also_in_the_newest_region_is_shared_by_all() -> None:
    one = dict.fromkeys([*RECORDED, azure_shared.NEWEST], "id")
    assert azure_shared.shared(one) == ("id", True)


def test_a_meter_that_the_newest_region_lacks_or_has_of_its_own_is_shared_by_the_old_alone() -> None:
    one = dict.fromkeys(RECORDED, "id")
    assert azure_shared.shared(one) == ("id", False)
    assert azure_shared.shared({**one, azure_shared.NEWEST: "another"}) == ("id", False)


def test_a_meter_with_two_ids_or_in_few_regions_is_not_shared() -> None:
    assert azure_shared.shared({**dict.fromkeys(RECORDED, "id"), "swedencentral": "another"}) is None
    assert azure_shared.shared(dict.fromkeys(RECORDED[1:], "id")) is None
    assert azure_shared.shared(dict.fromkeys(RECORDED, "")) is None


def test_a_shared_meter_is_entered_where_no_table_has_all_of_an_old_region() -> None:
    catalogue = held(**dict.fromkeys(RECORDED, "0.05"))
    catalogue.offers = {key: offer._replace(sku="id") for key, offer in catalogue.offers.items()}
    another = held(lacking="0.07").offers[EAST_KEY._replace(region="lacking")]
    catalogue.offers[EAST_KEY._replace(region="lacking", meter="Redis / C2 / C2 Cache")] = another
    machine = Offer((2, 0), "Hours", ((Decimal(0), Decimal(1)),), "", "azure-vm-karpenter@2026-06-18")
    for region in ("westus3", "uaenorth", "qatarcentral", "usgovtexas", "lacking"):
        catalogue.offer(Key(MACHINES, region, "Standard_D2s_v5", "Linux", "on_demand"), machine)
    azure.shared(catalogue, NO_LIMITS)
    entered = {key.region for key, offer in catalogue.offers.items() if offer.source.startswith(azure.SHARED.slug)}
    assert entered == {"westus3"}


def test_storage_of_databases_is_known_in_every_old_region() -> None:
    prices = list(azure_databases.prices())
    assert len({(price.region, price.column.meter) for price in prices}) == len(prices)
    storage = azure_databases.COLUMNS["database GP"]
    assert {price.region for price in prices if price.column == storage} >= azure_shared.OLD


def test_an_inferred_price_never_contradicts_an_estimate() -> None:
    catalogue = held(eastus2="0.05", westus2="0.05")
    azure.twins(catalogue, {EAST_KEY: (Decimal("0.06"), Decimal("0.07"))}, LIKELY)
    assert EAST_KEY not in catalogue.offers


def test_a_recorded_price_is_kept_and_counted() -> None:
    catalogue = held(eastus2="0.05", westus2="0.05", eastus="0.07")
    azure.twins(catalogue, NO_LIMITS, LIKELY)
    assert catalogue.offers[EAST_KEY].tiers == ((Decimal(0), Decimal("0.07")),)
    assert catalogue.counts["known East US prices that its twins' price does not equal"] == 1


def test_rules_of_one_product_are_not_those_of_another() -> None:
    catalogue = held(eastus2="0.05", westus2="0.05")
    azure.twins(catalogue, NO_LIMITS, TWIN)
    assert EAST_KEY not in catalogue.offers


def test_estimates_and_recorded_prices_of_a_meter_agree() -> None:
    """The meter names of the rules are right: where the API's price is recorded, it is what the estimate says."""
    catalogue = built()
    compared = wrong = 0
    for estimate in azure.reference(catalogue, implied.read(TABLES, "azure")):
        offer = catalogue.offers.get(estimate.key)
        if offer and offer.source != implied.SOURCE and estimate.key.service != "Virtual Machines":
            price = dict(offer.tiers).get(estimate.start)
            compared += 1
            wrong += price is None or not estimate.low * Decimal("0.9995") <= price <= estimate.high * Decimal("1.0005")
    assert compared > 50
    assert wrong == 0


def test_every_rule_prices_by_the_single_unit() -> None:
    named = [rule for rule in rules(RULES) if rule.meter.count(" / ") >= 2 or rule.meter.startswith("Standard_")]
    assert named == list(rules(RULES))
    assert [rule for rule in named if rule.factor <= 0 or not rule.unit] == []
