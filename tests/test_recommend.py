"""Recommendations: what each rule proposes, and that each saving is what pricing the edited plan finds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import yaml

from costgate import config
from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.errors import ConfigError
from costgate.recommend import recommend
from costgate.recommendations import all_rules
from costgate.savings import Recommendation, Risk, Schedule, together
from costgate.selection import Selector
from costgate.usage import Usage
from tests import edited, plans
from tests.conftest import ROOT
from tests.plans import block, change, configuration, costgate, module, refers, unchanged

SHARED = ROOT.parent / "shared"
RECORDED = sorted((plans.DATA / "diffs").glob("*.json*"))
ENOUGH = 25
"""Of other people's plans so many with recommendations are looked at."""

EXAMPLES = sorted((ROOT / "examples").glob("*/plan.json"))


@cache
def catalogue() -> Catalogue:
    return Catalogue()


def found(
    *changes: dict[str, Any],
    usage: Mapping[str, Any] | None = None,
    schedules: Mapping[str, Schedule] | None = None,
    tmp_path: Path | None = None,
    **envelope: Any,
) -> list[Recommendation]:
    """What is recommended for a plan of these changes, with this usage by address."""
    stated = Usage()
    if usage and tmp_path:
        file = tmp_path / "usage.yml"
        file.write_text(yaml.safe_dump({"version": 0.1, "resource_usage": dict(usage)}))
        stated = Usage(file)
    plan = plans.read(*changes, **envelope)
    return list(recommend(plan, compare(plan, catalogue(), stated), catalogue(), stated, schedules or {}))


def steps(rule: str, recommendations: list[Recommendation]) -> list[dict[str, Any]]:
    """What one rule would change, recommendation by recommendation: what -> to what."""
    return [{s.what or s.address: s.after for s in r.steps} for r in recommendations if r.rule == rule]


def one(rule: str, recommendations: list[Recommendation]) -> Recommendation:
    """The one recommendation of a rule."""
    (only,) = (r for r in recommendations if r.rule == rule)
    return only


# Each rule, by what it proposes for one new resource.


VOLUME, INSTANCE, MACHINE = "aws_ebs_volume.a", "aws_instance.a", "google_compute_instance.a"
ZONE = {"availability_zone": "us-east-1a"}
HYPERDISK = {"type": "hyperdisk-balanced", "size": 50, "provisioned_iops": 3000, "provisioned_throughput": 140}

