"""What resources make later takes no tags unless they pass them on."""

from __future__ import annotations

from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.model import CostDiff, Level, ResourceDiff
from costgate.policies import Subject
from costgate.policies.required_tags import RequiredTags, TagRule
from tests.plans import change, priced

TEMPLATE = "aws_launch_template.nodes"


def template(**tags: Any) -> dict[str, Any]:
    """A launch template that tags what it launches: instance={...}, volume={...}."""
    specifications = [{"resource_type": kind, "tags": of} for kind, of in tags.items()]
    return change(
        TEMPLATE, {"id": "lt-1", "name": "nodes", "instance_type": "t3.micro", "tag_specifications": specifications}
    )


def group(*tags: dict[str, Any], **values: Any) -> dict[str, Any]:
    body = {"launch_template": [{"id": "lt-1"}], "min_size": 1, "tag": list(tags), **values}
    return change("aws_autoscaling_group.nodes", body)


def tag(value: str, *, propagate: bool) -> dict[str, Any]:
    return {"key": "Owner", "value": value, "propagate_at_launch": propagate}


def launched(
    small_catalogue: Catalogue, *changes: dict[str, Any], address: str
) -> dict[str, tuple[dict[str, Any], bool]]:
    """What -> (its tags, whether they are known) of a resource's launches."""
    found = next(r for r in priced(*changes, catalogue=small_catalogue).resources if r.change.address == address)
    return {launch.what: (dict(launch.tags.values), launch.tags.known) for launch in found.launches}


@pytest.mark.parametrize(
    ("changes", "instances", "volumes"),
    [
        ([group(tag("me", propagate=True)), template()], ({"Owner": "me"}, True), ({}, True)),
        ([group(tag("me", propagate=False)), template()], ({}, True), ({}, True)),
        ([group(), template(instance={"Owner": "us"}, volume={"A": "1"})], ({"Owner": "us"}, True), ({"A": "1"}, True)),
        (
            [group(tag("me", propagate=True)), template(instance={"Owner": "us", "B": "2"})],
            ({"Owner": "me", "B": "2"}, True),
            ({}, True),
        ),
        ([group(tag("me", propagate=True))], ({"Owner": "me"}, False), ({}, False)),
    ],
    ids=["propagated", "kept to itself", "by template", "group before template", "template elsewhere"],
)
def test_instances_of_a_group(
    small_catalogue: Catalogue, changes: list[dict[str, Any]], instances: Any, volumes: Any
) -> None:
    found = launched(small_catalogue, *changes, address="aws_autoscaling_group.nodes")
    assert found == {"instances": instances, "volumes": volumes}


def test_nodes_of_a_node_group_take_the_tags_of_the_template_alone(small_catalogue: Catalogue) -> None:
    nodes = {"scaling_config": [{"desired_size": 1}], "launch_template": [{"id": "lt-1"}], "tags_all": {"Owner": "me"}}
    with_template = change("aws_eks_node_group.n", nodes)
    assert launched(small_catalogue, with_template, template(instance={"A": "1"}), address="aws_eks_node_group.n") == {
        "instances": ({"A": "1"}, True),
        "volumes": ({}, True),
    }
    alone = change("aws_eks_node_group.n", {**nodes, "launch_template": []})
    assert launched(small_catalogue, alone, address="aws_eks_node_group.n")["instances"] == ({}, True)


@pytest.mark.parametrize(
    ("propagate", "tags"),
    [("SERVICE", {"Owner": "me"}), ("TASK_DEFINITION", {"Task": "t"}), ("NONE", {}), (None, {})],
)
def test_tasks_take_the_tags_that_propagate_tags_names(
    small_catalogue: Catalogue, propagate: str | None, tags: dict[str, str]
) -> None:
    service = {
        "propagate_tags": propagate,
        "tags_all": {"Owner": "me"},
        "task_definition": "arn:t",
        "launch_type": "EC2",
    }
    definition = change("aws_ecs_task_definition.t", {"arn": "arn:t", "tags_all": {"Task": "t"}})
    found = launched(small_catalogue, change("aws_ecs_service.s", service), definition, address="aws_ecs_service.s")
    assert found == {"tasks": (tags, True)}


@pytest.mark.parametrize(
    ("values", "unknown", "expected"),
    [
        ({"volume_tags": {"Owner": "me"}}, {}, {"volumes": ({"Owner": "me"}, True)}),
        (
            {"root_block_device": [{"tags_all": {"Owner": "me"}}], "ebs_block_device": [{"device_name": "/dev/sdb"}]},
            {},
            {"root volume": ({"Owner": "me"}, True), "volume /dev/sdb": ({}, True)},
        ),
        ({}, {"root_block_device": True}, {"root volume": ({}, False)}),
        ({}, {"volume_tags": True}, {"volumes": ({}, False)}),
        ({}, {}, {"root volume": ({}, True)}),
    ],
)
def test_volumes_of_an_instance(small_catalogue: Catalogue, values: Any, unknown: Any, expected: Any) -> None:
    web = change("aws_instance.web", {"instance_type": "t3.micro", **values}, unknown=unknown)
    assert launched(small_catalogue, web, address="aws_instance.web") == expected


def test_policy_asks_what_is_launched_only_if_it_is_told_to(small_catalogue: Catalogue) -> None:
    diff = priced(group(tag("me", propagate=False)), template(), catalogue=small_catalogue)
    about = Subject(CostDiff((diff,)), "2026-08-01", "2026-08-01")
    keys = {"Owner": TagRule()}

    def of_the_group(policy: RequiredTags) -> list[tuple[Level, str]]:
        return [(f.level, f.message) for f in policy.check(about) if f.address == "aws_autoscaling_group.nodes"]

    assert of_the_group(RequiredTags(keys=keys)) == []
    assert of_the_group(RequiredTags(keys=keys, launched=True)) == [
        (Level.FAIL, "Tags of its instances: Owner is missing"),
        (Level.FAIL, "Tags of its volumes: Owner is missing"),
    ]


def test_tags_in_a_template_that_is_not_in_the_plan_cannot_be_verified(small_catalogue: Catalogue) -> None:
    diff = priced(group(), catalogue=small_catalogue)
    about = Subject(CostDiff((diff,)), "2026-08-01", "2026-08-01")
    findings = list(RequiredTags(keys={"Owner": TagRule()}, launched=True).check(about))
    assert {f.level for f in findings} == {Level.NOTE}
    assert findings[0].message == "Cannot verify Owner of its instances: known only after apply"


def test_other_types_launch_nothing(small_catalogue: Catalogue) -> None:
    diff = priced(change("aws_ebs_volume.a", {"type": "gp3", "size": 1}), catalogue=small_catalogue)
    resource: ResourceDiff = diff.resources[0]
    assert resource.launches == ()
