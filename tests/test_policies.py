"""The policies: of each a subject that passes, one that fails, and one that cannot be decided."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from costgate import config
from costgate.errors import ConfigError
from costgate.judging import subject_of
from costgate.model import (
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
    Verdict,
)
from costgate.policies import Policy, Subject, all_policies, judge
from costgate.policies.allowed_machine_types import AllowedMachineTypes
from costgate.policies.allowed_regions import AllowedRegions
from costgate.policies.budget import Budget
from costgate.policies.catalogue_age import CatalogueAge
from costgate.policies.coverage import CoverageMinimum
from costgate.policies.errored_plan import ErroredPlan
from costgate.policies.monthly_increase import MonthlyIncrease
from costgate.policies.monthly_total import MonthlyTotal
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.resource_cost import ResourceCost
from costgate.policies.savings import Savings
from costgate.policies.unpriced import Unpriced
from costgate.policies.untagged_cost import UntaggedCost
from costgate.report import CatalogueInfo, Report
from costgate.savings import Recommendation, Risk
from costgate.selection import ByTag, Selector
from tests import plans

DOLLAR = Price("aws", "r", PriceQuery("S", "M"), "Units", "USD", (Tier(Decimal(0), Decimal(1)),))
GAP = Gap("a.b", GapKind.NO_PRICE, "no price")


def costing(amount: int | str | None, *gaps: Gap) -> Estimate | None:
    """A side that costs so much a month; None is a side that does not exist."""
    if amount is None:
        return None
    return Estimate("a.b", (LineItem(CostComponent("L", DOLLAR.query, Decimal(amount), "Units"), DOLLAR),), gaps)


def resource(
    before: int | str | None,
    after: int | str | None,
    *gaps: Gap,
    action: Action | None = None,
    address: str = "aws_instance.web",
    values: Mapping[str, Any] | None = None,
    unknown: Any = None,
    taggable: bool = True,
) -> ResourceDiff:
    """A resource that costs so much before and after; `gaps` are of the side after."""
    type_ = address.rpartition(".")[0].rpartition(".")[2]
    body, later = (msgspec.Raw(msgspec.json.encode(v or {})) for v in (values, unknown))
    new = None if after is None else Resource(address, type_, "aws", "us-east-1", body, later)
    old = None if before is None else Resource(address, type_, "aws", "us-east-1", msgspec.Raw(b"{}"))
    does = action or (Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE)
    return ResourceDiff(
        "shop", ResourceChange(address, type_, does, old, new), costing(before), costing(after, *gaps), taggable
    )


def subject(
    *resources: ResourceDiff, errored: bool = False, today: str = "2026-08-02", prices: str = "2026-08-01"
) -> Subject:
    """What policies judge: one project. A tenth of what a resource costs could be saved."""
    diff = CostDiff((ProjectDiff("shop", "plan.json", resources, errored=errored),))
    report = Report(diff, Verdict(), CatalogueInfo("v", prices, prices), "1")
    return subject_of(report, today, lambda: [cheaper(r, r.list_cost.after / 10) for r in resources])


def cheaper(of: ResourceDiff, saving: Decimal, risk: Risk = Risk.NONE) -> Recommendation:
    """A recommendation that saves so much a month."""
    touched = frozenset({of.change.address})
    return Recommendation("gp3", of, "T", "R", "S", risk, (), (), touched, "", saving, saving)


def found(policy: Policy, of: Subject) -> list[Finding]:
    """What a policy finds."""
    return list(policy.check(of))


def only(policy: Policy, of: Subject) -> Finding:
    """The one thing that a policy finds."""
    (finding,) = policy.check(of)
    return finding


# monthly-total


@pytest.mark.parametrize(("after", "fails"), [(99, False), (100, False), ("100.01", True), (5000, True)])
def test_total_may_reach_its_limit_and_not_exceed_it(after: int | str, fails: bool) -> None:
    assert bool(found(MonthlyTotal(max=Decimal(100)), subject(resource(50, after)))) is fails


def test_total_counts_what_stays_as_it_is() -> None:
    stays = resource(90, 90, action=Action.NO_OP)
    finding = only(MonthlyTotal(max=Decimal(100)), subject(stays, resource(None, 20, address="aws_instance.b")))
    assert finding.message == "The monthly total is $110.00, the limit $100.00"
    assert finding.level is Level.FAIL


def test_total_counts_what_cannot_be_priced_any_more_as_before() -> None:
    assert found(MonthlyTotal(max=Decimal(100)), subject(resource(150, 0, GAP)))


def test_total_of_several_projects_is_one() -> None:
    projects = tuple(ProjectDiff(n, n, (resource(None, 60),)) for n in ("a", "b"))
    assert found(MonthlyTotal(max=Decimal(100)), Subject(CostDiff(projects), "2026-08-01", "2026-08-01"))


# monthly-increase


@pytest.mark.parametrize(
    ("before", "after", "limits", "fails"),
    [
        (100, 150, {"max": 50}, 0),
        (100, 151, {"max": 50}, 1),
        (100, 120, {"max_percent": 20}, 0),
        (100, "120.01", {"max_percent": 20}, 1),
        (100, 200, {"max": 50, "max_percent": 20}, 2),
        (100, 10, {"max": 0, "max_percent": 0}, 0),
        (100, 100, {"max": 0, "max_percent": 0}, 0),
        (None, 40, {"max": 50}, 0),
        (None, 60, {"max": 50}, 1),
        (None, 60, {"max": 50, "max_percent": 1}, 1),
        (None, 40, {"max": 50, "max_percent": 1}, 0),
        (0, 0, {"max_percent": 1}, 0),
    ],
)
def test_increase_is_limited_in_money_and_in_percent(
    before: int | None, after: int | str, limits: Mapping[str, int], fails: int
) -> None:
    policy = msgspec.convert(limits, MonthlyIncrease)
    findings = found(policy, subject(resource(before, after)))
    assert [f.level for f in findings] == [Level.FAIL] * fails


@pytest.mark.parametrize("before", [None, 0])
def test_percentage_of_nothing_is_a_note_and_no_verdict(before: int | None) -> None:
    finding = only(MonthlyIncrease(max_percent=Decimal(20)), subject(resource(before, 40)))
    assert finding.level is Level.NOTE
    assert "percentage" in finding.message
    assert "`max`" in finding.remedy
    assert judge([MonthlyIncrease(max_percent=Decimal(20))], subject(resource(before, 40))).passed


def test_increase_says_how_much_and_of_what() -> None:
    finding = only(MonthlyIncrease(max_percent=Decimal("12.5")), subject(resource(100, 150)))
    assert finding.message == "The change adds +50 % (+$50.00 a month), the limit is 12.5 %"


def test_increase_that_limits_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs `max` or `max_percent`"):
        MonthlyIncrease()


# resource-cost


@pytest.mark.parametrize(
    ("before", "after", "fails"), [(None, 100, 0), (None, 101, 1), (101, 102, 1), (300, 200, 0), (200, 200, 0)]
)
def test_only_a_resource_that_this_change_makes_dearer_is_asked(before: int | None, after: int, fails: int) -> None:
    assert len(found(ResourceCost(max=Decimal(100)), subject(resource(before, after)))) == fails


def test_every_resource_is_asked_if_all_is_set() -> None:
    assert len(found(ResourceCost(max=Decimal(100), all=True), subject(resource(200, 200), resource(300, 200)))) == 2


def test_resource_cost_names_the_resource_and_its_project() -> None:
    finding = only(ResourceCost(max=Decimal(100), level="warn"), subject(resource(None, 101), resource(None, 5)))
    assert (finding.address, finding.project, finding.level) == ("aws_instance.web", "shop", Level.WARN)
    assert finding.message == "Costs $101.00 a month, the limit for one resource is $100.00"


# savings


@pytest.mark.parametrize(
    ("limits", "fails"),
    [
        ({"max": 10}, False),
        ({"max": 9}, True),
        ({"max": 9, "cost": "list"}, True),
        ({"max": 9, "except": "aws_instance.web"}, False),
    ],
)
def test_savings_may_reach_their_limit_and_not_exceed_it(limits: Mapping[str, Any], fails: bool) -> None:
    assert bool(found(msgspec.convert(limits, Savings), subject(resource(None, 100)))) is fails


def test_savings_of_a_higher_risk_do_not_count() -> None:
    one = resource(None, 100)
    judged = Subject(subject(one).diff, "", "", recommended=lambda: [cheaper(one, Decimal(50), Risk.NEEDS_WORK)])
    assert not found(Savings(max=Decimal(9)), judged)
    assert found(Savings(max=Decimal(9), risk="needs-work"), judged)


def test_savings_of_what_stays_as_it_is_count_only_if_all_is_set() -> None:
    stays = subject(resource(100, 100, action=Action.NO_OP))
    assert not found(Savings(max=Decimal(1)), stays)
    assert found(Savings(max=Decimal(1), all=True), stays)


def test_savings_without_a_plan_cannot_be_decided() -> None:
    finding = only(Savings(level="fail", max=Decimal(0)), Subject(subject(resource(None, 100)).diff, "", ""))
    assert (finding.level, finding.message) == (Level.NOTE, "Cannot verify what could be saved: that takes the plan")


# unpriced


def test_priced_plan_has_nothing_unpriced() -> None:
    assert not found(Unpriced(), subject(resource(None, 5)))


def test_gap_warns_unless_it_is_told_to_fail() -> None:
    gap = subject(resource(None, 5, GAP))
    assert only(Unpriced(), gap).level is Level.WARN
    assert only(Unpriced(level="fail"), gap).level is Level.FAIL


def test_as_many_gaps_as_the_limit_are_allowed() -> None:
    two = subject(resource(None, 5, GAP), resource(None, 5, GAP, GAP, address="aws_instance.b"))
    assert not found(Unpriced(max=2), two)
    finding = only(Unpriced(max=1), two)
    assert finding.message.startswith("2 resources have no complete price")
    assert "aws_instance.web, aws_instance.b" in finding.message


def test_gap_of_what_stays_as_it_is_counts_only_if_all_is_set() -> None:
    old = subject(resource(5, 5, GAP, action=Action.NO_OP))
    assert not found(Unpriced(), old)
    assert found(Unpriced(all=True), old)


def test_gap_of_what_leaves_the_state_and_keeps_running_does_not_count() -> None:
    assert not found(Unpriced(), subject(resource(5, 5, GAP, action=Action.FORGET)))


def test_many_and_long_names_are_cut() -> None:
    many = [resource(None, 1, GAP, address=f"aws_instance.{'x' * 5000}{i}") for i in range(50)]
    message = only(Unpriced(), subject(*many)).message
    assert "and 47 more" in message
    assert len(message) < 500


# errored-plan


def test_plan_that_broke_off_fails() -> None:
    finding = only(ErroredPlan(), subject(errored=True))
    assert (finding.level, finding.project) == (Level.FAIL, "shop")
    assert not found(ErroredPlan(), subject())


def test_each_project_that_broke_off_is_named() -> None:
    projects = tuple(ProjectDiff(n, n, (), errored=n != "b") for n in "abc")
    assert [f.project for f in found(ErroredPlan(), Subject(CostDiff(projects), "", ""))] == ["a", "c"]


# catalogue-age


@pytest.mark.parametrize(
    ("today", "fails"), [("2026-08-01", 0), ("2026-08-31", 0), ("2026-09-01", 1), ("2026-07-01", 0)]
)
def test_prices_may_be_as_old_as_the_limit(today: str, fails: int) -> None:
    assert len(found(CatalogueAge(max_days=30), subject(resource(None, 1), today=today))) == fails


def test_a_plan_that_needs_no_price_has_none_that_is_old() -> None:
    free = replace(resource(None, 1), after=Estimate("a.b", free=True))
    gap = replace(resource(None, 1), after=Estimate("a.b", gaps=(Gap("a.b", GapKind.UNSUPPORTED, "no prices"),)))
    assert not found(CatalogueAge(max_days=30), subject(free, gap, today="2036-08-01"))


def test_catalogue_age_says_how_old_the_prices_are() -> None:
    finding = only(CatalogueAge(max_days=30), subject(resource(None, 1), today="2026-10-01"))
    assert finding.message == "The prices are of 2026-08-01, 61 days ago; the limit is 30"
    assert finding.level is Level.WARN


def test_prices_without_a_date_cannot_be_judged_and_say_so() -> None:
    (finding,) = found(CatalogueAge(max_days=30), subject(resource(None, 1), prices=""))
    assert "no date" in finding.message


# required-tags

OWNER = RequiredTags(keys={"Owner": TagRule()})


def tagged(values: Mapping[str, Any] | None = None, **more: Any) -> Subject:
    """One new resource with these attributes."""
    return subject(resource(None, 1, values=values, **more))


@pytest.mark.parametrize(
    "values",
    [
        {"tags": {"Owner": "me"}},
        {"tags_all": {"Owner": "me"}},
        {"tags": None, "tags_all": {"Owner": "me"}},
        {"tags": {}, "tags_all": {"Owner": "me", "Other": "x"}},
        {"labels": {"Owner": "me"}},
        {"labels": {}, "effective_labels": {"Owner": "me"}},
        {"labels": {}, "terraform_labels": {"Owner": "me"}},
    ],
)
def test_tag_may_come_from_the_resource_or_its_provider(values: Mapping[str, Any]) -> None:
    assert not found(OWNER, tagged(values))


@pytest.mark.parametrize(
    "values", [{}, {"tags": {}}, {"tags": None}, {"tags": {"Other": "me"}}, {"tags": "Owner"}, {"tags": ["Owner"]}]
)
def test_missing_tag_fails(values: Mapping[str, Any]) -> None:
    finding = only(OWNER, tagged(values))
    assert (finding.level, finding.address) == (Level.FAIL, "aws_instance.web")
    assert "Owner is missing" in finding.message


def test_tags_that_the_provider_takes_away_count_as_missing() -> None:
    assert found(OWNER, tagged({"tags": {"Owner": "me"}, "tags_all": {}}))


@pytest.mark.parametrize(
    ("rule", "value", "problem"),
    [
        (TagRule(), "x", ""),
        (TagRule(), "", "is empty"),
        (TagRule(values=("dev", "prod")), "prod", ""),
        (TagRule(values=("dev", "prod")), "Prod", "is 'Prod', expected one of dev, prod; did you mean 'prod'?"),
        (TagRule(values=("dev", "prod")), "", "is '', expected one of dev, prod"),
        (TagRule(pattern="cc-[0-9]{4}"), "cc-1234", ""),
        (TagRule(pattern="cc-[0-9]{4}"), "cc-12345", "is 'cc-12345', expected to match cc-[0-9]{4} in full"),
        (TagRule(pattern="cc-[0-9]{4}"), "x cc-1234", "is 'x cc-1234', expected to match cc-[0-9]{4} in full"),
        (TagRule(pattern="[0-9]+"), "12\n", "is '12\\n', expected to match [0-9]+ in full"),
        (TagRule(values=("a",), pattern="b"), "a", "is 'a', expected to match b in full"),
    ],
)
def test_value_of_a_tag_is_judged_by_its_rule(rule: TagRule, value: str, problem: str) -> None:
    findings = found(RequiredTags(keys={"K": rule}), tagged({"tags": {"K": value}}))
    assert [f.message for f in findings] == ([f"Tags: K {problem}"] if problem else [])


@pytest.mark.parametrize(
    ("values", "unknown"),
    [
        ({}, {"tags": True, "tags_all": True}),
        ({}, {"tags_all": True}),
        ({"tags": {}}, {"tags_all": True}),
        ({"tags_all": {"Other": "x"}}, {"tags_all": {"Owner": True}}),
        ({"tags": {"Owner": None}}, {"tags": {"Owner": True}}),
        ({}, True),
    ],
)
def test_tag_that_is_known_only_after_apply_cannot_be_verified(values: Mapping[str, Any], unknown: Any) -> None:
    finding = only(OWNER, tagged(values, unknown=unknown))
    assert finding.level is Level.NOTE
    assert "Cannot verify Owner" in finding.message


def untagged(provider: Mapping[str, Any], **expressions: Any) -> ResourceDiff:
    """A new instance without tags, as Terraform plans it: what the provider makes of them is left open."""
    address = "aws_instance.web"
    values = {"instance_type": "t3.micro", "tags": None}
    config = {
        "provider_config": {"aws": {"name": "aws", "expressions": provider}},
        "root_module": plans.module(plans.block(address, expressions)),
    }
    read = plans.read(plans.change(address, values, unknown={"tags_all": True}), configuration=config)
    return ResourceDiff("shop", plans.only(read), None, costing(1), taggable=True)


def test_tag_is_missing_if_neither_resource_nor_provider_has_tags() -> None:
    assert only(OWNER, subject(untagged({}))).level is Level.FAIL


def test_tag_that_a_provider_may_add_cannot_be_verified() -> None:
    assert only(OWNER, subject(untagged({"default_tags": [{"tags": plans.refers("local.tags")}]}))).level is Level.NOTE


def test_one_unknown_tag_does_not_hide_a_missing_one() -> None:
    policy = RequiredTags(keys={"Owner": TagRule(), "Team": TagRule()})
    findings = found(policy, tagged({"tags": {}}, unknown={"tags": {"Owner": True}}))
    assert [f.level for f in findings] == [Level.FAIL, Level.NOTE]
    assert "Team is missing" in findings[0].message


@pytest.mark.parametrize("near", ["owner", "OWNER", "Owners", "Ownr", "O-w_n er"])
def test_key_that_is_nearly_right_is_named(near: str) -> None:
    assert (
        only(OWNER, tagged({"tags": {near: "me"}})).message == f"Tags: Owner is missing (found {near!r}, want 'Owner')"
    )


def test_type_that_cannot_be_tagged_is_skipped() -> None:
    assert not found(OWNER, tagged({}, taggable=False))


@pytest.mark.parametrize("action", [Action.NO_OP, Action.FORGET, Action.DELETE])
def test_what_is_not_changed_is_not_asked(action: Action) -> None:
    after = None if action is Action.DELETE else 1
    assert not found(OWNER, subject(resource(1, after, action=action)))


@pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE, Action.REPLACE])
def test_what_is_changed_is_asked(action: Action) -> None:
    assert found(OWNER, subject(resource(1, 1, action=action)))


def test_unchanged_resources_are_asked_if_all_is_set() -> None:
    policy = RequiredTags(keys={"Owner": TagRule()}, all=True)
    assert found(policy, subject(resource(1, 1, action=Action.NO_OP)))
    assert not found(policy, subject(resource(1, None)))
    assert not found(policy, subject(resource(1, 1, action=Action.FORGET)))


def test_types_and_addresses_are_patterns() -> None:
    inside = resource(None, 1, address="module.sandbox.aws_instance.web")
    other = resource(None, 1, address="google_storage_bucket.b")
    keys = {"Owner": TagRule()}
    assert [
        f.address for f in found(RequiredTags(keys=keys, match=Selector(type="aws_*")), subject(inside, other))
    ] == [inside.change.address]
    assert [
        f.address for f in found(RequiredTags(keys=keys, except_=("module.sandbox.*",)), subject(inside, other))
    ] == [other.change.address]
    assert not found(RequiredTags(keys=keys, match=Selector(type="azurerm_*")), subject(inside, other))


def test_pattern_that_is_no_regular_expression_is_a_mistake_in_the_file() -> None:
    with pytest.raises(ValueError, match="not a regular expression"):
        TagRule(pattern="(")


@pytest.mark.parametrize("scenario", ["tags-removed", "create-all-from-empty", "default-tags-changed"])
def test_default_tags_of_a_recorded_plan_count(scenario: str, tmp_path: Path) -> None:
    from costgate.catalogue import Catalogue
    from costgate.diff import compare
    from costgate.usage import Usage

    diff = compare(plans.load(scenario), Catalogue(plans.write_catalogue(tmp_path)), Usage())
    keys = {k for r in diff.resources if r.change.after for k in r.change.after.tags().values}
    assert keys, "the plan has tags"
    everywhere = {
        r.change.address for r in diff.resources if r.taggable and r.change.action not in (Action.NO_OP, Action.DELETE)
    }
    policy = RequiredTags(keys={"NobodyHasThis": TagRule()})
    asked = {f.address for f in policy.check(Subject(CostDiff((diff,)), "2026-08-01", "2026-08-01"))}
    assert asked == everywhere


# match and except, by all policies that are about resources


def test_costs_are_those_of_what_matches_and_is_not_excepted() -> None:
    shop = resource(10, 100, address="module.shop.aws_instance.web")
    other = resource(10, 50, address="module.other.aws_instance.web")
    both = subject(shop, other)
    assert only(MonthlyTotal(max=Decimal(60), match="module.shop*"), both).amount == 100
    assert only(MonthlyTotal(max=Decimal(40), except_="module.shop*"), both).amount == 50
    assert not found(MonthlyTotal(max=Decimal(60), match=Selector(module="module.other")), both)
    assert only(MonthlyIncrease(max=Decimal(50), match=Selector(module="module.shop")), both).amount == 90
    assert [f.address for f in found(ResourceCost(max=Decimal(1), except_=("module.other*",)), both)] == [
        shop.change.address
    ]


def test_what_cannot_be_told_is_judged() -> None:
    later = resource(None, 100, unknown={"tags": True, "tags_all": True})
    dev = Selector(tag={"Environment": "dev"})
    assert found(MonthlyTotal(max=Decimal(60), match=dev), subject(later))
    assert found(MonthlyTotal(max=Decimal(60), except_=dev), subject(later))


def test_totals_and_increases_are_limited_group_by_group() -> None:
    costs = subject(
        resource(10, 100, address="module.shop.aws_instance.a"),
        resource(10, 100, address='module.shop["x"].aws_instance.b'),
        resource(10, 50, address="module.other.aws_instance.a"),
    )
    assert only(MonthlyTotal(max=Decimal(150), by="module"), costs).message == (
        "module.shop: $200.00 a month, the limit is $150.00"
    )
    assert only(MonthlyIncrease(max=Decimal(100), by="module"), costs).message == (
        "module.shop: the change adds +$180.00 a month, the limit is $100.00"
    )
    assert len(found(MonthlyTotal(max=Decimal(60), by="resource"), costs)) == 2
    by_tag = only(MonthlyTotal(max=Decimal(150), by=ByTag(tag="Team")), costs)
    assert by_tag.about == "without Team"


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [(50, 101, Level.FAIL), (100, 101, Level.FAIL), (101, 200, Level.NOTE), (101, 101, Level.NOTE), (200, 100, None)],
)
def test_crossing_limit_refuses_only_what_crosses_it_from_below(before: int, after: int, level: Level | None) -> None:
    at = [f.level for f in found(MonthlyTotal(max=Decimal(100), crossing=True), subject(resource(before, after)))]
    assert at == ([] if level is None else [level])


def test_resource_that_was_above_the_limit_does_not_cross_it() -> None:
    policy = ResourceCost(max=Decimal(100), crossing=True)
    assert found(policy, subject(resource(50, 101)))
    assert not found(policy, subject(resource(101, 200)))


# budget


def team(name: str | None, before: int, after: int, **more: Any) -> ResourceDiff:
    """A resource of a team."""
    tags = {} if name is None else {"Team": name}
    return resource(before, after, address=f"aws_instance.{name}", values={"tags": tags}, **more)


BUDGET = Budget(by=ByTag(tag="Team"), limits={"pay": Decimal(100), "s-*": Decimal(10)}, without=Decimal(5))


def test_budget_tells_what_is_left_and_what_is_over() -> None:
    findings = found(BUDGET, subject(team("pay", 10, 60), team("s-1", 0, 11), team("s-2", 9, 9), team(None, 1, 6)))
    assert [(f.level, f.message) for f in findings] == [
        (Level.NOTE, "Team=pay: $60.00 of $100.00 a month, $40.00 left"),
        (Level.FAIL, "Team=s-1: $11.00 of $10.00 a month, $1.00 over"),
        (Level.NOTE, "Team=s-2: $9.00 of $10.00 a month, $1.00 left"),
        (Level.FAIL, "without Team: $6.00 of $5.00 a month, $1.00 over"),
    ]


def test_budget_that_nobody_spends_is_shown_and_what_has_none_is_not() -> None:
    assert [f.message for f in found(BUDGET, subject(team("else", 1, 999)))] == [
        "Team=pay: $0.00 of $100.00 a month, $100.00 left"
    ]


def test_budget_counts_all_of_the_plan_and_not_the_change() -> None:
    assert only(BUDGET, subject(team("pay", 200, 200, action=Action.NO_OP))).level is Level.FAIL
    crossing = msgspec.structs.replace(BUDGET, crossing=True)
    assert only(crossing, subject(team("pay", 200, 200, action=Action.NO_OP))).level is Level.NOTE
    assert only(crossing, subject(team("pay", 100, 101))).level is Level.FAIL


def test_team_that_only_apply_will_tell_has_the_budget_of_those_without() -> None:
    later = resource(None, 6, values={}, unknown={"tags": True, "tags_all": True})
    assert [f.about for f in found(BUDGET, subject(later)) if f.level is Level.FAIL] == ["Team not known"]


def test_budget_of_modules_and_projects() -> None:
    inside = subject(resource(0, 60, address="module.shop.aws_instance.a"))
    assert only(Budget(by="module", limits={"module.shop": Decimal(50)}), inside).about == "module.shop"
    assert only(Budget(by="project", limits={"shop": Decimal(50)}), inside).about == "shop"


@pytest.mark.parametrize("wrong", [{"limits": {"a": Decimal("NaN")}}, {"by": "module", "without": Decimal(1)}])
def test_budget_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"expected an amount of money|goes with"):
        Budget(**{"by": ByTag(tag="Team"), "limits": {"a": Decimal(1)}, **wrong})


# allowed-regions


@pytest.mark.parametrize(
    ("allow", "action", "finds"),
    [
        (("us-*",), Action.CREATE, False),
        ("us-east-1", Action.UPDATE, False),
        (("eu-*", "ap-*"), Action.CREATE, True),
        (("eu-*",), Action.NO_OP, False),
        (("eu-*",), Action.FORGET, False),
    ],
)
def test_region_is_asked_of_what_is_new_or_changed(allow: Any, action: Action, finds: bool) -> None:
    findings = found(AllowedRegions(allow=allow), subject(resource(1, 1, action=action)))
    assert [f.level for f in findings] == ([Level.FAIL] if finds else [])


def test_region_of_what_is_deleted_does_not_matter_and_of_all_may_be_asked() -> None:
    assert not found(AllowedRegions(allow="eu-*"), subject(resource(1, None)))
    everything = AllowedRegions(allow="eu-*", all=True)
    assert only(everything, subject(resource(1, 1, action=Action.NO_OP))).message == "Is in us-east-1, allowed is eu-*"


def test_region_that_nothing_tells_cannot_be_verified() -> None:
    side = Resource("aws_instance.web", "aws_instance", "aws", None, msgspec.Raw(b"{}"))
    change = ResourceChange(side.address, side.type, Action.CREATE, None, side)
    unsaid = ResourceDiff("shop", change, None, costing(1))
    assert only(AllowedRegions(allow="eu-*"), subject(unsaid)).level is Level.NOTE


# allowed-machine-types


@pytest.mark.parametrize(
    ("values", "finds"),
    [
        ({"instance_type": "t3.micro"}, ""),
        ({"instance_type": "m5.large"}, "m5.large"),
        ({"instance_type": "t3.metal"}, "t3.metal"),
        ({"size": 100}, ""),
        ({"size": "huge"}, ""),
        (
            {"scaling_config": [{"x": 1}], "instance_types": ["t3.small", "x1.32xlarge", "m5.large"]},
            "m5.large, x1.32xlarge",
        ),
        ({"node_config": [{"machine_type": "n2-standard-4"}]}, "n2-standard-4"),
        ({"instance_type": ""}, ""),
        ({"instance_type": None}, ""),
    ],
)
def test_machine_types_are_found_in_whatever_attribute_holds_them(values: Any, finds: str) -> None:
    policy = AllowedMachineTypes(allow=("t3.*",), deny="*.metal")
    findings = found(policy, subject(resource(None, 1, values=values)))
    assert [f.about for f in findings] == ([finds] if finds else [])


@pytest.mark.parametrize(
    ("machine", "old"),
    [
        ("m4.large", True),
        ("m5.large", False),
        ("db.r3.large", True),
        ("cache.m3.medium", True),
        ("cache.m7g.large", False),
        ("c4.large.search", True),
        ("Standard_D2_v2", True),
        ("Standard_DS13_v2", True),
        ("Standard_D2s_v5", False),
        ("Standard_F4s_v2", False),
        ("n1-standard-1", False),
    ],
)
def test_previous_generations_may_be_denied(machine: str, old: bool) -> None:
    policy = AllowedMachineTypes(previous_generations=False)
    assert bool(found(policy, subject(resource(None, 1, values={"instance_type": machine})))) is old


def test_size_is_a_machine_type_only_of_machines() -> None:
    machine = resource(None, 1, address="azurerm_linux_virtual_machine.a", values={"size": "Standard_D2s_v3"})
    assert only(AllowedMachineTypes(deny="Standard_D*"), subject(machine)).about == "Standard_D2s_v3"


def test_machine_type_that_only_apply_will_tell_cannot_be_verified() -> None:
    later = resource(None, 1, values={}, unknown={"instance_type": True})
    assert only(AllowedMachineTypes(allow="t3.*"), subject(later)).level is Level.NOTE


# coverage


def lines(*quantities: tuple[str | None, bool]) -> Estimate:
    """Lines of so many dollars each, by use or not."""
    return Estimate(
        "a.b",
        tuple(
            LineItem(
                CostComponent("L", DOLLAR.query, q if q is None else Decimal(q), "Units", usage_based=by_use), DOLLAR
            )
            for q, by_use in quantities
        ),
    )


def known(estimate: Estimate) -> ResourceDiff:
    return msgspec.structs.replace(resource(None, 1), after=estimate)


EXACT, ASSUMED = known(lines(("60", False))), known(lines(("20", False), ("20", True)))
UNSTATED, UNPRICED = known(lines(("0", False), (None, True))), resource(None, 0, GAP)


@pytest.mark.parametrize(
    ("limits", "resources", "fails"),
    [
        ({"min_priced_percent": 100}, (EXACT, ASSUMED, UNSTATED), False),
        ({"min_priced_percent": 75}, (EXACT, ASSUMED, UNSTATED, UNPRICED), False),
        ({"min_priced_percent": 76}, (EXACT, ASSUMED, UNSTATED, UNPRICED), True),
        ({"min_stated_percent": 50}, (EXACT, ASSUMED, UNSTATED, UNPRICED), False),
        ({"min_stated_percent": 51}, (EXACT, ASSUMED, UNSTATED, UNPRICED), True),
        ({"min_exact_spend_percent": 80}, (EXACT, ASSUMED), False),
        ({"min_exact_spend_percent": 81}, (EXACT, ASSUMED), True),
        ({"min_priced_percent": 100, "min_exact_spend_percent": 100}, (), False),
    ],
)
def test_coverage_is_a_share_of_resources_and_of_spend(
    limits: dict[str, int], resources: tuple[ResourceDiff, ...], fails: bool
) -> None:
    policy = CoverageMinimum(**{k: Decimal(v) for k, v in limits.items()})  # type: ignore[arg-type]
    assert bool(found(policy, subject(*resources))) is fails


@pytest.mark.parametrize("limits", [{}, {"min_priced_percent": Decimal(101)}])
def test_coverage_without_a_limit_or_of_more_than_all_is_a_mistake(limits: Any) -> None:
    with pytest.raises(ValueError, match=r"needs one of|between 0 and 100"):
        CoverageMinimum(**limits)


# untagged-cost


def test_cost_without_a_tag_is_noted_up_to_its_limit() -> None:
    costs = subject(team("pay", 30, 30, action=Action.NO_OP), team(None, 5, 10))
    note = only(UntaggedCost(keys=("Team",), max=Decimal(10)), costs)
    assert (note.level, note.message) == (Level.NOTE, "1 resource without Team: $10.00 a month (25 % of all)")
    over = only(UntaggedCost(keys=("Team",), max=Decimal(9)), costs)
    assert over.level is Level.WARN
    assert over.amount == 10
    assert over.message.endswith("; the limit is $9.00")


def test_tag_that_only_apply_will_tell_is_not_missed() -> None:
    later = resource(None, 6, unknown={"tags": True, "tags_all": True})
    assert not found(UntaggedCost(keys=("Team",)), subject(later))
    assert not found(UntaggedCost(keys=("Team",)), subject(resource(None, 6, taggable=False)))


# All of them


def test_every_policy_has_its_file_and_its_ident() -> None:
    for ident, policy in all_policies().items():
        assert policy.__module__ == f"costgate.policies.{ident.replace('-', '_')}"
    assert set(all_policies()) >= {
        "catalogue-age", "errored-plan", "monthly-increase", "monthly-total", "required-tags", "resource-cost",
        "unpriced",
    }  # fmt: skip


RULES = """package infracost
import rego.v1
deny contains {"msg": "too much", "failed": true} if to_number(input.totalMonthlyCost) > 1000
"""
"""What the example of the policy `rego` finds in its folder."""

WORST = {"tags": {}, "instance_type": "u7i.metal"}
"""Of a resource that every policy's example finds fault with."""