PROPOSED: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 100}, {"type": "gp3"}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 170, "iops": 510}, {"type": "gp3", "iops": 3000}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 200}, {"type": "gp3", "throughput": 150}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 334}, {"type": "gp3", "throughput": 250}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 2000}, {"type": "gp3", "iops": 6000, "throughput": 250}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2", "size": 9000}, {"type": "gp3", "iops": 16000, "throughput": 250}),
    ("gp3", VOLUME, {**ZONE, "size": 100}, {"type": "gp3"}),
    (
        "gp3",
        INSTANCE,
        {
            "instance_type": "m6g.large",
            "root_block_device": [{"volume_type": "gp2", "volume_size": 50}],
            "ebs_block_device": [
                {"volume_type": "gp3", "volume_size": 9, "device_name": "/dev/sdf"},
                {"volume_type": "gp2", "volume_size": 9, "device_name": "/dev/sdg"},
            ],
        },
        {"root_block_device[0].volume_type": "gp3", "ebs_block_device[1].volume_type": "gp3"},
    ),
    ("io1", VOLUME, {**ZONE, "type": "io1", "size": 100, "iops": 300}, {"type": "gp3", "iops": 3000}),
    (
        "io1",
        VOLUME,
        {**ZONE, "type": "io1", "size": 500, "iops": 10000},
        {"type": "gp3", "throughput": 500},
    ),
    ("io1", VOLUME, {**ZONE, "type": "io1", "size": 2000, "iops": 50000}, {"type": "io2"}),
    ("previous-generation", INSTANCE, {"instance_type": "m4.large"}, {"instance_type": "m6i.large"}),
    (
        "previous-generation",
        INSTANCE,
        {"instance_type": "t2.micro"},
        {"instance_type": "t3.micro", "credit_specification": [{"cpu_credits": "standard"}]},
    ),
    ("previous-generation", INSTANCE, {"instance_type": "m3.large"}, {"instance_type": "m6i.large"}),
    (
        "previous-generation",
        "aws_db_instance.a",
        {"instance_class": "db.m4.large", "engine": "postgres", "allocated_storage": 20},
        {"instance_class": "db.m6i.large"},
    ),
    (
        "previous-generation",
        "aws_elasticache_cluster.a",
        {"node_type": "cache.r4.large", "engine": "redis"},
        {"node_type": "cache.r5.large"},
    ),
    (
        "previous-generation",
        "aws_opensearch_domain.a",
        {
            "cluster_config": [
                {
                    "instance_type": "m4.large.search",
                    "dedicated_master_type": "c4.large.search",
                    "dedicated_master_enabled": True,
                    "dedicated_master_count": 3,
                }
            ]
        },
        {
            "cluster_config[0].instance_type": "m5.large.search",
            "cluster_config[0].dedicated_master_type": "c5.large.search",
        },
    ),
    ("graviton", INSTANCE, {"instance_type": "m5.large"}, {"instance_type": "m6g.large"}),
    ("graviton", INSTANCE, {"instance_type": "t3.micro"}, {"instance_type": "t4g.micro"}),
    (
        "graviton",
        "aws_db_instance.a",
        {"instance_class": "db.r5.large", "engine": "mysql", "allocated_storage": 20},
        {"instance_class": "db.r6g.large"},
    ),
    (
        "graviton",
        "aws_rds_cluster_instance.a",
        {"instance_class": "db.r5.large", "engine": "aurora-postgresql"},
        {"instance_class": "db.r6g.large"},
    ),
    (
        "graviton",
        "aws_elasticache_replication_group.a",
        {"node_type": "cache.m5.large", "engine": "redis", "num_cache_clusters": 2},
        {"node_type": "cache.m6g.large"},
    ),
    (
        "graviton",
        "aws_opensearch_domain.a",
        {"cluster_config": [{"instance_type": "m5.large.search", "instance_count": 2}]},
        {"cluster_config[0].instance_type": "m6g.large.search"},
    ),
    (
        "graviton",
        "aws_eks_node_group.a",
        {"instance_types": ["m5.large"], "ami_type": "AL2_x86_64", "scaling_config": [{"desired_size": 2}]},
        {"instance_types[0]": "m6g.large", "ami_type": "AL2_ARM_64"},
    ),
    ("graviton", "aws_lambda_function.a", {"memory_size": 512}, {"architectures": ["arm64"]}),
    (
        "azure-arm",
        "azurerm_linux_virtual_machine.a",
        {"size": "Standard_D4s_v5", "location": "westeurope", "os_disk": [{"storage_account_type": "Premium_LRS"}]},
        {"size": "Standard_D4ps_v6"},
    ),
    (
        "azure-arm",
        "azurerm_linux_virtual_machine.a",
        {"size": "Standard_E2ds_v4", "location": "westeurope", "os_disk": [{"storage_account_type": "Premium_LRS"}]},
        {"size": "Standard_E2pds_v5"},
    ),
    (
        "google-arm",
        "google_compute_instance.a",
        {"machine_type": "c3-standard-4", "zone": "us-central1-a"},
        {"machine_type": "t2a-standard-4"},
    ),
    (
        "google-arm",
        "google_compute_instance.a",
        {
            "machine_type": "c4-standard-4",
            "zone": "us-central1-a",
            "boot_disk": [{"initialize_params": [HYPERDISK]}],
        },
        {"machine_type": "c4a-standard-4"},
    ),
    ("idle-addresses", "aws_eip.a", {"domain": "vpc"}, {"aws_eip.a": "removed"}),
    (
        "idle-addresses",
        "azurerm_public_ip.a",
        {"allocation_method": "Static", "sku": "Standard", "location": "westeurope"},
        {"azurerm_public_ip.a": "removed"},
    ),
    ("idle-addresses", "google_compute_address.a", {"region": "us-central1"}, {"google_compute_address.a": "removed"}),
    ("idle-addresses", "google_compute_global_address.a", {}, {"google_compute_global_address.a": "removed"}),
    ("log-retention", "aws_cloudwatch_log_group.a", {"retention_in_days": 0}, {"retention_in_days": 90}),
    (
        "commitment",
        INSTANCE,
        {"instance_type": "m5.large"},
        {"usage reserved_instance_term": "1_year", "usage reserved_instance_payment_option": "no_upfront"},
    ),
    (
        "commitment",
        MACHINE,
        {"machine_type": "n2-standard-4", "zone": "us-central1-a"},
        {"usage committed_use_term": "1_year"},
    ),
]


@pytest.mark.parametrize(("rule", "address", "values", "wanted"), PROPOSED)
def test_rule_proposes_what_costs_less(
    rule: str, address: str, values: dict[str, Any], wanted: dict[str, Any], tmp_path: Path
) -> None:
    plan = plans.document(change(address, values))
    proposed = found(change(address, values))
    assert steps(rule, proposed) == [wanted]
    holds(plan, {}, rule, tmp_path)


