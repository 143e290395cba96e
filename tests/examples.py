"""Examples of cost models: what a resource's bill consists of, without prices.

tests/examples/<vendor>/<type>.yaml is a list of cases:

    - case: hours and processed data
      values: {connectivity_type: public}              # attributes, as in a plan
      usage: {monthly_data_processed_gb: 100}          # optional: the usage file's entry
      with: {aws_subnet.a: {id: subnet-1}}             # optional: other resources of the plan
      usage_with: {aws_subnet.a: {key: 1}}             # optional: the usage file's entries of those
      components:
      - NAT gateway | AmazonEC2 | NatGateway-Hours | - | - | 730 Hours
      - Data processed | AmazonEC2 | NatGateway-Bytes | - | - | 100 GB

A component is `[group /] name | service | meter | operation | purchase | quantity unit [x count]`; "-" is a
default, "?" a quantity that depends on usage. `region` (optional) is where the resource is, `date` when it is planned
(2026-11-01), `unpriced` why the catalogue lacks a price. `python -m tests.examples TYPE...` fills in the components,
to be reviewed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from costgate import plan
from costgate.model import CostComponent
from costgate.pricing import Bill, Side, itemise
from costgate.resources.registry import model_of

FOLDER = Path(__file__).parent / "examples"
REGIONS = {"aws": "us-east-1", "azure": "eastus", "google": "us-central1"}
"""Where examples are unless they say otherwise: the regions whose prices are the most complete."""
DATE = "2026-11-01"
"""When examples are planned unless they say otherwise: some charges begin on a date."""


def cases() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(vendor, type, case) of every example."""
    for file in sorted(FOLDER.glob("*/*.yaml")):
        for case in yaml.safe_load(file.read_text()):
            yield file.parent.name, file.stem, case


def bill_of(vendor: str, type_: str, case: Mapping[str, Any]) -> Bill:
    """The bill of a case: its resource stands in a plan of its own, together with those under `with`."""
    providers = {"aws": "aws", "azure": "azurerm", "google": "google"}
    address = f"{type_}.example"
    resources = {address: case.get("values") or {}, **(case.get("with") or {})}
    changes = [
        {
            "address": a,
            "type": a.split(".")[0],
            "name": a.split(".")[1],
            "change": {"actions": ["create"], "before": None, "after": {"region": None, **values}, "after_unknown": {}},
        }
        for a, values in resources.items()
    ]
    region = {"constant_value": case.get("region", REGIONS[vendor])}
    key = {"aws": "region", "azure": "location", "google": "region"}[vendor]
    provider = providers[vendor]
    document = {
        "format_version": "1.2",
        "timestamp": f"{case.get('date', DATE)}T00:00:00Z",
        "resource_changes": changes,
        "configuration": {"provider_config": {provider: {"name": provider, "expressions": {key: region}}}},
    }
    read = plan.parse(msgspec.json.encode(document), "example", "example")
    (change,) = (c for c in read.changes if c.address == address)
    assert change.after is not None
    stated = case.get("usage_with") or {}
    side = Side(read.graph, after=True, usage_of=lambda resource: stated.get(resource.address, {}))
    return itemise(change.after, side, case.get("usage") or {})


def written(component: CostComponent) -> str:
    """A component in one line."""
    query = component.price
    quantity = "?" if component.quantity is None else f"{_plain(component.quantity)}"
    name = f"{component.group} / {component.name}" if component.group else component.name
    count = f" x {_plain(component.count)}" if component.count != 1 else ""
    purchase = "-" if query.purchase == "on_demand" else query.purchase
    place = f" @ {query.region}" if query.region else ""
    words = (
        name,
        query.service,
        query.meter + place,
        query.operation or "-",
        purchase,
        f"{quantity} {component.unit}{count}",
    )
    return " | ".join(words)


def _plain(number: Decimal) -> str:
    return f"{round(number, 9):f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def rewrite(types: Sequence[str]) -> None:
    """Fill in the components of every example of `types` (all if it is empty); review the difference."""
    files = {file.stem: file for file in sorted(FOLDER.glob("*/*.yaml"))}
    for type_ in types:
        if type_ not in files:
            raise SystemExit(f"There is no example of {type_}: write tests/examples/<vendor>/{type_}.yaml")
    for type_, file in files.items():
        if types and type_ not in types:
            continue
        if model_of(type_, file.parent.name) is None:
            raise SystemExit(f"There is no cost model of {type_}: is it spelt so in the @resource(...) of a model?")
        listed = yaml.safe_load(file.read_text())
        for case in listed:
            bill = bill_of(file.parent.name, file.stem, case)
            case["components"] = [written(c) for c in bill.components]
            case.pop("gaps", None)
            if bill.gaps:
                case["gaps"] = [g.reason for g in bill.gaps]
        file.write_text(yaml.safe_dump(listed, sort_keys=False, width=1000, allow_unicode=True))


if __name__ == "__main__":
    rewrite(sys.argv[1:])
