"""The four laws: unknown is not zero, one query has one price, units agree, every policy is asked. And the sums."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import ClassVar

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from costgate.catalogue import COLUMNS, Catalogue, Manifest, Overlay, default_root, shard_name
from costgate.diff import compare
from costgate.errors import CatalogueError
from costgate.ingest import shards
from costgate.ingest.shards import CollisionError, Row
from costgate.model import (
    ZERO,
    Action,
    CostComponent,
    CostDiff,
    Estimate,
    Finding,
    Gap,
    GapKind,
    Level,
    LineItem,
    Price,
    PriceQuery,
    ProjectDiff,
    Resource,
    ResourceChange,
    ResourceDiff,
    Tier,
)
from costgate.plan import Plan
from costgate.policies import Policy, Subject, judge
from costgate.pricing import price
from costgate.resources.components import hourly, times
from costgate.usage import Usage
from tests import plans

SCENARIOS = sorted(f.name.partition(".")[0] for f in (plans.DATA / "diffs").glob("*.json*"))

Key = tuple[str, PriceQuery, str]

USAGE = """
version: 0.1
resource_type_default_usage:
  aws_instance: {monthly_cpu_credit_hrs: 100}
  aws_nat_gateway: {monthly_data_processed_gb: 5000}
  aws_s3_bucket: {standard: {storage_gb: 600000, monthly_tier_1_requests: 1000000}}
  aws_sqs_queue: {monthly_requests: 5000000}
  aws_lambda_function: {monthly_requests: 100000000, request_duration_ms: 300}
  aws_lb: {new_connections: 10000}
  aws_dynamodb_table: {monthly_write_request_units: 3000000, monthly_read_request_units: 8000000, storage_gb: 230}
  aws_cloudwatch_log_group: {storage_gb: 100, monthly_data_ingested_gb: 50}