DECLINED: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("gp3", VOLUME, {**ZONE, "type": "gp3", "size": 100}, {}),
    ("gp3", VOLUME, {**ZONE, "type": "gp2"}, {"size": True}),
    ("gp3", VOLUME, {**ZONE, "size": 10}, {"type": True}),
    ("io1", VOLUME, {**ZONE, "type": "io1", "size": 100}, {"iops": True}),
    ("previous-generation", INSTANCE, {"instance_type": "m6i.large"}, {}),
    ("previous-generation", INSTANCE, {"instance_type": "m4.10xlarge"}, {}),
    ("previous-generation", INSTANCE, {}, {"instance_type": True}),
    ("graviton", INSTANCE, {"instance_type": "m6g.large"}, {}),
    ("graviton", INSTANCE, {"instance_type": "no.such"}, {}),
    ("graviton", INSTANCE, {"instance_type": "x1.16xlarge"}, {}),
    (
        "graviton",
        "aws_db_instance.a",
        {"instance_class": "db.m5.large", "engine": "sqlserver-se", "allocated_storage": 20},
        {},
    ),
    ("graviton", "aws_lambda_function.a", {"architectures": ["arm64"]}, {}),
    ("graviton", "aws_lambda_function.a", {}, {"architectures": True}),
    (
        "azure-arm",
        "azurerm_windows_virtual_machine.a",
        {"size": "Standard_D4s_v5", "location": "westeurope", "os_disk": [{"storage_account_type": "Premium_LRS"}]},
        {},
    ),
    (
        "azure-arm",
        "azurerm_linux_virtual_machine.a",
        {"size": "Standard_D4_v2", "location": "westeurope", "os_disk": [{"storage_account_type": "Premium_LRS"}]},
        {},
    ),
    ("google-arm", "google_compute_instance.a", {"machine_type": "e2-standard-4", "zone": "us-central1-a"}, {}),
    (
        "previous-generation",
        "aws_opensearch_domain.a",
        {"cluster_config": [{"instance_type": "m3.large.search"}], "ebs_options": [{"ebs_enabled": False}]},
        {},
    ),
    ("idle-addresses", "aws_eip.a", {"instance": "i-1"}, {}),
    ("idle-addresses", "aws_eip.a", {}, {"instance": True}),
    ("idle-addresses", "aws_eip.a", {"association_id": "eipassoc-1"}, {}),
    ("idle-addresses", "google_compute_address.a", {"region": "us-central1", "users": ["vm"]}, {}),
    ("idle-addresses", "google_compute_address.a", {"region": "us-central1", "address_type": "INTERNAL"}, {}),
    ("log-retention", "aws_cloudwatch_log_group.a", {"retention_in_days": 14}, {}),
    ("nat-gateways", "aws_nat_gateway.a", {"tags": {"Environment": "dev"}}, {}),
]


@pytest.mark.parametrize(("rule", "address", "values", "unknown"), DECLINED)
def test_rule_leaves_alone_what_is_unknown_or_costs_least(
    rule: str, address: str, values: dict[str, Any], unknown: dict[str, Any]
) -> None:
    # What is unknown is set by the configuration to what only apply tells.
    expressions = {name: refers("aws_thing.x.id") for name in unknown}
    root = module(block(address, expressions))
    assert not steps(rule, found(change(address, values, unknown=unknown), configuration=configuration(root)))


def test_every_rule_has_a_row_in_the_tables() -> None:
    assert {row[0] for row in PROPOSED} | {"nat-gateways", "schedules"} == set(all_rules())
    assert {row[0] for row in DECLINED} | {"commitment", "schedules"} == set(all_rules())


@pytest.mark.parametrize("actions", [("delete",), ("forget",)])
def test_what_goes_is_left_alone(actions: tuple[str, ...]) -> None:
    values = {"type": "gp2", "size": 100, "availability_zone": "us-east-1a"}
    assert not found(change(VOLUME, None, before=values, actions=actions))
    assert found(unchanged(VOLUME, values))


def test_secret_values_are_left_alone() -> None:
    values = {"type": "gp2", "size": 100, "availability_zone": "us-east-1a"}
    assert not found(change(VOLUME, values, sensitive={"type": True}))


def test_template_saves_what_its_group_saves() -> None:
    template = "aws_launch_template.t"
    mapping = [{"device_name": "/dev/xvda", "ebs": [{"volume_type": "gp2", "volume_size": 100}]}]
    root = module(
        block(template),
        block("aws_autoscaling_group.g", {"launch_template": [{"id": refers(f"{template}.id", template)}]}),
    )
    changes = (
        change(template, {"instance_type": "m5.large", "block_device_mappings": mapping}, unknown={"id": True}),
        change(
            "aws_autoscaling_group.g",
            {"desired_capacity": 3, "min_size": 3, "launch_template": [{}]},
            unknown={"launch_template": [{"id": True}]},
        ),
    )
    proposed = found(*changes, configuration=configuration(root))
    volume = one("gp3", proposed)
    assert volume.resource.change.address == template
    assert volume.touched == {template, "aws_autoscaling_group.g"}
    assert volume.effective_saving == 3 * 100 * Decimal("0.02")
    # The template's proposals and the group's own touch the same bill, so only one of them counts.
    assert len(together(proposed)) == 1


