"""AWS's savings plans: the keys of the prices that they discount, a file for many services, and what is left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from costgate.catalogue import Catalogue, shard_name
from costgate.errors import CatalogueError
from costgate.ingest import aws, aws_savings, aws_tables
from costgate.ingest.feeds import AbsentError, Found, Wanted
from costgate.ingest.shards import CollisionError, Row
from costgate.model import PriceQuery
from tests.ingest import SAMPLES
from tests.test_ingest_aws import BASE, Recorded, Server, needs_samples

HEADER = (
    "SKU", "RateCode", "Unit", "EffectiveDate", "DiscountedRate", "Currency", "DiscountedSKU", "DiscountedServiceCode",
    "DiscountedUsageType", "DiscountedOperation", "PurchaseOption", "LeaseContractLength", "LeaseContractLengthUnit",
    "ServiceCode", "UsageType", "Operation", "Description", "DiscountedRegionCode",
)  # fmt: skip
PLANS = "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan"
INDEX = f"{PLANS}/current/region_index.json"
FILE = f"{PLANS}/1/eu-west-1/index"
NONE = Decimal(0)
COMPUTE, INSTANCE = (
    "1 year No Upfront Compute Savings Plan",
    "3 year All Upfront m5 EC2 Instance Savings Plan in eu-west-1",
)


def rate(usage: str, price: str = "0.05", description: str = COMPUTE, **fields: str) -> dict[str, str]:
    """A row of a plan's file."""
    usual = {"Unit": "Hrs", "Currency": "USD", "DiscountedServiceCode": "AmazonEC2", "DiscountedSKU": "S1"}
    place = {"DiscountedOperation": "RunInstances", "DiscountedRegionCode": "eu-west-1"}
    return usual | place | {"DiscountedUsageType": usage, "DiscountedRate": price, "Description": description} | fields


RATES = [
    rate("EU-BoxUsage:m5.large"),
    rate("EU-BoxUsage:m5.large", "0.04", INSTANCE),
    rate("EU-BoxUsage:m5.large", "0.09", DiscountedOperation="RunInstances:0002"),
    rate("EU-DedicatedUsage:m5.large", "0.06"),
    rate("EU-Fargate-GB-Hours", "0.003", DiscountedServiceCode="AmazonECS", DiscountedOperation=""),
    rate("EU-Lambda-GB-Second", "0.00001", DiscountedServiceCode="AWSLambda", DiscountedOperation="",
         Unit="Lambda-GB-Second"),
]  # fmt: skip
LEFT_OUT = [
    (rate("EU-BoxUsage:m5.large", DiscountedOperation="RunInstances:0006"), "not asked for"),
    (rate("EU-UnusedBox:m5.large"), "not asked for"),
    (rate("EUW2-BoxUsage:m5.large", DiscountedRegionCode="eu-west-2"), "another region"),
    (rate("EUW2-BoxUsage:m5.large", DiscountedRegionCode=""), "another region"),
    (rate("BoxUsage:m5.large", DiscountedRegionCode=""), "another region"),
    (rate("EU-BoxUsage:m5.large", Currency="CNY"), "another currency"),
    (rate("EU-BoxUsage:m5.large", description="1 year Moonlight Savings Plan"), "not sold so any more"),
    (rate("EU-BoxUsage:m5.large", "0"), "broken"),
    (rate("EU-BoxUsage:m5.large", "free"), "broken"),
]


