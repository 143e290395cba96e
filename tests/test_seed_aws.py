"""What the seed derives of AWS: hosts from instances, Ohio and Oregon from N. Virginia, rates without a name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from costgate.catalogue import Catalogue
from costgate.ingest.shards import Row
from costgate.model import Price, PriceQuery
from tools.seed import aws_aurora, aws_hosts, aws_services, aws_twins
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
