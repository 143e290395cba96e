"""The AWS examples cost the same once the real provider has planned them, with its defaults and what it does not know.

Every example becomes a resource of one configuration. What the provider requires and the example leaves out is a value
that only apply tells; what the provider refuses is left out of the configuration, resource by resource.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from costgate.model import Resource
from costgate.plan import Plan, parse
from costgate.pricing import Side, itemise
from costgate.resources.marks import BilledTogether, Elements, Ref
from costgate.resources.registry import model_of
from costgate.resources.signature import parameters, reads
from tests.examples import DATE, REGIONS, cases, written
from tests.terraform import Terraform

LATER = "${terraform_data.later.output}"
ARN = re.compile(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+")
SOME_ARN = "arn:aws:iam::123456789012:role/example"

PROVIDER = {
    "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
    "provider": {
        "aws": {
            "region": REGIONS["aws"],
            "access_key": "none",
            "secret_key": "none",
            "skip_credentials_validation": True,
            "skip_requesting_account_id": True,
            "skip_metadata_api_check": True,
        }
    },
}

ENOUGH = 600
"""So many examples are compared: that the provider refuses them all would not be noticed otherwise."""

IDENTITIES = {
    "id": "",
    "arn": "",
    "bucket": "aws_s3_bucket",
    "cluster_identifier": "_cluster",
    "family": "aws_ecs_task_definition",
    "function_name": "aws_lambda_function",
    "identifier": "aws_db_instance",
    "replication_group_id": "aws_elasticache_replication_group",
}
"""Attributes that others name a resource by, and how the types end that are named so."""

OTHERWISE = {"an endpoint lists the subnets that associations have added"}
"""Examples of what no configuration says."""


@cache
def asks(type_: str) -> frozenset[Any]:
    """What the model of a type depends on besides attributes; BilledTogether: on all alike in the plan."""
    model = model_of(type_, "aws")
    assert model is not None
    return reads(model).asks


@cache
def read_by(type_: str) -> frozenset[str]:
    """The attributes that the model of a type reads."""
    model = model_of(type_, "aws")
    assert model is not None
    params = parameters(model)
    refs = [a.split(".")[0] for p in params if isinstance(p.kind, Ref) for a in p.kind.attributes.split()]
    return frozenset({p.source for p in params if p.kind is None or isinstance(p.kind, Elements)} | set(refs))


class Written(NamedTuple):
    """An example as configuration: its own address, the addresses of all its resources, and their blocks by address."""

    case: Mapping[str, Any]
    address: str
    names: Mapping[str, str]
    blocks: Mapping[str, dict[str, Any]]


class Writer:
    """Writes the blocks of one example, by the provider's schema. `altered` are attributes that it does not say so."""

    def __init__(self) -> None:
        self.altered: set[str] = set()

    def block(self, schema: Mapping[str, Any], values: Mapping[str, Any], top: str = "") -> dict[str, Any]:
        """`values` as far as a configuration may set them, and what it must."""
        attributes, nested = schema.get("attributes", {}), schema.get("block_types", {})
        found: dict[str, Any] = {}
        for name, value in values.items():
            told = top or name
            if value is None or value in ([], {}):
                continue
            if name in nested:
                blocks = value if isinstance(value, list) else [value]
                found[name] = [self.block(nested[name]["block"], block, told) for block in blocks]
            elif (top or name != "id") and (attribute := attributes.get(name)) and _is_settable(attribute):
                found[name] = self.valid(name, value, told)
            else:
                self.altered.add(told)
        for name, attribute in attributes.items():
            if attribute.get("required") and name not in found:
                found[name] = [LATER] if _is_list(attribute) else LATER
                self.altered.add(top or name)
        for name, block in nested.items():
            if block.get("min_items") and name not in found:
                found[name] = [self.block(block["block"], {}, top or name)]
        return found

    def valid(self, name: str, value: Any, told: str) -> Any:
        """`value`, but for ARNs that only look a little like one."""
        if not isinstance(value, str) or value.startswith("${") or ARN.fullmatch(value):
            return value
        if value.startswith("arn:") or name.endswith(("_arn", "role")):
            self.altered.add(told)
            return SOME_ARN
        return value


def _is_settable(attribute: Mapping[str, Any]) -> bool:
    return bool(attribute.get("optional") or attribute.get("required"))


def _is_list(attribute: Mapping[str, Any]) -> bool:
    kind = attribute.get("type")
    return isinstance(kind, list) and kind[0] in ("list", "set")


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {k: _mapped(v, change) for k, v in value.items()}
    if isinstance(value, list):
        return [_mapped(v, change) for v in value]
    return change(value) if isinstance(value, str) else value


