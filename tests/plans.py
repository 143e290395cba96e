"""Plans for tests: small ones built in place, and the recorded ones of tests/data.

    plan = read(change("aws_instance.web", {"instance_type": "t3.micro"}))
    diff = priced(change("aws_ebs_volume.data", {"size": 10}, before={"size": 20}, actions=["update"]), catalogue=...)

tests/data/diffs holds plans that Terraform 1.11.4 made with the AWS provider 5.100.0 of one stack of 30 resources,
one file a scenario; tests/data/bad holds broken and hostile inputs, with what is expected of each in EXPECT.json.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from costgate import __main__ as main
from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.ingest import shards
from costgate.model import ProjectDiff, ResourceChange, ResourceDiff
from costgate.plan import Plan, RegionDefaults, load_plan, parse
from costgate.usage import Usage

DATA = Path(__file__).parent / "data"

_ADDRESS = re.compile(r"(?:(module\..*)\.)?(data\.)?([a-z0-9_]+)\.([a-z0-9_]+)(?:\[(.*)\])?", re.DOTALL)


def named(address: str) -> dict[str, Any]:
    """What an entry says of itself besides its values: type, name, module and instance key, taken from the address."""
    match = _ADDRESS.fullmatch(address)
    assert match, address
    module, data, type_, name, index = match.groups()
    found: dict[str, Any] = {
        "address": address,
        "mode": "data" if data else "managed",
        "type": type_,
        "name": name,
        "provider_name": f"registry.terraform.io/hashicorp/{type_.partition('_')[0]}",
    }
    if module:
        found["module_address"] = module
    if index is not None:
        found["index"] = int(index) if index.isdigit() else msgspec.json.decode(index)
    return found


def change(
    address: str,
    after: Mapping[str, Any] | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    actions: Iterable[str] = ("create",),
    unknown: Any = None,
    sensitive: Any = None,
    importing: Any = None,
    **entry: Any,
) -> dict[str, Any]:
    """An entry of `resource_changes`, as Terraform writes it."""
    inner: dict[str, Any] = {
        "actions": list(actions),
        "before": before,
        "after": after,
        "after_unknown": unknown or {},
        "before_sensitive": False if before is None else {},
        "after_sensitive": sensitive or {},
    }
    if importing is not None:
        inner["importing"] = importing
    return {**named(address), "change": inner, **entry}


def unchanged(address: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """An entry that the plan leaves as it is."""
    return change(address, values, before=values, actions=["no-op"])


def standing(address: str, values: Mapping[str, Any], **entry: Any) -> dict[str, Any]:
    """An entry of a state's `resources`."""
    found = {**named(address), "values": values, **entry}
    found.pop("module_address", None)
    return found


def state(resources: Iterable[dict[str, Any]], modules: Mapping[str, Iterable[dict[str, Any]]] | None = None) -> Any:
    """`values` of a state: the root's resources, and those of child modules by module address."""
    children = [{"address": a, "resources": list(r)} for a, r in (modules or {}).items()]
    return {"root_module": {"resources": list(resources), "child_modules": children}}


def block(address: str, expressions: Mapping[str, Any] | None = None, provider: str = "") -> dict[str, Any]:
    """A resource block of the configuration."""
    found = named(address)
    key = provider or found["type"].partition("_")[0]
    return {**found, "provider_config_key": key, "expressions": expressions or {}}


def constant(value: Any) -> dict[str, Any]:
    """An expression that is a constant."""
    return {"constant_value": value}


def refers(*references: str) -> dict[str, Any]:
    """An expression that refers to other things."""
    return {"references": list(references)}