"""


# 1. Unknown is not zero


class Without(Catalogue):
    """A catalogue without some of its prices. It notes what it is asked for and has."""

    def __init__(self, whole: Catalogue, missing: frozenset[Key] = frozenset()) -> None:
        self.whole, self.missing, self.manifest = whole, missing, whole.manifest
        self.used: dict[Key, None] = {}

    def find(self, vendor: str, query: PriceQuery, region: str) -> Price | None:
        key = (vendor, query, query.region or region)
        found = None if key in self.missing else self.whole.find(vendor, query, region)
        if found is not None:
            self.used[key] = None
        return found


@cache
def embedded() -> Catalogue:
    """The embedded prices. Nothing here depends on how much anything costs."""
    return Catalogue()


@cache
def plan(scenario: str) -> Plan:
    """A recorded plan."""
    return plans.load(scenario)


@pytest.fixture(scope="module")
def usage(tmp_path_factory: pytest.TempPathFactory) -> Usage:
    """Usage of everything that the recorded plans hold."""
    file = tmp_path_factory.mktemp("usage") / "usage.yml"
    file.write_text(USAGE)
    return Usage(file)


def gaps(resource: ResourceDiff) -> int:
    """Gaps on both sides of a change."""
    return sum(len(side.gaps) for side in (resource.before, resource.after) if side)


def check_honest(whole: ProjectDiff, less: ProjectDiff) -> None:
    """Check that `less`, with fewer prices, is nowhere cheaper than `whole` without saying so."""
    for full, now in zip(whole.resources, less.resources, strict=True):
        if now.list_cost.after < full.list_cost.after or now.list_cost.delta < full.list_cost.delta:
            assert gaps(now) > gaps(full), f"{now.change.address} got cheaper in silence"
            assert now.gaps, f"{now.change.address}: nobody is told"
    if less.list_cost.after < whole.list_cost.after or less.list_cost.delta < whole.list_cost.delta:
        assert sum(len(r.gaps) for r in less.resources) > sum(len(r.gaps) for r in whole.resources)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_price_less_never_makes_a_plan_cheaper_in_silence(scenario: str, usage: Usage) -> None:
    seen = Without(embedded())
    whole = compare(plan(scenario), seen, usage)
    assert seen.used or not any(r.change.type == "aws_instance" for r in whole.resources)
    for key in seen.used:
        check_honest(whole, compare(plan(scenario), Without(embedded(), frozenset([key])), usage))


@given(data=st.data(), scenario=st.sampled_from(SCENARIOS))
def test_any_prices_less_never_make_a_plan_cheaper_in_silence(data: st.DataObject, usage: Usage, scenario: str) -> None:
    seen = Without(embedded())
    whole = compare(plan(scenario), seen, usage)
    assume(seen.used)
    missing = data.draw(st.sets(st.sampled_from(list(seen.used)), min_size=1))
    check_honest(whole, compare(plan(scenario), Without(embedded(), frozenset(missing)), usage))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_without_any_price_every_cost_is_a_gap(scenario: str, usage: Usage) -> None:
    seen = Without(embedded())
    whole = compare(plan(scenario), seen, usage)
    empty = compare(plan(scenario), Without(embedded(), frozenset(seen.used)), usage)
    for full, now in zip(whole.resources, empty.resources, strict=True):
        for one, other in ((full.before, now.before), (full.after, now.after)):
            assert one is None or other is None or one.list_cost == 0 or other.gaps
            assert other is None or other.list_cost == 0


def source(rows: list[Row], root: Path) -> Catalogue:
    """A catalogue of these rows of EC2 in us-east-1."""
    root.mkdir(exist_ok=True)
    listed = {"test": {"title": "Prices of a test", "url": "https://example.com", "as_of": "2026-08-01"}}
    shards.write(root, {("aws", "AmazonEC2", "us-east-1"): rows}, listed)
    return Catalogue(root)


def row(meter: str, amount: str, start: str = "0", unit: str = "GB-Months", operation: str = "") -> Row:
    """A row of a shard."""
    return Row(meter, operation, "on_demand", unit, Decimal(start), Decimal(amount), "", "test")


def test_row_that_a_catalogue_lacks_is_a_gap_with_its_reason(tmp_path: Path) -> None:
    rows = [row("EBS:VolumeUsage.gp3", "0.08"), row("EBS:VolumeP-IOPS.gp3", "0.005", unit="IOPS-Months")]
    volume = plans.change("aws_ebs_volume.a", {"type": "gp3", "size": 100, "iops": 5000})
    whole = plans.priced(volume, catalogue=source(rows, tmp_path / "whole"))
    assert whole.list_cost.after == Decimal(18)
    assert not whole.resources[0].gaps
    less = plans.priced(volume, catalogue=source(rows[:1], tmp_path / "less"))
    assert less.list_cost.after == Decimal(8)
    (gap,) = less.resources[0].gaps
    assert gap == Gap(
        "aws_ebs_volume.a",
        GapKind.NO_PRICE,
        "the catalogue has no price for AmazonEC2 EBS:VolumeP-IOPS.gp3 in us-east-1",
        "Provisioned IOPS (gp3)",
    )


def test_gap_names_a_service_once_that_its_meter_names(tmp_path: Path) -> None:
    balancer = plans.change("azurerm_lb.a", {"location": "eastus", "sku": "Gateway"})
    (gap,) = plans.priced(balancer, catalogue=source([row("EBS:VolumeUsage.gp3", "0.08")], tmp_path)).resources[0].gaps
    assert gap.reason == "the catalogue has no price for Load Balancer / Gateway / Gateway in global"


def test_first_tier_that_is_missing_stops_the_run(tmp_path: Path) -> None:
    volume = plans.change("aws_ebs_volume.a", {"type": "gp3", "size": 100})
    tiers = [row("EBS:VolumeUsage.gp3", "0.08"), row("EBS:VolumeUsage.gp3", "0.04", "50")]
    assert plans.priced(volume, catalogue=source(tiers, tmp_path / "whole")).list_cost.after == Decimal(6)
    with pytest.raises(CatalogueError):
        plans.priced(volume, catalogue=source(tiers[1:], tmp_path / "less"))


# 2. One query, one price


def test_two_prices_for_one_key_are_refused() -> None:
    with pytest.raises(CollisionError):
        shards.encode([row("A", "1"), row("B", "1"), row("A", "2")])[0]


def test_two_units_for_one_key_are_refused() -> None:
    with pytest.raises(CollisionError):
        shards.encode([row("A", "1"), row("A", "1", unit="GB")])[0]
    with pytest.raises(CollisionError):
        shards.encode([row("A", "1"), row("A", "1", "10", unit="GB")])[0]


def test_a_price_that_is_listed_twice_is_one_row() -> None:
    assert shards.encode([row("A", "1"), row("A", "1.0")])[0].count(b"\n") == 2


def test_rows_are_sorted_by_key_and_by_the_number_of_their_tier() -> None:
    text = shards.encode([row("B", "1"), row("A", "1", "100"), row("A", "3", "9"), row("A", "2")])[0].decode()
    found = [line.split(",")[0::4] for line in text.splitlines()[1:]]
    assert found == [["A", "0"], ["A", "9"], ["A", "100"], ["B", "0"]]


@given(st.permutations([row(m, str(i), str(i)) for i in range(3) for m in ("A", 'B,"', "C")]))
def test_the_order_in_which_rows_come_does_not_matter(rows: list[Row]) -> None:
    assert shards.encode(rows)[0] == shards.encode(sorted(rows))[0]


def manifest() -> Manifest:
    """The table of contents of the embedded prices."""
    return msgspec.json.decode((default_root() / "manifest.json").read_bytes(), type=Manifest)


VENDORS = sorted({name.partition("/")[0] for name in manifest().shards})


def read(name: str) -> tuple[bytes, list[Row]]:
    """A shard's bytes and rows."""
    raw = (default_root() / name).read_bytes()
    lines = list(csv.reader(io.StringIO(raw.decode(), newline="")))
    assert tuple(lines[0]) == COLUMNS
    return raw, [
        Row(m, o, p, u, Decimal(start), Decimal(amount), *rest) for m, o, p, u, start, amount, *rest in lines[1:]
    ]