def test_fargate_task_saves_what_its_service_saves(tmp_path: Path) -> None:
    task, service = "aws_ecs_task_definition.t", "aws_ecs_service.s"
    root = module(block(task), block(service, {"task_definition": refers(f"{task}.arn", task)}))
    plan = plans.document(
        change(
            task, {"cpu": "1024", "memory": "2048", "requires_compatibilities": ["FARGATE"], "runtime_platform": []}
        ),
        change(service, {"desired_count": 2, "launch_type": "FARGATE"}, unknown={"task_definition": True}),
        configuration=configuration(root),
    )
    (made,) = holds(plan, {}, "graviton", tmp_path)
    assert made["address"] == task
    assert made["edits"][0]["values"][0]["after"][0]["cpu_architecture"] == "ARM64"


def test_usage_of_what_is_referred_to_counts(tmp_path: Path) -> None:
    group, target = "aws_elasticache_replication_group.g", "aws_appautoscaling_target.t"
    root = module(block(group), block(target, {"resource_id": refers(f"{group}.id", group)}))
    scaled = {"scalable_dimension": "elasticache:replication-group:Replicas", "min_capacity": 1, "max_capacity": 5}
    plan = plans.document(
        change(group, {"node_type": "cache.m5.large", "engine": "redis"}, unknown={"id": True}),
        change(target, scaled, unknown={"resource_id": True}),
        configuration=configuration(root),
    )
    stated = {"version": 0.1, "resource_usage": {target: {"capacity": 4}}}
    (made,) = holds(plan, stated, "graviton", tmp_path)
    (unstated,) = holds(plan, {}, "graviton", tmp_path)
    assert Decimal(made["effective_saving"]) == Decimal(unstated["effective_saving"]) / 2 * 5


def gateways(environment: str, *names: str) -> dict[str, Any]:
    """A VPC with a subnet, a NAT gateway and its address for each name."""
    blocks, changes = [block("aws_vpc.v")], [change("aws_vpc.v", {}, unknown={"id": True})]
    for name in names:
        subnet, address, nat = f"aws_subnet.{name}", f"aws_eip.{name}", f"aws_nat_gateway.{name}"
        blocks += [
            block(subnet, {"vpc_id": refers("aws_vpc.v.id", "aws_vpc.v")}),
            block(address),
            block(
                nat,
                {"subnet_id": refers(f"{subnet}.id", subnet), "allocation_id": refers(f"{address}.id", address)},
            ),
        ]
        changes += [
            change(subnet, {}, unknown={"id": True, "vpc_id": True}),
            change(address, {"domain": "vpc"}, unknown={"id": True}),
            change(nat, {"tags": {"Environment": environment}}, unknown={"subnet_id": True, "allocation_id": True}),
        ]
    return plans.document(*changes, configuration=configuration(module(*blocks)))


def test_nat_gateways_of_a_vpc_become_one_and_their_addresses_go(tmp_path: Path) -> None:
    plan = gateways("dev", "a", "b", "c")
    stated = {
        "version": 0.1,
        "resource_usage": {f"aws_nat_gateway.{n}": {"monthly_data_processed_gb": 10} for n in "ab"},
    }
    (made,) = holds(plan, stated, "nat-gateways", tmp_path)
    assert made["address"] == "aws_nat_gateway.a"
    assert {e["address"] for e in made["edits"] if e["removed"]} == {
        "aws_nat_gateway.b", "aws_nat_gateway.c", "aws_eip.b", "aws_eip.c",
    }  # fmt: skip
    assert [e["usage"] for e in made["edits"] if e["usage"]] == [{"monthly_data_processed_gb": "20"}]
    assert Decimal(made["effective_saving"]) == 2 * 730 * (Decimal("0.045") + Decimal("0.005"))


USERS = [
    ("aws_eip.a", "aws_nat_gateway.u", "allocation_id"),
    ("aws_eip.a", "aws_lb.u", "subnet_mapping.allocation_id"),
    ("azurerm_public_ip.a", "azurerm_network_interface.u", "ip_configuration.public_ip_address_id"),
    ("azurerm_public_ip.a", "azurerm_lb.u", "frontend_ip_configuration.public_ip_address_id"),
    ("azurerm_public_ip.a", "azurerm_nat_gateway_public_ip_association.u", "public_ip_address_id"),
    ("google_compute_address.a", "google_compute_router_nat.u", "nat_ips"),
    ("google_compute_address.a", "google_compute_instance.u", "network_interface.access_config.nat_ip"),
    ("google_compute_global_address.a", "google_compute_global_forwarding_rule.u", "ip_address"),
]


def within(attribute: str, value: Any) -> dict[str, Any]:
    """A value in its blocks: "a.b" -> {"a": [{"b": value}]}."""
    outer, _, inner = attribute.partition(".")
    return {outer: [within(inner, value)] if inner else value}