def module(
    *resources: dict[str, Any],
    calls: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A module of the configuration."""
    return {
        "resources": list(resources),
        "module_calls": dict(calls or {}),
        "outputs": {k: {"expression": v} for k, v in (outputs or {}).items()},
        "variables": dict(variables or {}),
    }


def call(inner: dict[str, Any], **expressions: Any) -> dict[str, Any]:
    """A `module` block."""
    return {"source": "./module", "module": inner, "expressions": expressions}


def provider(region: Any = None, **entry: Any) -> dict[str, Any]:
    """A provider configuration; `region` is a name, an expression, or None."""
    expression = {} if region is None else {"region": region if isinstance(region, dict) else constant(region)}
    return {"name": "aws", "expressions": expression, **entry}


def configuration(root: dict[str, Any] | None = None, **providers: Any) -> dict[str, Any]:
    """`configuration`: the root module, and provider configurations by key; AWS in us-east-1 unless some are given."""
    return {"provider_config": providers or {"aws": provider("us-east-1")}, "root_module": root or module()}


def document(*changes: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    """A plan's JSON. A part that is given as ... is left out."""
    made = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        "configuration": configuration(),
        "timestamp": "2026-08-01T00:00:00Z",
        **envelope,
    }
    return {k: v for k, v in made.items() if v is not ...}


def encode(*changes: dict[str, Any], **envelope: Any) -> bytes:
    """A plan's JSON text."""
    return msgspec.json.encode(document(*changes, **envelope))


def read(*changes: dict[str, Any], defaults: RegionDefaults | None = None, **envelope: Any) -> Plan:
    """A plan of these changes."""
    return parse(encode(*changes, **envelope), "plan.json", "plan", defaults or RegionDefaults())


def only(plan: Plan) -> ResourceChange:
    """The plan's one change."""
    (found,) = plan.changes
    return found


def messages(plan: Plan | ProjectDiff, *, loud: bool | None = None) -> str:
    """The plan's notes, one a line; only the loud or the quiet ones if asked."""
    return "\n".join(n.message for n in plan.notes if loud is None or n.loud is loud)


def priced(
    *changes: dict[str, Any],
    catalogue: Catalogue,
    usage: Usage | None = None,
    defaults: RegionDefaults | None = None,
    **envelope: Any,
) -> ProjectDiff:
    """A plan of these changes, priced."""
    return compare(read(*changes, defaults=defaults, **envelope), catalogue, usage or Usage())


def of(diff: ProjectDiff, address: str) -> ResourceDiff:
    """The one resource at an address."""
    (found,) = (r for r in diff.resources if r.change.address == address)
    return found


def recorded(scenario: str) -> Path:
    """The plan of a scenario of tests/data/diffs."""
    return stored(DATA / "diffs" / f"{scenario}.json")


def stored(path: Path) -> Path:
    """A file of tests/data, which is compressed if it is large."""
    return path if path.exists() else path.with_name(f"{path.name}.gz")


def load(scenario: str) -> Plan:
    """The plan of a scenario, read."""
    return load_plan(str(recorded(scenario)), scenario)


PRICES = {
    ("BoxUsage:t3.micro", "RunInstances", "Hours"): "0.01",
    ("BoxUsage:t3.large", "RunInstances", "Hours"): "0.08",
    ("BoxUsage:m5.large", "RunInstances", "Hours"): "0.1",
    ("EBS:VolumeUsage.gp2", "", "GB-Months"): "0.1",
    ("EBS:VolumeUsage.gp3", "", "GB-Months"): "0.08",
}
"""Round prices of AmazonEC2 (meter, operation, unit) in us-east-1."""

FACTORS = {"us-east-1": 1, "eu-west-1": 2, "sa-east-1": 3}
"""What everything costs in other regions, compared with us-east-1."""


def write_catalogue(root: Path) -> Path:
    """A small catalogue in `root`, so that a test's amounts do not change with the embedded one."""
    root.mkdir(parents=True, exist_ok=True)
    source = {"title": "Prices of a test", "url": "https://example.com/prices", "as_of": "2026-08-01"}
    rows = {
        ("aws", "AmazonEC2", region): [
            shards.Row(meter, operation, "on_demand", unit, Decimal(0), Decimal(price) * factor, "", "test")
            for (meter, operation, unit), price in PRICES.items()
        ]
        for region, factor in FACTORS.items()
    }
    shards.write(root, rows, {"test": source})
    return root


class Answer(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


def costgate(*arguments: str | Path) -> Answer:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main.run([str(a) for a in arguments])
    return Answer(code, out.getvalue(), err.getvalue())