@pytest.mark.parametrize("vendor", VENDORS)
def test_shards_are_as_ingestion_writes_them(vendor: str) -> None:
    """Unique keys, sorted, plain numbers: what `encode` would make of the rows is what stands there."""
    listed = manifest()
    for name, entry in listed.shards.items():
        if name.startswith(f"{vendor}/"):
            raw, rows = read(name)
            assert shards.encode(rows)[0] == raw, name
            assert len(rows) == entry.rows, name
            assert hashlib.sha256(raw).hexdigest() == entry.sha256, name
            assert {r.source for r in rows} == set(entry.sources) <= set(listed.sources), name
            region, _, kind = name.rpartition("/")[2].removesuffix(".csv").partition(".")
            expected = f"{region}.{kind}.csv" if kind else f"{region}.csv"
            assert {shard_name(region, r.purchase) for r in rows} == {expected}, name


@pytest.mark.parametrize("vendor", VENDORS)
def test_tiers_start_at_zero_and_rise_and_cost_something_finite(vendor: str) -> None:
    for name in manifest().shards:
        if name.startswith(f"{vendor}/"):
            last: Row | None = None
            for found in read(name)[1]:
                assert found.price.is_finite(), (name, found)
                assert found.price >= 0, (name, found)
                assert found.unit, (name, found)
                assert found.meter, (name, found)
                if last is None or found[:3] != last[:3]:
                    assert found.start == 0, (name, found)
                else:
                    assert found.start > last.start, (name, found)
                    assert found.unit == last.unit, (name, found)
                last = found


def test_manifest_names_every_shard_that_is_there() -> None:
    root = default_root()
    assert {str(f.relative_to(root).as_posix()) for f in root.rglob("*.csv")} == set(manifest().shards)