@pytest.mark.parametrize(("address", "user", "attribute"), USERS)
@pytest.mark.parametrize("how", ["refers", "unresolved", "known", "unrelated"])
def test_address_that_something_uses_or_may_use_is_not_idle(address: str, user: str, attribute: str, how: str) -> None:
    places = {"azurerm": {"location": "westeurope", "sku": "Standard"}, "google": {"region": "us-central1"}}
    values = places.get(address.partition("_")[0], {})
    used = {"refers": refers(f"{address}.id", address), "unresolved": refers("local.address")}.get(how)
    blocks = (block(address), block(user, within(attribute, used) if used else {}))
    if how == "known":
        named = "/subscriptions/s/a-1"
        changes = (unchanged(address, {**values, "id": named}), unchanged(user, within(attribute, named)))
    else:
        made = change(user, within(attribute, None), unknown=within(attribute, value=True))
        changes = (change(address, values, unknown={"id": True}), made)
    proposed = found(*changes, configuration=configuration(module(*blocks)))
    assert bool(steps("idle-addresses", proposed)) is (how == "unrelated")


@pytest.mark.parametrize("environment", ["prod", "Production", "live"])
def test_nat_gateways_of_production_stay(environment: str) -> None:
    plan = gateways(environment, "a", "b")
    assert not steps("nat-gateways", found(*plan["resource_changes"], configuration=plan["configuration"]))


def test_log_retention_has_a_number_once_its_use_is_stated(tmp_path: Path) -> None:
    group = "aws_cloudwatch_log_group.a"
    plan = plans.document(change(group, {"name": "a"}))
    stated = {"version": 0.1, "resource_usage": {group: {"monthly_data_ingested_gb": 365, "storage_gb": 5000}}}
    (made,) = holds(plan, stated, "log-retention", tmp_path)
    assert made["edits"][0]["usage"] == {"storage_gb": "1080"}
    (unstated,) = holds(plan, {}, "log-retention", tmp_path)
    assert unstated["effective_saving"] is None
    assert unstated["needs_usage"] == ["monthly_data_ingested_gb", "storage_gb"]


def test_function_has_a_number_once_its_use_is_stated(tmp_path: Path) -> None:
    function = "aws_lambda_function.a"
    plan = plans.document(change(function, {"memory_size": 1024}))
    stated = {
        "version": 0.1,
        "resource_usage": {function: {"monthly_requests": 10_000_000, "request_duration_ms": 200}},
    }
    (made,) = holds(plan, stated, "graviton", tmp_path)
    assert Decimal(made["effective_saving"]) > 0


def test_schedule_stops_the_hours_and_not_the_disk(tmp_path: Path) -> None:
    values = {"instance_type": "m5.large", "tags": {"Environment": "dev"}, "root_block_device": [{"volume_size": 100}]}
    settings = tmp_path / "costgate.yml"
    settings.write_text(
        "version: 1\nschedules:\n  office-hours: {hours_per_month: 220, match: {tag: {Environment: [dev, test]}}}\n"
    )
    plan = plans.document(change(INSTANCE, values))
    (made,) = holds(plan, {}, "schedules", tmp_path, "--config", settings)
    assert made["title"] == "Run it by the schedule office-hours"
    assert Decimal(made["effective_saving"]) == (730 - 220) * Decimal("0.096")


@pytest.mark.parametrize(
    "stated",
    [{"monthly_hrs": 100}, {"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"}],
)
def test_schedule_is_for_what_runs_longer_and_is_not_reserved(stated: dict[str, Any], tmp_path: Path) -> None:
    schedule = Schedule(hours_per_month=Decimal(220), match=Selector(tag={"Environment": "dev"}))
    values = {"instance_type": "m5.large", "tags": {"Environment": "dev"}}
    proposed = found(change(INSTANCE, values), usage={INSTANCE: stated}, schedules={"s": schedule}, tmp_path=tmp_path)
    assert not steps("schedules", proposed)
    assert steps("schedules", found(change(INSTANCE, values), schedules={"s": schedule}))
    other = {**values, "tags": {"Environment": "prod"}}
    assert not steps("schedules", found(change(INSTANCE, other), schedules={"s": schedule}))


@pytest.mark.parametrize("hours", [-1, 730, 800])
def test_schedule_that_switches_nothing_off_is_a_mistake_in_the_file(hours: int, tmp_path: Path) -> None:
    file = tmp_path / "costgate.yml"
    file.write_text(f"version: 1\nschedules:\n  s: {{hours_per_month: {hours}, match: x}}\n")
    with pytest.raises(ConfigError, match="hours_per_month"):
        config.load(file)


