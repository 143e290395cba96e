"""What modules, services and tags cost together: every grouping of a report adds up to the report."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest

from costgate.addresses import shared
from costgate.catalogue import Catalogue
from costgate.model import CostChange, CostDiff, ProjectDiff, ResourceDiff
from costgate.policies import Subject, judge
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.resource_cost import ResourceCost
from costgate.report import CatalogueInfo, Group, Held, Report, by_module, by_service, by_tag, held, tag_keys, untagged
from costgate.reporters import reporter
from tests.plans import change, load, of, priced, unchanged

ODD_KEY = 'module.env["a.b[\\"c\\"]"].module.web["x"]'


@pytest.fixture(scope="module")
def diff(small_catalogue: Catalogue) -> ProjectDiff:
    """Modules in modules, tags in every state, a gap after a change that is cheaper without it."""
    web = {"instance_type": "m5.large", "root_block_device": [{"volume_size": 10, "volume_type": "gp2"}]}
    return priced(
        change(f"{ODD_KEY}.aws_ebs_volume.a", {"type": "gp3", "size": 100, "tags_all": {"Team": "web", "Name": "a"}}),
        change("module.db[0].aws_ebs_volume.b", {"type": "gp3", "size": 50, "tags_all": {"Team": "db", "Name": "b"}}),
        change("aws_ebs_volume.later", {"type": "gp3", "size": 1}, unknown={"tags": True, "tags_all": True}),
        change("aws_ebs_volume.bare", {"type": "gp3", "size": 20, "tags_all": {}}),
        change("aws_ebs_volume.empty", {"type": "gp3", "size": 2, "tags_all": {"Team": ""}}),
        change(
            "aws_instance.odd",
            {**web, "instance_type": "q9.enormous", "tags_all": {"Team": "web", "Name": "odd"}},
            before={**web, "tags_all": {"Team": "web", "Name": "odd"}},
            actions=["update"],
        ),
        change("aws_quantum_thing.x", {}),
        unchanged("aws_ebs_volume.still", {"type": "gp2", "size": 10, "tags_all": {"Team": "db", "Old": "1"}}),
        catalogue=small_catalogue,
    )


def named(groups: list[Group]) -> dict[str, Group]:
    """By name, or by what stands for it."""
    found = {g.name or g.note: g for g in groups}
    assert len(found) == len(groups)
    return found


def total(groups: list[Group]) -> CostChange:
    return CostChange(
        sum((g.effective_cost.before for g in groups), Decimal(0)),
        sum((g.effective_cost.delta for g in groups), Decimal(0)),
    )


def test_instances_stand_in_the_order_of_their_numbers(small_catalogue: Catalogue) -> None:
    volumes = [
        change(f"aws_ebs_volume.v[{i}]", {"type": "gp3", "size": 100, "tags_all": {"N": str(i)}}) for i in range(12)
    ]
    odd = [change(f"aws_instance.o[{i}]", {"instance_type": "q9.enormous", "root_block_device": []}) for i in range(12)]
    diff = CostDiff((priced(*volumes, *odd, catalogue=small_catalogue),))
    verdict = judge(
        [RequiredTags(keys={"N": TagRule(values=("a",))}, match="aws_ebs_*")], Subject(diff, "2026-08-01", "2026-08-02")
    )
    report = Report(diff, verdict, CatalogueInfo("v", "2026-08-01", "2026-08-01"), "1")
    for found, name in (
        ([r.change.address for r in report.drivers if r.change.type == "aws_ebs_volume"], "aws_ebs_volume.v"),
        ([r.change.address for r in report.gaps], "aws_instance.o"),
        ([f.address for f in report.verdict.findings], "aws_ebs_volume.v"),
    ):
        assert found == [f"{name}[{i}]" for i in range(12)]


@pytest.mark.parametrize(
    ("addresses", "together"),
    [
        (["aws_lb.a"], "aws_lb.a"),
        (["aws_lb.a[0]", "aws_lb.a[1]"], "aws_lb.a[*]"),
        (['module.m["eu"].aws_lb.a[0]', 'module.m["eu"].aws_lb.a[1]'], 'module.m["eu"].aws_lb.a[*]'),
        (['module.m["a.b[0]"].aws_lb.a["x"]', 'module.m["c"].aws_lb.a["x"]'], 'module.m[*].aws_lb.a["x"]'),
        (["", ""], ""),
    ],
)
def test_instances_of_a_block_have_a_name_together(addresses: list[str], together: str) -> None:
    assert shared(addresses) == together


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "slack", "teams"])
def test_what_is_said_of_many_instances_hides_nothing_else(name: str, small_catalogue: Catalogue) -> None:
    volumes = [change(f"aws_ebs_volume.v[{i}]", {"type": "gp3", "size": 100}) for i in range(1200)]
    diff = CostDiff(
        (priced(*volumes, change("aws_ebs_volume.w", {"type": "gp3", "size": 100}), catalogue=small_catalogue),)
    )
    policies = [RequiredTags(keys={"Owner": TagRule()}), ResourceCost(max=Decimal(1))]
    verdict = judge(policies, Subject(diff, "2026-08-01", "2026-08-02"))
    text = reporter(name)(Report(diff, verdict, CatalogueInfo("v", "2026-08-01", "2026-08-01"), "1"))
    text = html.unescape(text).replace("\u2060", "").replace("\u2217", "*")
    assert text.count("aws_ebs_volume.v[*] ×1,200") == 2
    assert "Costs $8.00 a month" in text


def test_every_grouping_adds_up_to_the_whole(diff: ProjectDiff) -> None:
    for groups in (
        by_module(diff.resources),
        by_service(diff.resources),
        *(by_tag(diff.resources, k) for k in tag_keys(diff.resources)),
    ):
        assert total(groups) == diff.effective_cost


@pytest.mark.parametrize("scenario", ["mixed-change", "create-all-from-empty", "destroy-all"])
def test_groupings_of_recorded_plans_add_up(scenario: str, small_catalogue: Catalogue) -> None:
    from costgate.diff import compare
    from costgate.usage import Usage

    found = compare(load(scenario), small_catalogue, Usage())
    for groups in (
        by_module(found.resources),
        by_service(found.resources),
        *(by_tag(found.resources, k) for k in tag_keys(found.resources)),
    ):
        assert total(groups) == found.effective_cost


def test_instances_of_a_module_count_together(diff: ProjectDiff) -> None:
    groups = named(by_module(diff.resources))
    assert set(groups) == {"module.env.module.web", "module.db", "the root module"}
    assert groups["module.env.module.web"].effective_cost == CostChange(Decimal(0), Decimal(8))
    assert (groups["the root module"].resources, groups["the root module"].unpriced) == (6, 2)


def test_modules_of_two_projects_are_kept_apart(diff: ProjectDiff) -> None:
    other = [ResourceDiff("other", r.change, r.before, r.after, r.taggable) for r in diff.resources]
    groups = by_module([*diff.resources, *other])
    assert {g.project for g in groups if g.name == "module.db"} == {"plan", "other"}


def test_tag_divides_by_value_and_tells_what_does_not_carry_it(diff: ProjectDiff) -> None:
    groups = named(by_tag(diff.resources, "Team"))
    assert set(groups) == {
        "web", "db", "empty value", "without Team", "Team not known", "not known to take tags"
    }  # fmt: skip
    assert groups["db"].effective_cost == CostChange(Decimal(1), Decimal(4))
    assert groups["without Team"].effective_cost.after == Decimal("1.6")
    assert groups["not known to take tags"].is_unknown


def test_keys_are_those_of_the_change_and_what_divides_into_fewest_comes_first(diff: ProjectDiff) -> None:
    assert tag_keys(diff.resources) == ["Team", "Name"]
    still = [r for r in diff.resources if not r.is_changed]
    assert tag_keys(still) == ["Old", "Team"]


def test_untagged_is_what_could_carry_tags_and_has_none(diff: ProjectDiff) -> None:
    assert [r.change.address for r in untagged(diff.resources)] == ["aws_ebs_volume.bare"]


def test_sensitive_tag_is_no_name_of_a_group(small_catalogue: Catalogue) -> None:
    found = priced(
        change(
            "aws_ebs_volume.a",
            {"type": "gp3", "size": 1, "tags_all": {"Key": "s3cret"}},
            sensitive={"tags_all": {"Key": True}},
        ),
        catalogue=small_catalogue,
    )
    (group,) = by_tag(found.resources, "Key")
    assert (group.name, group.note) == ("", "Key not known")


def test_service_without_any_price_is_unknown_not_free(diff: ProjectDiff) -> None:
    groups = named(by_service(diff.resources))
    assert set(groups) == {"AmazonEC2", "no price"}
    assert groups["no price"].is_unknown
    assert not groups["AmazonEC2"].is_unknown
    assert groups["AmazonEC2"].unpriced == 1


def test_what_a_gap_holds_is_the_cost_before(diff: ProjectDiff) -> None:
    odd = of(diff, "aws_instance.odd")
    assert odd.after
    assert held(odd) == Held(Decimal(73), Decimal(73))
    assert odd.effective_cost.after == odd.after.effective_cost + Decimal(73)
    assert held(of(diff, "aws_ebs_volume.bare")) is None
