"""Closed loops: parameters are the providers' attributes, usage keys the usage file's, the schemas the code's.

What is compared with lies beside the checkout, not in it: where it is absent, those tests are skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec
import pytest
import yaml

from costgate import config
from costgate import result as report
from costgate.model import VENDORS
from costgate.resources.components import Block
from costgate.resources.marks import Elements, Ref, ReferredBy
from costgate.resources.registry import (
    free_providers,
    free_types,
    is_usage_only,
    model_of,
    priced_types,
    taggable_types,
)
from costgate.resources.signature import parameters, usage_keys
from tests.conftest import ROOT
from tests.test_decode import block_of, typed
from tools import schemas

SHARED = ROOT.parent / "shared"
PROVIDERS = {"aws": "aws", "azure": "azurerm", "google": "google"}

ACTIVITIES = frozenset(
    {"monthly_data_movement_hrs", "monthly_external_pipeline_activity_hrs", "monthly_pipeline_activity_hrs"}
)

OWN_KEYS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("azurerm_cognitive_account", "azurerm_ai_services"),
        frozenset(
            {
                "monthly_content_moderator_transactions",
                "monthly_content_safety_images",
                "monthly_content_safety_text_records",
                "monthly_custom_vision_images",
                "monthly_custom_vision_training_hrs",
                "monthly_custom_vision_transactions",
                "monthly_document_custom_pages",
                "monthly_document_prebuilt_pages",
                "monthly_document_read_pages",
                "monthly_face_transactions",
                "monthly_faces_stored",
                "monthly_translation_chars",
                "monthly_translation_custom_chars",
                "monthly_translation_document_chars",
                "monthly_translation_overage_chars",
                "monthly_vision_group_1_transactions",
                "monthly_vision_group_2_transactions",
            }
        ),
    ),
    "azurerm_cognitive_deployment": frozenset(
        {
            "monthly_audio_cached_input_tokens",
            "monthly_audio_input_tokens",
            "monthly_audio_output_tokens",
            "monthly_file_search_storage_gb",
            "monthly_file_search_tool_calls",
            "monthly_fine_tuning_cached_input_tokens",
            "monthly_fine_tuning_training_tokens",
            "monthly_image_cached_input_tokens",
            "monthly_image_input_tokens",
            "monthly_image_output_tokens",
            "monthly_language_cached_input_tokens",
        }
    ),
    "aws_autoscaling_group": frozenset({"monthly_hrs"}),
    "aws_efs_file_system": frozenset({"archive_storage_gb", "monthly_elastic_read_gb", "monthly_elastic_write_gb"}),
    **dict.fromkeys(
        ("aws_globalaccelerator_endpoint_group", "aws_globalaccelerator_custom_routing_endpoint_group"),
        frozenset({"monthly_inbound_data_transfer_gb.middle_east", "monthly_outbound_data_transfer_gb.middle_east"}),
    ),
    "aws_lambda_function": frozenset({"monthly_snapstart_restores", "snapstart_versions"}),
    "aws_nat_gateway": frozenset({"availability_zones"}),
    "aws_neptune_cluster_instance": frozenset({"capacity_units_per_hr"}),
    "aws_s3_bucket": frozenset(
        {
            "glacier_instant_retrieval",
            "intelligent_tiering.archive_access_storage_gb",
            "intelligent_tiering.archive_instant_access_storage_gb",
            "intelligent_tiering.deep_archive_access_storage_gb",
        }
    ),
    "aws_ssm_activation": frozenset({"monthly_command_invocations", "monthly_sessions"}),
    "aws_wafv2_web_acl": frozenset({"monthly_bot_control_requests", "monthly_fraud_control_requests"}),
    **dict.fromkeys(
        ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule"),
        frozenset({"monthly_endpoint_data_gb"}),
    ),
    "google_compute_router_nat": frozenset({"nat_addresses"}),
    **dict.fromkeys(
        ("google_compute_instance", "google_container_cluster", "google_container_node_pool"),
        frozenset({"committed_use_term"}),
    ),
    "google_pubsub_topic": frozenset({"storage_gb"}),
    "google_storage_bucket": frozenset({"autoclass_objects", "soft_deleted_storage_gb"}),
    "azurerm_data_factory": ACTIVITIES | {"monthly_orchestration_runs"},
    "azurerm_data_factory_integration_runtime_azure": ACTIVITIES | {"monthly_data_flow_hrs"},
    "azurerm_data_factory_integration_runtime_managed": ACTIVITIES | {"monthly_hrs"},
    "azurerm_data_factory_integration_runtime_self_hosted": ACTIVITIES,
    "azurerm_search_service": frozenset({"monthly_semantic_queries"}),
    "azurerm_security_center_subscription_pricing": frozenset({"monthly_data_scanned_gb"}),
    "azurerm_mysql_flexible_server": frozenset({"monthly_io_operations"}),
    "azurerm_storage_account": frozenset(
        {
            "monthly_blob_changes",
            "monthly_geo_replication_data_transfer_gb",
            "provisioned_iops",
            "provisioned_throughput_mibps",
        }
    ),
    "azurerm_storage_share": frozenset({"provisioned_iops", "provisioned_throughput_mibps"}),
    "azurerm_lb": frozenset({"rules"}),
}
"""What costgate asks for besides, of types that Infracost's file has. Those that it lacks have keys of their own."""