def example(ident: str) -> str:
    """The YAML in a policy's docstring."""
    text = inspect.getdoc(all_policies()[ident]) or ""
    match = re.search(rf"^{ident}:.*\Z", text, re.MULTILINE | re.DOTALL)
    assert match, f"{ident} shows no example"
    return match[0]


def load(tmp_path: Path, policies: str) -> config.Settings:
    """A configuration with these policies."""
    file = tmp_path / "costgate.yml"
    (tmp_path / "policies").mkdir(exist_ok=True)
    (tmp_path / "policies" / "x.rego").write_text(RULES)
    file.write_text("version: 1\npolicies:\n" + textwrap.indent(policies, "  ") + "\n")
    return config.load(file)


@pytest.mark.parametrize("ident", sorted(all_policies()))
def test_example_of_a_policy_is_a_configuration_and_can_be_run(ident: str, tmp_path: Path) -> None:
    settings = load(tmp_path, example(ident))
    (policy,) = (p for p in settings.policies if p.ident == ident)
    assert isinstance(policy, all_policies()[ident])
    gap = resource(None, 99_999, GAP, values=WORST)
    verdict = judge([policy], subject(gap, errored=True, today="2030-01-01"))
    assert list(verdict.asked) == [ident]
    assert verdict.asked[ident].endswith(".")
    assert verdict.level > Level.NOTE, "the example finds the worst of all plans fault"
    assert not [f for f in found(policy, subject(resource(1, 1, action=Action.NO_OP))) if f.level > Level.NOTE]