@pytest.mark.parametrize("name", sorted(manifest().shards)[::97])
def test_every_row_of_a_shard_is_found_by_its_key(name: str) -> None:
    vendor, service, file = name.split("/")
    tiers: dict[tuple[str, str, str], list[Tier]] = {}
    for found in read(name)[1]:
        tiers.setdefault(found[:3], []).append(Tier(found.start, found.price))
    for key, expected in list(tiers.items())[::7]:
        answer = embedded().find(vendor, PriceQuery(service, *key), file.partition(".")[0])
        assert answer is not None, key
        assert list(answer.tiers) == expected, key


# 3. Units must agree

VOLUME = Resource("aws_ebs_volume.a", "aws_ebs_volume", "aws", "us-east-1", msgspec.Raw(b"{}"))


@pytest.mark.parametrize("unit", ["Hours", "GB", "gb-months", "GB-Month", "", "1000 GB-Months", "GB-Months "])
def test_another_unit_than_the_prices_stops_the_run(tmp_path: Path, unit: str) -> None:
    catalogue = source([row("EBS:VolumeUsage.gp3", "0.08")], tmp_path)
    component = CostComponent("Storage", PriceQuery("AmazonEC2", "EBS:VolumeUsage.gp3"), Decimal(10), unit)
    with pytest.raises(CatalogueError, match="GB-Months") as caught:
        price(VOLUME, component, "us-east-1", catalogue)
    assert caught.value.exit_code == 4
    assert "aws_ebs_volume" in caught.value.message
    assert "EBS:VolumeUsage.gp3" in caught.value.message


@pytest.mark.parametrize("quantity", [None, ZERO, Decimal(10)])
def test_units_must_agree_even_where_nothing_is_used(tmp_path: Path, quantity: Decimal | None) -> None:
    catalogue = source([row("EBS:VolumeUsage.gp3", "0.08")], tmp_path)
    query = PriceQuery("AmazonEC2", "EBS:VolumeUsage.gp3")
    right, wrong = (CostComponent("Storage", query, quantity, unit) for unit in ("GB-Months", "GB"))
    assert isinstance(price(VOLUME, right, "us-east-1", catalogue), LineItem)
    with pytest.raises(CatalogueError):
        price(VOLUME, wrong, "us-east-1", catalogue)


def test_overlay_in_another_unit_stops_the_run(tmp_path: Path) -> None:
    source([row("EBS:VolumeUsage.gp3", "0.08")], tmp_path / "prices")
    file = tmp_path / "overlay" / "aws" / "AmazonEC2" / "us-east-1.csv"
    file.parent.mkdir(parents=True)
    file.write_bytes(shards.encode([row("EBS:VolumeUsage.gp3", "0.0001", unit="GB-Hours")])[0])
    catalogue = Catalogue(tmp_path / "prices", [Overlay(tmp_path / "overlay")])
    with pytest.raises(CatalogueError):
        plans.priced(plans.change("aws_ebs_volume.a", {"type": "gp3", "size": 100}), catalogue=catalogue)


# 4. Ask every policy, then decide


class Spy(Policy, frozen=True, kw_only=True):
    """Notes that it was asked, and says what it was told to."""

    ident: ClassVar[str] = "spy"
    name: str
    says: tuple[Level, ...] = ()
    asked: list[str] = msgspec.field(default_factory=list)

    def check(self, subject: Subject) -> Iterator[Finding]:
        self.asked.append(self.name)
        for level in self.says:
            yield self.finding(f"{self.name} of {len(subject.diff.projects)}", level=level)


def a_subject(*projects: ProjectDiff) -> Subject:
    """What policies judge."""
    return Subject(CostDiff(projects), "2026-08-01", "2026-08-02")


LEVELS = st.lists(st.lists(st.sampled_from(Level), max_size=3).map(tuple), min_size=1, max_size=6)


@given(LEVELS)
def test_a_policy_that_fails_does_not_stop_the_others(levels: list[tuple[Level, ...]]) -> None:
    asked: list[str] = []
    spies = [Spy(name=str(i), says=says, asked=asked) for i, says in enumerate(levels)]
    verdict = judge(spies, a_subject())
    assert asked == [s.name for s in spies]
    assert len(verdict.findings) == sum(map(len, levels))
    assert verdict.passed == (Level.FAIL not in {x for says in levels for x in says})