def test_commitment_says_from_how_many_hours_on_it_pays(tmp_path: Path) -> None:
    pays = one("commitment", found(change(INSTANCE, {"instance_type": "m5.large"})))
    assert pays.remark == "pays from 457 hours a month on"  # 730 x 0.06 / 0.096
    assert pays.risk is Risk.NEEDS_THOUGHT
    usage = {INSTANCE: {"monthly_hrs": 456}}
    assert not steps(
        "commitment", found(change(INSTANCE, {"instance_type": "m5.large"}), usage=usage, tmp_path=tmp_path)
    )
    usage = {INSTANCE: {"monthly_hrs": 457}}
    short = one("commitment", found(change(INSTANCE, {"instance_type": "m5.large"}), usage=usage, tmp_path=tmp_path))
    assert short.effective_saving == 457 * Decimal("0.096") - 730 * Decimal("0.06")


@pytest.mark.parametrize("machine_type", ["n2-standard-4", "e2-standard-4"])
def test_commitment_pays_only_beyond_the_discount_for_sustained_use(machine_type: str, tmp_path: Path) -> None:
    machine = change(MACHINE, {"machine_type": machine_type, "zone": "us-central1-a"})
    pays = one("commitment", found(machine))
    least = int(pays.remark.removeprefix("pays from ").removesuffix(" hours a month on"))

    def at(hours: int) -> list[dict[str, Any]]:
        return steps("commitment", found(machine, usage={MACHINE: {"monthly_hrs": hours}}, tmp_path=tmp_path))

    assert at(least)
    assert not at(least - 1)


def test_machine_whose_disks_would_be_lost_needs_thought() -> None:
    disks = one("previous-generation", found(change(INSTANCE, {"instance_type": "m3.large"})))
    assert disks.risk is Risk.NEEDS_THOUGHT
    assert "local disks" in disks.reason
    assert one("previous-generation", found(change(INSTANCE, {"instance_type": "m4.large"}))).risk is Risk.LOW


def test_new_charge_by_use_is_named() -> None:
    node_group = {"instance_types": ["t2.large"], "scaling_config": [{"desired_size": 2}]}
    moved = one("previous-generation", found(change("aws_eks_node_group.a", node_group)))
    assert moved.remark == "and, by use, CPU credits, which is not counted"


def test_attached_volume_is_the_volumes_own_business() -> None:
    device = {"volume_type": "gp2", "volume_size": 100, "volume_id": "vol-1", "device_name": "/dev/sdf"}
    changes = (
        unchanged(INSTANCE, {"id": "i-1", "instance_type": "m6g.large", "ebs_block_device": [device]}),
        unchanged("aws_volume_attachment.a", {"instance_id": "i-1", "volume_id": "vol-1"}),
        unchanged(VOLUME, {"id": "vol-1", "type": "gp2", "size": 100, "availability_zone": "us-east-1a"}),
    )
    assert [r.resource.change.address for r in found(*changes) if r.rule == "gp3"] == [VOLUME]


def test_lower_risk_that_saves_less_is_shown_too() -> None:
    proposed = found(change(VOLUME, {**ZONE, "type": "gp2", "size": 300}))
    assert [(r.risk, s.after) for r in proposed for s in r.steps if s.what == "throughput"] == [
        (Risk.LOW, 225),
        (Risk.NONE, 250),
    ]
    assert len(together(proposed)) == 1


def test_best_of_each_resource_counts_and_both_are_listed() -> None:
    values = {"instance_type": "m5.large", "root_block_device": [{"volume_type": "gp2", "volume_size": 100}]}
    proposed = found(change(INSTANCE, values), change("aws_instance.b", values))
    best = [r.effective_saving for r in proposed if r.rule == "commitment"]
    assert [r.effective_saving for r in together(proposed)] == best
    assert len(proposed) == 6


# Savings are differences of estimates: whoever edits the plan and prices it finds the same.


def holds(
    plan: dict[str, Any], stated: dict[str, Any], rule: str, folder: Path, *options: str | Path
) -> list[dict[str, Any]]:
    """The recommendations of `rule` (empty: all) for a plan, each held against `costgate check` of the edited plan."""
    arguments = edited.written(folder, plan, stated)
    answer = costgate("recommend", *arguments, "--json", *options)
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    made = [r for r in data["recommendations"] if rule in ("", r["rule"])]
    planned = priced(arguments, *options)
    for recommendation in made:
        told = [Decimal(recommendation[key] or 0) for key in ("list_saving", "effective_saving")]
        new = priced(edited.written(folder, edited.edited(plan, recommendation), edited.usage(stated, recommendation)))
        assert [a - b for a, b in zip(planned, new, strict=True)] == told, recommendation
        assert told[1] > 0 or recommendation["needs_usage"]
    return made


def priced(arguments: list[str | Path], *options: str | Path) -> tuple[Decimal, Decimal]:
    """What `costgate check` says that a plan will cost."""
    answer = costgate("check", *arguments, *options, "--format", "json", "--fail-on", "never")
    assert answer.code == 0, answer.err
    return edited.costs(answer.out)