@pytest.mark.parametrize("ident", sorted(all_policies()))
def test_level_of_a_policy_is_what_it_is_told(ident: str, tmp_path: Path) -> None:
    for level in ("note", "warn", "fail"):
        text = example(ident)
        text = re.sub(r"level: \w+", f"level: {level}", text)
        (policy,) = (p for p in load(tmp_path, text).policies if p.ident == ident)
        worst = subject(resource(1, 99_999, GAP, values=WORST), errored=True, today="2030-01-01")
        levels = {f.level.name.lower() for f in policy.check(worst)}
        assert level in levels
        assert levels <= {level, "note"}, "what is left of a budget is a note at any level"


def test_a_policy_may_stand_several_times(tmp_path: Path) -> None:
    text = "monthly-total:\n- {level: warn, max: 10}\n- {level: fail, max: 20}"
    totals = [p for p in load(tmp_path, text).policies if p.ident == "monthly-total"]
    assert len(totals) == 2
    at = {after: judge(totals, subject(resource(None, after))).level for after in (5, 15, 25)}
    assert at == {5: Level.NOTE, 15: Level.WARN, 25: Level.FAIL}


@pytest.mark.parametrize(
    "policies", ["{}", "monthly-total: {max: 5}", "errored-plan:", "errored-plan: []", "unpriced: []"]
)
def test_some_policies_are_always_asked(tmp_path: Path, policies: str) -> None:
    idents = {p.ident for p in load(tmp_path, policies).policies}
    assert idents >= {"errored-plan", "unpriced"}


