"""Recorded plans of one stack, scenario by scenario: what a change costs, and above all what costs nothing.

Prices are the embedded ones, so these tests say how scenarios compare, not what they cost.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.model import Action, ProjectDiff
from costgate.usage import Usage
from tests.plans import Answer, costgate, load, messages, of, recorded

WEB = "aws_instance.web"
DATA = "aws_ebs_volume.data"
BLUE = 'module.workers["b.blue"]'


@cache
def catalogue() -> Catalogue:
    return Catalogue()


@cache
def diff_of(scenario: str) -> ProjectDiff:
    """A scenario, priced."""
    return compare(load(scenario), catalogue(), Usage())


def changed(scenario: str) -> dict[str, Decimal]:
    """What changes in cost, and by how much."""
    return {r.change.address: r.list_cost.delta for r in diff_of(scenario).resources if r.list_cost.delta}


def actions(scenario: str) -> dict[str, Action]:
    """What the plan does, besides leaving things alone."""
    return {r.change.address: r.change.action for r in diff_of(scenario).resources if r.change.action != Action.NO_OP}


def checked(scenario: str, *options: str) -> Answer:
    """A scenario through the command line, without the settings of the folder that tests run in."""
    return costgate("check", recorded(scenario), *options)


STACK = "no-changes"

SAME = [
    "no-changes",
    "tags-removed",
    "default-tags-changed",
    "replace-ami-change",
    "replace-by-request",
    "output-only-change",
    "moved",
    "removed-block-forget",
    "import",
    "import-no-change-but-default-tags",
    "import-pure-no-op",
    "empty-configuration",
    "state-show",
]


@pytest.mark.parametrize("scenario", SAME)
def test_scenario_that_costs_nothing_has_a_delta_of_exactly_0(scenario: str) -> None:
    diff = diff_of(scenario)
    assert changed(scenario) == {}
    assert diff.list_cost.delta == 0
    assert diff.list_cost.before == diff.list_cost.after


@pytest.mark.parametrize(
    "scenario",
    [
        "tags-removed",
        "default-tags-changed",
        "replace-ami-change",
        "replace-by-request",
        "output-only-change",
        "moved",
        "removed-block-forget",
        "resize-t3micro-to-m5xlarge",
        "refresh-disabled-resize",
        "ebs-gp2-to-gp3",
        "target-web-only",
        "errored-precondition",
        "delete-nat-gateway",
        "data-source-deferred-read",
        "mixed-change",
        "destroy-all",
    ],
)
def test_stack_costs_the_same_before_whatever_is_planned(scenario: str) -> None:
    assert diff_of(STACK).list_cost.before > 0
    assert diff_of(scenario).list_cost.before == diff_of(STACK).list_cost.before


def test_state_costs_what_a_plan_without_changes_does() -> None:
    state, plan = ({r.change.address: r.list_cost.after for r in diff_of(s).resources} for s in ("state-show", STACK))
    # A state has no day, and what AWS adds for an engine's extended support depends on it.
    del state["aws_db_instance.db"], plan["aws_db_instance.db"]
    assert state == plan


def test_stack_costs_the_same_planned_from_nothing_and_planned_again() -> None:
    first = diff_of("create-all-from-empty")
    assert first.list_cost.before == 0
    # The simulator that it was applied to says that the two workers got public addresses, in a subnet that gives none.
    made_up = 2 * 730 * Decimal("0.005")
    assert first.list_cost.after == diff_of(STACK).list_cost.after - made_up


@pytest.mark.parametrize(
    ("scenario", "count"),
    [
        ("tags-removed", 28),
        ("default-tags-changed", 28),
        ("replace-ami-change", 4),
        ("replace-by-request", 3),
        ("moved", 1),
    ],
)
def test_scenario_that_costs_nothing_is_not_empty(scenario: str, count: int) -> None:
    assert len(actions(scenario)) == count


def test_replaced_resource_is_one_resource() -> None:
    plain, replaced = (sorted(r.change.address for r in diff_of(s).resources) for s in (STACK, "replace-ami-change"))
    assert plain == replaced


def test_moved_resource_names_where_it_was() -> None:
    moved = {
        r.change.address: r.change.previous_address for r in diff_of("moved").resources if r.change.previous_address
    }
    assert moved["aws_instance.frontend"] == WEB
    assert moved['module.workers["alpha"].aws_instance.this'] == 'module.workers["a"].aws_instance.this'


def test_forgotten_database_is_no_saving() -> None:
    forgotten = of(diff_of("removed-block-forget"), "aws_db_instance.db")
    assert forgotten.change.action is Action.FORGET
    assert forgotten.list_cost.delta == 0
    assert diff_of("removed-block-forget").list_cost.after == diff_of(STACK).list_cost.after


@pytest.mark.parametrize("scenario", ["import", "import-no-change-but-default-tags", "import-pure-no-op"])
def test_imported_volume_costs_before_the_import_too(scenario: str) -> None:
    legacy = of(diff_of(scenario), "aws_ebs_volume.legacy")
    assert legacy.list_cost.before == legacy.list_cost.after > 0
    assert diff_of(scenario).list_cost.before == diff_of(STACK).list_cost.before + legacy.list_cost.before


def test_import_with_and_without_target_gives_the_same_total() -> None:
    totals = {diff_of(s).list_cost.after for s in ("import", "import-no-change-but-default-tags", "import-pure-no-op")}
    assert len(totals) == 1


def test_resize_changes_one_instance() -> None:
    assert list(changed("resize-t3micro-to-m5xlarge")) == [WEB]
    assert diff_of("resize-t3micro-to-m5xlarge").list_cost.delta > 0


def test_resize_is_the_same_without_refresh() -> None:
    assert changed("refresh-disabled-resize") == changed("resize-t3micro-to-m5xlarge")


def test_targeted_resize_is_the_whole_stack_and_that_change() -> None:
    diff = diff_of("target-web-only")
    assert changed("target-web-only") == changed("resize-t3micro-to-m5xlarge")
    assert diff.list_cost.after == diff_of(STACK).list_cost.after + diff.list_cost.delta
    assert len(diff.resources) == len(diff_of(STACK).resources)
    assert "partial" in messages(diff)


def test_gp2_to_gp3_changes_one_volume() -> None:
    assert list(changed("ebs-gp2-to-gp3")) == [DATA]
    assert diff_of("ebs-gp2-to-gp3").list_cost.delta < 0


def test_errored_plan_has_what_was_planned_and_the_rest_as_it_stands() -> None:
    assert changed("errored-precondition") == changed("ebs-gp2-to-gp3")
    assert len(diff_of("errored-precondition").resources) == 30


def test_errored_plan_fails_the_gate_and_says_so() -> None:
    answer = checked("errored-precondition")
    assert answer.code == 1
    assert "FAIL" in answer.out
    assert "errored-plan" in answer.out
    assert "Planning failed" in answer.out


def test_plan_that_is_not_applyable_passes() -> None:
    assert checked(STACK).code == 0
    assert checked("empty-configuration").code == 0


def test_deleted_nat_gateway_and_address_are_a_saving() -> None:
    found = actions("delete-nat-gateway")
    assert found == {"aws_eip.nat[0]": Action.DELETE, "aws_nat_gateway.nat[0]": Action.DELETE}
    assert set(changed("delete-nat-gateway")) <= set(found)
    assert diff_of("delete-nat-gateway").list_cost.delta < 0


def test_destroyed_stack_costs_nothing() -> None:
    diff = diff_of("destroy-all")
    assert diff.list_cost.after == 0
    assert diff.list_cost.delta == -diff.list_cost.before < 0


def test_data_source_read_at_apply_is_no_resource() -> None:
    assert actions("data-source-deferred-read") == {
        "aws_ebs_volume.new": Action.CREATE,
        "terraform_data.marker": Action.CREATE,
    }
    assert list(changed("data-source-deferred-read")) == ["aws_ebs_volume.new"]
    assert of(diff_of("data-source-deferred-read"), "terraform_data.marker").gaps == ()


def test_builtin_resource_is_free() -> None:
    marker = of(diff_of("data-source-deferred-read"), "terraform_data.marker")
    assert marker.after is not None
    assert marker.after.free


def test_what_is_known_only_after_apply_is_a_gap_and_the_rest_is_priced() -> None:
    unknown, known = diff_of("create-with-unknown-instance-type"), diff_of("create-all-from-empty")
    besides = {r.change.address for r in unknown.resources} - {r.change.address for r in known.resources}
    gaps = {r.change.address: {g.kind.value for g in r.gaps} for r in unknown.resources if r.change.address in besides}
    assert {a for a, kinds in gaps.items() if "unknown" in kinds} >= {
        a for a in besides if a.startswith(("aws_instance", "aws_ebs"))
    }
    for resource in known.resources:
        assert of(unknown, resource.change.address).list_cost.after == resource.list_cost.after


def test_mixed_change_is_the_sum_of_its_parts() -> None:
    diff, found = diff_of("mixed-change"), changed("mixed-change")
    assert found[WEB] == changed("resize-t3micro-to-m5xlarge")[WEB]
    assert found[DATA] == changed("ebs-gp2-to-gp3")[DATA]
    assert {a: d for a, d in found.items() if a.startswith("aws_nat_gateway")} == {
        a: d for a, d in changed("delete-nat-gateway").items() if a.startswith("aws_nat_gateway")
    }
    assert found["aws_instance.extra[0]"] == found["aws_instance.extra[1]"] > 0
    assert found['module.workers["a"].aws_instance.this'] > 0
    gone = {a: d for a, d in found.items() if a.startswith(BLUE)}
    assert len(gone) == 3
    assert all(d < 0 for d in gone.values())
    assert diff.list_cost.delta == sum(found.values())
    assert diff.list_cost.after == diff.list_cost.before + diff.list_cost.delta


def test_untouched_resources_of_a_mixed_change_do_not_change() -> None:
    assert set(changed("mixed-change")) <= set(actions("mixed-change"))


def test_drift_is_set_back_from_the_live_values() -> None:
    found = changed("drift-normal-plan")
    assert found[WEB] < 0
    assert found[DATA] < 0
    assert found[f"{BLUE}.aws_instance.this"] > 0
    assert actions("drift-normal-plan")["aws_dynamodb_table.sessions"] is Action.CREATE


def test_volume_that_an_instance_lists_too_is_counted_once() -> None:
    web = of(diff_of(STACK), WEB)
    assert web.after is not None
    volumes = [x for x in web.after.lines if x.component.group]
    assert [x.component.group for x in volumes] == ["root_block_device"]
    assert volumes[0].component.quantity == 30


@pytest.mark.parametrize("scenario", ["create-all-from-empty", STACK, "replace-ami-change"])
def test_root_volume_that_is_not_configured_is_there_in_every_plan(scenario: str) -> None:
    worker = of(diff_of(scenario), f"{BLUE}.aws_instance.this")
    assert worker.after is not None
    roots = [x for x in worker.after.lines if x.component.group == "root_block_device"]
    assert [x.component.name for x in roots] == ["Storage (gp2)"]
    assert roots[0].component.quantity == 8


def test_secret_of_a_plan_is_in_no_output() -> None:
    for form in ("terminal", "json", "markdown", "infracost-json"):
        answer = checked(STACK, "--format", form)
        assert answer.code == 0
        assert not [w for w in ("correct-horse-battery", "mock_access_key") if w in answer.out + answer.err]


@pytest.mark.parametrize(
    "scenario", [*SAME, "mixed-change", "destroy-all", "create-all-from-empty", "drift-normal-plan"]
)
def test_sums_are_those_of_the_resources(scenario: str) -> None:
    diff: Any = diff_of(scenario)
    assert diff.list_cost.before == sum(r.list_cost.before for r in diff.resources)
    assert diff.list_cost.delta == sum(r.list_cost.delta for r in diff.resources)
    assert diff.list_cost.after == sum(r.list_cost.after for r in diff.resources)
