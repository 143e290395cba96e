"""The signature is the schema: what a cost model's parameters make of a plan's values, of any values."""

# ruff: noqa: ARG001, ARG002 - models and stand-ins of tests take what they are called with

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costgate import pricing
from costgate.catalogue import Catalogue
from costgate.explain import explain
from costgate.model import VENDORS, Components, CostComponent, GapKind, PriceQuery, ProjectDiff, Resource
from costgate.plan import Plan
from costgate.pricing import Bill, Side, itemise
from costgate.resources.components import Block, Unpriced, monthly, usage
from costgate.resources.decode import Decoder, InvalidValueError, MissingError, Reading
from costgate.resources.marks import (
    Address,
    Attribute,
    Changed,
    Elements,
    Formerly,
    FromUsage,
    PlannedOn,
    Ref,
    ReferredBy,
    Region,
    Together,
    TypeName,
    Usage,
)
from costgate.resources.registry import model_of, priced_types, region_parameter
from costgate.resources.signature import Param, parameters, reads, together, usage_keys
from tests import examples, plans
from tests.effort import steps

QUERY = PriceQuery("S", "M")


class Nobody:
    """A plan in which nothing refers to anything, but for what a test puts in."""

    def __init__(
        self, targets: Mapping[str, list[Resource]] | None = None, sources: Mapping[str, list[Resource]] | None = None
    ):
        self.targets, self.sources = targets or {}, sources or {}
        self.asked: list[tuple[str, ...]] = []
        self.stated: dict[str, dict[str, Any]] = {}
        self.readings: dict[Any, Reading] = {}

    def once(self, key: Any, make: Callable[[], Reading]) -> Reading:
        return self.readings.setdefault(key, self.readings.get(key) or make())

    def planned_on(self, resource: Resource) -> str:
        return "2026-11-01"

    def usage_of(self, resource: Resource) -> Mapping[str, Any]:
        return self.stated.get(resource.address, {})

    def may_be_unknown(self, resource: Resource, expression: Any) -> bool:
        """An expression of this plan says so itself."""
        return bool(expression == "unknown")

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        self.asked.append((attribute, *types))
        return [r for r in self.targets.get(attribute, []) if r.type in types]

    def referring(self, resource: Resource, type_: str, attribute: str) -> list[Resource]:
        return [r for r in self.sources.get(attribute, []) if r.type == type_]

    def elements(self, resource: Resource, attribute: str) -> int | None:
        return None

    def billed_together(self, resource: Resource, attributes: str) -> int:
        return len(self.sources.get(attributes, [])) or 1


def resource(
    values: Any,
    type_: str = "aws_thing",
    name: str = "a",
    *,
    unknown: Any = None,
    sensitive: Any = None,
    expressions: Mapping[str, Any] | None = None,
    before: Any = None,
) -> Resource:
    """A resource with these values."""
    masks = (values, unknown or {}, sensitive or {}, before)
    body, later, secret, previous = (msgspec.Raw(msgspec.json.encode(v)) for v in masks)
    return Resource(f"{type_}.{name}", type_, "aws", "us-east-1", body, later, secret, previous, expressions)


