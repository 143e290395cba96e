"""Where a number comes from: for every line of the bill, the plan attributes and usage entries behind it.

A line depends on an input if it looks different once the input does. So the model is asked again with each input
changed in turn, and no model has to say what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from costgate.catalogue import Catalogue
from costgate.model import CostComponent, Gap, LineItem, Resource
from costgate.pricing import Bill, Side, itemise, masked, price
from costgate.resources.components import Unpriced
from costgate.resources.decode import Decoder, Input, InvalidValueError, MissingError
from costgate.resources.registry import model_of


class Evidence(Struct, frozen=True):
    """A line, and what its quantity and meter come from."""

    line: LineItem | Gap
    inputs: tuple[Input, ...]


def explain(
    resource: Resource, side: Side, catalogue: Catalogue, usage: Mapping[str, Any]
) -> tuple[Bill, list[Evidence]]:
    """The bill of `resource`, and the evidence of each of its lines. Values that are sensitive are masked."""
    bill = itemise(resource, side, usage, record=True)
    dependants = {i: _changed_by(i, resource, side, usage, bill) for i in bill.inputs}
    found = []
    for component in bill.components:
        inputs = tuple(_shown(i, bill) for i in bill.inputs if component in dependants[i] and i.value not in (None, ""))
        line = masked(price(resource, component, bill.region or "", catalogue), bill.sensitive)
        found.append(Evidence(line, inputs))
    return bill, found


def _changed_by(
    changed: Input, resource: Resource, side: Side, usage: Mapping[str, Any], bill: Bill
) -> list[CostComponent]:
    """The components that are not the same when `changed` has another value.

    A model that cannot take that value, and could take the other, stops at the line which needs it.
    """
    model = model_of(resource.type, resource.vendor)
    assert model is not None, "a bill has a model"
    again: list[CostComponent] = []
    reached = len(bill.components)
    try:
        for component in model(**Decoder(side, usage, changed=changed.path).arguments(model, resource)):
            again.append(component)  # noqa: PERF402 - those before the exception are kept
    except (Unpriced, MissingError, InvalidValueError) as error:
        if str(error) not in {gap.reason for gap in bill.gaps}:
            reached = len(again)
    lost = []
    for component in bill.components[:reached]:
        if component in again:
            again.remove(component)
        else:
            lost.append(component)
    return [*lost, *bill.components[reached : reached + 1]]


def _shown(evidence: Input, bill: Bill) -> Input:
    return replace(evidence, value="(sensitive)") if str(evidence.value) in bill.sensitive else evidence
