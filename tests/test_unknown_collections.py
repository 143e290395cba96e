"""How many elements a collection has is told by the configuration, even while nobody knows the elements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from costgate import plan
from costgate.pricing import Bill, Side, itemise


def bill_of_endpoint(references: list[str] | None, keys: list[int | str]) -> Bill:
    """The bill of aws_vpc_endpoint.e[0], whose subnet_ids refer to instances of aws_subnet.p that have `keys`."""
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
        "address": "aws_vpc_endpoint.e[0]",
        "type": "aws_vpc_endpoint",
        "name": "e",
        "index": 0,
        "change": {**created, "after": {"vpc_endpoint_type": "Interface"}, "after_unknown": {"subnet_ids": True}},
    }
    expressions: dict[str, Any] = {"subnet_ids": {"references": references}} if references else {}
    blocks = [
        {"address": "aws_subnet.p", "mode": "managed", "type": "aws_subnet", "name": "p", "expressions": {}},
        {
            "address": "aws_vpc_endpoint.e",
            "mode": "managed",
            "type": "aws_vpc_endpoint",
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
    (change,) = (c for c in read.changes if c.type == "aws_vpc_endpoint")
    assert change.after is not None
    return itemise(change.after, Side(read.graph, after=True), {})


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
