"""Closed loops: parameters are the providers' attributes, usage keys the usage file's, the schemas the code's.

What is compared with lies beside the checkout, not in it: where it is absent, those tests are skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import pytest
import yaml

from costgate import config
from costgate.reporters import json as report
from costgate.resources.components import Block
from costgate.resources.decode import FromUsage, Param, Ref, ReferredBy, parameters, usage_keys
from costgate.resources.registry import (
    VENDORS,
    free_providers,
    free_types,
    is_usage_only,
    model_of,
    priced_types,
    taggable_types,
)
from tests.conftest import ROOT
from tests.test_decode import block_of, typed
from tools import schemas

SHARED = ROOT.parent / "shared"
PROVIDERS = {"aws": "aws", "azure": "azurerm", "google": "google"}

OWN_KEYS: Mapping[str, frozenset[str]] = {}
"""Usage keys that Infracost's file does not have, by type: what costgate asks for besides."""

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
    """What a resource or a block has."""
    return {*schema.get("a", {}), *schema.get("b", {}), *schema.get("c", ()), *schema.get("oc", ())}


def inner(schema: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The schema of a nested block; None of an attribute, whose inside the schema may not tell."""
    block = schema.get("b", {}).get(name)
    return block[1] if block else None


def model(vendor: str, type_: str) -> Callable[..., Any]:
    """The model of a type."""
    found = model_of(type_, vendor)
    assert found is not None
    return found


def types_of(vendor: str, type_: str) -> list[str]:
    """The types that share a model."""
    return [t for t in priced_types(vendor) if model(vendor, t) is model(vendor, type_)]


def strange(of: Callable[..., Any], known: list[Mapping[str, Any]], place: str, vendor: str) -> Iterator[str]:
    """What a model or block reads and none of the schemas has."""
    hints = typed(of)
    for param in parameters(of):
        where = f"{place}.{param.source}"
        if isinstance(param.kind, (Ref, ReferredBy)):
            yield from _strange_reference(param, hints[param.name], known, place, vendor)
        elif param.kind is None:
            if not any(param.source in attributes(s) for s in known):
                yield where
            elif block := block_of(hints[param.name]):
                inside = [i for s in known if (i := inner(s, param.source)) is not None]
                if inside:
                    yield from strange(block, inside, where, vendor)


def _strange_reference(
    param: Param, hint: Any, known: list[Mapping[str, Any]], place: str, vendor: str
) -> Iterator[str]:
    block = block_of(hint)
    assert block is not None, f"{place}.{param.name} is a block"
    if isinstance(param.kind, Ref):
        targets = param.kind.types.split()
        for attribute in param.kind.attributes.split():
            if not any(_has(s, attribute) for s in known):
                yield f"{place}.{attribute} (Ref)"
    else:
        assert isinstance(param.kind, ReferredBy)
        targets = [param.kind.type]
        if targets[0] in provider(vendor) and not _has(provider(vendor)[targets[0]], param.kind.attribute):
            yield f"{targets[0]}.{param.kind.attribute} (ReferredBy)"
    schemas_ = [provider(vendor)[t] for t in targets if t in provider(vendor)]
    if len(schemas_) < len(targets):
        yield f"{place}: one of {targets} is no type of the provider"
    if (block, *targets) not in _followed:
        _followed.add((block, *targets))
        try:
            yield from strange(block, schemas_, "/".join(targets), vendor)
        finally:
            _followed.discard((block, *targets))


_followed: set[tuple[Any, ...]] = set()
"""References that are being looked into: a model may follow its own type."""


def _has(schema: Mapping[str, Any], dotted: str) -> bool:
    name, _, rest = dotted.partition(".")
    if name not in attributes(schema):
        return False
    inside = inner(schema, name)
    return not rest or inside is None or _has(inside, rest)


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_model_reads_only_attributes_that_its_provider_has(vendor: str, type_: str) -> None:
    if is_usage_only(type_):
        assert not [p.source for p in parameters(model(vendor, type_)) if p.kind is None]
        return
    known = [provider(vendor)[t] for t in types_of(vendor, type_) if t in provider(vendor)]
    assert known, f"{type_} is no type of the provider"
    assert not list(strange(model(vendor, type_), known, type_, vendor))


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_model_reads_an_attribute_as_what_it_is(vendor: str, type_: str) -> None:
    """Numbers as numbers, lists as tuples: a list read as a text would be refused in every plan."""
    wrong = []
    hints = typed(model(vendor, type_))
    for param in parameters(model(vendor, type_)):
        stated = {provider(vendor)[t]["a"].get(param.source) for t in types_of(vendor, type_) if t in provider(vendor)}
        kinds = {s.partition("(")[0] for s in stated if s}
        if param.kind is None and kinds:
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
        key = re.sub(r"\[\d+\]$", "", name)
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


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_usage_key_is_one_of_infracosts_or_listed_here(vendor: str, type_: str) -> None:
    known: dict[str, Any] = {}
    for each in types_of(vendor, type_):
        _merge(known, usage_example().get(each, {}))
    assert set(extra(usage_keys(model(vendor, type_)), known)) == OWN_KEYS.get(type_, frozenset())


def test_own_keys_are_of_models_that_there_are() -> None:
    assert set(OWN_KEYS) <= {t for v in VENDORS for t in priced_types(v)}


@pytest.mark.parametrize(("vendor", "type_"), TYPES)
def test_usage_keys_are_not_attributes(vendor: str, type_: str) -> None:
    """A reader must be able to tell what the usage file states from what the plan does."""
    names = [p.source for p in parameters(model(vendor, type_)) if p.kind is None]
    stated = [p.source for p in parameters(model(vendor, type_)) if p.kind is FromUsage]
    assert not set(names) & set(stated)


# Types


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_type_is_both_priced_and_free(vendor: str) -> None:
    assert not set(priced_types(vendor)) & free_types(vendor)


@pytest.mark.parametrize("vendor", VENDORS)
def test_type_belongs_to_its_vendor(vendor: str) -> None:
    prefix = f"{PROVIDERS[vendor]}_"
    for type_ in (*priced_types(vendor), *free_types(vendor), *taggable_types(vendor)):
        assert type_.startswith(prefix), type_


@pytest.mark.parametrize("vendor", VENDORS)
def test_free_types_are_types_of_the_provider(vendor: str) -> None:
    assert not free_types(vendor) - set(provider(vendor))


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

    made = report.render(Report(CostDiff(()), Verdict(), CatalogueInfo("v", "2026-08-01", "2026-08-01"), "0"))
    jsonschema.validate(msgspec.json.decode(made), report.schema())


def test_blocks_are_frozen_and_take_keywords() -> None:
    for vendor in VENDORS:
        for type_ in priced_types(vendor):
            for hint in typed(model(vendor, type_)).values():
                if block := block_of(hint):
                    assert issubclass(block, Block)
                    assert block.__struct_config__.frozen, block
                    assert not block.__match_args__, block
