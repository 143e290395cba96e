"""Which block of the configuration wrote which block of a resource."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.plan.blocks import expression_at, value_at
from tests.plans import block, change, configuration, constant, module, of, priced, provider, refers

STABLE, CANARY = refers("google_compute_instance_template.stable"), refers("google_compute_instance_template.canary")


def said(written: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> list[Any]:
    """What the configuration says of the template of each of a group's versions."""
    values = {"version": blocks}
    return [expression_at({"version": written}, values, f"version[{i}].template") for i in range(len(blocks))]


def test_place_without_an_index_means_all_blocks() -> None:
    values = {"disk": [{"source": "a", "keys": [{"id": 1}]}, {"source": "b", "keys": [{"id": 2}, {"id": 3}]}]}
    assert value_at(values, "disk.source") == ["a", "b"]
    assert value_at(values, "disk.keys.id") == [1, 2, 3]
    assert value_at(values, "disk[1].source") == "b"
    assert value_at(values, "disk[1].keys[1].id") == 3
    assert value_at(values, "disk[2].source") is None


@pytest.mark.parametrize(
    ("stable", "canary"),
    [
        ({"name": "stable"}, {"name": "canary"}),
        ({"size": []}, {"size": [{"fixed": 1, "percent": None}]}),
        ({"size": [{"fixed": 3}]}, {"size": [{"fixed": 1}]}),
        ({"on": True}, {"on": False}),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_block_is_told_by_its_constants_and_the_blocks_in_it(
    stable: dict[str, Any], canary: dict[str, Any], *, swapped: bool
) -> None:
    def written(values: dict[str, Any], template: dict[str, Any]) -> dict[str, Any]:
        def expression(value: Any) -> Any:
            return [{k: constant(v) for k, v in value[0].items()}] if isinstance(value, list) else constant(value)

        return {"template": template} | {k: expression(v) for k, v in values.items() if v != []}

    blocks = [stable, canary]
    expected = [STABLE, CANARY]
    if swapped:  # as those of a set may be
        blocks, expected = blocks[::-1], expected[::-1]
    assert said([written(stable, STABLE), written(canary, CANARY)], blocks) == expected


@pytest.mark.parametrize(("constant_", "value"), [("1", 1), (1, Decimal("1.0")), (True, "true"), ("a", "a")])
def test_constant_is_told_through_the_provider_s_type(constant_: Any, value: Any) -> None:
    written: list[dict[str, Any]] = [
        {"template": STABLE, "n": constant(constant_)},
        {"template": CANARY, "n": constant("other")},
    ]
    assert said(written, [{"n": "other"}, {"n": value}]) == [CANARY, STABLE]


BOTH = [STABLE, CANARY]


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        # Names that only expressions tell: a set may have them in any order.
        ([{"name": refers("local.a")}, {"name": refers("local.b")}], [{"name": "a"}, {"name": "b"}]),
        # A name that the provider writes otherwise: no block says what is written.
        ([{"name": constant("a")}, {"name": constant("b")}], [{"name": "full/a"}, {"name": "full/b"}]),
        # One that is as another's constant: two blocks claim one expression.
        ([{"name": constant("a")}, {"name": refers("var.b")}], [{"name": "a", "n": 1}, {"name": "a"}]),
        # Three blocks of which `dynamic` makes some.
        ([{"name": constant("a")}, {"name": constant("b")}], [{"name": "a"}, {"name": "b"}, {"name": "c"}]),
        # A `dynamic` block in one of them, which the configuration does not show.
        (
            [{"name": refers("var.a")}, {"name": refers("var.b")}],
            [{"name": "a", "size": [{"fixed": 1}]}, {"name": "b"}],
        ),
    ],
)
def test_what_may_be_several_blocks_is_said_by_all(written: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> None:
    templates = [w | {"template": t} for w, t in zip(written, BOTH, strict=True)]
    assert said(templates, blocks) == [BOTH] * len(blocks)


def test_alike_blocks_share_what_is_written_of_them() -> None:
    assert said([{"template": STABLE}, {"template": CANARY}], [{"size": 1}, {"size": 1}]) == BOTH


def test_only_block_is_what_is_written_whatever_the_provider_made_of_it() -> None:
    assert said([{"template": STABLE, "name": constant("a")}], [{"name": "full/a"}]) == [STABLE]


GROUP = "google_compute_instance_group_manager.web"


def test_group_with_a_canary_has_machines_of_both_templates() -> None:
    """Before its templates exist, their names are not known: only the configuration tells which version has which."""
    templates = {"stable": "n1-standard-4", "canary": "e2-medium"}
    addresses = {name: f"google_compute_instance_template.{name}" for name in templates}
    entries = [
        change(addresses[n], {"machine_type": kind, "disk": [{"source": "existing"}]}, unknown={"self_link": True})
        for n, kind in templates.items()
    ]
    versions = [{"name": "stable", "target_size": []}, {"name": "canary", "target_size": [{"fixed": 1}]}]
    later = {"version": [{"instance_template": True}, {"instance_template": True}]}
    group = change(GROUP, {"zone": "us-central1-a", "target_size": 4, "version": versions}, unknown=later)
    written: list[dict[str, Any]] = [
        {"name": constant(n), "instance_template": refers(f"{addresses[n]}.self_link_unique")} for n in templates
    ]
    written[1]["target_size"] = [{"fixed": constant(1)}]
    root = module(*(block(a) for a in addresses.values()), block(GROUP, {"version": written}))
    plan = configuration(root, google=provider("us-central1"))
    found = of(priced(*entries, group, catalogue=Catalogue(), configuration=plan), GROUP)
    assert not found.gaps
    assert found.after
    assert {(line.component.price.meter, int(line.component.count)) for line in found.after.lines} == {
        ("n1-standard-4", 3),
        ("e2-medium", 1),
    }