def test_saving_is_what_pricing_the_edited_plan_finds(tmp_path: Path) -> None:
    held = [bool(sample(edited.document(path), {}, tmp_path)) for path in (*RECORDED, *EXAMPLES)]
    assert sum(held) >= 20


def test_every_saving_of_an_example_is_what_pricing_the_edited_plan_finds(tmp_path: Path) -> None:
    for path in EXAMPLES:
        assert holds(edited.document(path), {}, "", tmp_path)


def test_all_that_is_counted_saves_the_total_at_once(tmp_path: Path) -> None:
    plan = edited.document(ROOT / "examples" / "data" / "plan.json")
    arguments = edited.written(tmp_path, plan, {})
    data = json.loads(costgate("recommend", *arguments, "--json").out)
    before, made, stated = priced(arguments), plan, dict[str, Any]()
    for recommendation in data["recommendations"]:
        if recommendation["counted"]:
            made, stated = edited.edited(made, recommendation), edited.usage(stated, recommendation)
    after = priced(edited.written(tmp_path, made, stated))
    assert before[1] - after[1] == Decimal(data["effective_saving"])


def test_savings_follow_the_teams_own_terms(tmp_path: Path) -> None:
    settings = tmp_path / "costgate.yml"
    settings.write_text("version: 1\ndiscounts:\n- {percent: 50, service: AmazonEC2}\n")
    plan = plans.document(change(VOLUME, {"type": "gp2", "size": 100, **ZONE}))
    data = json.loads(costgate("recommend", *edited.written(tmp_path, plan, {}), "--config", settings, "--json").out)
    (made,) = data["recommendations"]
    assert (made["list_saving"], made["effective_saving"]) == ("2", "1")


def _others() -> list[Path]:
    """Other people's plans, by turns from the wild and with usage files."""
    wild, stated = sorted(SHARED.glob("corpus/plans/*.json*")), sorted(SHARED.glob("oracle/*/*/plan.json"))
    return [path for pair in zip_longest(wild, stated) for path in pair if path]


@pytest.mark.skipif(not SHARED.is_dir(), reason="other people's plans are not beside this checkout")
def test_saving_is_what_pricing_other_peoples_plans_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    held = 0
    for path in _others():
        usage = path.with_name("usage.yml")
        stated = yaml.safe_load(usage.read_text()) if usage.exists() else {}
        held += bool(sample(edited.document(path), stated or {}, tmp_path))
        if held == ENOUGH:
            break
    assert held == ENOUGH


def sample(plan: dict[str, Any], stated: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """`holds`, for the recommendation of each rule that saves most."""
    arguments = edited.written(folder, plan, stated)
    answer = costgate("recommend", *arguments, "--json")
    assert answer.code == 0, answer.err
    best: dict[str, dict[str, Any]] = {}
    for recommendation in json.loads(answer.out)["recommendations"]:
        best.setdefault(recommendation["rule"], recommendation)
    planned = priced(arguments) if best else None
    for made in best.values():
        new = priced(edited.written(folder, edited.edited(plan, made), edited.usage(stated, made)))
        told = [Decimal(made[key] or 0) for key in ("list_saving", "effective_saving")]
        assert planned
        assert [a - b for a, b in zip(planned, new, strict=True)] == told, made
    return list(best.values())


# The command line


def test_table_says_what_to_change_and_what_it_saves() -> None:
    out = costgate("recommend", ROOT / "examples" / "data" / "plan.json").out
    assert "aws_instance.worker[*] ×3  Move to Graviton  [needs-work]" in out
    assert "instance_type: r5.4xlarge → r6g.4xlarge" in out
    assert "Of several recommendations that touch the same resource only the best is counted" in out
    assert out.index("Commit to a year  [needs-thought]") < out.index("Move to Graviton  [low]")
    assert "\nWhy\n" in out


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ((), {"gp3", "graviton", "commitment"}),
        (("--risk", "none"), {"gp3"}),
        (("--risk", "low"), {"gp3"}),
        (("--min", "5"), {"graviton", "commitment"}),
        (("--min", "5", "--risk", "needs-work"), {"graviton"}),
    ],
)
def test_risk_and_least_saving_can_be_chosen(options: tuple[str, ...], rules: set[str], tmp_path: Path) -> None:
    volume = {"root_block_device": [{"volume_type": "gp2", "volume_size": 100}]}
    plan = plans.document(change(INSTANCE, {"instance_type": "m5.large", **volume}))
    arguments = edited.written(tmp_path, plan, {})
    data = json.loads(costgate("recommend", *arguments, "--json", *options).out)
    assert {r["rule"] for r in data["recommendations"]} == rules
    hidden = costgate("recommend", *arguments, *options).out
    assert ("Hidden: " in hidden) is (len(rules) < 3)