def test_without_a_file_only_those_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [p.ident for p in config.load(None).policies] == ["errored-plan", "unpriced"]


def test_errored_plan_may_be_made_milder_but_not_silent(tmp_path: Path) -> None:
    policies = load(tmp_path, "errored-plan: {level: note}").policies
    assert [f.level for f in judge(policies, subject(errored=True)).findings] == [Level.NOTE]


MISTAKES = [
    ("monthly-totl: {max: 5}", "monthly-total"),
    ("monthly-total: {}", "max"),
    ("monthly-total: {max: many}", "monthly-total.max"),
    ("monthly-total: {max: 5, level: loud}", "loud"),
    ("monthly-increase: {}", "max_percent"),
    ("required-tags: {keys: {Owner: {pattern: '('}}}", "regular expression"),
    ("required-tags: {keys: {Owner: {patern: x}}}", "pattern"),
    ("monthly-total: 5", "monthly-total"),
    ("unpriced: {max: -0.5}", "unpriced"),
]


@pytest.mark.parametrize(("policies", "named"), MISTAKES)
def test_mistake_in_a_policy_is_exit_2_with_its_place(tmp_path: Path, policies: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, policies)
    assert caught.value.exit_code == 2
    assert named in caught.value.message
    assert "costgate.yml:" in caught.value.message