def in_csv(rates: Iterable[dict[str, str]]) -> bytes:
    """A plan's file in CSV, as AWS writes it: without quotes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([["FormatVersion", "v1.0"], ["OfferCode", "AmazonComputeSavingsPlans"], HEADER])
    writer.writerows([[row.get(name, "") for name in HEADER] for row in rates])
    return out.getvalue().encode()


def in_json(rates: Iterable[dict[str, str]]) -> bytes:
    """The same in JSON."""
    terms: dict[str, list[dict[str, Any]]] = {}
    for row in rates:
        found = {name[0].lower() + name[1:]: row[name] for name in HEADER if name.startswith("Disc") and name in row}
        price = {"price": row["DiscountedRate"], "currency": row["Currency"]}
        sku = {"discountedSku": found.pop("discountedSKU"), "unit": row["Unit"], "rateCode": "x"}
        terms.setdefault(row["Description"], []).append(found | sku | {"discountedRate": price})
    plans = [{"sku": "P", "description": name, "leaseContractLength": {}, "rates": r} for name, r in terms.items()]
    return json.dumps({"version": "1", "products": [], "terms": {"savingsPlan": plans}}).encode()


def server(rates: Iterable[dict[str, str]] = RATES) -> Server:
    """AWS with a plan that has these rates in eu-west-1."""
    offers = {s: {"currentSavingsPlanIndexUrl": INDEX} for s in ("AmazonEC2", "AmazonECS", "AWSLambda", "AmazonBraket")}
    regions = [{"regionCode": "eu-west-1", "versionUrl": f"{FILE}.json"}]
    documents = {
        BASE + aws.INDEX: {"offers": offers | {"AmazonS3": {}}},
        BASE + INDEX: {"publicationDate": "2026-04-22T19:42:03Z", "regions": regions},
        f"{BASE}{FILE}.csv": in_csv(rates),
    }
    return Server(documents)


def read(rates: Iterable[dict[str, str]] = RATES, wanted: Wanted = Wanted()) -> dict[str, Found]:
    """Service -> what is found of it."""
    return {found.service: found for found in aws_savings.feeds(server(rates), BASE, wanted)}


@pytest.mark.parametrize(
    ("description", "purchase"),
    [
        ("1 year No Upfront Compute Savings Plan", "savings-1yr-compute-no-upfront"),
        ("3 year Partial Upfront Compute Savings Plan", "savings-3yr-compute-partial-upfront"),
        ("3 year All Upfront r8i EC2 Instance Savings Plan in eu-west-3", "savings-3yr-instance-all-upfront"),
        ("1 year Partial Upfront SageMaker Savings Plan", "savings-1yr-sagemaker-partial-upfront"),
        ("1 year No Upfront SageMaker AI Savings Plan", "savings-1yr-sagemaker-no-upfront"),
        ("1 year No Upfront Database Savings Plan", "savings-1yr-database-no-upfront"),
        ("5 weeks of Something Else", None),
    ],
)
def test_a_purchase_is_named_after_term_plan_and_payment(description: str, purchase: str | None) -> None:
    assert aws_tables.savings(description) == purchase


def test_a_rate_has_the_key_of_the_price_that_it_discounts() -> None:
    found = read()
    assert [row[:6] for row in found["AmazonEC2"].rows] == [
        ("BoxUsage:m5.large", "RunInstances", "savings-1yr-compute-no-upfront", "Hours", NONE, Decimal("0.05")),
        ("BoxUsage:m5.large", "RunInstances", "savings-3yr-instance-all-upfront", "Hours", NONE, Decimal("0.04")),
        ("BoxUsage:m5.large", "RunInstances:0002", "savings-1yr-compute-no-upfront", "Hours", NONE, Decimal("0.09")),
        ("DedicatedUsage:m5.large", "RunInstances", "savings-1yr-compute-no-upfront", "Hours", NONE, Decimal("0.06")),
    ]
    assert [row[:6] for row in found["AmazonECS"].rows] == [
        ("Fargate-GB-Hours", "", "savings-1yr-compute-no-upfront", "GB-Hours", NONE, Decimal("0.003"))
    ]
    assert [row[:6] for row in found["AWSLambda"].rows] == [
        ("Lambda-GB-Second", "", "savings-1yr-compute-no-upfront", "GB-Seconds", NONE, Decimal("0.00001"))
    ]


def test_a_look_up_is_the_on_demand_one_with_another_purchase() -> None:
    catalogue = Catalogue()
    for service, found in read().items():
        for row in found.rows:
            assert shard_name(found.region, row.purchase) == "eu-west-1.savings.csv"
            price = catalogue.find("aws", PriceQuery(service, row.meter, row.operation, "on_demand"), "eu-west-1")
            if row.meter != "DedicatedUsage:m5.large":  # of which the embedded catalogue has no price
                assert price
                assert price.pricing_unit == row.unit


def test_a_file_is_fetched_once_for_all_services_and_only_when_asked() -> None:
    fetch = server()
    found = list(aws_savings.feeds(fetch, BASE + "/", Wanted()))
    assert [f.service for f in found] == ["AWSLambda", "AmazonEC2", "AmazonECS"], "AmazonBraket is not asked for"
    assert not fetch.asked
    assert [len(list(f.rows)) for f in found] == [1, 4, 1]
    assert fetch.asked == [f"{BASE}{FILE}.csv"]
    assert {f.version for f in found} == {f"{FILE}.json@2026-04-22T19:42:03Z"}
    assert {(f.origin.title, f.origin.as_of) for f in found} == {
        ("AWS Savings Plans, AWSComputeSavingsPlan", "2026-04-22")
    }


def test_only_what_is_wanted_is_found() -> None:
    assert read(wanted=Wanted(frozenset({"AWSLambda", "AmazonS3"}))).keys() == {"AWSLambda"}
    assert not read(wanted=Wanted(regions=frozenset({"eu-west-3"})))


@pytest.mark.parametrize(("other", "reason"), LEFT_OUT)
def test_what_has_no_place_is_left_out_and_counted(other: dict[str, str], reason: str) -> None:
    found = read([*RATES, other])["AmazonEC2"]
    assert len(list(found.rows)) == 4
    assert dict(found.skipped) == {reason: 1}


def test_a_region_is_that_of_the_usage_type_where_none_is_named() -> None:
    (row,) = read([rate("EU-BoxUsage:m5.large", DiscountedRegionCode="")])["AmazonEC2"].rows
    assert row.meter == "BoxUsage:m5.large"


def test_two_rates_for_a_key_are_refused() -> None:
    with pytest.raises(CollisionError, match=r"S1 at 0\.05 and S2 at 0\.06"):
        list(read([*RATES, rate("EU-BoxUsage:m5.large", "0.06", DiscountedSKU="S2")])["AmazonEC2"].rows)


def test_json_gives_the_rows_of_the_csv() -> None:
    fetch = server()
    del fetch.documents[f"{BASE}{FILE}.csv"]
    rates = [*RATES, *(other for other, _ in LEFT_OUT)]
    fetch.documents[f"{BASE}{FILE}.json"] = in_json(rates)
    found = {f.service: list(f.rows) for f in aws_savings.feeds(fetch, BASE, Wanted())}
    assert found == {service: list(f.rows) for service, f in read(rates).items()}
    assert fetch.asked == [f"{BASE}{FILE}.csv", f"{BASE}{FILE}.json"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cut off"),
        (b"{}", "no `savingsPlan` terms"),
        (in_json(RATES)[:-2], "cut off"),
        (in_json(RATES) + b"{}", "not JSON"),
        (b'{"terms": {"savingsPlan": {}}}', "documents a list"),
        (in_json(RATES).replace(b'"0.05"', b"0.05"), "not built as AWS documents"),
        (in_json(RATES).replace(b'"discountedUsageType"', b'"usage"'), "not built as AWS documents"),
    ],
)
def test_json_that_is_no_plan_is_refused(data: bytes, says: str) -> None:
    fetch = server()
    del fetch.documents[f"{BASE}{FILE}.csv"]
    fetch.documents[f"{BASE}{FILE}.json"] = data
    found = next(aws_savings.feeds(fetch, BASE, Wanted()))
    with pytest.raises(CatalogueError, match=says):
        list(found.rows)


@pytest.mark.parametrize("column", ["DiscountedRate", "Description", "DiscountedOperation"])
def test_csv_without_a_column_is_refused(column: str) -> None:
    fetch = server()
    fetch.documents[f"{BASE}{FILE}.csv"] = in_csv(RATES).replace(column.encode(), b"X", 1)
    with pytest.raises(CatalogueError, match="no column"):
        list(next(aws_savings.feeds(fetch, BASE, Wanted())).rows)


# Recorded answers


def recorded(data: bytes, plan: str, region: str) -> dict[str, list[Row]]:
    """Service -> rows of a recorded file, whatever its form."""
    index = f"/savingsPlan/v1.0/aws/{plan}/current/region_index.json"
    offers = {service: {"currentSavingsPlanIndexUrl": index} for service in aws_tables.meters()}
    documents = {
        BASE + aws.INDEX: {"offers": offers},
        BASE + index: {
            "publicationDate": "2026-04-22T19:42:03Z",
            "regions": [{"regionCode": region, "versionUrl": "/f.json"}],
        },
        f"{BASE}/f.{'json' if data[:1] == b'{' else 'csv'}": data,
    }
    found = {f.service: list(f.rows) for f in aws_savings.feeds(Server(documents), BASE, Wanted())}
    return {service: rows for service, rows in found.items() if rows}


@needs_samples
def test_the_recorded_plan_for_databases_has_the_catalogues_keys_and_units() -> None:
    data = (SAMPLES / "aws_savingsplan_database_ap-south-2.csv").read_bytes()
    found = recorded(data, "AWSDatabaseSavingsPlans", "ap-south-2")
    counts = {service: len(rows) for service, rows in found.items()}
    assert counts == {
        "AWSDatabaseMigrationSvc": 36,
        "AmazonDynamoDB": 12,
        "AmazonES": 40,
        "AmazonElastiCache": 16,
        "AmazonRDS": 294,
    }
    catalogue, compared = Catalogue(), 0
    for service, rows in found.items():
        for row in rows:
            assert row.purchase == "savings-1yr-database-no-upfront"
            price = catalogue.find("aws", PriceQuery(service, row.meter, row.operation, "on_demand"), "ap-south-2")
            if price:
                assert price.pricing_unit == row.unit
                assert row.price < price.tiers[0].unit_price, "a plan is a discount"
                compared += 1
    assert compared >= 141


@needs_samples
def test_the_recorded_plan_for_compute_is_read_from_its_json() -> None:
    services = frozenset({"AmazonEC2", "AmazonECS", "AWSLambda"})
    wanted = Wanted(services, frozenset({"eu-west-1"}))
    found = {f.service: list(f.rows) for f in aws_savings.feeds(Recorded(), BASE, wanted)}
    assert {service: len(rows) for service, rows in found.items()} == {"AWSLambda": 6, "AmazonEC2": 0, "AmazonECS": 3}
    vcpu = [row for row in found["AmazonECS"] if row.meter == "Fargate-vCPU-Hours:perCPU"]
    assert {row.purchase: (row.unit, str(row.price)) for row in vcpu} == {
        "savings-1yr-compute-all-upfront": ("vCPU-Hours", "0.0315744"),
        "savings-3yr-compute-no-upfront": ("vCPU-Hours", "0.024288"),
    }


@needs_samples
def test_the_recorded_index_leads_to_the_plans() -> None:
    index = json.loads((SAMPLES / "aws_offer_index_2026-04.json").read_bytes())
    region = json.loads((SAMPLES / "aws_savingsplan_region_index.json").read_bytes())

    class Answers(Server):
        def json(self, url: str, **_: Any) -> Any:
            return index if url == BASE + aws.INDEX else region

    found = list(aws_savings.feeds(Answers({}), BASE, Wanted(regions=frozenset({"ap-south-2"}))))
    assert {f.origin.title.partition(", ")[2] for f in found} >= {"AWSComputeSavingsPlan", "AWSDatabaseSavingsPlans"}
    assert {"AmazonEC2", "AmazonECS", "AmazonEKS", "AWSLambda", "AmazonRDS", "AmazonDynamoDB"} <= {
        f.service for f in found
    }
    with pytest.raises(AbsentError):
        list(found[0].rows)