@given(LEVELS, st.randoms(use_true_random=False))
def test_the_order_of_policies_does_not_change_the_verdict(levels: list[tuple[Level, ...]], random: Random) -> None:
    spies = [Spy(name=str(i), says=says) for i, says in enumerate(levels)]
    shuffled = random.sample(spies, len(spies))
    assert judge(spies, a_subject()) == judge(shuffled, a_subject())


def test_findings_come_worst_first() -> None:
    spies = [Spy(name="a", says=(Level.NOTE,)), Spy(name="b", says=(Level.FAIL,)), Spy(name="c", says=(Level.WARN,))]
    assert [f.level for f in judge(spies, a_subject()).findings] == [Level.FAIL, Level.WARN, Level.NOTE]


def test_nobody_who_is_asked_is_a_pass() -> None:
    assert judge([], a_subject()).passed


# The sums

AMOUNTS = st.decimals(min_value=0, max_value=10**4, places=8)
QUANTITIES = st.decimals(min_value=0, max_value=10**8, places=3)


@st.composite
def tier_lists(draw: st.DrawFn) -> tuple[Tier, ...]:
    """Graduated prices, as the catalogue has them."""
    starts = sorted(draw(st.sets(st.integers(min_value=1, max_value=10**6), max_size=4)))
    return tuple(Tier(Decimal(start), draw(AMOUNTS)) for start in (0, *starts))


def priced_at(tiers: tuple[Tier, ...]) -> Price:
    """A price of these tiers."""
    return Price("aws", "us-east-1", PriceQuery("S", "M"), "GB", "USD", tiers)


@st.composite
def lines(draw: st.DrawFn) -> LineItem:
    """A line of a bill."""
    quantity = draw(st.none() | QUANTITIES)
    count = Decimal(draw(st.integers(min_value=0, max_value=9)))
    component = CostComponent("L", PriceQuery("S", "M"), quantity, "GB", one_time=draw(st.booleans()), count=count)
    return LineItem(component, priced_at(draw(tier_lists())))


GAP = Gap("a.b", GapKind.NO_PRICE, "no price")
ESTIMATES = st.builds(
    Estimate, st.just("a.b"), st.lists(lines(), max_size=4).map(tuple), st.sampled_from([(), (), (GAP,), (GAP, GAP)])
)
SIDES = st.none() | ESTIMATES
SOMETHING = Resource("a.b", "a", "", None, msgspec.Raw(b"{}"))


@st.composite
def resource_diffs(draw: st.DrawFn) -> ResourceDiff:
    """A resource before and after."""
    before, after = draw(st.tuples(SIDES, SIDES).filter(any))
    change = ResourceChange("a.b", "a", Action.UPDATE, SOMETHING if before else None, SOMETHING if after else None)
    return ResourceDiff("p", change, before, after)


PROJECTS = st.lists(resource_diffs(), max_size=5).map(lambda rs: ProjectDiff("p", "p", tuple(rs)))


@given(resource_diffs())
def test_before_and_delta_are_after(resource: ResourceDiff) -> None:
    assert resource.list_cost.before == (resource.before.list_cost if resource.before else 0)
    assert resource.list_cost.before + resource.list_cost.delta == resource.list_cost.after
    if not (resource.after and resource.after.gaps):
        assert resource.list_cost.after == (resource.after.list_cost if resource.after else 0)


@given(st.lists(PROJECTS, max_size=4))
def test_sums_agree_from_resources_to_projects_to_the_total(projects: list[ProjectDiff]) -> None:
    diff = CostDiff(tuple(projects))
    for project in projects:
        assert project.list_cost.before + project.list_cost.delta == project.list_cost.after
        assert project.list_cost.before == sum(r.list_cost.before for r in project.resources)
        assert project.list_cost.after == sum(r.list_cost.after for r in project.resources)
    assert diff.list_cost.before + diff.list_cost.delta == diff.list_cost.after
    assert diff.list_cost.after == sum(r.list_cost.after for r in diff.resources)
    assert diff.list_cost.delta == sum(p.list_cost.delta for p in projects)


