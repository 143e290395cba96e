"""What the seed derives of AWS: hosts from instances, Ohio and Oregon from N. Virginia, rates without a name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from costgate.catalogue import Catalogue
from costgate.ingest.shards import Row
from costgate.model import Price, PriceQuery
from tools.seed import aws_aurora, aws_emr, aws_hosts, aws_multiples, aws_services, aws_twins
from tools.seed.aws_tables import Feed

ZERO = Decimal(0)


def row(meter: str, price: str, purchase: str = "on_demand", source: str = "aws-page-x@2025-01-01") -> Row:
    return Row(meter, "RunInstances", purchase, "Hours", ZERO, Decimal(price), "SKU", source)


def test_host_costs_what_fills_it_plus_a_tenth_rounded_as_aws_prints_it() -> None:
    (host,) = aws_hosts.prices([row("BoxUsage:m5.24xlarge", "4.608"), row("BoxUsage:m5.large", "0.096")])
    assert (host.meter, host.price, host.sku, host.source) == ("HostUsage:m5", Decimal("5.069"), "", aws_hosts.SOURCE)


def test_price_of_a_host_that_a_source_has_is_not_derived() -> None:
    assert not list(aws_hosts.prices([row("BoxUsage:c5.18xlarge", "3.06"), row("HostUsage:c5", "3.366")]))


def test_host_has_no_convertible_reservation() -> None:
    reserved = [
        row("BoxUsage:m5.24xlarge", "2.9", f"reserved-1yr-{kind}-no-upfront") for kind in ("standard", "convertible")
    ]
    assert [h.purchase for h in aws_hosts.prices(reserved)] == ["reserved-1yr-standard-no-upfront"]


def aurora(kind: str, engine: str, price: str) -> Row:
    return row(f"{kind}:db.r5.large", price)._replace(operation=f"CreateDBInstance:{engine}")


def test_aurora_instance_costs_what_the_other_engine_does_and_1_3_times_it_if_optimized() -> None:
    found = {(r.meter, r.operation): r for r in aws_aurora.prices([aurora("InstanceUsage", "0021", "0.29")])}
    assert {key: r.price for key, r in found.items()} == {
        ("InstanceUsage:db.r5.large", "CreateDBInstance:0016"): Decimal("0.29"),
        ("InstanceUsageIOOptimized:db.r5.large", "CreateDBInstance:0016"): Decimal("0.377"),
        ("InstanceUsageIOOptimized:db.r5.large", "CreateDBInstance:0021"): Decimal("0.377"),
    }
    assert {(r.sku, r.source) for r in found.values()} == {("", aws_aurora.SOURCE)}


def test_aurora_price_that_a_source_has_is_not_inferred() -> None:
    both = [aurora("InstanceUsage", "0016", "0.29"), aurora("InstanceUsage", "0021", "0.3")]
    optimized = [aurora("InstanceUsageIOOptimized", e, "0.4") for e in ("0016", "0021")]
    assert not list(aws_aurora.prices([*both, *optimized]))


def test_other_engines_and_reservations_infer_nothing() -> None:
    mysql, reserved = aurora("InstanceUsage", "0002", "0.2"), aurora("InstanceUsage", "0016", "0.2")
    assert not list(aws_aurora.prices([mysql, reserved._replace(purchase="reserved-1yr-standard-no-upfront")]))


@pytest.mark.parametrize(
    ("meter", "purchase", "reference"),
    [
        ("HostUsage:c5", "on_demand", "3.366"),
        ("HostUsage:m5", "reserved-1yr-standard-no-upfront", "3.193"),
        ("HostUsage:m5", "reserved-3yr-standard-no-upfront", "2.19"),
    ],
)
def test_derived_hosts_are_what_the_reference_estimates_say(meter: str, purchase: str, reference: str) -> None:
    family = meter.partition(":")[2]
    query = PriceQuery("AmazonEC2", f"BoxUsage:{family}.{aws_hosts.FILLS[family]}", "RunInstances", purchase)
    instance = Catalogue().find("aws", query, "us-east-1")
    assert isinstance(instance, Price)
    (host,) = aws_hosts.prices([row(query.meter, str(instance.tiers[0].unit_price), purchase)])
    assert host.price == Decimal(reference)


@pytest.mark.parametrize(
    ("kind", "instance", "region", "expected"),
    [
        ("m5.xlarge", "0.192", "eu-west-1", "0.048"),
        ("r5a.xlarge", "0.226", "eu-west-1", "0.057"),
        ("r5.24xlarge", "6.048", "eu-west-1", "0.27"),
        ("d3.2xlarge", "0.999", "us-gov-west-1", "0.27"),
        ("m5zn.2xlarge", "0.6607", "eu-west-1", "0.165175"),
        ("r6i.8xlarge", "2.016", "eu-west-1", "0.504"),
        ("r6i.8xlarge", "2.016", "us-gov-west-1", "0.6048"),
        ("m4.xlarge", "0.2", "eu-west-1", None),
        ("g4dn.xlarge", "0.526", "eu-west-1", None),
    ],
)
def test_emr_adds_a_quarter_of_the_instance_in_virginia(
    kind: str, instance: str, region: str, expected: str | None
) -> None:
    fee = aws_emr.fee(f"BoxUsage:{kind}", Decimal(instance), region)
    assert fee == (Decimal(expected) if expected else None)


def test_emr_is_derived_where_the_class_is_sold_and_no_source_has_it() -> None:
    first = [row("BoxUsage:m6g.xlarge", "0.154"), row("BoxUsage:m5.xlarge", "0.192"), row("BoxUsage:m5.large", "0.096")]
    there = [row("BoxUsage:m6g.xlarge", "0.2"), row("BoxUsage:m5.xlarge", "0.214"), row("BoxUsage:m5.large", "0.107")]
    key = ("aws", "ElasticMapReduce", "eu-west-1")
    shards = {
        ("aws", "AmazonEC2", "us-east-1"): first,
        ("aws", "AmazonEC2", "eu-west-1"): there,
        key: [row("BoxUsage:m5.xlarge", "0.048")],
    }
    derived = [(r.meter, r.price, r.source) for where, r in aws_emr.prices(shards) if where == key]
    assert derived == [("BoxUsage:m6g.xlarge", Decimal("0.0385"), aws_emr.SOURCE)]


def test_a_standby_costs_as_much_again_where_no_source_has_it() -> None:
    key = ("aws", "AmazonRDS", "eu-west-1")
    oracle, sql, web = (aurora("InstanceUsage", engine, "1.5") for engine in ("0005", "0012", "0011"))
    known = oracle._replace(meter="Multi-AZUsage:db.r5.large", price=Decimal(4))
    reserved = sql._replace(purchase="reserved-1yr-standard-no-upfront")
    derived = list(aws_multiples.prices({key: [oracle, sql, web, known, reserved]}))
    assert [(where, r.meter, r.operation, r.price) for where, r in derived] == [
        (key, "MirrorUsage:db.r5.large", "CreateDBInstance:0012", Decimal(3))
    ]


def test_search_volumes_follow_those_of_ec2_and_machines_do_where_that_was_seen() -> None:
    volume, throughput = (
        row(f"EBS:Volume{kind}.gp3", price)._replace(operation="", unit=unit)
        for kind, price, unit in (("Usage", "0.096", "GB-Months"), ("P-Throughput", "49.152", "GiBps-Months"))
    )
    rows = [volume, throughput, row("BoxUsage:r5.xlarge", "0.304"), row("BoxUsage:r6i.xlarge", "0.3")]
    shards = {("aws", "AmazonEC2", region): rows for region in ("ap-northeast-1", "sa-east-1")}
    derived = {(region, r.meter): (r.price, r.unit) for (_, _, region), r in aws_multiples.prices(shards)}
    assert derived["ap-northeast-1", "ES:GP3-Storage"] == (Decimal("0.1464"), "GB-Months")
    assert derived["ap-northeast-1", "ES:GP3-Provisioned-Throughput"] == (Decimal("0.0768"), "MBps-Months")
    assert derived["ap-northeast-1", "Notebk:ml.r5.xlarge"] == (Decimal("0.365"), "Hours")
    assert sorted(meter for region, meter in derived if region == "sa-east-1") == [
        "ES:GP3-Provisioned-Throughput",
        "ES:GP3-Storage",
    ]


def test_emr_serverless_costs_1_3_times_what_fargate_does_outside_of_govcloud() -> None:
    tokyo = {
        "Fargate-vCPU-Hours:perCPU": "0.05056",
        "Fargate-GB-Hours": "0.00553",
        "Fargate-ARM-vCPU-Hours:perCPU": "0.04045",
        "Fargate-Windows-vCPU-Hours:perCPU": "0.058144",
        "Fargate-EphemeralStorage-GB-Hours": "0.000133",
    }
    rows = [row(meter, price)._replace(operation="") for meter, price in tokyo.items()]
    shards = {("aws", "AmazonECS", region): rows for region in ("ap-northeast-1", "us-gov-west-1")}
    derived = [(region, r.meter, r.price, r.unit) for (_, _, region), r in aws_multiples.prices(shards)]
    assert derived == [
        ("ap-northeast-1", "EMR-Serverless-X86-vCPU-Hours", Decimal("0.065728"), "vCPU-Hours"),
        ("ap-northeast-1", "EMR-Serverless-X86-GB-Hours", Decimal("0.007189"), "GB-Hours"),
        ("ap-northeast-1", "EMR-Serverless-ARM-vCPU-Hours", Decimal("0.052585"), "vCPU-Hours"),
    ]


def test_s3_tables_cost_1_15_times_what_s3_does_rounded_up_at_half_and_its_requests_the_same() -> None:
    rows = [
        row("TimedStorage-ByteHrs", "0.023")._replace(operation="", unit="GB-Months"),
        row("TimedStorage-ByteHrs", "0.039")._replace(operation="", unit="GB-Months", start=Decimal(51200)),
        row("Requests-Tier2", "0.00000037")._replace(operation="", unit="Requests"),
        row("Requests-SIA-Tier2", "0.000001")._replace(operation="", unit="Requests"),
    ]
    derived = [r for _, r in aws_multiples.prices({("aws", "AmazonS3", "ap-northeast-1"): rows})]
    assert [(r.meter, r.start, r.price, r.unit) for r in derived] == [
        ("Tables-TimedStorage-ByteHrs", ZERO, Decimal("0.0265"), "GB-Months"),
        ("Tables-TimedStorage-ByteHrs", Decimal(51200), Decimal("0.0449"), "GB-Months"),
        ("Tables-Requests-Tier2", ZERO, Decimal("0.00000037"), "Requests"),
    ]


def test_twin_takes_over_what_it_lacks_from_pages_and_estimates_alone() -> None:
    shards = {
        ("aws", "AmazonMWAA", "us-east-1"): [
            row("a", "1"),
            row("b", "2"),
            row("c", "3", source="aws-calculator@2025-10-09"),
        ],
        ("aws", "AmazonMWAA", "us-west-2"): [row("a", "9")],
    }
    inferred = aws_twins.infer(shards)
    assert [(r.meter, r.source) for r in inferred["aws", "AmazonMWAA", "us-west-2"]] == [("b", aws_twins.SOURCE)]
    assert [r.meter for r in inferred["aws", "AmazonMWAA", "us-east-2"]] == ["a", "b"]


def test_nothing_is_inferred_of_services_whose_prices_differ() -> None:
    shards = {("aws", service, "us-east-1"): [row("a", "1")] for service in aws_twins.APART}
    assert not aws_twins.infer(shards)


def feed(service: str, price: str, **attributes: str) -> Feed:
    return Feed(service, "", "us-east-1", attributes, "", Decimal(price), ZERO, "on_demand", "aws_mum", "2025-10-27")


@pytest.mark.parametrize(
    ("price", "meter"), [("5", "DataScanned"), ("4.5", "DataScanned"), ("2430", None), ("0.293", None)]
)
def test_spectrum_is_the_rate_without_a_name_of_a_few_dollars(price: str, meter: str | None) -> None:
    found = aws_services.by_attributes(feed("AmazonRedshift", price, rateCode="S.JRTCKXETXF.6YS6EN2CT7"))
    assert (found.meter if found else None) == meter


def test_lustre_is_told_by_the_beginning_of_its_hidden_name() -> None:
    name = "tRaJtnmZyjmqgVlKNpbW3sqyU5Dj9aaDrx8Xua1dg7U"
    for generation in ("old", "new"):
        found = aws_services.by_attributes(feed("AmazonFSx", "0.29", priceName=f"{name} SSD {generation}"))
        assert found
        assert (found.meter, found.operation) == ("Storage.SSD.200", "CreateFileSystem:Lustre")
    assert aws_services.by_attributes(feed("AmazonFSx", "0.041", priceName="6yBIQ HDD New")) is None
