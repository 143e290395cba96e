"""Reading plans: actions, partial plans, states, encodings, regions, references, and what is known only after apply."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costgate.catalogue import Catalogue
from costgate.errors import PlanError
from costgate.model import Action, GapKind, ProjectDiff, Resource, ResourceDiff
from costgate.plan import RegionDefaults, load_plan, parse, source, vendor_of
from costgate.plan.configuration import module_path
from costgate.plan.references import Graph
from costgate.plan.regions import normal_region
from tests.effort import steps
from tests.plans import (
    block,
    call,
    change,
    configuration,
    constant,
    encode,
    load,
    messages,
    module,
    of,
    only,
    priced,
    provider,
    read,
    refers,
    standing,
    state,
    unchanged,
)

WEB = "aws_instance.web"
DATA = "aws_ebs_volume.data"
MICRO = {"instance_type": "t3.micro"}
LARGE = {"instance_type": "t3.large"}
GP2 = {"type": "gp2", "size": 100}
GP3 = {"type": "gp3", "size": 100}


def sums(diff: ProjectDiff) -> tuple[Any, Any]:
    """Monthly cost before and after."""
    return diff.list_cost.before, diff.list_cost.after


# Actions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "before", "after", "action"),
    [
        (["no-op"], MICRO, MICRO, Action.NO_OP),
        (["create"], None, MICRO, Action.CREATE),
        (["update"], MICRO, LARGE, Action.UPDATE),
        (["delete"], MICRO, None, Action.DELETE),
        (["delete", "create"], MICRO, LARGE, Action.REPLACE),
        (["create", "delete"], MICRO, LARGE, Action.REPLACE),
    ],
)
def test_action_is_one_change_with_the_sides_that_exist(
    actions: list[str], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, action: Action
) -> None:
    found = only(read(change(WEB, after, before=before, actions=actions)))
    assert found.action is action
    assert (found.before and found.before.values()) == before
    assert (found.after and found.after.values()) == after


def test_forgotten_resource_stays_as_it_was() -> None:
    found = only(read(change(WEB, None, before=MICRO, actions=["forget"])))
    assert found.action is Action.FORGET
    assert found.before == found.after
    assert "keeps running" in found.note


@pytest.mark.parametrize("actions", [["create", "forget"], ["forget", "create"]])
def test_object_forgotten_for_a_new_one_costs_on(actions: list[str], small_catalogue: Catalogue) -> None:
    plan = priced(change(DATA, {"type": "gp3", "size": 10}, before=GP3, actions=actions), catalogue=small_catalogue)
    assert [(r.change.action, r.list_cost.delta) for r in plan.resources] == [
        (Action.CREATE, Decimal("0.80")),
        (Action.FORGET, 0),
    ]
    assert plan.list_cost.before == Decimal(8)
    assert plan.list_cost.after == Decimal("8.80")


@pytest.mark.parametrize(
    "entry",
    [
        change("data.aws_instance.web", MICRO, actions=["read"]),
        change("data.aws_instance.web", MICRO, before=MICRO, actions=["no-op"]),
        change(WEB, MICRO, actions=["read"]),
    ],
)
def test_data_source_is_no_resource(entry: dict[str, Any]) -> None:
    plan = read(entry)
    assert plan.changes == ()
    assert messages(plan, loud=True) == ""


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (change(WEB, MICRO, actions=["transmogrify"]), "transmogrify"),
        (change(WEB, MICRO, actions=["delete", "create", "delete"]), "delete"),
        (change(WEB, MICRO, actions=[]), "[]"),
        (change(WEB, MICRO, mode="ephemeral"), "ephemeral"),
    ],
)
def test_unknown_action_or_mode_is_left_out_loudly(entry: dict[str, Any], told: str) -> None:
    plan = read(entry, unchanged(DATA, GP3))
    assert [c.address for c in plan.changes] == [DATA]
    assert told in messages(plan, loud=True)


def test_entry_without_mode_is_managed() -> None:
    entry = change(WEB, MICRO)
    del entry["mode"]
    assert only(read(entry)).address == WEB


@pytest.mark.parametrize(
    ("actions", "before", "after"),
    [
        (["no-op"], GP2, GP2),
        (["update"], GP2, {**GP2, "tags": {"a": "b"}}),
        (["create"], None, GP2),
    ],
)
def test_import_is_no_increase(actions: list[str], before: Any, after: Any, small_catalogue: Catalogue) -> None:
    entry = change(DATA, after, before=before, actions=actions, importing={"id": "vol-1"})
    diff = priced(entry, catalogue=small_catalogue)
    assert sums(diff) == (10, 10)
    assert diff.resources[0].change.note == "imported"


def test_import_that_changes_the_object_is_that_change(small_catalogue: Catalogue) -> None:
    entry = change(DATA, GP3, before=GP2, actions=["update"], importing={"id": "vol-1"})
    assert priced(entry, catalogue=small_catalogue).list_cost.delta == -2


def test_import_of_an_object_to_be_replaced_is_that_change(small_catalogue: Catalogue) -> None:
    entry = change(DATA, GP3, before=GP2, actions=["delete", "create"], importing={"unknown": True})
    diff = priced(entry, catalogue=small_catalogue)
    assert sums(diff) == (10, 8)


def test_moved_resource_keeps_its_old_address(small_catalogue: Catalogue) -> None:
    entry = change(WEB, MICRO, before=MICRO, actions=["no-op"], previous_address="module.a.aws_instance.old")
    diff = priced(entry, catalogue=small_catalogue)
    assert diff.list_cost.delta == 0
    assert diff.resources[0].change.previous_address == "module.a.aws_instance.old"


def test_rename_without_moved_block_is_two_changes_that_cancel_out(small_catalogue: Catalogue) -> None:
    old, new = change("aws_ebs_volume.old", None, before=GP2, actions=["delete"]), change("aws_ebs_volume.new", GP2)
    diff = priced(old, new, catalogue=small_catalogue)
    assert [r.list_cost.delta for r in diff.resources] == [10, -10]
    assert sums(diff) == (10, 10)


def test_deposed_object_costs_now_and_is_a_saving(small_catalogue: Catalogue) -> None:
    kept = unchanged(DATA, GP2)
    deposed = change(DATA, None, before=GP3, actions=["delete"], deposed="1b3c5d7f")
    diff = priced(kept, deposed, catalogue=small_catalogue)
    assert sums(diff) == (18, 10)
    assert sorted(r.change.note for r in diff.resources) == ["", "deposed object 1b3c5d7f"]


def test_same_address_twice_is_refused() -> None:
    with pytest.raises(PlanError, match=r"aws_ebs_volume\.data stands twice"):
        read(unchanged(DATA, GP2), change(DATA, GP3))


def test_no_op_without_either_side_is_nothing() -> None:
    assert read(change(WEB, None, actions=["no-op"])).changes == ()


def test_changes_are_in_the_order_of_their_addresses() -> None:
    addresses = ["aws_ebs_volume.b", "module.a.aws_ebs_volume.a", "aws_ebs_volume.a"]
    plan = read(*(change(a, GP3) for a in addresses))
    assert [c.address for c in plan.changes] == sorted(addresses)


# Envelope -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.1", "1.2", "1.99"])
def test_every_minor_version_of_formats_0_and_1_is_read(version: str) -> None:
    plan = read(change(WEB, MICRO), format_version=version)
    assert only(plan).address == WEB
    assert plan.notes == ()


@pytest.mark.parametrize("version", ["2.0", "99.1", "latest", "", "1", "-1.0", "1.2.3", None])
def test_other_format_version_is_refused(version: str | None) -> None:
    with pytest.raises(PlanError, match=r"plan\.json"):
        read(change(WEB, MICRO), format_version=version)


def test_format_version_that_is_a_number_is_refused() -> None:
    with pytest.raises(PlanError, match="format_version"):
        read(change(WEB, MICRO), format_version=1.2)


def test_missing_format_version_is_noted() -> None:
    plan = read(change(WEB, MICRO), format_version=...)
    assert only(plan).address == WEB
    assert "format_version" in messages(plan)


def test_redacted_plan_of_hcp_terraform_is_read() -> None:
    plan = read(change(WEB, MICRO), format_version=..., plan_format_version="1.2", provider_schemas={})
    assert only(plan).address == WEB
    assert plan.notes == ()


@pytest.mark.parametrize("version", ["__terraform_version__", "0.12.0-beta2", "1.8.0-dev", ...])
def test_terraform_version_does_not_matter(version: Any) -> None:
    assert only(read(change(WEB, MICRO), terraform_version=version)).address == WEB


def test_unknown_keys_are_ignored() -> None:
    extra: Any = {
        "action_invocations": [{}],
        "condition_results": [],
        "comment-for-reader": "x",
        "checks": [{}],
        "relevant_attributes": 1,
    }
    assert read(change(WEB, MICRO), **extra).notes == ()


@pytest.mark.parametrize("changes", [..., []])
def test_plan_without_resources_is_empty_and_no_error(changes: Any) -> None:
    plan = read(resource_changes=changes, output_changes={"a": {"actions": ["create"]}})
    assert plan.changes == ()
    assert plan.notes == ()


def test_plan_without_planned_values_is_read() -> None:
    assert only(read(change(WEB, MICRO), planned_values=...)).address == WEB


def test_null_resource_changes_is_loud() -> None:
    plan = read(resource_changes=None)
    assert "resource_changes is null" in messages(plan, loud=True)


def test_planned_resources_without_changes_are_priced_as_they_stand_loudly() -> None:
    plan = read(resource_changes=..., planned_values=state([standing(DATA, GP3)]))
    assert only(plan).action is Action.NO_OP
    assert "no changes" in messages(plan, loud=True)


def test_drift_is_kept_apart() -> None:
    drift = [change(WEB, LARGE, before=MICRO, actions=["update"]), change(DATA, None, before=GP2, actions=["delete"])]
    plan = read(unchanged(WEB, MICRO), resource_drift=drift)
    assert only(plan).action is Action.NO_OP
    assert only(plan).side.values() == MICRO


def test_refresh_only_plan_is_the_state_unchanged() -> None:
    plan = read(
        resource_changes=...,
        resource_drift=[change(DATA, GP3, before=GP2, actions=["update"])],
        planned_values=state([standing(DATA, GP3)]),
        prior_state={"format_version": "1.0", "values": state([standing(DATA, GP3)])},
    )
    found = only(plan)
    assert found.action is Action.NO_OP
    assert found.before is not None
    assert found.before.values() == GP3
    assert plan.notes == ()


def test_destroy_plan_has_nothing_after() -> None:
    plan = read(change(WEB, None, before=MICRO, actions=["delete"]), planned_values={"root_module": {}})
    assert only(plan).after is None


def test_target_adds_what_prior_state_holds_besides() -> None:
    prior = state(
        [standing(DATA, GP2), standing(WEB, MICRO), standing("data.aws_ami.a", {})],
        {'module.w["a.b"]': [standing('module.w["a.b"].aws_ebs_volume.x[0]', GP3)]},
    )
    plan = read(
        change(WEB, LARGE, before=MICRO, actions=["update"]),
        prior_state={"format_version": "1.0", "values": prior},
        complete=False,
    )
    assert {c.address: c.action for c in plan.changes} == {
        DATA: Action.NO_OP,
        WEB: Action.UPDATE,
        'module.w["a.b"].aws_ebs_volume.x[0]': Action.NO_OP,
    }
    assert "partial" in messages(plan)
    assert messages(plan, loud=True) == ""


def test_complete_plan_adds_nothing_of_prior_state() -> None:
    prior = {"format_version": "1.0", "values": state([standing(DATA, GP2)])}
    assert only(read(change(WEB, MICRO), prior_state=prior, complete=True)).address == WEB


def test_errored_plan_is_loud_and_adds_what_prior_state_holds_besides() -> None:
    prior = {"format_version": "1.0", "values": state([standing(DATA, GP2), standing(WEB, MICRO)])}
    plan = read(unchanged(WEB, MICRO), prior_state=prior, errored=True, complete=False)
    assert plan.errored
    assert [c.address for c in plan.changes] == [DATA, WEB]
    assert "Planning failed" in messages(plan, loud=True)


@pytest.mark.parametrize("errored", [False, None, ...])
def test_plan_is_only_errored_if_it_says_so(errored: Any) -> None:
    assert not read(change(WEB, MICRO), errored=errored).errored


def test_deposed_object_of_prior_state_costs_until_it_is_deleted() -> None:
    prior = state([standing(WEB, MICRO), standing(WEB, LARGE, deposed_key="1b3c5d7f")])
    plan = read(unchanged(DATA, GP2), prior_state={"values": prior}, complete=False)
    assert [(c.address, c.note) for c in plan.changes] == [(DATA, ""), (WEB, ""), (WEB, "deposed object 1b3c5d7f")]


def test_deposed_object_of_prior_state_is_not_counted_besides_its_change() -> None:
    prior = state([standing(WEB, MICRO), standing(WEB, LARGE, deposed_key="1b3c5d7f")])
    leftover = {**change(WEB, None, before=LARGE, actions=["delete"]), "deposed": "1b3c5d7f"}
    plan = read(unchanged(WEB, MICRO), leftover, prior_state={"values": prior}, complete=False)
    assert [(c.address, c.action) for c in plan.changes] == [(WEB, Action.NO_OP), (WEB, Action.DELETE)]


def test_deferred_changes_are_counted_loudly_and_not_priced() -> None:
    deferred = [{"reason": "instance_count_unknown", "resource_change": change("aws_instance.x[0]", LARGE)}]
    plan = read(change(WEB, MICRO), deferred_changes=deferred, complete=False)
    assert only(plan).address == WEB
    assert "1 deferred" in messages(plan, loud=True)


def test_timestamp_of_the_plan_is_kept() -> None:
    assert read(timestamp="2026-07-31T12:00:00Z").timestamp == "2026-07-31T12:00:00Z"
    assert read(timestamp=...).timestamp == ""


# States -------------------------------------------------------------------------------------------------------------


def test_state_is_what_stands() -> None:
    text = msgspec.json.encode({"format_version": "1.0", "values": state([standing(DATA, GP3)])})
    plan = parse(text, "state.json", "state")
    assert only(plan).action is Action.NO_OP
    assert only(plan).side.values() == GP3
    assert "state, not a plan" in messages(plan)


@pytest.mark.parametrize(
    ("index", "address"),
    [
        (None, "module.w.aws_ebs_volume.x"),
        (0, "module.w.aws_ebs_volume.x[0]"),
        ("a.b", 'module.w.aws_ebs_volume.x["a.b"]'),
        ('q"q', 'module.w.aws_ebs_volume.x["q\\"q"]'),
    ],
)
def test_relative_addresses_of_terraform_0_12_are_made_absolute(index: Any, address: str) -> None:
    old = {"address": "aws_ebs_volume.x", "mode": "managed", "type": "aws_ebs_volume", "name": "x", "values": GP3}
    values = state([], {"module.w": [old if index is None else {**old, "index": index}]})
    plan = parse(msgspec.json.encode({"format_version": "0.1", "values": values}), "state.json", "state")
    assert only(plan).address == address


def test_absolute_addresses_of_a_state_stay() -> None:
    address = 'module.w["a"].aws_ebs_volume.x["b.c"]'
    values = state([], {'module.w["a"]': [standing(address, GP3)]})
    plan = parse(msgspec.json.encode({"format_version": "1.0", "values": values}), "state.json", "state")
    assert only(plan).address == address


def test_region_of_a_state_is_inferred_from_its_resources() -> None:
    resources = [
        standing("aws_nat_gateway.n", {"id": "nat-1"}),
        standing(WEB, {**MICRO, "arn": "arn:aws:ec2:eu-west-1:1:instance/i"}),
    ]
    plan = parse(msgspec.json.encode({"format_version": "1.0", "values": state(resources)}), "s.json", "s")
    assert {c.side.region for c in plan.changes} == {"eu-west-1"}
    assert "inferred" in messages(plan)


def test_empty_state_is_loud_that_there_is_nothing() -> None:
    plan = parse(b'{"format_version":"1.0"}', "s.json", "s")
    assert plan.changes == ()
    assert "no resources" in messages(plan, loud=True)


# Bytes --------------------------------------------------------------------------------------------------------------

PLAN = encode(change(WEB, {**MICRO, "tags": {"Name": "ünï"}}))
START = b'{"format_version"'


def wrapped(text: bytes) -> bytes:
    return b"[command]terraform-bin show -json tfplan\n" + text + b"\n::debug::stdout: x\n::set-output name=stdout::\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAN, id="UTF-8"),
        pytest.param(PLAN + b"\r\n", id="CRLF"),
        pytest.param(b"\n  " + PLAN, id="leading space"),
        pytest.param(b"\xef\xbb\xbf" + PLAN, id="UTF-8 with BOM"),
        pytest.param(PLAN.decode().encode("utf-16"), id="UTF-16 LE with BOM, as PowerShell writes"),
        pytest.param(b"\xfe\xff" + PLAN.decode().encode("utf-16-be"), id="UTF-16 BE with BOM"),
        pytest.param(PLAN.decode().encode("utf-16-le"), id="UTF-16 LE without BOM"),
        pytest.param(PLAN.decode().encode("utf-32"), id="UTF-32 with BOM"),
        pytest.param(gzip.compress(PLAN, mtime=0), id="gzip"),
        pytest.param(gzip.compress(PLAN.decode().encode("utf-16"), mtime=0), id="gzip of UTF-16"),
        pytest.param(wrapped(PLAN), id="setup-terraform's wrapper"),
        pytest.param(b"\xe2\x95\xb7\n\xe2\x94\x82 Warning: old\n\xe2\x95\xb5\n" + PLAN, id="a warning before it"),
        pytest.param(b"time=2026-08-01 level=info msg=x\n" + PLAN, id="Terragrunt's log before it"),
    ],
)
def test_plan_is_read_whatever_the_bytes(data: bytes, tmp_path: Path) -> None:
    assert PLAN.startswith(START)
    file = tmp_path / "plan.json"
    file.write_bytes(data)
    found = only(load_plan(str(file)))
    assert found.side.values()["tags"] == {"Name": "ünï"}


def test_plan_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(PLAN, mtime=0))))
    plan = load_plan("-", "stdin")
    assert plan.name == "stdin"
    assert only(plan).address == WEB


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"PK\x03\x04\x14\x00\xfd\xff", "binary plan"),
        (b"tfstate\x00", "binary state"),
        (b"\x1b[1mTerraform", "coloured text"),
        (b"Terraform used the selected providers to generate", "text for people"),
        (b"No changes. Your infrastructure matches", "text for people"),
        (b"OpenTofu will perform the following actions", "text for people"),
        (b'{"@level":"info"}\n{"@level":"info"}', "event stream"),
        (b"// a comment\n{}", "comment"),
        (b"{'format_version': '1.2'}", "Python"),
        (b'resource "aws_instance" "web" {}', "starts with"),
        (b"\x07\x1b]0;x\x07", "starts with"),
        (PLAN[:-1], "valid JSON"),
        (PLAN + b"}{", "valid JSON"),
        (PLAN + PLAN, "valid JSON"),
        (PLAN.replace("ü".encode(), b"\xfc"), "0xfc"),
        (PLAN.replace(b'"t3.micro"', b"NaN"), "valid JSON"),
        (b"\xff\xfe{", "UTF-16"),
        (gzip.compress(PLAN, mtime=0)[:-9], "gzip"),
        (b"\x1f\x8bxyz", "gzip"),
        (b"[" * 100_000, "nested too deeply|valid JSON|object"),
        (b'{"format_version":"1.2","resource_changes":' + b'{"a":' * 100_000, "nested too deeply|valid JSON|plan"),
        (b'{"version":4,"serial":1,"lineage":"x","resources":[]}', "raw state"),
        (b'{"format_version":"1.0","provider_schemas":{}}', "providers schema"),
        (b'{"format_version":"1.0","valid":true,"diagnostics":[]}', "validate"),
        (b'{"version":"0.2","projects":[],"totalMonthlyCost":"0"}', "Infracost"),
        (b'{"costgate":"1","projects":[]}', "costgate report"),
        (b'{"plan":' + PLAN + b"}", r"jq \.plan"),
        (b"{}", "empty object"),
        (b"[]", "not a plan"),
        (b'"plan"', "not a plan"),
    ],
    ids=lambda value: repr(value[:30])[2:-1] if isinstance(value, bytes) else value,
)
def test_what_is_no_plan_is_named(data: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(data)
    with pytest.raises(PlanError, match=told) as caught:
        load_plan(str(file))
    assert str(file) in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(("path", "told"), [("missing.json", "no such file"), (".", "folder")])
def test_path_that_is_no_file_is_refused(path: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=told):
        load_plan(str(tmp_path / path))


@given(st.binary(max_size=200))
def test_bytes_are_a_plan_or_a_plan_error(data: bytes) -> None:
    with contextlib.suppress(PlanError):
        parse(source.normalise(data, "x"), "x", "x")


# Regions ------------------------------------------------------------------------------------------------------------

SA = "sa-east-1"
EU = "eu-west-1"
NAT = "aws_nat_gateway.n"


def region_of(address: str = NAT, values: Mapping[str, Any] | None = None, **envelope: Any) -> str | None:
    """Where the resource at an address is, if it has these values."""
    return only(read(change(address, values or {}), **envelope)).side.region


def nested(region: Any, root: Any, variables: Any = None) -> dict[str, Any]:
    """A configuration whose module `own` has a provider in `region`, and is called with `root` as its `region`."""
    inner = module(block("aws_nat_gateway.n", provider="module.own:aws"), variables=variables)
    return configuration(
        module(calls={"own": call(inner, **({} if root is None else {"region": root}))}),
        **{"aws": provider("us-east-1"), "module.own:aws": provider(region, module_address="module.own")},
    )


def variables(**values: Any) -> dict[str, Any]:
    return {name: {"value": value} for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "region"),
    [
        ({"region": EU}, EU),
        ({"availability_zone": "eu-west-1b"}, EU),
        ({"arn": "arn:aws:ec2:eu-west-1:123456789012:natgateway/nat-1"}, EU),
        ({"arn": "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:natgateway/nat-1"}, "us-gov-west-1"),
        ({"arn": "arn:aws:s3:::bucket"}, "us-east-1"),
        ({"region": None, "availability_zone": ""}, "us-east-1"),
        ({"region": 7}, "us-east-1"),
        ({"location": "EqDC2"}, "us-east-1"),
    ],
)
def test_own_attributes_of_a_resource_go_before_its_provider(values: dict[str, Any], region: str) -> None:
    assert region_of(values=values) == region


def test_region_is_a_constant_of_the_provider() -> None:
    assert region_of(configuration=configuration(aws=provider(EU))) == EU


def test_region_is_a_root_variable() -> None:
    made = configuration(aws=provider(refers("var.region")))
    assert region_of(configuration=made, variables=variables(region=EU)) == EU


def test_region_is_that_of_the_alias() -> None:
    root = module(block(NAT, provider="aws.dr"))
    assert region_of(configuration=configuration(root, **{"aws": provider("us-east-1"), "aws.dr": provider(EU)})) == EU


@pytest.mark.parametrize(
    ("region", "root", "declared"),
    [
        (constant(SA), None, None),
        (refers("var.region"), constant(SA), None),
        (refers("var.region"), refers("var.main"), None),
        (refers("var.region"), None, {"region": {"default": SA}}),
    ],
)
def test_region_is_that_of_the_module_s_own_provider(region: Any, root: Any, declared: Any) -> None:
    made = nested(region, root, declared)
    assert region_of("module.own.aws_nat_gateway.n", configuration=made, variables=variables(main=SA)) == SA


def test_module_s_argument_goes_before_its_variable_s_default() -> None:
    made = nested(refers("var.region"), constant(SA), {"region": {"default": EU}})
    assert region_of("module.own.aws_nat_gateway.n", configuration=made) == SA


def test_region_is_the_same_for_every_instance_of_a_module() -> None:
    made = nested(constant(SA), None)
    assert region_of('module.own["a.b"].aws_nat_gateway.n[0]', configuration=made) == SA


def test_provider_passed_to_a_nested_module_is_looked_up_by_its_resolved_key() -> None:
    inner = module(block(NAT, provider="aws.dr"))
    root = module(calls={"passed": call(module(calls={"inner": call(inner)}))})
    made = configuration(root, **{"aws": provider("us-east-1"), "aws.dr": provider(EU)})
    assert region_of("module.passed.module.inner.aws_nat_gateway.n", configuration=made) == EU


@pytest.mark.parametrize("key", ["passed:aws", "inner:aws", "module.passed:aws", "aws.unheard"])
def test_module_s_local_key_before_terraform_1_1_falls_back_to_the_default_provider(key: str) -> None:
    inner = module(block(NAT, provider=key))
    root = module(calls={"passed": call(module(calls={"inner": call(inner)}))})
    made = configuration(root, aws=provider(EU))
    assert region_of("module.passed.module.inner.aws_nat_gateway.n", configuration=made) == EU


def test_module_s_local_key_before_terraform_1_1_finds_the_provider_of_an_outer_module() -> None:
    inner = module(block(NAT, provider="inner:aws"))
    root = module(calls={"passed": call(module(calls={"inner": call(inner)}))})
    made = configuration(
        root, **{"aws": provider("us-east-1"), "module.passed:aws": provider(EU, module_address="module.passed")}
    )
    assert region_of("module.passed.module.inner.aws_nat_gateway.n", configuration=made) == EU


UNTOLD = [
    pytest.param(configuration(aws=provider(None)), id="no region"),
    pytest.param(configuration(aws=provider(refers("local.region"))), id="local"),
    pytest.param(configuration(aws=provider(refers("data.aws_region.x.name", "data.aws_region.x"))), id="data"),
    pytest.param(configuration(aws=provider(refers("var.unset"))), id="no such variable"),
    pytest.param(configuration(aws=provider(refers("var.stage"))), id="made from a variable"),
    pytest.param(configuration(aws=provider(refers("var.none"))), id="null variable"),
    pytest.param(configuration(aws=provider(constant(None))), id="null"),
    pytest.param(configuration(aws={"name": "aws", "expressions": {"region": "us-east-1"}}), id="no expression"),
    pytest.param({"root_module": {}}, id="no provider block"),
    pytest.param({"provider_config": []}, id="provider_config a list"),
    pytest.param(None, id="configuration null"),
    pytest.param(..., id="no configuration"),
]


@pytest.mark.parametrize("made", UNTOLD)
def test_untold_region_is_none_and_never_us_east_1(made: Any) -> None:
    plan = read(change(NAT, {}), configuration=made, variables=variables(stage="prod", none=None))
    assert only(plan).side.region is None
    assert "us-east-1" not in messages(plan)


@pytest.mark.parametrize("made", UNTOLD)
def test_untold_region_is_the_default_with_a_note(made: Any) -> None:
    defaults = RegionDefaults({"aws": EU}, "from the environment (AWS_REGION)")
    plan = read(change(NAT, {}), configuration=made, variables=variables(stage="prod", none=None), defaults=defaults)
    assert only(plan).side.region == EU
    assert "eu-west-1" in messages(plan)
    assert "AWS_REGION" in messages(plan)


def test_told_region_goes_before_the_default_without_a_note() -> None:
    plan = read(change(NAT, {}), defaults=RegionDefaults({"aws": EU}))
    assert only(plan).side.region == "us-east-1"
    assert plan.notes == ()


def test_untold_region_is_a_gap_not_a_price(small_catalogue: Catalogue) -> None:
    diff = priced(change(DATA, GP3), catalogue=small_catalogue, configuration=configuration(aws=provider(None)))
    assert [g.kind for g in diff.resources[0].gaps] == [GapKind.REGION]
    assert diff.list_cost.after == 0


def test_region_that_does_not_exist_is_a_gap_not_a_price(small_catalogue: Catalogue) -> None:
    diff = priced(change(DATA, GP3), catalogue=small_catalogue, configuration=configuration(aws=provider("us-esat-1")))
    assert [g.kind for g in diff.resources[0].gaps] == [GapKind.NO_PRICE]
    assert "us-esat-1" in diff.resources[0].gaps[0].reason


def blind(*addresses: str) -> dict[str, Any]:
    """A configuration of these resources whose provider does not tell its region."""
    return configuration(module(*map(block, addresses)), aws=provider(None))


@pytest.mark.parametrize(
    "shown",
    [
        {"id": "vol-1", "arn": "arn:aws:ec2:eu-west-1:1:volume/vol-1"},
        {"availability_zone": "eu-west-1c"},
        {"kms_key_id": "arn:aws:kms:eu-west-1:1:key/k"},
    ],
)
def test_region_is_inferred_from_other_resources_of_the_provider_with_a_note(shown: dict[str, Any]) -> None:
    plan = read(unchanged(DATA, shown), change(NAT, {}), configuration=blind(DATA, NAT))
    assert {c.address: c.side.region for c in plan.changes}[NAT] == EU
    assert "inferred" in messages(plan)


def test_inferred_region_goes_before_the_default() -> None:
    plan = read(
        unchanged(DATA, {"availability_zone": "eu-west-1c"}),
        change(NAT, {}),
        configuration=blind(DATA, NAT),
        defaults=RegionDefaults({"aws": SA}),
    )
    assert {c.side.region for c in plan.changes} == {EU}


def test_region_is_not_inferred_if_two_are_seen() -> None:
    plan = read(
        unchanged(DATA, {"availability_zone": "eu-west-1c"}),
        unchanged("aws_ebs_volume.other", {"availability_zone": "us-east-1a"}),
        change(NAT, {}),
        configuration=blind(DATA, "aws_ebs_volume.other", NAT),
    )
    assert {c.address: c.side.region for c in plan.changes}[NAT] is None


def test_region_is_not_inferred_from_resources_of_another_provider() -> None:
    root = module(block(NAT), block(DATA, provider="aws.dr"))
    made = configuration(root, **{"aws": provider(None), "aws.dr": provider(None)})
    plan = read(unchanged(DATA, {"availability_zone": "eu-west-1c"}), change(NAT, {}), configuration=made)
    assert {c.address: c.side.region for c in plan.changes}[NAT] is None


def test_replaced_resource_stays_in_its_region_though_nothing_else_tells_it() -> None:
    elsewhere = unchanged("aws_ebs_volume.x", {"availability_zone": "us-east-1a"})
    old = {"arn": "arn:aws:ec2:eu-west-1:1:natgateway/nat-1"}
    plan = read(
        elsewhere,
        change(NAT, {}, before=old, actions=["delete", "create"], unknown={"arn": True}),
        configuration=blind(NAT, "aws_ebs_volume.x"),
    )
    found = {c.address: c for c in plan.changes}[NAT]
    assert found.before is not None
    assert found.after is not None
    assert (found.before.region, found.after.region) == (EU, EU)


@pytest.mark.parametrize(
    ("text", "vendor", "region"),
    [
        ("us-east-1", "aws", "us-east-1"),
        ("us-east-1a", "aws", "us-east-1"),
        ("us-gov-west-1b", "aws", "us-gov-west-1"),
        ("West Europe", "azure", "westeurope"),
        ("westeurope", "azure", "westeurope"),
        ("europe-west1", "google", "europe-west1"),
        ("europe-west1-b", "google", "europe-west1"),
        ("northamerica-northeast1-a", "google", "northamerica-northeast1"),
        ("https://www.googleapis.com/compute/v1/projects/p/regions/europe-west1", "google", "europe-west1"),
        ("US", "google", "us"),
    ],
)
def test_region_is_spelt_as_in_the_price_list(text: str, vendor: str, region: str) -> None:
    assert normal_region(text, vendor) == region


@pytest.mark.parametrize(
    ("address", "values", "key", "expressions", "region"),
    [
        ("azurerm_lb.x", {"location": "West Europe"}, "azurerm", {}, "westeurope"),
        ("azurerm_capacity_reservation.x", {"zone": "1"}, "azurerm", {"location": constant("uksouth")}, "uksouth"),
        ("google_compute_disk.x", {"zone": "europe-west1-b"}, "google", {}, "europe-west1"),
        ("google_storage_bucket.x", {"location": "EU"}, "google", {}, "eu"),
        ("google_compute_address.x", {}, "google", {"region": constant("europe-west1")}, "europe-west1"),
        ("google_compute_disk.x", {}, "google", {"zone": constant("europe-west1-b")}, "europe-west1"),
        ("google_compute_disk.x", {}, "google", {"region": refers("var.r")}, "europe-west4"),
    ],
)
def test_azure_and_google_have_their_own_words_for_regions(
    address: str, values: Any, key: str, expressions: Any, region: str
) -> None:
    made = configuration(**{key: {"name": key, "expressions": expressions}})
    assert region_of(address, values, configuration=made, variables=variables(r="europe-west4")) == region


# Providers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "provider_name", "vendor"),
    [
        ("aws_instance", "registry.terraform.io/hashicorp/aws", "aws"),
        ("aws_instance", "registry.opentofu.org/hashicorp/aws", "aws"),
        ("aws_instance", "aws", "aws"),
        ("aws_instance", "example.com/own/aws", "aws"),
        ("aws_instance", None, "aws"),
        ("awscc_ec2_instance", "registry.terraform.io/hashicorp/awscc", ""),
        ("aws_instance", "registry.terraform.io/hashicorp/awscc", ""),
        ("azurerm_lb", "azurerm", "azure"),
        ("google_compute_disk", "registry.terraform.io/hashicorp/google-beta", "google"),
        ("terraform_data", "terraform.io/builtin/terraform", ""),
        ("random_id", "registry.terraform.io/hashicorp/random", ""),
        ("awsx_thing", None, ""),
    ],
)
def test_vendor_is_told_by_the_type(type_: str, provider_name: str | None, vendor: str) -> None:
    assert vendor_of(type_, provider_name) == vendor


# Addresses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "names", "keys"),
    [
        ("", (), ()),
        ("module.a", ("a",), ("",)),
        ("module.a[0].module.b", ("a", "b"), ("[0]", "")),
        ('module.a["x.y"].module.b["c[0]"]', ("a", "b"), ('["x.y"]', '["c[0]"]')),
        ('module.a["q\\"q].module.z"].module.b', ("a", "b"), ('["q\\"q].module.z"]', "")),
        ('module.a["module.b.module.c"]', ("a",), ('["module.b.module.c"]',)),
        ('module.a["ünï/code é"].module.b[12]', ("a", "b"), ('["ünï/code é"]', "[12]")),
    ],
)
def test_module_path_is_taken_apart_whatever_the_keys(
    address: str, names: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    assert module_path(address) == (names, keys)


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-z_][a-z0-9_-]*", fullmatch=True), st.none() | st.integers(0, 99) | st.text()),
        max_size=4,
    )
)
def test_module_path_finds_every_call_and_key(calls: list[tuple[str, Any]]) -> None:
    def key(value: Any) -> str:
        if value is None:
            return ""
        return (
            f"[{value}]"
            if isinstance(value, int)
            else f'["{value}"]'.replace("\\", "\\\\")
            if '"' not in value
            else "[1]"
        )

    keys = [key(k) for _, k in calls]
    address = ".".join(f"module.{n}{k}" for (n, _), k in zip(calls, keys, strict=True))
    assert module_path(address) == (tuple(n for n, _ in calls), tuple(keys))


# References ---------------------------------------------------------------------------------------------------------

SNAPSHOT = "aws_ebs_snapshot.s"


def bodies(found: list[Resource]) -> list[str]:
    return [r.address for r in found]


def referred(
    *changes: dict[str, Any], source: str, root: dict[str, Any] | None = None, after: bool = True
) -> list[str]:
    """The volumes that `volume_id` of the resource at `source` refers to."""
    plan = read(*changes, configuration=configuration(root) if root else ...)
    resource = {c.address: c.side for c in plan.changes}[source]
    return bodies(plan.graph.referred(resource, "volume_id", ["aws_ebs_volume"], after=after))


def test_known_value_refers_to_the_resource_with_that_id() -> None:
    found = referred(
        unchanged(DATA, {"id": "vol-1"}),
        unchanged("aws_ebs_volume.other", {"id": "vol-2"}),
        change(SNAPSHOT, {"volume_id": "vol-2"}),
        source=SNAPSHOT,
    )
    assert found == ["aws_ebs_volume.other"]


def test_value_that_two_resources_have_refers_to_neither() -> None:
    twins = [unchanged(f"aws_ebs_volume.{n}", {"name": "same"}) for n in "ab"]
    assert referred(*twins, change(SNAPSHOT, {"volume_id": "same"}), source=SNAPSHOT) == []


def test_unknown_value_refers_to_what_its_expression_names() -> None:
    root = module(block(DATA), block(SNAPSHOT, {"volume_id": refers("aws_ebs_volume.data.id", DATA)}))
    changes = [change(DATA, GP3), change(SNAPSHOT, {}, unknown={"volume_id": True})]
    assert referred(*changes, source=SNAPSHOT, root=root) == [DATA]


def test_reference_is_seen_on_the_side_that_is_asked_for() -> None:
    changes = [
        change("aws_ebs_volume.old", None, before={"id": "vol-1"}, actions=["delete"]),
        change(DATA, {}, unknown={"id": True}),
        change(SNAPSHOT, {}, before={"volume_id": "vol-1"}, actions=["delete", "create"], unknown={"volume_id": True}),
    ]
    root = module(block(DATA), block(SNAPSHOT, {"volume_id": refers("aws_ebs_volume.data.id", DATA)}))
    plan = read(*changes, configuration=configuration(root))
    snapshot = {c.address: c for c in plan.changes}[SNAPSHOT]
    assert snapshot.before is not None
    assert snapshot.after is not None
    graph = plan.graph
    assert bodies(graph.referred(snapshot.before, "volume_id", ["aws_ebs_volume"], after=False)) == [
        "aws_ebs_volume.old"
    ]
    assert bodies(graph.referred(snapshot.after, "volume_id", ["aws_ebs_volume"], after=True)) == [DATA]


@pytest.mark.parametrize(
    ("targets", "source", "expected"),
    [
        (["aws_ebs_volume.v[0]", "aws_ebs_volume.v[1]"], "aws_ebs_snapshot.s[1]", ["aws_ebs_volume.v[1]"]),
        (['aws_ebs_volume.v["a"]', 'aws_ebs_volume.v["b"]'], 'aws_ebs_snapshot.s["a"]', ['aws_ebs_volume.v["a"]']),
        (["aws_ebs_volume.v[0]"], "aws_ebs_snapshot.s", ["aws_ebs_volume.v[0]"]),
        (["aws_ebs_volume.v"], "aws_ebs_snapshot.s[1]", ["aws_ebs_volume.v"]),
        (
            ["aws_ebs_volume.v[0]", "aws_ebs_volume.v[1]"],
            "aws_ebs_snapshot.s",
            ["aws_ebs_volume.v[0]", "aws_ebs_volume.v[1]"],
        ),
    ],
)
def test_reference_with_count_or_for_each_means_the_instance_with_the_same_key(
    targets: list[str], source: str, expected: list[str]
) -> None:
    root = module(block("aws_ebs_volume.v"), block("aws_ebs_snapshot.s", {"volume_id": refers("aws_ebs_volume.v")}))
    changes = [*(change(t, GP3) for t in targets), change(source, {}, unknown={"volume_id": True})]
    assert referred(*changes, source=source, root=root) == expected


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        (["aws_ebs_volume.v"], ['aws_ebs_volume.v["a"]']),
        (["aws_ebs_volume.w"], []),  # its instances have other keys: it may be any of them
        (["local.volumes"], []),
        ([], []),
    ],
)
def test_each_value_is_the_instance_of_the_for_each_block(collection: list[str], expected: list[str]) -> None:
    source = 'aws_ebs_snapshot.s["a"]'
    snapshot = block("aws_ebs_snapshot.s", {"volume_id": refers("each.value.id", "each.value")})
    snapshot["for_each_expression"] = refers(*collection)
    root = module(block("aws_ebs_volume.v"), block("aws_ebs_volume.w"), snapshot)
    volumes = ['aws_ebs_volume.v["a"]', 'aws_ebs_volume.v["b"]', 'aws_ebs_volume.w["c"]', 'aws_ebs_volume.w["d"]']
    changes = [*(change(v, GP3) for v in volumes), change(source, {}, unknown={"volume_id": True})]
    assert referred(*changes, source=source, root=root) == expected


NAME = {"name": "each.value.name"}
NAME_AND_ZONE = {**NAME, "zone": "each.value.zone"}


@pytest.mark.parametrize(
    ("attributes", "values", "expected"),
    [
        (NAME, {"name": "orders"}, ['aws_ebs_volume.v["b"]']),
        (NAME, {"name": "orders-backup"}, []),  # "${each.value.name}-backup" looks the same in a plan
        (NAME_AND_ZONE, {"name": "x", "zone": "1a"}, []),  # two are in 1a
        (NAME_AND_ZONE, {"name": "x", "zone": "1b"}, ['aws_ebs_volume.v["c"]']),
        (NAME_AND_ZONE, {"name": "orders", "zone": "1b"}, []),  # no volume is so
        ({"name": "each.key"}, {"name": "orders"}, []),
        (NAME, {"name": None}, []),
    ],
)
def test_each_value_under_another_key_is_the_one_whose_texts_were_copied(
    attributes: dict[str, str], values: dict[str, Any], expected: list[str]
) -> None:
    source = 'aws_ebs_snapshot.s["renamed"]'
    copied = {name: refers(of, *(["each.value"] if "value" in of else [])) for name, of in attributes.items()}
    snapshot = block("aws_ebs_snapshot.s", {"volume_id": refers("each.value.id", "each.value"), **copied})
    snapshot["for_each_expression"] = refers("aws_ebs_volume.v")
    root = module(block("aws_ebs_volume.v"), snapshot)
    changes = [
        *(
            change(f'aws_ebs_volume.v["{key}"]', {**GP3, "name": name, "zone": zone})
            for key, name, zone in [("a", "users", "1a"), ("b", "orders", "1a"), ("c", "logs", "1b")]
        ),
        change(source, values, unknown={"volume_id": True}),
    ]
    assert referred(*changes, source=source, root=root) == expected


def test_each_value_of_two_types_is_neither_while_both_have_its_text() -> None:
    source = 'aws_ebs_snapshot.s["renamed"]'
    each = {"volume_id": refers("each.value.id", "each.value"), "name": refers("each.value.name", "each.value")}
    snapshot = block("aws_ebs_snapshot.s", each)
    snapshot["for_each_expression"] = refers("aws_ebs_volume.v", "aws_instance.i")
    root = module(block("aws_ebs_volume.v"), block("aws_instance.i"), snapshot)
    named = [("aws_ebs_volume.v", "a", "users"), ("aws_ebs_volume.v", "b", "orders"), ("aws_instance.i", "c", "orders")]
    changes = [
        *(change(f'{address}["{key}"]', {**GP3, "name": name}) for address, key, name in named),
        change(source, {"name": "orders"}, unknown={"volume_id": True}),
    ]
    plan = read(*changes, configuration=configuration(root))
    resource = {c.address: c.side for c in plan.changes}[source]
    assert not plan.graph.referred(resource, "volume_id", ["aws_ebs_volume", "aws_instance"], after=True)


@pytest.mark.parametrize("copied", [{}, {"name": refers("each.value.name", "each.value")}])
def test_renamed_keys_take_work_by_their_number_and_not_by_its_square(copied: dict[str, Any]) -> None:
    volume_id = {"volume_id": refers("each.value.id", "each.value")}
    took = []
    for count in (40, 80):
        snapshot = block("aws_ebs_snapshot.s", {**volume_id, **copied})
        snapshot["for_each_expression"] = refers("aws_ebs_volume.v")
        named = {f"k{n}": {"name": f"n{n}", "zone": "1a"} for n in range(count)}
        plan = read(
            *(change(f'aws_ebs_volume.v["{key}"]', {**GP3, **names}) for key, names in named.items()),
            *(
                change(f'aws_ebs_snapshot.s["renamed {key}"]', names, unknown={"volume_id": True})
                for key, names in named.items()
            ),
            configuration=configuration(module(block("aws_ebs_volume.v"), snapshot)),
        )
        snapshots = [c.side for c in plan.changes if c.type == "aws_ebs_snapshot"]
        found: list[list[Resource]] = []

        def look(
            graph: Graph = plan.graph, found: list[list[Resource]] = found, snapshots: list[Resource] = snapshots
        ) -> None:
            found += [graph.referred(s, "volume_id", ["aws_ebs_volume"], after=True) for s in snapshots]

        took.append(steps(look))
        assert [len(f) for f in found] == [len(copied)] * count
    assert took[1] < took[0] * 2.5


def test_reference_stays_in_its_module_instance() -> None:
    inner = module(block("aws_ebs_volume.v"), block("aws_ebs_snapshot.s", {"volume_id": refers("aws_ebs_volume.v.id")}))
    changes = [
        *(change(f'module.w["{k}"].aws_ebs_volume.v', GP3) for k in "ab"),
        change('module.w["b"].aws_ebs_snapshot.s', {}, unknown={"volume_id": True}),
    ]
    found = referred(*changes, source='module.w["b"].aws_ebs_snapshot.s', root=module(calls={"w": call(inner)}))
    assert found == ['module.w["b"].aws_ebs_volume.v']


def test_reference_is_followed_through_a_module_s_variable() -> None:
    inner = module(block("aws_ebs_snapshot.s", {"volume_id": refers("var.volume")}))
    root = module(block(DATA), calls={"w": call(inner, volume=refers("aws_ebs_volume.data.id", DATA))})
    changes = [change(DATA, GP3), change("module.w.aws_ebs_snapshot.s", {}, unknown={"volume_id": True})]
    assert referred(*changes, source="module.w.aws_ebs_snapshot.s", root=root) == [DATA]


def test_reference_is_followed_through_a_module_s_output() -> None:
    inner = module(block("aws_ebs_volume.v"), outputs={"id": refers("aws_ebs_volume.v.id", "aws_ebs_volume.v")})
    root = module(block(SNAPSHOT, {"volume_id": refers("module.w.id", "module.w")}), calls={"w": call(inner)})
    changes = [change("module.w.aws_ebs_volume.v", GP3), change(SNAPSHOT, {}, unknown={"volume_id": True})]
    assert referred(*changes, source=SNAPSHOT, root=root) == ["module.w.aws_ebs_volume.v"]


def test_reference_in_a_circle_ends() -> None:
    inner = module(block("aws_ebs_snapshot.s", {"volume_id": refers("var.v")}), outputs={"v": refers("var.v")})
    root = module(calls={"w": call(inner, v=refers("module.w.v"))})
    changes = [change("module.w.aws_ebs_snapshot.s", {}, unknown={"volume_id": True})]
    assert referred(*changes, source="module.w.aws_ebs_snapshot.s", root=root) == []


def test_resources_that_refer_to_one_are_found() -> None:
    changes = [
        unchanged(DATA, {"id": "vol-1"}),
        unchanged("aws_ebs_snapshot.known", {"volume_id": "vol-1"}),
        change("aws_ebs_snapshot.later", {}, unknown={"volume_id": True}),
        unchanged("aws_ebs_snapshot.other", {"volume_id": "vol-2"}),
    ]
    root = module(
        *(block(c["address"]) for c in changes if c["name"] != "later"),
        block("aws_ebs_snapshot.later", {"volume_id": refers("aws_ebs_volume.data.id")}),
    )
    plan = read(*changes, configuration=configuration(root))
    volume = {c.address: c.side for c in plan.changes}[DATA]
    found = plan.graph.referring(volume, "aws_ebs_snapshot", "volume_id", after=True)
    assert sorted(bodies(found)) == ["aws_ebs_snapshot.known", "aws_ebs_snapshot.later"]


RULES = [f"google_compute_forwarding_rule.{n}" for n in "abc"]


@pytest.mark.parametrize(
    ("values", "unknown", "expressions", "counts"),
    [
        ([{}, {}, {}], False, [{}, {}, {}], [3, 3, 3]),
        ([{"project": "p"}, {"project": "p"}, {"project": "q"}], False, [{}, {}, {}], [2, 2, 1]),
        ([{}, {}, {}], True, [{}, {}, {}], [3, 3, 3]),  # the provider's project
        ([{}, {}, {}], True, [{"project": refers(f"google_project.{n}.id")} for n in "ppq"], [2, 2, 1]),
        ([{}, {}, {}], True, [{"project": refers("each.value")}] * 3, [1, 1, 1]),  # any of several
        ([{"scheme": "IN"}, {"scheme": "OUT"}, {"scheme": "OUT"}], False, [{}, {}, {}], [1, 2, 2]),
    ],
)
def test_resources_are_billed_together_that_set_an_attribute_alike(
    values: list[Any],
    unknown: bool,
    expressions: list[Any],
    counts: list[int],
) -> None:
    changes = [change(a, v, unknown={"project": unknown}) for a, v in zip(RULES, values, strict=True)]
    root = module(*(block(a, e) for a, e in zip(RULES, expressions, strict=True)))
    plan = read(*changes, configuration=configuration(root, google=provider("us-central1")))
    assert [plan.graph.billed_together(c.side, "project scheme", after=True) for c in plan.changes] == counts


def test_resources_are_billed_together_on_one_side_of_a_plan_and_in_one_region() -> None:
    east, west = {"region": "us-east1"}, {"region": "us-west1"}
    changes = [unchanged(RULES[0], east), change(RULES[1], east), change(RULES[2], west)]
    plan = read(*changes)
    first = plan.changes[0].side
    assert plan.graph.billed_together(first, "project", after=False) == 1
    assert plan.graph.billed_together(first, "project", after=True) == 2


# Known only after apply ---------------------------------------------------------------------------------------------


def created(expressions: Any, catalogue: Catalogue, values: Any = None, unknown: Any = None, **more: Any) -> Any:
    """A volume to be created whose `size` is known only after apply, with what the configuration sets."""
    entry = change(
        DATA, {"type": "gp3"} if values is None else values, unknown={"size": True} if unknown is None else unknown
    )
    root = more.pop("root", None) or module(block(DATA, expressions), block("random_integer.r"))
    return of(priced(entry, catalogue=catalogue, configuration=configuration(root), **more), DATA)


def test_unknown_value_that_is_configured_is_a_gap(small_catalogue: Catalogue) -> None:
    found = created({"size": refers("random_integer.r.result", "random_integer.r")}, small_catalogue)
    assert [(g.kind, g.reason) for g in found.gaps] == [(GapKind.UNKNOWN, "known only after apply: size")]
    assert found.list_cost.after == 0


@pytest.mark.parametrize("reference", ["local.size", "data.external.x.result", "module.other.size"])
def test_unknown_value_from_a_local_or_data_source_is_a_gap(reference: str, small_catalogue: Catalogue) -> None:
    inner = module(block("random_integer.r"), outputs={"size": refers("random_integer.r.result")})
    root = module(block(DATA, {"size": refers(reference)}), calls={"other": call(inner)})
    assert [g.kind for g in created({}, small_catalogue, root=root).gaps] == [GapKind.UNKNOWN]


def test_unknown_value_that_is_not_configured_has_the_provider_s_default(small_catalogue: Catalogue) -> None:
    found = created({}, small_catalogue)
    assert found.gaps == ()
    assert found.list_cost.after == Decimal("0.64")


def test_unknown_value_that_a_variable_sets_to_null_has_the_provider_s_default(small_catalogue: Catalogue) -> None:
    found = created({"size": refers("var.size")}, small_catalogue, variables=variables(size=None))
    assert found.gaps == ()
    assert found.list_cost.after == Decimal("0.64")


def test_value_known_all_the_same_is_used(small_catalogue: Catalogue) -> None:
    found = created({"size": constant(100)}, small_catalogue, values=GP3, unknown={"id": True, "tags": {"x": True}})
    assert (found.gaps, found.list_cost.after) == ((), 8)


def test_unknown_value_that_no_line_depends_on_is_no_gap(small_catalogue: Catalogue) -> None:
    found = created(
        {"size": constant(100), "iops": refers("random_integer.r.result")},
        small_catalogue,
        values={"type": "gp2", "size": 100},
        unknown={"iops": True},
    )
    assert (found.gaps, found.list_cost.after) == ((), 10)


def test_resource_of_which_nothing_is_known_is_a_gap(small_catalogue: Catalogue) -> None:
    diff = priced(
        change(WEB, MICRO) | {"change": {**change(WEB, MICRO)["change"], "after_unknown": True}},
        catalogue=small_catalogue,
    )
    assert len(diff.resources[0].gaps) == 1
    assert diff.list_cost.after == 0


def test_missing_after_unknown_means_that_all_is_known(small_catalogue: Catalogue) -> None:
    entry = change(DATA, GP3)
    del entry["change"]["after_unknown"]
    assert priced(entry, catalogue=small_catalogue).list_cost.after == 8


def test_value_computed_again_is_taken_as_it_was(small_catalogue: Catalogue) -> None:
    entry = change(DATA, {"type": "gp3"}, before=GP3, actions=["delete", "create"], unknown={"size": True})
    diff = priced(entry, catalogue=small_catalogue, configuration=configuration(module(block(DATA, {}))))
    assert (*sums(diff), diff.resources[0].gaps) == (8, 8, ())


def test_gap_after_a_change_is_no_saving(small_catalogue: Catalogue) -> None:
    entry = change(DATA, {"type": "gp3"}, before=GP3, actions=["update"], unknown={"size": True})
    root = module(block(DATA, {"size": refers("random_integer.r.result")}), block("random_integer.r"))
    diff = priced(entry, catalogue=small_catalogue, configuration=configuration(root))
    assert sums(diff) == (8, 8)
    assert [g.kind for g in diff.resources[0].gaps] == [GapKind.UNKNOWN]


@pytest.mark.parametrize(
    "after", [{"type": "gp3", "size": size} for size in ("1e5", "ten", True, -1, 1.5, {"a": 1}, "9" * 30)]
)
def test_value_that_cannot_be_is_a_gap_or_a_number(after: dict[str, Any], small_catalogue: Catalogue) -> None:
    found = priced(change(DATA, after), catalogue=small_catalogue).resources[0]
    if after["size"] == "1e5":
        assert found.list_cost.after == 8000
    else:
        assert [g.kind for g in found.gaps] == [GapKind.INVALID]
        assert "size" in found.gaps[0].reason


@pytest.mark.parametrize("size", [100, 100.0, "100"])
def test_number_may_be_written_as_float_or_text(size: Any, small_catalogue: Catalogue) -> None:
    assert priced(change(DATA, {"type": "gp3", "size": size}), catalogue=small_catalogue).list_cost.after == 8


@pytest.mark.parametrize("after", ["text", ["list"], 7])
def test_values_that_are_no_object_are_a_gap(after: Any, small_catalogue: Catalogue) -> None:
    diff = priced(change(WEB, after), catalogue=small_catalogue)
    assert len(diff.resources[0].gaps) == 1


# Volumes ------------------------------------------------------------------------------------------------------------

ROOT = {"volume_type": "gp3", "volume_size": 10, "volume_id": "vol-root"}
ATTACHED = {"volume_type": "gp3", "volume_size": 100, "volume_id": "vol-1", "device_name": "/dev/sdf"}


def attached(instance: dict[str, Any], catalogue: Catalogue) -> Decimal:
    """What an existing instance with a volume attached costs, together with the volume."""
    diff = priced(
        unchanged(WEB, {**instance, "id": "i-1"}),
        unchanged(DATA, {**GP3, "id": "vol-1"}),
        unchanged("aws_volume_attachment.a", {"instance_id": "i-1", "volume_id": "vol-1"}),
        catalogue=catalogue,
    )
    return diff.list_cost.after


def test_attached_volume_is_counted_once(small_catalogue: Catalogue) -> None:
    alone = attached({**MICRO, "root_block_device": [ROOT]}, small_catalogue)
    listed = attached({**MICRO, "root_block_device": [ROOT], "ebs_block_device": [ATTACHED]}, small_catalogue)
    assert alone == listed == Decimal("7.30") + Decimal("0.80") + 8


def test_volume_of_the_instance_s_own_is_counted(small_catalogue: Catalogue) -> None:
    own = {**ATTACHED, "volume_id": "vol-own"}
    with_own = attached({**MICRO, "root_block_device": [ROOT], "ebs_block_device": [ATTACHED, own]}, small_catalogue)
    assert with_own == Decimal("7.30") + Decimal("0.80") + 8 + 8


def test_default_root_volume_costs_the_same_before_and_after_it_is_made(small_catalogue: Catalogue) -> None:
    root = configuration(module(block(WEB, {"instance_type": constant("t3.micro")})))
    default = {"volume_type": "gp2", "volume_size": 8, "volume_id": "vol-root"}
    first = priced(
        change(WEB, MICRO, unknown={"root_block_device": True}), catalogue=small_catalogue, configuration=root
    )
    replaced = priced(
        change(
            WEB,
            MICRO,
            before={**MICRO, "root_block_device": [default]},
            actions=["delete", "create"],
            unknown={"root_block_device": True},
        ),
        catalogue=small_catalogue,
        configuration=root,
    )
    assert (
        first.list_cost.after
        == replaced.list_cost.before
        == replaced.list_cost.after
        == Decimal("7.30") + Decimal("0.80")
    )


# Secrets ------------------------------------------------------------------------------------------------------------


def texts(diff: ProjectDiff) -> list[str]:
    """Every name and reason that a report may print."""
    sides = [r.after for r in diff.resources if r.after]
    return [t for s in sides for t in [*(x.component.name for x in s.lines), *(g.reason for g in s.gaps)]]


@pytest.mark.parametrize("sensitive", [True, {"type": True}])
def test_sensitive_value_is_in_no_line_but_in_the_cost(sensitive: Any, small_catalogue: Catalogue) -> None:
    diff = priced(change(DATA, GP3, sensitive=sensitive), catalogue=small_catalogue)
    assert texts(diff) == ["Storage ((sensitive))"]
    assert diff.list_cost.after == 8


def test_sensitive_value_without_a_price_is_in_no_reason(small_catalogue: Catalogue) -> None:
    diff = priced(change(DATA, {**GP3, "type": "s3cret"}, sensitive={"type": True}), catalogue=small_catalogue)
    assert texts(diff)
    assert not [t for t in texts(diff) if "s3cret" in t]


@pytest.mark.parametrize(
    ("address", "values"),
    [(WEB, {**MICRO, "tenancy": "s3cret"}), (DATA, {**GP3, "size": "s3cret"})],
)
def test_sensitive_value_that_cannot_be_is_in_no_reason(address: str, values: Any, small_catalogue: Catalogue) -> None:
    diff = priced(change(address, values, sensitive=True), catalogue=small_catalogue)
    assert texts(diff)
    assert not [t for t in texts(diff) if "s3cret" in t]


# Recorded plans -----------------------------------------------------------------------------------------------------


def test_recorded_plan_has_the_region_of_each_provider() -> None:
    instances = [c for c in load("module-provider-aliases-regions").changes if c.type == "aws_instance"]
    assert {c.address: c.side.region for c in instances} == {
        "aws_instance.noregion": None,
        "aws_instance.primary": "eu-central-1",
        "aws_instance.third": None,
        'module.inherits["a[0]"].aws_instance.a[0]': "eu-central-1",
        'module.inherits["q\\"q"].aws_instance.a[0]': "eu-central-1",
        'module.inherits["x.y"].aws_instance.a[0]': "eu-central-1",
        'module.inherits["ünï/code"].aws_instance.a[0]': "eu-central-1",
        "module.own.aws_instance.own": SA,
        "module.passed.aws_instance.a[0]": "us-west-2",
    }


@pytest.mark.parametrize(
    ("scenario", "count"),
    [
        ("no-changes", 30),
        ("state-show", 30),
        ("target-web-only", 30),
        ("errored-precondition", 30),
        ("import-pure-no-op", 31),
    ],
)
def test_recorded_plan_knows_the_whole_stack(scenario: str, count: int) -> None:
    assert len(load(scenario).changes) == count


def test_four_hundred_modules_in_one_another_are_read() -> None:
    path = ".".join(f"module.m{i}" for i in range(400))
    address = f"{path}.{WEB}"
    inner = json.dumps(module(block(WEB)))
    for i in reversed(range(400)):
        inner = f'{{"module_calls":{{"m{i}":{{"source":"./m","module":{inner}}}}}}}'
    whole = encode(change(address, MICRO, module_address=path), configuration=...).decode()
    providers = '{"aws":{"name":"aws","expressions":{"region":{"constant_value":"eu-west-1"}}}}'
    text = f'{whole[:-1]},"configuration":{{"provider_config":{providers},"root_module":{inner}}}}}'
    assert only(parse(text.encode(), "plan.json", "plan")).side.region == "eu-west-1"


@pytest.mark.parametrize("mask", ["x", 5, [True], None])
def test_mask_that_is_none_does_not_stop_tags(mask: Any) -> None:
    changed = change(WEB, {**MICRO, "tags": {"Owner": "web"}})
    changed["change"]["after_unknown"] = mask
    assert only(read(changed)).side.tags().values == {"Owner": "web"}


def test_reference_that_may_be_either_is_a_gap(small_catalogue: Catalogue) -> None:
    def group(first: str, second: str) -> ResourceDiff:
        expression = refers("var.blue", "aws_launch_template.blue.id", "aws_launch_template.blue")
        expression["references"] += ["aws_launch_template.green.id", "aws_launch_template.green"]
        blocks = [block("aws_autoscaling_group.web", {"launch_template": [{"id": expression}]})]
        diff = priced(
            change("aws_autoscaling_group.web", {"min_size": 1, "launch_template": [{"id": None}]}),
            change("aws_launch_template.blue", {"instance_type": first}),
            change("aws_launch_template.green", {"instance_type": second}),
            configuration=configuration(
                module(*blocks, block("aws_launch_template.blue"), block("aws_launch_template.green"))
            ),
            catalogue=small_catalogue,
        )
        return of(diff, "aws_autoscaling_group.web")

    assert not group("t3.micro", "t3.micro").gaps
    (gap,) = group("t3.micro", "t3.large").gaps
    assert gap.reason == (
        "launch_template.id may be aws_launch_template.blue or aws_launch_template.green, "
        "and the plan does not tell which"
    )


@pytest.mark.parametrize("references", [5, 1.5, True, "var.region", {"a": 1}, [5, None]])
def test_references_that_are_no_list_refer_to_nothing(references: Any) -> None:
    blocks = module(block(WEB))
    blocks["resources"][0]["expressions"] = {"subnet_id": {"references": references}}
    whole = configuration(blocks)
    whole["provider_config"] = {"aws": {"name": "aws", "expressions": {"region": {"references": references}}}}
    assert only(read(change(WEB, MICRO), configuration=whole)).side.region is None


@pytest.mark.parametrize("body", [b'{"id": "i-1", "tags": {"a": null}, "size": 2}', b"{}", b"null", b"[1]", b'"text"'])
def test_some_attributes_are_what_all_say_of_them(body: bytes) -> None:
    resource = Resource("aws_thing.a", "aws_thing", "aws", None, msgspec.Raw(body))
    names = ("id", "size", "name")
    assert {n: resource.some(*names).get(n) for n in names} == {n: resource.values().get(n) for n in names}