@given(resource_diffs())
def test_a_gap_after_the_change_is_never_a_saving(resource: ResourceDiff) -> None:
    if resource.after and resource.after.gaps:
        assert resource.list_cost.delta >= 0
        assert resource.list_cost.after >= resource.list_cost.before
        assert resource.list_cost.after >= resource.after.list_cost


@given(ESTIMATES)
def test_what_does_not_change_differs_by_nothing(estimate: Estimate) -> None:
    change = ResourceChange("a.b", "a", Action.NO_OP, SOMETHING, SOMETHING)
    assert ResourceDiff("p", change, estimate, estimate).list_cost.delta == 0


@given(tier_lists(), QUANTITIES, QUANTITIES)
def test_cost_is_monotone_in_quantity(tiers: tuple[Tier, ...], one: Decimal, other: Decimal) -> None:
    found = priced_at(tiers)
    assert found.list_cost(min(one, other)) <= found.list_cost(max(one, other))


@given(tier_lists())
def test_cost_has_no_step_where_a_tier_begins(tiers: tuple[Tier, ...]) -> None:
    found, tiny = priced_at(tiers), Decimal("0.001")
    for below, tier in pairwise(tiers):
        at = found.list_cost(tier.start)
        assert at - found.list_cost(tier.start - tiny) == tiny * below.unit_price
        assert found.list_cost(tier.start + tiny) - at == tiny * tier.unit_price


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 9), max_size=4), st.integers(0, 9), st.integers(0, 60))
def test_cost_is_the_sum_of_what_each_unit_costs(steps: dict[int, int], first: int, quantity: int) -> None:
    ladder = {0: first, **steps}
    tiers = tuple(Tier(Decimal(start), Decimal(ladder[start])) for start in sorted(ladder))
    each = [ladder[max(s for s in ladder if s <= unit)] for unit in range(quantity)]
    assert priced_at(tiers).list_cost(Decimal(quantity)) == sum(each)


@given(tier_lists(), QUANTITIES, st.integers(min_value=0, max_value=9))
def test_alike_things_have_tiers_of_their_own(tiers: tuple[Tier, ...], quantity: Decimal, count: int) -> None:
    component = hourly("L", PriceQuery("S", "M"), quantity, unit="GB")
    (several,) = times(count, iter([component]))
    assert LineItem(several, priced_at(tiers)).list_cost == priced_at(tiers).list_cost(quantity) * count


def test_two_that_are_under_the_free_tier_cost_nothing() -> None:
    found = priced_at((Tier(ZERO, ZERO), Tier(Decimal(100), Decimal(1))))
    (pair,) = times(2, iter([CostComponent("L", found.query, Decimal(60), "GB")]))
    assert LineItem(pair, found).list_cost == 0
    assert LineItem(CostComponent("L", found.query, Decimal(120), "GB"), found).list_cost == 20


def test_times_of_times_multiply() -> None:
    (component,) = times(3, times(2, iter([CostComponent("L", PriceQuery("S", "M"), Decimal(5), "GB")])))
    assert component.quantity == 5
    assert component.count == 6
    assert component.monthly_quantity == 30


def test_what_is_paid_once_is_not_part_of_a_month() -> None:
    found = priced_at((Tier(ZERO, Decimal(500)),))
    line = LineItem(CostComponent("Fee", found.query, Decimal(1), "GB", one_time=True), found)
    assert line.list_cost is None
    assert Estimate("a.b", (line,)).list_cost == 0


def test_unknown_quantity_has_no_cost_rather_than_zero() -> None:
    found = priced_at((Tier(ZERO, Decimal(5)),))
    assert LineItem(CostComponent("L", found.query, None, "GB"), found).list_cost is None
    assert LineItem(CostComponent("L", found.query, ZERO, "GB"), found).list_cost == 0