def referring(resources: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The resources of an example, with references in the place of each other's ids, names and ARNs.

    The names themselves become the example's own: all examples stand in one plan.
    """
    owners = {
        str(values[name]): (address, name)
        for address, values in resources.items()
        for name, ending in IDENTITIES.items()
        if values.get(name) and address.split(".")[0].endswith(ending)
    }

    def change(own: str) -> Callable[[str], str]:
        def changed(text: str) -> str:
            owner, name = owners.get(text, (own, ""))
            if owner != own:
                return f"${{{names[owner]}.{name}}}"
            return f"{names[own].split('.')[1].split('_')[0]}-{text}" if name and ":" not in text else text

        return changed

    return {address: _mapped(values, change(address)) for address, values in resources.items()}


def _is_joined(address: str, resources: Mapping[str, Any], names: Mapping[str, str]) -> bool:
    """True if a resource refers to another one of its example, or is referred to: by names alone they would mix."""
    others = json.dumps([values for a, values in resources.items() if a != address])
    return "${" in json.dumps(resources[address]) or f"${{{names[address]}." in others


def examples(schemas: Mapping[str, Any]) -> Iterator[Written]:
    """The AWS examples that a configuration can say, in the usual region and on the usual day."""
    for number, (vendor, type_, case) in enumerate(cases()):
        resources = {f"{type_}.example": case.get("values") or {}, **(case.get("with") or {})}
        here = vendor == "aws" and not case.get("region") and not case.get("date")
        if not here or BilledTogether in asks(type_) or not all(a.split(".")[0] in schemas for a in resources):
            continue
        names = {a: f"{a.split('.')[0]}.c{number}_{a.split('.')[1]}" for a in resources}
        writer = Writer()
        joined = referring(resources, names)
        if not all(_is_joined(a, joined, names) for a in case.get("with") or ()):
            continue
        blocks = {names[a]: writer.block(schemas[a.split(".")[0]]["block"], values) for a, values in joined.items()}
        if not writer.altered & read_by(type_) and case["case"] not in OTHERWISE:
            yield Written(case, names[f"{type_}.example"], names, blocks)


class Workshop:
    """A folder in which a configuration is written, refused in part, and planned."""

    def __init__(self, folder: Path) -> None:
        self.terraform = Terraform(folder)
        self.file = folder / "main.tf.json"
        self.file.write_text(json.dumps(PROVIDER))
        self.terraform.begin()
        found = json.loads(self.terraform("providers", "schema", "-json"))["provider_schemas"]
        self.schemas = found["registry.terraform.io/hashicorp/aws"]["resource_schemas"]

    def planned(self) -> tuple[Plan, list[Written]]:
        """The plan of all examples that the provider takes, and these."""
        left = list(examples(self.schemas))
        while refused := self.refused(left):
            left = [e for e in left if not refused & set(e.blocks)]
            if self.file.with_name("tfplan").exists():  # they were refused while it planned, which it did of the rest
                break
        document = {**json.loads(self.terraform("show", "-json", "tfplan")), "timestamp": f"{DATE}T00:00:00Z"}
        return parse(json.dumps(document).encode(), "plan.json", "examples"), left

    def refused(self, left: list[Written]) -> set[str]:
        """The addresses in these examples that the provider finds a mistake in; none if all are planned."""
        resources: dict[str, dict[str, Any]] = {"terraform_data": {"later": {"input": "later"}}}
        for example in left:
            for address, block in example.blocks.items():
                type_, name = address.split(".")
                resources.setdefault(type_, {})[name] = block
        self.file.write_text(json.dumps({**PROVIDER, "resource": resources}))
        said = self.terraform("plan", "-json", "-refresh=false", "-out=tfplan", check=False).decode().splitlines()
        wrong = [found["diagnostic"] for line in said if (found := json.loads(line))["@level"] == "error"]
        places = [w.get("address") or (w.get("snippet") or {}).get("context") or json.dumps(w) for w in wrong]
        matches = [re.search(r"(aws_\w+)\.(c\d+_\w+)", place) for place in places]
        assert all(matches), f"a mistake of no resource: {places}"
        return {match[0] for match in matches if match}


def found(plan: Plan, resource: Resource, example: Written) -> list[str]:
    """The bill and the gaps of an example's resource, once planned."""
    own = {address: name for name, address in example.names.items()}
    stated = example.case.get("usage_with") or {}

    def usage_of(of: Resource) -> Mapping[str, Any]:
        usage: Mapping[str, Any] = stated.get(own.get(of.address), {})
        return usage

    bill = itemise(resource, Side(plan.graph, after=True, usage_of=usage_of), example.case.get("usage") or {})
    return sorted([written(c) for c in bill.components] + [g.reason for g in bill.gaps])


def test_example_costs_the_same_once_its_provider_has_planned_it(tmp_path: Path) -> None:
    plan, planned = Workshop(tmp_path).planned()
    sides = {c.address: c.after for c in plan.changes}
    wrong = []
    for example in planned:
        side = sides[example.address]
        assert side is not None
        bill = found(plan, side, example)
        if bill != sorted((example.case.get("components") or []) + (example.case.get("gaps") or [])):
            wrong.append(f"{example.address} {example.case['case']}: {bill}")
    assert not wrong, "\n".join(wrong)
    assert len(planned) >= ENOUGH