def arguments(
    model: Callable[..., Any], values: Any, stated: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """What `model` is called with."""
    return Decoder(Nobody(), stated or {}).arguments(model, resource(values, **more))


# One parameter a kind


def plain(
    *,
    name: str,
    size: int = 8,
    rate: Decimal = Decimal(1),
    on: bool = False,
    kind: Literal["small", "large"] = "small",
    months: Literal[12, 36] = 12,
    label: str | None = None,
    class_: Annotated[str, Attribute("class")] = "standard",
    zones: tuple[str, ...] = (),
    table: Mapping[str, Any] | None = None,
) -> Components:
    yield monthly("M", QUERY, size, "GB")


def test_missing_attribute_that_is_needed_is_named() -> None:
    for values in ({}, {"name": None}, {"name": ""}, {"size": 4}):
        with pytest.raises(MissingError, match=r"^name$"):
            arguments(plain, values)


def test_what_is_not_there_takes_the_models_default() -> None:
    absents: tuple[Any, ...] = (None, "", [])
    for absent in absents:
        assert arguments(plain, {"name": "x", "size": absent, "label": absent, "zones": absent}) == {"name": "x"}


TAKEN = [
    ("size", 20, 20), ("size", "20", 20), ("size", 20.0, 20), ("size", 0, 0), ("size", "0", 0), ("size", 1e3, 1000),
    ("size", "1e3", 1000), ("size", 10**18, 10**18),
    ("rate", 2, Decimal(2)), ("rate", "2.50", Decimal("2.50")), ("rate", 0.1, Decimal("0.1")),
    ("rate", 1e-9, Decimal("1e-9")),
    ("on", True, True), ("on", "true", True), ("on", False, False), ("on", "false", False),
    ("kind", "large", "large"), ("months", 36, 36), ("months", "36", 36),
    ("label", "x", "x"), ("label", 5, "5"), ("label", "日本", "日本"), ("label", "x" * 100_000, "x" * 100_000),
    ("class", "gold", "gold"),
    ("zones", ["a", "b"], ("a", "b")), ("zones", "a", ("a",)), ("zones", [1], ("1",)),
    ("table", {"a": [1]}, {"a": [1]}), ("table", {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "raw", "value"), TAKEN)
def test_value_is_taken_as_its_parameters_type(name: str, raw: Any, value: Any) -> None:
    found = arguments(plain, {"name": "n", name: raw})[{"class": "class_"}.get(name, name)]
    assert found == value
    assert type(found) is type(value)


REFUSED = [
    ("size", True), ("size", False), ("size", -1), ("size", "-1"), ("size", 0.5), ("size", "half"), ("size", [1]),
    ("size", {}),
    ("size", {"a": 1}), ("size", 10**19), ("size", "1e400"), ("size", "NaN"), ("size", "sNaN"), ("size", "Infinity"),
    ("size", "-0.1"), ("size", "9" * 5000), ("size", "0x10"), ("size", " "), ("size", "1e999999999999999999999"),
    ("size", "1\0"),
    ("rate", True), ("rate", -0.1), ("rate", "nan"), ("rate", "inf"), ("rate", [2, 3]), ("rate", "1e19"),
    ("rate", "1,5"),
    ("on", "yes"), ("on", "True"), ("on", 2), ("on", "1"), ("on", [True]), ("on", {}),
    ("kind", "huge"), ("kind", "SMALL"), ("kind", ["small"]), ("kind", 1), ("months", 24), ("months", "12 months"),
    ("label", True), ("label", ["a"]), ("label", {"a": 1}),
    ("zones", [None]), ("zones", [["a"]]), ("zones", [{}]), ("zones", {"a": 1}), ("zones", True),
    ("table", "x"), ("table", [1]), ("table", 5),
]  # fmt: skip


@pytest.mark.parametrize(("name", "raw"), REFUSED)
def test_value_that_its_parameter_cannot_take_is_refused(name: str, raw: Any) -> None:
    with pytest.raises(InvalidValueError, match=f"^{name}"):
        arguments(plain, {"name": "n", name: raw})


@pytest.mark.parametrize("text", ["1e400", "-1e400"])
def test_number_that_json_cannot_hold_is_refused(text: str) -> None:
    body = msgspec.Raw(f'{{"name": "n", "size": {text}}}'.encode())
    with pytest.raises((InvalidValueError, msgspec.DecodeError)):
        Decoder(Nobody(), {}).arguments(plain, Resource("a.b", "a", "aws", None, body))


def test_refusal_says_what_was_expected_and_stays_short() -> None:
    with pytest.raises(InvalidValueError, match="kind is 'huge', expected one of small, large"):
        arguments(plain, {"name": "n", "kind": "huge"})
    with pytest.raises(InvalidValueError) as caught:
        arguments(plain, {"name": "n", "size": "x" * 100_000})
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("values", [[], "x", 5, None, True, [{"name": "n"}]])
def test_body_that_is_no_object_is_empty(values: Any) -> None:
    with pytest.raises(MissingError):
        arguments(plain, values)


# Blocks


class Inner(Block):
    """A block in a block."""

    tier: str = "low"


class Disk(Block):
    """A block with a field that is needed."""

    gb: int
    kind: Annotated[str, Attribute("type")] = "gp2"
    inner: Inner = Inner()


def blocks(*, root: Disk | None = None, disks: tuple[Disk, ...] = (), inner: Inner = Inner()) -> Components:
    yield monthly("M", QUERY, 1, "GB")


@pytest.mark.parametrize("raw", [{"gb": 5, "type": "gp3"}, [{"gb": "5", "type": "gp3"}]])
def test_single_block_may_stand_in_a_list(raw: Any) -> None:
    assert arguments(blocks, {"root": raw}) == {"root": Disk(gb=5, kind="gp3")}


def test_repeated_blocks_may_be_one() -> None:
    assert arguments(blocks, {"disks": {"gb": 5}}) == {"disks": (Disk(gb=5),)}
    assert arguments(blocks, {"disks": [{"gb": 5}, {"gb": 6}]}) == {"disks": (Disk(gb=5), Disk(gb=6))}


def test_blocks_nest() -> None:
    found = arguments(blocks, {"root": [{"gb": 1, "inner": [{"tier": "high"}]}], "inner": {"tier": "mid"}})
    assert found == {"root": Disk(gb=1, inner=Inner(tier="high")), "inner": Inner(tier="mid")}


@pytest.mark.parametrize("raw", [[], None, ""])
def test_no_block_is_the_default(raw: Any) -> None:
    assert arguments(blocks, {"root": raw, "disks": raw, "inner": raw}) == {}


BAD_BLOCKS = [
    ({"root": "x"}, "root"), ({"root": 5}, "root"), ({"root": [5]}, "root"), ({"root": [None]}, "root"),
    ({"root": [[]]}, "root"),
    ({"disks": [[]]}, "disks"), ({"disks": [None]}, "disks"), ({"disks": [{"gb": 1}, 7]}, "disks"),
    ({"root": {"gb": "x"}}, "root.gb"), ({"disks": [{"gb": 1}, {"gb": -1}]}, "disks[1].gb"),
    ({"root": {"gb": 1, "inner": "x"}}, "root.inner"), ({"root": {"gb": 1, "inner": {"tier": []}}}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("values", "place"), BAD_BLOCKS)
def test_block_of_another_shape_is_refused_with_its_place(values: Any, place: str) -> None:
    if not place:
        assert arguments(blocks, values) == {"root": Disk(gb=1)}
        return
    with pytest.raises(InvalidValueError) as caught:
        arguments(blocks, values)
    assert str(caught.value).startswith(place)


def test_missing_field_of_a_block_is_named_with_its_place() -> None:
    with pytest.raises(MissingError, match=r"^root\.gb$"):
        arguments(blocks, {"root": {}})
    with pytest.raises(MissingError, match=r"^disks\[1\]\.gb$"):
        arguments(blocks, {"disks": [{"gb": 1}, {"gb": None}]})


# Usage


class Class(Block):
    """Usage of a storage class."""

    storage_gb: Decimal | None = None
    reads: Decimal | None = None


def used(*, size: int = 1, requests: Usage[Decimal | None] = None, standard: Usage[Class] = Class()) -> Components:
    yield usage("R", QUERY, requests, "Requests")


def test_usage_comes_from_the_usage_file_alone() -> None:
    values = {"size": 2, "requests": 5, "standard": {"storage_gb": 1}}
    assert arguments(used, values) == {"size": 2}
    stated = {"requests": "7", "standard": {"storage_gb": 9}, "size": 99}
    assert arguments(used, values, stated) == {
        "size": 2, "requests": Decimal(7), "standard": Class(storage_gb=Decimal(9)),
    }  # fmt: skip


@pytest.mark.parametrize(
    "stated", [{"requests": -1}, {"requests": "many"}, {"requests": True}, {"standard": 5}, {"requests": {}}]
)
def test_usage_that_cannot_be_is_refused(stated: Mapping[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        arguments(used, {}, stated)


def test_usage_keys_are_nested_as_blocks_are() -> None:
    assert usage_keys(used) == {"requests": {}, "standard": {"storage_gb": {}, "reads": {}}}
    assert usage_keys(plain) == {}


class Counted(Block):
    """Parameters that are a block to their model."""

    reads: Usage[Decimal | None] = None
    writes: Usage[Decimal] = Decimal(2)
    tier: str = "hot"


def counted(*, size: int, these: Annotated[Counted, Together]) -> None:
    """A model of many parameters."""


def test_parameters_together_are_read_one_by_one_and_given_as_a_block() -> None:
    found = arguments(counted, {"size": 3, "tier": "cold", "these": {"reads": 9}}, {"reads": "7"})
    assert found == {"size": 3, "these": Counted(reads=Decimal(7), tier="cold")}
    assert arguments(counted, {"size": 3})["these"] == Counted()
    assert usage_keys(counted) == {"reads": {}, "writes": {}}
    assert [p.name for p in parameters(counted)] == ["size", "reads", "writes", "tier"]


def test_usage_is_never_unknown() -> None:
    found = arguments(used, {}, expressions={"requests": "unknown"}, unknown={"requests": True})
    assert found == {}


# References


class Template(Block):
    """What is read of another resource."""

    kind: str
    size: int = 1
    requests: Usage[Decimal | None] = None


class Rules(Block):
    """What is read of resources that refer to this one."""

    days: int = 0


def referring(
    *,
    type_: Annotated[str, TypeName] = "",
    day: Annotated[str, PlannedOn] = "",
    where: Annotated[str, Region] = "",
    template: Annotated[Template | None, Ref("aws_template aws_other", "template.id template_name")] = None,
    rules: Annotated[tuple[Rules, ...], ReferredBy("aws_rules aws_more_rules", "thing")] = (),
) -> Components:
    yield monthly("M", QUERY, 1, "GB")


def test_model_may_ask_for_its_type_its_region_and_the_day() -> None:
    found = arguments(referring, {"type_": "no", "day": "no", "where": "no"})
    assert found == {"type_": "aws_thing", "day": "2026-11-01", "where": "us-east-1"}


def asking(*, by_nodes: Annotated[bool, Changed("nodes")] = True) -> Components:
    yield monthly("M", QUERY, 1, "GB")


@pytest.mark.parametrize(("before", "told"), [({"nodes": 2}, True), ({"nodes": 1}, False), ({}, True), (None, False)])
def test_model_may_ask_whether_an_update_changes_an_attribute(before: Mapping[str, Any] | None, told: bool) -> None:
    assert arguments(asking, {"nodes": 1}, before=before) == {"by_nodes": told}
    assert arguments(asking, {"nodes": None}, before=before) == {"by_nodes": False}


def test_reference_is_looked_for_by_each_attribute_in_turn() -> None:
    nobody = Nobody()
    Decoder(nobody, {}).arguments(referring, resource({}))
    assert nobody.asked == [
        ("template.id", "aws_template", "aws_other"),
        ("template_name", "aws_template", "aws_other"),
    ]


def test_reference_becomes_the_other_resources_values_without_this_ones_usage() -> None:
    other = resource({"kind": "x", "size": "3", "requests": 9}, "aws_other", "t")
    decoder = Decoder(Nobody({"template_name": [other]}), {"requests": 5})
    assert decoder.arguments(referring, resource({}))["template"] == Template(kind="x", size=3)
    assert decoder.used_references
    assert decoder.regions == {"template": "us-east-1"}


def test_referred_resource_has_its_own_entry_in_the_usage_file() -> None:
    other = resource({"kind": "x"}, "aws_other", "t")
    nobody = Nobody({"template_name": [other]})
    nobody.stated = {other.address: {"requests": 7}}
    found = Decoder(nobody, {"requests": 5}).arguments(referring, resource({}))["template"]
    assert found == Template(kind="x", requests=Decimal(7))


def several(*, others: Annotated[tuple[Rules, ...], Ref("aws_rules", "ids")] = ()) -> Components:
    yield monthly("M", QUERY, 1, "GB")


def test_a_reference_that_is_a_tuple_is_all_that_it_may_be_alike_or_not() -> None:
    nobody = Nobody({"ids": [resource({"days": n}, "aws_rules", str(n)) for n in (1, 2)]})
    assert Decoder(nobody, {}).arguments(several, resource({})) == {"others": (Rules(days=1), Rules(days=2))}
    assert Decoder(Nobody(), {}).arguments(several, resource({})) == {}


class Member(Block):
    """What a group reads of those who are in it."""

    size: int = 1
    kind: Literal["small", "large", "huge"] = "small"
    secret: str = ""


class Group(Block):
    """What a member reads of its group: all its members."""

    members: Annotated[tuple[Member, ...], ReferredBy("aws_member", "group")] = ()


def member(
    *,
    on: bool = False,
    group: Annotated[Group | None, Ref("aws_group", "group")] = None,
) -> Components:
    yield monthly("M", QUERY, 1, "GB")


class Forgetful(Nobody):
    """A plan in which everything is read anew."""

    def once(self, key: Any, make: Callable[[], Reading]) -> Reading:
        return make()


def test_who_reads_what_others_have_read_learns_the_same() -> None:
    said = {"size": "unknown", "kind": "unknown", "on": "unknown"}
    members = [
        resource(
            {"secret": f"s{n}"}, "aws_member", f"m{n}", unknown=later, expressions=said, sensitive={"secret": True}
        )
        for n, later in enumerate(({}, {"size": True}, {"kind": True, "on": True}, {"size": True, "kind": True}))
    ]
    links = {"group": [resource({}, "aws_group", "g")]}, {"group": members}
    remembering, forgetful = Nobody(*links), Forgetful(*links)
    for probe, reader in [(probe, reader) for probe in range(5) for reader in members]:
        first, again = Decoder(remembering, {}, probe), Decoder(forgetful, {}, probe)
        assert first.arguments(member, reader) == again.arguments(member, reader)
        assert first.sensitive == again.sensitive == {"s0", "s1", "s2", "s3"}
        for learnt in ("unknown", "opaque", "probes", "regions", "used_references"):
            assert getattr(first, learnt) == getattr(again, learnt), learnt


def test_evidence_is_read_anew_for_each_who_asks() -> None:
    nobody = Nobody({"group": [resource({}, "aws_group", "g")]}, {"group": [resource({"size": 3}, "aws_member")]})
    decoders = [Decoder(nobody, {}, record=True) for _ in range(2)]
    for decoder in decoders:
        decoder.arguments(member, resource({}))
        assert ("aws_member.a.size", 3) in [(i.path, i.value) for i in decoder.inputs]
    changed = Decoder(nobody, {}, changed="aws_member.a.size").arguments(member, resource({}))["group"]
    assert changed.members == (Member(size=7),)


def test_work_grows_with_the_apps_of_a_plan_and_not_with_their_square() -> None:
    there = {"location": "eastus", "resource_group_name": "rg"}
    premium = {**there, "id": "/p", "os_type": "Linux", "sku_name": "EP1"}
    took: list[Any] = []
    for count in (5, 10, 20):
        apps = [{**there, "name": f"a{n}", "service_plan_id": "/p"} for n in range(count)]
        changes = [
            plans.change("azurerm_service_plan.p", premium),
            *(plans.change(f"azurerm_linux_function_app.a[{n}]", app) for n, app in enumerate(apps)),
        ]
        diff: list[ProjectDiff] = []
        price = partial(_priced_into, diff, changes)
        took.append(steps(price) if took else price())  # the first time, modules are imported
        assert sum(bool(r.after and r.after.lines) for r in diff[0].resources) == count
    assert took[2] < took[1] * 2.2


def test_gap_of_much_that_is_known_later_names_some_of_it() -> None:
    there = {"location": "eastus", "resource_group_name": "rg"}
    later = [{"elastic_instance_minimum": True}]
    block = plans.block(
        "azurerm_linux_function_app.a",
        {"site_config": [{"elastic_instance_minimum": plans.refers("random_integer.r")}]},
    )
    diff = plans.priced(
        plans.change("azurerm_service_plan.p", {**there, "id": "/p", "os_type": "Linux", "sku_name": "EP1"}),
        *(
            plans.change(
                f"azurerm_linux_function_app.a[{n}]",
                {**there, "name": f"a{n}", "service_plan_id": "/p", "site_config": [{}]},
                unknown={"site_config": later},
            )
            for n in range(12)
        ),
        catalogue=embedded(),
        configuration=plans.configuration(plans.module(block)),
    )
    (gap,) = plans.of(diff, "azurerm_linux_function_app.a[3]").gaps
    assert gap.reason.startswith(
        "known only after apply: azurerm_linux_function_app.a[0].site_config.elastic_instance_"
    )
    assert gap.reason.count("elastic_instance_minimum") == 8
    assert gap.reason.endswith(" and 4 more")


def _priced_into(found: list[ProjectDiff], changes: list[dict[str, Any]]) -> None:
    found.append(plans.priced(*changes, catalogue=embedded()))


class Counting(Nobody):
    """A plan whose configuration tells of some lists how many elements they have."""

    def elements(self, resource: Resource, attribute: str) -> int | None:
        return {"ids": 3}.get(attribute)


def counting(*, zones: Annotated[int | None, Elements("ids")] = None) -> Components:
    yield monthly("M", QUERY, zones or 1, "GB")


@pytest.mark.parametrize(
    ("values", "unknown", "plan", "told"),
    [
        pytest.param({"ids": ["a", None]}, None, Counting(), 2, id="as it stands"),
        pytest.param({}, {"ids": True}, Counting(), 3, id="as the configuration tells"),
        pytest.param({}, {"ids": True}, Nobody(), None, id="nothing tells"),
        pytest.param({}, None, Counting(), None, id="not set"),
        pytest.param({"ids": []}, None, Counting(), None, id="empty"),
        pytest.param({"ids": "a"}, None, Counting(), None, id="no list"),
    ],
)
def test_elements_are_counted_and_an_unknown_count_is_none_and_no_unknown_value(
    values: Mapping[str, Any], unknown: Any, plan: Nobody, told: int | None
) -> None:
    decoder = Decoder(plan, {}, record=True)
    found = decoder.arguments(counting, resource(values, unknown=unknown))
    assert found.get("zones") == told
    assert not decoder.unknown
    assert [(i.path, i.value) for i in decoder.inputs] == ([("ids", told)] if told else [])


def once(*, mode: Annotated[Rules, Formerly] = Rules()) -> Components:
    yield monthly("M", QUERY, mode.days, "GB")


def test_a_block_of_older_providers_is_read_where_it_is_one() -> None:
    assert arguments(once, {"mode": [{"days": 3}]}) == {"mode": Rules(days=3)}
    assert arguments(once, {"mode": "enabled"}) == {}


def test_resources_with_other_counts_are_not_alike() -> None:
    one, two = (msgspec.json.decode(b, type=reads(counting).shape) for b in (b'{"ids": [1]}', b'{"ids": [1, 2]}'))
    assert one != two


def test_what_a_referred_resource_lacks_is_named_with_its_address() -> None:
    nobody = Nobody({"template.id": [resource({}, "aws_template", "t")]})
    with pytest.raises(MissingError, match=r"^aws_template\.t\.kind$"):
        Decoder(nobody, {}).arguments(referring, resource({}))
    nobody = Nobody({"template.id": [resource({"kind": "k", "size": "x"}, "aws_template", "t")]})
    with pytest.raises(InvalidValueError, match=r"^aws_template\.t\.size is 'x'"):
        Decoder(nobody, {}).arguments(referring, resource({}))


RULES = ("aws_rules", "aws_rules", "aws_more_rules")


def test_everything_that_refers_to_a_resource_is_given() -> None:
    nobody = Nobody(sources={"thing": [resource({"days": n}, t, str(n)) for n, t in enumerate(RULES)]})
    assert Decoder(nobody, {}).arguments(referring, resource({}))["rules"] == (
        Rules(days=0),
        Rules(days=1),
        Rules(days=2),
    )


class Named(Block):
    """What a test reads of another resource."""

    address: Annotated[str, Address] = ""


class Use(Block):
    """What a usage file says of a resource within another's entry."""

    size: int = 0


def vault(
    *,
    things: Annotated[tuple[Named, ...], ReferredBy("aws_thing", "vault")] = (),
    uses: Annotated[Usage[Mapping[str, Use]], Attribute("aws_thing")] = {},  # noqa: B006
) -> Components:
    yield monthly("M", QUERY, sum(uses.get(t.address, Use()).size for t in things), "GB")


def test_usage_may_name_resources_within_anothers_entry() -> None:
    nobody = Nobody(sources={"vault": [resource({}, "aws_thing", name) for name in "ab"]})
    found = Decoder(nobody, {"aws_thing.b": {"size": 5}, "aws_thing": None}).arguments(vault, resource({}))
    assert [t.address for t in found["things"]] == ["aws_thing.a", "aws_thing.b"]
    assert found["uses"] == {"aws_thing.b": Use(size=5)}
    assert usage_keys(vault) == {"aws_thing": {"size": {}}}


def components(diffed: Plan, address: str) -> Bill:
    """The bill of a resource of a plan, on the side after."""
    (found,) = (c for c in diffed.changes if c.address == address)
    assert found.after is not None
    return itemise(found.after, Side(diffed.graph, after=True), {})


def test_reference_is_found_by_the_id_that_both_sides_know() -> None:
    read = plans.read(
        plans.unchanged("aws_launch_template.t", {"id": "lt-1", "instance_type": "m5.large"}),
        plans.unchanged("aws_launch_template.u", {"id": "lt-2", "instance_type": "m5.xlarge"}),
        plans.change("aws_autoscaling_group.g", {"desired_capacity": 3, "launch_template": [{"id": "lt-2"}]}),
    )
    bill = components(read, "aws_autoscaling_group.g")
    assert not bill.gaps
    assert bill.components[0].price.meter == "BoxUsage:m5.xlarge"
    assert bill.components[0].count == 3


def test_reference_is_found_by_its_expression_while_the_id_is_unknown() -> None:
    read = plans.read(
        plans.change("aws_launch_template.t", {"instance_type": "m5.large"}, unknown={"id": True}),
        plans.change(
            "aws_autoscaling_group.g",
            {"desired_capacity": 3, "launch_template": [{"version": "1"}]},
            unknown={"launch_template": [{"id": True}]},
        ),
        configuration=plans.configuration(
            plans.module(
                plans.block("aws_launch_template.t"),
                plans.block(
                    "aws_autoscaling_group.g",
                    {"launch_template": [{"id": plans.refers("aws_launch_template.t.id", "aws_launch_template.t")}]},
                ),
            )
        ),
    )
    bill = components(read, "aws_autoscaling_group.g")
    assert not bill.gaps
    assert bill.components[0].price.meter == "BoxUsage:m5.large"


@pytest.mark.parametrize(
    ("target", "meters"),
    [
        ("aws_eip", ["DataTransfer-Out-EIP"]),
        ("aws_lb", ["DataTransfer-Out-LoadBalancing"]),
        ("aws_cloudfront_distribution", ["DataTransfer-Out-CloudFront"]),
        ("aws_route53_zone", []),
    ],
)
def test_what_a_reference_tells_is_not_asked_of_an_arn_that_nobody_knows_yet(target: str, meters: list[str]) -> None:
    arn = {"resource_arn": plans.refers(f"{target}.t.arn", f"{target}.t")}
    read = plans.read(
        plans.change(f"{target}.t", {}, unknown={"arn": True}),
        plans.change("aws_shield_protection.p", {}, unknown={"resource_arn": True}),
        configuration=plans.configuration(
            plans.module(plans.block(f"{target}.t"), plans.block("aws_shield_protection.p", arn))
        ),
    )
    (protection,) = (c.after for c in read.changes if c.type == "aws_shield_protection")
    assert protection is not None
    bill = itemise(protection, Side(read.graph, after=True), {})
    assert not bill.gaps
    assert [c.price.meter for c in bill.components] == meters


def test_region_of_a_resource_without_one_is_that_of_what_it_refers_to() -> None:
    with_region_of = [t for v in VENDORS for t in priced_types(v) if model_of(t, v) and region_parameter(t)]
    for type_ in with_region_of:
        vendor = next(v for v in VENDORS if type_ in priced_types(v))
        model = model_of(type_, vendor)
        assert model is not None
        (param,) = (p for p in parameters(model) if p.name == region_parameter(type_))
        assert isinstance(param.kind, Ref), f"{type_}: region_of names a Ref parameter"


# What is known only after apply


def volume(size: Any, unknown: Any, expressions: Mapping[str, Any] | None, **more: Any) -> Bill:
    """The bill of a gp3 volume with 4,000 IOPS whose size is not certain."""
    values = {"type": "gp3", "iops": 4000, **({} if size is None else {"size": size}), **more}
    entry = plans.change("aws_ebs_volume.v", values, unknown=unknown)
    blocks = [plans.block("aws_ebs_volume.v", expressions)] if expressions is not None else []
    config: Any = plans.configuration(plans.module(*blocks)) if expressions is not None else ...
    return components(plans.read(entry, configuration=config), "aws_ebs_volume.v")


def names(bill: Bill) -> list[str]:
    """The names of a bill's lines."""
    return [c.name for c in bill.components]


def test_line_that_does_not_depend_on_the_unknown_stays() -> None:
    bill = volume(None, {"size": True}, {"size": plans.refers("local.size")})
    assert names(bill) == ["Provisioned IOPS (gp3)"]
    (gap,) = bill.gaps
    assert gap.kind is GapKind.UNKNOWN
    assert gap.reason == "known only after apply: size"


def test_unknowns_are_one_gap_together() -> None:
    bill = volume(
        None,
        {"size": True, "throughput": True},
        {"size": plans.refers("local.a"), "throughput": plans.refers("local.b")},
    )
    assert names(bill) == ["Provisioned IOPS (gp3)"]
    assert [g.reason for g in bill.gaps] == ["known only after apply: size, throughput"]


def test_unknown_that_the_price_does_not_depend_on_is_no_gap() -> None:
    bill = volume(
        5, {"arn": True, "kms_key_id": True}, {"size": plans.constant(5), "kms_key_id": plans.refers("local.k")}
    )
    assert not bill.gaps
    assert names(bill) == ["Storage (gp3)", "Provisioned IOPS (gp3)"]


def test_what_nobody_configured_takes_the_providers_default() -> None:
    bill = volume(None, {"size": True, "throughput": True}, {"type": plans.constant("gp3")})
    assert not bill.gaps
    assert bill.components[0].quantity == 8


def test_what_is_configured_to_a_known_value_is_not_unknown() -> None:
    bill = volume(None, {"size": True}, {"size": plans.constant(None)})
    assert not bill.gaps
    assert bill.components[0].quantity == 8


def test_without_a_configuration_what_has_a_default_takes_it() -> None:
    bill = volume(None, {"size": True}, None)
    assert not bill.gaps
    assert bill.components[0].quantity == 8


def test_a_body_that_is_unknown_as_a_whole_is_no_exception() -> None:
    entry = plans.change("aws_ebs_volume.v", {}, unknown=True)
    bill = components(plans.read(entry), "aws_ebs_volume.v")
    assert bill.components or bill.gaps


def test_replaced_resource_keeps_what_its_provider_chose() -> None:
    entry = plans.change(
        "aws_ebs_volume.v",
        {"type": "gp3"},
        before={"type": "gp3", "size": 50},
        actions=["delete", "create"],
        unknown={"size": True},
    )
    config = plans.configuration(plans.module(plans.block("aws_ebs_volume.v", {"type": plans.constant("gp3")})))
    bill = components(plans.read(entry, configuration=config), "aws_ebs_volume.v")
    assert not bill.gaps
    assert bill.components[0].quantity == 50


def test_unknown_that_the_configuration_sets_does_not_keep_the_old_value() -> None:
    entry = plans.change(
        "aws_ebs_volume.v",
        {"type": "gp3"},
        before={"type": "gp3", "size": 50},
        actions=["update"],
        unknown={"size": True},
    )
    config = plans.configuration(plans.module(plans.block("aws_ebs_volume.v", {"size": plans.refers("local.size")})))
    bill = components(plans.read(entry, configuration=config), "aws_ebs_volume.v")
    assert [g.reason for g in bill.gaps] == ["known only after apply: size"]


def with_blocks(*, disks: tuple[Disk, ...] = (), root: Disk | None = None, zones: tuple[str, ...] = ()) -> Components:
    yield monthly("Base", QUERY, 1, "GB")
    for disk in disks:
        yield monthly("Disk", QUERY, disk.gb, "GB")
    if root:
        yield monthly("Root", QUERY, root.gb, "GB")
    yield monthly("Zones", QUERY, len(zones), "GB")


def bill_of(model: Callable[..., Components], found: Resource, stated: Mapping[str, Any] | None = None) -> Bill:
    """The bill of a model, registered or not, for a resource that nothing refers to."""
    side: Any = Nobody()
    return pricing._run(model, found, side, stated or {}, record=False)


@pytest.mark.parametrize("name", ["disks", "root"])
def test_block_that_is_unknown_as_a_whole_is_a_gap(name: str) -> None:
    bill = bill_of(with_blocks, resource({}, expressions={name: "unknown"}, unknown={name: True}))
    assert [g.reason for g in bill.gaps] == [f"known only after apply: {name}"]
    assert "Base" in names(bill)


def test_block_that_nobody_configured_is_no_gap() -> None:
    bill = bill_of(with_blocks, resource({}, expressions={}, unknown={"disks": True, "root": True}))
    assert not bill.gaps


def test_field_of_one_of_several_blocks_may_be_unknown() -> None:
    values = {"disks": [{"gb": 5}, {"type": "gp3"}]}
    masks = {"disks": [{}, {"gb": True}]}
    bill = bill_of(with_blocks, resource(values, expressions={"disks": [{}, {"gb": "unknown"}]}, unknown=masks))
    assert [(c.name, int(c.quantity or 0)) for c in bill.components] == [("Base", 1), ("Disk", 5), ("Zones", 0)]
    assert [g.reason for g in bill.gaps] == ["known only after apply: disks[1].gb"]


def test_elements_that_are_unknown_are_counted_all_the_same() -> None:
    found = resource({"zones": [None, "b"]}, expressions={"zones": "unknown"}, unknown={"zones": [True, False]})
    bill = bill_of(with_blocks, found)
    assert not bill.gaps
    assert bill.components[-1].quantity == 2


def needs_block(*, disk: Disk) -> Components:
    yield monthly("Disk", QUERY, disk.gb, "GB")


def test_needed_block_that_is_unknown_is_known_only_after_apply() -> None:
    bill = bill_of(needs_block, resource({}, expressions={"disk": "unknown"}, unknown={"disk": True}))
    assert [(g.kind, g.reason) for g in bill.gaps] == [(GapKind.UNKNOWN, "known only after apply: disk")]


def chooses(
    *, tier: str = "basic", mode: Literal["a", "b", "c"] = "a", on: bool = False, other: bool = False, n: int = 0
) -> Components:
    yield monthly("Always", QUERY, 1, "GB")
    if tier == "premium":
        yield monthly("Premium", QUERY, 1, "GB")
    if tier.lower().startswith("zone"):
        yield monthly("Zone", QUERY, 1, "GB")
    if mode == "c":
        yield monthly("C", QUERY, 1, "GB")
    if on is not other:
        yield monthly("Either", QUERY, 1, "GB")
    if n > 50_000:
        yield monthly("Many", QUERY, 1, "GB")


@pytest.mark.parametrize("unknown", [["tier"], ["mode"], ["on"], ["n"], ["on", "other"]], ids=" ".join)
def test_line_that_only_some_value_brings_is_a_gap_too(unknown: list[str]) -> None:
    found = resource({}, expressions=dict.fromkeys(unknown, "unknown"), unknown=dict.fromkeys(unknown, True))
    bill = bill_of(chooses, found)
    assert names(bill) == ["Always"]
    assert [g.reason for g in bill.gaps] == [f"known only after apply: {', '.join(unknown)}"]


def refuses(*, tier: str = "basic", size: int = 1) -> Components:
    if tier not in {"basic", "premium"}:
        raise Unpriced(f"tier is {tier!r}, expected one of basic, premium")
    yield monthly("Size", QUERY, size, "GB")


def test_reason_that_does_not_depend_on_the_unknown_is_given_as_it_is() -> None:
    bill = bill_of(refuses, resource({"tier": "gold"}, expressions={"size": "unknown"}, unknown={"size": True}))
    assert [(g.kind, g.reason) for g in bill.gaps] == [
        (GapKind.INVALID, "tier is 'gold', expected one of basic, premium")
    ]


def test_reason_that_only_a_stand_in_has_is_what_is_unknown() -> None:
    bill = bill_of(refuses, resource({}, expressions={"tier": "unknown"}, unknown={"tier": True}))
    assert [(g.kind, g.reason) for g in bill.gaps] == [(GapKind.UNKNOWN, "known only after apply: tier")]


def sized_before(*, size: int = 1, tier: str = "basic") -> Components:
    yield monthly("Always", QUERY, 1, "GB")
    yield monthly("Size", QUERY, size, "GB")
    yield from refuses(tier=tier)


@pytest.mark.parametrize(("unknown", "kept"), [(["tier"], ["Always", "Size"]), (["tier", "size"], ["Always"])])
def test_lines_before_a_refusal_that_only_a_stand_in_has_stay(unknown: list[str], kept: list[str]) -> None:
    found = resource({}, expressions=dict.fromkeys(unknown, "unknown"), unknown=dict.fromkeys(unknown, True))
    bill = bill_of(sized_before, found)
    assert names(bill) == kept
    assert [(g.kind, g.reason) for g in bill.gaps] == [
        (GapKind.UNKNOWN, f"known only after apply: {', '.join(sorted(unknown))}")
    ]


def test_reason_does_not_hide_what_is_unknown_of_the_lines_before_it() -> None:
    found = resource({"tier": "gold"}, expressions={"size": "unknown"}, unknown={"size": True})
    bill = bill_of(sized_before, found)
    assert names(bill) == ["Always"]
    assert [g.reason for g in bill.gaps] == [
        "tier is 'gold', expected one of basic, premium",
        "known only after apply: size",
    ]


class Zone(Block):
    """What is read of a resource that is not told from its like."""

    spare: bool = False


def placed(
    *, tier: str = "basic", zone: Annotated[Zone | None, Ref("aws_zone", "zone")] = None, size: int = 1
) -> Components:
    if tier not in {"basic", "premium"}:
        raise Unpriced(f"tier is {tier!r}, expected one of basic, premium")
    if zone:
        yield monthly("Spare" if zone.spare else "Zone", QUERY, size, "GB")


SPARE: dict[str, Any] = {"expressions": {"spare": "unknown"}, "unknown": {"spare": True}}


@pytest.mark.parametrize("other", [SPARE, {}])
def test_reason_holds_though_two_references_may_turn_out_apart(other: dict[str, Any]) -> None:
    zones = [resource({}, "aws_zone", "a", **SPARE), resource({}, "aws_zone", "b", **other)]
    side: Any = Nobody({"zone": zones})
    bill = pricing._run(placed, resource({"tier": "gold"}), side, {}, record=False)
    assert [g.reason for g in bill.gaps] == ["tier is 'gold', expected one of basic, premium"]


def test_resources_that_may_be_meant_are_alike_if_the_same_of_them_is_unknown() -> None:
    side: Any = Nobody({"zone": [resource({}, "aws_zone", name, **SPARE) for name in "ab"]})
    bill = pricing._run(placed, resource({}), side, {}, record=False)
    assert [g.reason for g in bill.gaps] == ["known only after apply: aws_zone.a.spare, aws_zone.b.spare"]


# Sensitive values


def test_sensitive_value_stands_in_no_text() -> None:
    entry = plans.change("aws_ebs_volume.v", {"type": "hush-type", "size": 5}, sensitive={"type": True})
    diff = plans.priced(entry, catalogue=embedded())
    text = repr(diff.resources[0].after)
    assert "hush-type" not in text
    assert "(sensitive)" in text


def test_sensitive_value_that_cannot_be_stands_in_no_text() -> None:
    entry = plans.change("aws_ebs_volume.v", {"type": "gp3", "size": "hush-size"}, sensitive={"size": True})
    diff = plans.priced(entry, catalogue=embedded())
    assert diff.resources[0].gaps
    assert "hush-size" not in repr(diff.resources[0].after)


def test_sensitive_literal_stands_in_no_text() -> None:
    found = resource({"name": "n", "kind": "hush-kind"}, sensitive={"kind": True})
    with pytest.raises(InvalidValueError) as caught:
        Decoder(Nobody(), {}).arguments(plain, found)
    assert "hush" not in str(caught.value)


def test_sensitive_value_that_a_model_refuses_stands_in_no_text() -> None:
    values = {"instance_type": "m5.large", "tenancy": "hush-tenancy"}
    diff = plans.priced(plans.change("aws_instance.i", values, sensitive={"tenancy": True}), catalogue=embedded())
    assert diff.resources[0].gaps
    assert "hush-tenancy" not in repr(diff.resources[0].after)


def test_sensitive_value_stands_in_no_explanation() -> None:
    read = plans.read(plans.change("aws_ebs_volume.v", {"type": "hush-type", "size": 5}, sensitive={"type": True}))
    after = plans.only(read).after
    assert after is not None
    _, evidence = explain(after, Side(read.graph, after=True), embedded(), {})
    assert evidence
    assert "hush-type" not in repr(evidence)


def test_lines_before_a_refusal_have_their_evidence() -> None:
    image = {"image": "acme/golden", "type": "pd-ssd"}
    values = {"machine_type": "n2-standard-4", "boot_disk": [{"initialize_params": [image]}]}
    read = plans.read(plans.change("google_compute_instance.i", values))
    after = plans.only(read).after
    assert after is not None
    bill, (evidence,) = explain(after, Side(read.graph, after=True), embedded(), {"monthly_hrs": 100})
    assert [g.kind for g in bill.gaps] == [GapKind.INVALID]
    assert [i.path for i in evidence.inputs] == ["machine_type", "desired_status", "monthly_hrs"]


@cache
def embedded() -> Catalogue:
    """The embedded prices."""
    return Catalogue()


# Every model, with any values

REGISTERED = [pytest.param(v, t, id=t) for v in VENDORS for t in priced_types(v)]

HOSTILE: list[Any] = [
    None, True, False, 0, 1, -1, 3, 10**6, 10**18, 10**19, 0.5, -0.5, 1e-9, 1e300, 2.0,
    "", " ", "0", "1", "-1", "0.5", "1e400", "NaN", "-Infinity", "x", "true", "TRUE", "None", "null", ".", "..",
    "/", ":", "-",
    "_", "a.b.c.d.e", "a:b:c", "a/b/c", "a-b-c-d", "a_b_c_d", "db.", ".large", "db.x", "m5.", "gp3", "Standard",
    "standard_", "_v2",
    "v1.2.3", "5.7.mysql_aurora.2.11", "8", "16-", "日本", "ß", "\u202e", "\0", "\n", "'; --", "x" * 5000, "9" * 400,
    [], [None], [[]], [[[]]], [{}], [1], ["a"], ["a", "b"], [True], {}, {"a": 1}, {"": None},
    {"a": {"b": {"c": []}}}, [{"a": [{}]}],
]  # fmt: skip
"""What no provider would send, and what nobody has thought of."""


@cache
def typed(model: Callable[..., Any]) -> dict[str, Any]:
    """Parameter -> its type, without None and marks."""
    found = {name: hint for block in together(model).values() for name, hint in typed(block).items()}
    for name, hint in get_type_hints(model, include_extras=True).items():
        while get_origin(hint) is Annotated:
            hint = get_args(hint)[0]  # noqa: PLW2901 - peeling
        if get_origin(hint) in (Union, types.UnionType):
            (hint,) = (a for a in get_args(hint) if a is not types.NoneType)  # noqa: PLW2901 - peeling
        found[name] = hint
    return found


def block_of(hint: Any) -> type[Block] | None:
    """The block that a parameter is, or holds several of."""
    hint = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return hint if isinstance(hint, type) and issubclass(hint, Block) else None


def values_for(param: Param, hint: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values for a parameter: what it wants, and what it does not."""
    if param.literal:
        wanted: st.SearchStrategy[Any] = st.sampled_from(param.literal)
    elif block := block_of(hint):
        inner = body_for(block, depth + 1) if depth < 4 else st.just({})
        wanted = st.lists(inner, max_size=2) | inner
    elif hint is bool:
        wanted = st.booleans()
    elif hint in (int, Decimal):
        wanted = st.integers(0, 100_000) | st.sampled_from([0, 1, 10**18, "5", 2.5])
    else:
        wanted = st.sampled_from(WORDS) | st.text(max_size=12)
    return wanted | wanted | wanted | st.sampled_from(HOSTILE)


WORDS = [v for v in HOSTILE if isinstance(v, str)] + [
    *(
        "gp2",
        "io1",
        "io2",
        "standard",
        "m5.large",
        "t3.micro",
        "db.r5.large",
        "aurora-mysql",
        "mysql",
        "postgres",
        "5.7",
    ),
    *("Standard_D2s_v3", "Premium_LRS", "P1v3", "S1", "GP_Gen5_2", "BC_Gen5_4", "Windows", "Linux", "Free", "Premium"),
    *(
        "n1-standard-2",
        "e2-medium",
        "custom-2-4096",
        "pd-ssd",
        "n2-custom-4-8192-ext",
        "db-custom-2-7680",
        "EU",
        "spot",
    ),
    *("us-central1-a", "host", "dedicated", "Interface", "network", "PROVISIONED", "REGIONAL", "PAY_PER_REQUEST"),
]
"""Words that models look for."""


@cache
def body_for(model: Callable[..., Any], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes for a model or a block."""
    hints = typed(model)
    fields = {p.source: values_for(p, hints[p.name], depth) for p in parameters(model) if p.kind is None}
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def calls(draw: st.DrawFn, model: Callable[..., Any], vendor: str, type_: str) -> tuple[Decoder, Resource]:
    """A resource of a type in a plan, with usage, other resources and values that are not known yet."""
    hints = typed(model)
    stated = st.fixed_dictionaries(
        {}, optional={p.source: values_for(p, hints[p.name]) for p in parameters(model) if p.kind is FromUsage}
    )
    targets: dict[str, list[Resource]] = {}
    sources: dict[str, list[Resource]] = {}
    for param in parameters(model):
        if isinstance(param.kind, Ref) and draw(st.booleans()):
            (block,) = (b for b in [block_of(hints[param.name])] if b)
            other = draw(st.sampled_from(param.kind.types.split()))
            found = resource(draw(body_for(block)), other, param.name)
            targets.update((a, [found]) for a in param.kind.attributes.split())
        if isinstance(param.kind, ReferredBy) and draw(st.booleans()):
            (block,) = (b for b in [block_of(hints[param.name])] if b)
            sources[param.kind.attribute] = [resource(draw(body_for(block)), param.kind.types.split()[0], param.name)]
    values = draw(body_for(model))
    later = draw(
        st.sets(st.sampled_from(sorted(p.source for p in parameters(model) if p.kind is None) or ["id"]), max_size=2)
    )
    found = Resource(
        f"{type_}.a", type_, vendor, "us-east-1",
        msgspec.Raw(msgspec.json.encode({k: v for k, v in values.items() if k not in later})),
        msgspec.Raw(msgspec.json.encode(dict.fromkeys(later, True))),
        expressions=dict.fromkeys(later, "unknown"),
    )  # fmt: skip
    return Decoder(Nobody(targets, sources), draw(stated), draw(st.integers(0, 3))), found


def run(model: Callable[..., Components], decoder: Decoder, found: Resource) -> None:
    """Check that a model bills what can be billed, or says why not."""
    try:
        made = list(model(**decoder.arguments(model, found)))
    except (Unpriced, MissingError, InvalidValueError) as refusal:
        assert str(refusal).strip(), "say why"  # noqa: PT017 - either is fine
        return
    for component in made:
        assert isinstance(component, CostComponent)
        assert component.name
        assert component.unit
        assert component.price.service
        for number in (component.quantity, component.count, component.unit_price):
            assert number is None or type(number) is Decimal, component
            assert number is None or (number.is_finite() and number >= 0), component


def registered(vendor: str, type_: str) -> Callable[..., Components]:
    """The model of a type."""
    found = model_of(type_, vendor)
    assert found is not None
    return found


@pytest.mark.parametrize(("vendor", "type_"), REGISTERED)
def test_model_bears_any_value_in_any_place(vendor: str, type_: str) -> None:
    """One hostile value at a time, the rest as in the type's first example, or nothing."""
    model = registered(vendor, type_)
    case = next((c for v, t, c in EXAMPLES if (v, t) == (vendor, type_)), {})
    values, stated = case.get("values") or {}, case.get("usage") or {}
    for param in parameters(model):
        for hostile in HOSTILE if param.kind in (None, FromUsage) else ():
            changed = {**(stated if param.kind is FromUsage else values), param.source: hostile}
            usage_, body = (changed, values) if param.kind is FromUsage else (stated, changed)
            found = resource(body, type_)
            run(model, Decoder(Nobody(), usage_), found)


EXAMPLES = list(examples.cases())


@pytest.mark.parametrize(("vendor", "type_"), REGISTERED)
# To draw a model's values is most of what this test does: a busy machine makes it slow, not wrong.
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_model_bears_any_values_together(data: st.DataObject, vendor: str, type_: str) -> None:
    model = registered(vendor, type_)
    run(model, *data.draw(calls(model, vendor, type_)))


def constants(model: Callable[..., Any]) -> Iterator[Any]:
    """The texts and numbers that a model's code and the tables that it looks into hold: what it may look for."""
    pending = [getattr(model, "__code__", None)]
    tables = getattr(model, "__globals__", {})
    while pending:
        code = pending.pop()
        for name in getattr(code, "co_names", ()):
            table = tables.get(name)
            if isinstance(table, Mapping | tuple | frozenset):
                yield from (each for each in table if isinstance(each, str) and len(each) < 30)
        for value in getattr(code, "co_consts", ()):
            if isinstance(value, types.CodeType):
                pending.append(value)
            for inner in value if isinstance(value, tuple | frozenset) else [value]:
                if isinstance(inner, str | int) and not isinstance(inner, bool) and len(str(inner)) < 30:
                    yield inner


def possible(param: Param, model: Callable[..., Any]) -> list[Any]:
    """Values that may come out for an unknown attribute."""
    if param.literal:
        return list(param.literal)
    target = getattr(param.convert, "target", None)
    if target is bool:
        return [True, False]
    if target in (int, Decimal):
        return [0, 1, 7, 1000, 50_000, *(c for c in constants(model) if isinstance(c, int) and 0 <= c < 10**9)]
    return ["m5.large", "x", *(c for c in constants(model) if isinstance(c, str) and c)] if target is str else []


@pytest.mark.parametrize(("vendor", "type_"), REGISTERED)
def test_what_is_certain_while_a_value_is_unknown_comes_true(vendor: str, type_: str) -> None:
    """Without a gap the bill is the same whatever comes out; with one, its lines are among those that come out."""
    model = registered(vendor, type_)
    for case in [c for v, t, c in EXAMPLES if (v, t) == (vendor, type_)] or [{}]:
        values, stated = case.get("values") or {}, case.get("usage") or {}
        for param in parameters(model):
            if param.kind is not None or not possible(param, model):
                continue
            rest = {k: v for k, v in values.items() if k != param.source}
            unknown = resource(rest, type_, expressions={param.source: "unknown"}, unknown={param.source: True})
            before = bill_of(model, unknown, stated)
            for value in possible(param, model):
                after = bill_of(model, resource({**rest, param.source: value}, type_), stated)
                if not after.gaps:
                    missing = [c for c in before.components if c not in after.components]
                    assert not missing, f"{param.source} = {value!r} makes these lines disappear"
                    assert before.gaps or before.components == after.components, f"{param.source} = {value!r}: no gap"
