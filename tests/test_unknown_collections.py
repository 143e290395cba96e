"""How many elements a collection has is told by the configuration, even while nobody knows the elements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from costgate import plan
from costgate.pricing import Bill, Side, itemise


def bill_of(
    type_: str, values: dict[str, Any], attribute: str, references: list[str] | None, keys: list[int | str]
) -> Bill:
    """The bill of e[0] of a type, of which an attribute refers to instances of aws_subnet.p that have `keys`."""
    created = {"actions": ["create"], "before": None}
    subnets = [
        {
            "address": f"aws_subnet.p[{msgspec.json.encode(k).decode()}]",
            "type": "aws_subnet",
            "name": "p",
            "index": k,
            "change": {**created, "after": {}, "after_unknown": {"id": True}},
        }
        for k in keys
    ]
    endpoint = {
        "address": f"{type_}.e[0]",
        "type": type_,
        "name": "e",
        "index": 0,
        "change": {**created, "after": values, "after_unknown": {attribute: True}},
    }
    expressions: dict[str, Any] = {attribute: {"references": references}} if references else {}
    blocks = [
        {"address": "aws_subnet.p", "mode": "managed", "type": "aws_subnet", "name": "p", "expressions": {}},
        {
            "address": f"{type_}.e",
            "mode": "managed",
            "type": type_,
            "name": "e",
            "expressions": expressions,
        },
    ]
    document = {
        "format_version": "1.2",
        "resource_changes": [endpoint, *subnets],
        "configuration": {"root_module": {"resources": blocks}},
    }
    read = plan.parse(msgspec.json.encode(document), "example", "example")
    (change,) = (c for c in read.changes if c.type == type_)
    assert change.after is not None
    return itemise(change.after, Side(read.graph, after=True), {})


def bill_of_endpoint(references: list[str] | None, keys: list[int | str]) -> Bill:
    """That of an endpoint, by its subnet_ids."""
    return bill_of("aws_vpc_endpoint", {"vpc_endpoint_type": "Interface"}, "subnet_ids", references, keys)


@pytest.mark.parametrize(
    ("references", "keys", "zones"),
    [
        pytest.param(["aws_subnet.p"], [0, 1, 2], 3, id="a splat is every instance"),
        pytest.param(["aws_subnet.p", "s.id", "s"], ["a", "b"], 2, id="so is a for"),
        pytest.param(["aws_subnet.p", "count.index"], [0, 1, 2], 1, id="count.index is one"),
        pytest.param(["aws_subnet.p[1].id", "aws_subnet.p[1]", "aws_subnet.p"], [0, 1, 2], 1, id="so is a key"),
        pytest.param(['aws_subnet.p["a"].id', 'aws_subnet.p["a"]', "aws_subnet.p"], ["a", "b"], 1, id="of a text"),
        pytest.param(None, [0, 1, 2], 1, id="what is not set is empty"),
    ],
)
def test_elements_are_counted_by_what_the_configuration_refers_to(
    references: list[str] | None, keys: list[int | str], zones: int
) -> None:
    bill = bill_of_endpoint(references, keys)
    assert bill.components[0].quantity == Decimal(730) * zones
    assert not bill.gaps


@pytest.mark.parametrize("references", [["local.subnets"], ["data.aws_subnets.x.ids", "data.aws_subnets.x"]])
def test_a_collection_that_nothing_tells_of_is_a_gap(references: list[str]) -> None:
    bill = bill_of_endpoint(references, [0])
    assert [g.reason for g in bill.gaps] == ["known only after apply: subnet_ids"]
    assert [c.name for c in bill.components] == ["Data processed"]


@pytest.mark.parametrize(
    ("kind", "references", "addresses"),
    [
        pytest.param("application", ["aws_subnet.p"], 3, id="as the configuration tells"),
        pytest.param("application", ["data.aws_subnets.x.ids", "data.aws_subnets.x"], 2, id="two at least"),
        pytest.param("network", ["data.aws_subnets.x.ids", "data.aws_subnets.x"], 1, id="or one"),
    ],
)
def test_a_load_balancer_has_the_addresses_that_are_certain_and_no_gap(
    kind: str, references: list[str], addresses: int
) -> None:
    bill = bill_of("aws_lb", {"load_balancer_type": kind}, "subnets", references, [0, 1, 2])
    assert [c.quantity for c in bill.components if "IPv4" in c.name] == [Decimal(730) * addresses]
    assert not bill.gaps