@pytest.mark.parametrize("amount", ["-1", "much", "nan", "inf"])
def test_least_saving_is_an_amount(amount: str) -> None:
    answer = costgate("recommend", ROOT / "examples" / "data" / "plan.json", "--min", amount)
    assert answer.code == 2
    assert "expected an amount of money" in answer.err


def test_several_plans_are_told_apart(tmp_path: Path) -> None:
    copy = tmp_path / "other.json"
    copy.write_bytes(EXAMPLES[0].read_bytes())
    data = json.loads(costgate("recommend", EXAMPLES[0], copy, "--json").out)
    once = json.loads(costgate("recommend", copy, "--json").out)
    assert Decimal(data["effective_saving"]) == 2 * Decimal(once["effective_saving"])
    assert {r["project"] for r in data["recommendations"]} == {str(EXAMPLES[0]), str(copy)}
    assert f"{copy}: aws_" in costgate("recommend", EXAMPLES[0], copy).out


def test_plan_without_savings_says_so(tmp_path: Path) -> None:
    plan = plans.document(change("aws_vpc.v", {}))
    answer = costgate("recommend", *edited.written(tmp_path, plan, {}))
    assert (answer.code, answer.out.startswith("Nothing to recommend")) == (0, True)


def test_hostile_text_of_a_plan_stays_on_its_line(tmp_path: Path) -> None:
    nasty = "\x1b[31m\u202e\n::error::"
    machine = {"machine_type": f"zones/{nasty}/machineTypes/c3-standard-4", "zone": "us-central1-a"}
    plan = plans.document(
        {**change(INSTANCE, {"instance_type": "m5.large"}), "address": f"aws_instance.a{nasty}"},
        change("google_compute_instance.a", machine),
    )
    out = costgate("recommend", *edited.written(tmp_path, plan, {})).out
    assert "→ t2a-standard-4" in out
    assert "aws_instance.a" in out
    assert not [c for c in "\x1b\u202e" if c in out]
    assert "\n::" not in out


def test_same_plan_gives_the_same_bytes() -> None:
    path = EXAMPLES[0]
    assert costgate("recommend", path, "--json") == costgate("recommend", path, "--json")


# The policy


def savings(plan: dict[str, Any], setting: str, folder: Path, *options: str) -> Any:
    """The findings of the policy `savings` in a check of a plan."""
    settings = folder / "costgate.yml"
    settings.write_text(f"version: 1\npolicies:\n  savings: {setting}\n")
    arguments = edited.written(folder, plan, {})
    answer = costgate("check", *arguments, "--config", settings, "--format", "json", "--fail-on", "never", *options)
    assert answer.code == 0, answer.err
    return [f for f in json.loads(answer.out)["verdict"]["findings"] if f["policy"] == "savings"]


GP2 = {"type": "gp2", "size": 100, "availability_zone": "us-east-1a"}


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("{max: 2}", False),
        ("{max: 1.99}", True),
        ("{max: 1.99, except: [aws_ebs_volume.a]}", False),
        ("{max: 1.99, match: {type: aws_instance}}", False),
        ("{max: 10, risk: needs-work}", True),
        ("{max: 10, risk: low}", False),
    ],
)
def test_change_may_leave_so_much_on_the_table(setting: str, found: bool, tmp_path: Path) -> None:
    plan = plans.document(change(VOLUME, GP2), change(INSTANCE, {"instance_type": "m5.large"}))
    assert bool(savings(plan, setting, tmp_path)) is found


def test_finding_names_what_would_save(tmp_path: Path) -> None:
    (finding,) = savings(plans.document(change(VOLUME, GP2)), "{level: fail, max: 1}", tmp_path)
    assert finding["message"] == (
        "The change leaves $2.00 a month on the table, the limit is $1.00: aws_ebs_volume.a (gp3, $2.00)"
    )
    assert (finding["level"], finding["amount"]) == ("fail", "2")


def test_what_stays_as_it_is_counts_only_if_all_is_set(tmp_path: Path) -> None:
    plan = plans.document(unchanged(VOLUME, GP2))
    assert not savings(plan, "{max: 1}", tmp_path)
    assert savings(plan, "{max: 1, all: true}", tmp_path)


def test_past_result_cannot_tell_what_could_be_saved(tmp_path: Path) -> None:
    settings, result = tmp_path / "costgate.yml", tmp_path / "result.json"
    settings.write_text("version: 1\npolicies:\n  savings: {level: fail, max: 0}\n")
    arguments = edited.written(tmp_path, plans.document(change(VOLUME, GP2)), {})
    assert costgate("check", *arguments, "--config", settings, "--output", f"json={result}").code == 1
    assert "would pass (failed then)" in costgate("simulate", "--policy", settings, result).out


def test_check_does_not_look_for_savings_unless_a_policy_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("costgate.recommend.recommend", never)
    arguments = edited.written(tmp_path, plans.document(change(VOLUME, GP2)), {})
    assert costgate("check", *arguments).code == 0