TYPES = [pytest.param(v, t, id=t) for v in VENDORS for t in priced_types(v)]


@cache
def provider(vendor: str) -> Mapping[str, Any]:
    """Type -> attributes ("a"), blocks ("b") and computed attributes ("c", "oc") in the provider's schema."""
    file = SHARED / "schemas" / f"{PROVIDERS[vendor]}.json"
    if not file.exists():
        pytest.skip("the providers' schemas are not here")
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def attributes(schema: Mapping[str, Any]) -> set[str]:
    """What a resource or a block has, in any version of the provider."""
    own = {*schema.get("a", {}), *schema.get("b", {}), *schema.get("c", ()), *schema.get("oc", ())}
    return own | attributes(schema["f"]) if "f" in schema else own


def inner(schema: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The schema of a nested block; None of an attribute, whose inside the schema may not tell."""
    block = schema.get("b", {}).get(name) or schema.get("f", {}).get("b", {}).get(name)
    found: Mapping[str, Any] | None = block[1] if block else None
    return found


def model(vendor: str, type_: str) -> Callable[..., Any]:
    """The model of a type."""
    found = model_of(type_, vendor)
    assert found is not None
    return found


def types_of(vendor: str, type_: str) -> list[str]:
    """The types that share a model."""
    return [t for t in priced_types(vendor) if model(vendor, t) is model(vendor, type_)]


class Read(NamedTuple):
    """Something that a model reads, where it does, and whether that is in the schema there.

    A block or a list of attributes may be shared by models; then each part of it must fit one of them.
    """

    what: tuple[Any, ...]
    where: str
    known: bool


def reads(
    of: Callable[..., Any], known: list[Mapping[str, Any]], place: str, vendor: str, depth: int = 0
) -> Iterator[Read]:
    """What a model or a block reads of things with these schemas."""
    hints = typed(of)
    for param in parameters(of):
        where = f"{place}.{param.source}"
        block = block_of(hints[param.name])
        if isinstance(param.kind, Ref):
            for attribute in param.kind.attributes.split():
                yield Read((*param.kind.types.split(), attribute), f"{place}.{attribute}", _any(known, attribute))
            yield from _referred(block, param.kind.types.split(), vendor, depth)
        elif isinstance(param.kind, ReferredBy):
            types = param.kind.types.split()
            for type_ in types:
                target = provider(vendor).get(type_, {})
                yield Read((), f"{type_}.{param.kind.attribute}", _has(target, param.kind.attribute))
            yield from _referred(block, types, vendor, depth)
        elif param.kind is None or isinstance(param.kind, Elements):
            yield Read((of, param.source), where, _any(known, param.source))
            inside = [i for schema in known if (i := inner(schema, param.source)) is not None]
            if block and inside:
                yield from reads(block, inside, where, vendor, depth)


def _referred(block: type[Block] | None, types: list[str], vendor: str, depth: int) -> Iterator[Read]:
    assert block is not None, f"what is read of {types} is a block"
    for type_ in types:
        yield Read((type_,), type_, type_ in provider(vendor))
    if depth < FURTHEST:
        found = [provider(vendor)[t] for t in types if t in provider(vendor)]
        yield from reads(block, found, "/".join(types), vendor, depth + 1)


FURTHEST = 3
"""How many references are followed: a model may refer to its own type."""


def _any(known: list[Mapping[str, Any]], dotted: str) -> bool:
    return any(_has(schema, dotted) for schema in known)


def _has(schema: Mapping[str, Any], dotted: str) -> bool:
    name, _, rest = dotted.partition(".")
    if name not in attributes(schema):
        return False
    inside = inner(schema, name)
    return not rest or inside is None or _has(inside, rest)


@cache
def read_by(vendor: str, type_: str) -> list[Read]:
    """What the model of a type reads."""
    known = [provider(vendor)[t] for t in types_of(vendor, type_) if t in provider(vendor)]
    return list(reads(model(vendor, type_), known, type_, vendor))


@cache
def fitting(vendor: str) -> set[tuple[Any, ...]]:
    """Everything shared that fits somewhere."""
    return {r.what for t in priced_types(vendor) for r in read_by(vendor, t) if r.known and r.what}


BETA = frozenset({"google_tpu_v2_vm"})
"""Priced types of the beta provider alone, which the schemas do not have."""

PROVIDER_6 = frozenset(
    {
        "aws_appsync_channel_namespace",
        "aws_bedrockagentcore_agent_runtime",
        "aws_bedrockagentcore_agent_runtime_endpoint",
        "aws_bedrockagentcore_browser",
        "aws_bedrockagentcore_code_interpreter",
        "aws_bedrockagentcore_gateway",
        "aws_bedrockagentcore_gateway_target",
        "aws_bedrockagentcore_memory",
        "aws_bedrockagentcore_memory_strategy",
        "aws_bedrockagentcore_token_vault_cmk",
        "aws_billing_view",
        "aws_cloudwatch_log_transformer",
        "aws_cognito_managed_login_branding",
        "aws_connect_phone_number_contact_flow_association",
        "aws_ec2_allowed_images_settings",
        "aws_invoicing_invoice_unit",
        "aws_lakeformation_identity_center_configuration",
        "aws_lakeformation_lf_tag_expression",
        "aws_nat_gateway_eip_association",
        "aws_prometheus_query_logging_configuration",
        "aws_prometheus_resource_policy",
        "aws_quicksight_custom_permissions",
        "aws_quicksight_ip_restriction",
        "aws_quicksight_key_registration",
        "aws_quicksight_role_custom_permission",
        "aws_quicksight_user_custom_permission",
        "aws_s3_bucket_abac",
        "aws_s3vectors_index",
        "aws_s3vectors_vector_bucket",
        "aws_s3vectors_vector_bucket_policy",
        "aws_transfer_host_key",
        "aws_transfer_web_app_customization",
        "aws_vpclattice_domain_verification",
        "aws_wafv2_web_acl_rule_group_association",
        "aws_workspacesweb_browser_settings_association",
        "aws_workspacesweb_data_protection_settings_association",
        "aws_workspacesweb_identity_provider",
        "aws_workspacesweb_ip_access_settings_association",
        "aws_workspacesweb_network_settings_association",
        "aws_workspacesweb_session_logger",
        "aws_workspacesweb_session_logger_association",
        "aws_workspacesweb_trust_store",
        "aws_workspacesweb_trust_store_association",
        "aws_workspacesweb_user_access_logging_settings_association",
        "aws_workspacesweb_user_settings_association",
    }
)
"""Types that came with version 6 of the AWS provider: the schemas are those of version 5.
https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md"""

NEWER = frozenset(
    {
        "aws_dynamodb_contributor_insights.mode",
        "aws_ecs_capacity_provider.managed_instances_provider",
        "aws_nat_gateway.auto_provision_zones",
        "aws_nat_gateway.availability_mode",
        "aws_nat_gateway.availability_zone_address",
        "aws_nat_gateway.availability_zone_address.allocation_ids",
        "aws_nat_gateway.regional_nat_gateway_address",
        "azurerm_kubernetes_cluster.default_node_pool.node_public_ip_enabled",
        "azurerm_mysql_flexible_server.storage.log_on_disk_enabled",
        "google_cloud_run_service.template.gpu_zonal_redundancy_disabled",
        "google_cloud_run_service.template.node_selector",
        "google_cloud_run_service.template.spec.node_selector",
        "google_cloud_run_v2_service.template.gpu_zonal_redundancy_disabled",
        "google_cloud_run_v2_service.template.node_selector",
        "google_cloud_run_v2_service.template.spec.node_selector",
        "google_compute_image.snapshot_type",
        "google_compute_instance.boot_disk.initialize_params.replica_zones",
        "google_compute_instance.boot_disk.initialize_params.snapshot",
        "google_compute_instance_from_template.boot_disk.initialize_params.replica_zones",
        "google_compute_instance_from_template.boot_disk.initialize_params.snapshot",
        "google_compute_instance_template/google_compute_region_instance_template.disk.provisioned_throughput",
        "google_compute_instance_template/google_compute_region_instance_template.disk.storage_pool",
        "google_compute_machine_image.snapshot_type",
        "google_compute_snapshot.snapshot_type",
        "google_container_cluster.node_config.boot_disk",
        "google_container_cluster.node_config.ephemeral_storage_config",
        "google_container_cluster.node_config.storage_pools",
        "google_container_cluster.node_pool.node_config.boot_disk",
        "google_container_cluster.node_pool.node_config.ephemeral_storage_config",
        "google_container_cluster.node_pool.node_config.storage_pools",
        "google_container_node_pool.node_config.boot_disk",
        "google_container_node_pool.node_config.ephemeral_storage_config",
        "google_container_node_pool.node_config.storage_pools",
        "google_storage_transfer_job.transfer_spec.aws_s3_data_source.managed_private_network",
    }
)
"""Attributes that a provider has only by now, or in beta: the schemas tell those of a newer major version of
resources alone, not of blocks. https://registry.terraform.io/providers/hashicorp/google/latest/docs,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/nat_gateway,
https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_contributor_insights,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_capacity_provider"""


OLDER = frozenset({"aws_elasticache_replication_group.number_cache_clusters"})
"""Attributes of earlier versions of a provider than the schemas', which plans of them still have.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade"""


def unknown_to_the_provider(vendor: str, type_: str) -> list[str]:
    """What the model of a type reads that no schema has."""
    return [r.where for r in read_by(vendor, type_) if not r.known and r.what not in fitting(vendor)]


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_model_reads_only_attributes_that_its_provider_has(vendor: str, type_: str) -> None:
    if is_usage_only(type_):
        assert not [p.source for p in parameters(model(vendor, type_)) if p.kind is None]
        return
    if type_ in BETA | PROVIDER_6:
        return
    assert any(t in provider(vendor) for t in types_of(vendor, type_)), f"{type_} is no type of the provider"
    assert set(unknown_to_the_provider(vendor, type_)) <= NEWER | OLDER


def test_newer_and_older_attributes_are_read_and_in_no_schema() -> None:
    found = {where for v in VENDORS for type_ in priced_types(v) for where in unknown_to_the_provider(v, type_)}
    assert found >= NEWER | OLDER


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_model_reads_an_attribute_as_what_it_is(vendor: str, type_: str) -> None:
    """Numbers as numbers, lists as tuples: a list read as a text would be refused in every plan."""
    wrong = []
    hints = typed(model(vendor, type_))
    for param in parameters(model(vendor, type_)):
        stated = {provider(vendor)[t]["a"].get(param.source) for t in types_of(vendor, type_) if t in provider(vendor)}
        kinds = {s.partition("(")[0] for s in stated if s}
        if param.kind is None and kinds and not param.former:
            target = getattr(param.convert, "target", None)
            many = kinds <= {"list", "set"}
            if many != (target is None or block_of(hints[param.name]) is not None) and "map" not in kinds:
                wrong.append((param.source, kinds))
    assert not wrong


@cache
def usage_example() -> Mapping[str, Mapping[str, Any]]:
    """Type -> the keys of Infracost's example file, nested."""
    file = SHARED / "compat" / "infracost-usage-example.yml"
    if not file.exists():
        pytest.skip("the example of a usage file is not here")
    found: dict[str, dict[str, Any]] = {}
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    for address, keys in document["resource_usage"].items():
        _merge(found.setdefault(address.partition(".")[0], {}), keys or {})
    return found


def _merge(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for name, value in above.items():
        key = re.sub(r"\[\d+\]$|\..*", "", name)
        inside = below.setdefault(key, {})
        if isinstance(value, dict):
            _merge(inside, value)


def extra(keys: Mapping[str, Any], known: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """The keys that are not known, dotted."""
    for key, nested in keys.items():
        if key not in known:
            yield place + key
        else:
            yield from extra(nested, known[key], f"{place}{key}.")


def test_usage_keys_are_infracosts_where_its_file_has_the_type() -> None:
    asked = {}
    for vendor in VENDORS:
        for type_ in priced_types(vendor):
            known: dict[str, Any] = {}
            alike = [t for t in types_of(vendor, type_) if t in usage_example()]
            for each in alike:
                _merge(known, usage_example()[each])
            if alike and (own := frozenset(extra(usage_keys(model(vendor, type_)), known))):
                asked[type_] = own
    assert asked == OWN_KEYS


def words(keys: Mapping[str, Any]) -> Iterator[str]:
    """The words of which usage keys are made."""
    for key, nested in keys.items():
        yield from key.split("_")
        yield from words(nested)


def test_usage_keys_of_our_own_spell_time_as_infracosts_mostly_do() -> None:
    long = {"hour", "hours", "minute", "minutes", "second"}
    for vendor in VENDORS:
        for type_ in priced_types(vendor):
            if not any(t in usage_example() for t in types_of(vendor, type_)):
                assert not long & set(words(usage_keys(model(vendor, type_)))), f"{type_}: hrs, mins, secs"


# Types


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_type_is_both_priced_and_free(vendor: str) -> None:
    assert not set(priced_types(vendor)) & free_types(vendor)


@pytest.mark.parametrize("vendor", VENDORS)
def test_type_belongs_to_its_vendor(vendor: str) -> None:
    prefix = f"{PROVIDERS[vendor]}_"
    for type_ in (*priced_types(vendor), *free_types(vendor), *taggable_types(vendor)):
        assert type_.startswith(prefix), type_


GONE = frozenset(
    {
        *("aws_db_security_group", "aws_elasticache_security_group", "aws_redshift_security_group"),
        *("azurerm_api_management_property", "azurerm_policy_assignment", "azurerm_policy_remediation"),
        *("google_compute_organization_security_policy", "google_compute_organization_security_policy_association"),
        *("google_compute_organization_security_policy_rule", "google_project_service_identity"),
        *(f"google_compute_machine_image_iam_{kind}" for kind in ("binding", "member", "policy")),
    }
)
"""Free types of older or beta providers, which the schemas do not have."""


@pytest.mark.parametrize("vendor", VENDORS)
def test_free_types_are_types_of_the_provider(vendor: str) -> None:
    assert not free_types(vendor) - set(provider(vendor)) - GONE - PROVIDER_6


def test_types_of_version_6_are_known_here_and_in_no_schema() -> None:
    assert not PROVIDER_6 & set(provider("aws"))
    assert not PROVIDER_6 - free_types("aws") - set(priced_types("aws"))


def test_free_providers_are_none_whose_resources_are_priced() -> None:
    assert not set(free_providers()) & set(PROVIDERS.values())


@pytest.mark.parametrize("vendor", VENDORS)
def test_lists_are_sorted_and_name_a_type_once(vendor: str) -> None:
    folder = ROOT / "costgate" / "resources"
    for file in (folder / "free" / f"{vendor}.txt", folder / "taggable" / f"{vendor}.txt"):
        words = [line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
        listed = [w for w in words if w]
        assert len(listed) == len(set(listed)), file
        assert listed == sorted(listed), file


def is_map(schema: Mapping[str, Any], name: str) -> bool:
    """True if an attribute is a map of texts."""
    return str(schema.get("a", {}).get(name, "")).startswith("map(")


def takes_tags(vendor: str, schema: Mapping[str, Any]) -> bool:
    """The rule by which a type can be tagged, in its provider's schema."""
    match vendor:
        case "aws":
            return is_map(schema, "tags") and "tags_all" in attributes(schema)
        case "azure":
            return is_map(schema, "tags")
        case _:
            return is_map(schema, "labels")


@pytest.mark.parametrize("vendor", VENDORS)
def test_taggable_types_are_those_that_the_provider_lets_tag(vendor: str) -> None:
    expected = {t for t, schema in provider(vendor).items() if takes_tags(vendor, schema)}
    assert len(expected) > 100
    assert taggable_types(vendor) - expected == set()
    assert expected - taggable_types(vendor) == set()


# Schemas


@pytest.mark.parametrize("name", schemas.schemas())
def test_published_schema_is_what_the_code_says(name: str) -> None:
    assert (schemas.FOLDER / name).read_text(encoding="utf-8") == schemas.text(schemas.schemas()[name])


def test_every_published_schema_is_generated() -> None:
    assert {f.name for f in schemas.FOLDER.glob("*.json")} == set(schemas.schemas())


@pytest.mark.parametrize("name", schemas.schemas())
def test_published_schema_is_a_schema(name: str) -> None:
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(schemas.schemas()[name])


def test_configuration_schema_knows_every_policy() -> None:
    from costgate.policies import all_policies

    listed = json.dumps(config.schema())
    for ident in all_policies():
        assert f'"{ident}"' in listed


def test_report_schema_describes_a_report() -> None:
    import jsonschema

    from costgate.model import CostDiff, Verdict
    from costgate.report import CatalogueInfo, Report

    info = CatalogueInfo("v", "2026-08-01", "2026-08-01")
    made = report.encode(report.document(Report(CostDiff(()), Verdict(), info, "0")))
    jsonschema.validate(msgspec.json.decode(made), report.schema())
