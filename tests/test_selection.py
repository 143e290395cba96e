"""Patterns, addresses, and which resources a policy is about."""

from __future__ import annotations

import re
from typing import Any

import pytest

from costgate.addresses import module_of, type_of
from costgate.model import Action
from costgate.patterns import any_fits, fits
from costgate.selection import ByTag, Selector, chooser, grouping
from tests.test_policies import resource


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("*", "anything\nat all", True),
        ("aws_instance.web[0]", "aws_instance.web[0]", True),
        ("aws_instance.web[0]", "aws_instance.web0", False),
        ("aws_instance.web[*]", 'aws_instance.web["a]b"]', True),
        ("module.*.aws_*", "module.shop.module.db.aws_db_instance.main", True),
        ("m?.large", "m5.large", True),
        ("m?.large", "m5x.large", False),
        ("m5.large", "m5xlarge", False),
        ("eu-*", "x-eu-west-1", False),
        ("", "", True),
        ("EU-*", "eu-west-1", False),
    ],
)
def test_only_stars_and_question_marks_mean_something(pattern: str, text: str, does: bool) -> None:
    assert fits(pattern, text) is does
    assert any_fits(("nothing", pattern), text) is does
    assert any_fits((), text) is False


def test_more_patterns_than_anybody_writes_are_each_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, compiling = list[str](), re.compile

    def counted(pattern: str, *flags: Any) -> re.Pattern[str]:
        compiled.append(pattern)
        return compiling(pattern, *flags)

    monkeypatch.setattr(re, "compile", counted)
    starred = tuple(f"module.team{n}.*" for n in range(5000))
    plain = tuple(f"aws_instance.web{n}" for n in range(5000))
    for text in ("aws_instance.web", "aws_instance.api"):
        assert not any_fits(starred + plain, text)
        assert len(compiled) == len(starred)


@pytest.mark.parametrize(
    ("address", "module", "type_"),
    [
        ("aws_instance.web", "", "aws_instance"),
        ("module.shop.aws_instance.web[0]", "module.shop", "aws_instance"),
        ('module.shop["a.b"].module.db[3].aws_db_instance.main["x.y[0]"]', "module.shop.module.db", "aws_db_instance"),
        ('module.a["q\\"]."].aws_instance.x', "module.a", "aws_instance"),
        ('aws_instance.x["module.b."]', "", "aws_instance"),
        ("modulex.y", "", "modulex"),
    ],
)
def test_module_and_type_are_found_whatever_the_keys_hold(address: str, module: str, type_: str) -> None:
    assert (module_of(address), type_of(address)) == (module, type_)


WEB = 'module.shop["eu"].aws_instance.web'
TAGGED = {"tags_all": {"Team": "payments"}}


@pytest.mark.parametrize(
    ("selector", "does"),
    [
        ({}, True),
        ({"address": "module.shop*"}, True),
        ({"address": ("x", "*.web")}, True),
        ({"module": "module.shop"}, True),
        ({"module": ""}, False),
        ({"type": "aws_*", "action": ("create", "update")}, True),
        ({"type": "aws_*", "action": "delete"}, False),
        ({"project": "shop"}, True),
        ({"region": "us-*"}, True),
        ({"region": "eu-*"}, False),
        ({"tag": {"Team": "pay*"}}, True),
        ({"tag": {"Team": ("a", "b")}}, False),
        ({"tag": {"Owner": "*"}}, False),
    ],
)
def test_selector_is_for_what_all_its_patterns_fit(selector: dict[str, Any], does: bool) -> None:
    web = resource(1, 2, address=WEB, values=TAGGED)
    assert bool(chooser(Selector(**selector), doubt=True)(web)) is does
    assert bool(chooser(Selector(**selector), doubt=False)(web)) is does


@pytest.mark.parametrize("unknown", [{"tags_all": True, "tags": True}, {"tags_all": {"Team": True}}])
def test_tag_that_only_apply_will_tell_is_in_doubt(unknown: Any) -> None:
    later = resource(None, 2, values={"tags_all": {}} if isinstance(unknown["tags_all"], dict) else {}, unknown=unknown)
    for doubt in (True, False):
        assert bool(chooser(Selector(tag={"Team": "payments"}), doubt=doubt)(later)) is doubt


def test_selection_is_an_address_or_several_things_or_a_list() -> None:
    web = resource(1, 2, address=WEB, action=Action.UPDATE)
    assert chooser("module.shop*", doubt=False)(web)
    assert chooser(Selector(type="aws_instance"), doubt=False)(web)
    assert chooser(("nothing", Selector(action="update")), doubt=False)(web)
    assert not chooser(("nothing", Selector(action="create")), doubt=False)(web)


def test_groups_are_named_as_a_reader_knows_them() -> None:
    web, root = resource(1, 2, address=WEB, values=TAGGED), resource(1, 2, values={"tags": {}})
    later = resource(None, 2, unknown={"tags": True, "tags_all": True})
    assert [grouping("module")(r) for r in (web, root)] == ["module.shop", "the root module"]
    assert grouping("project")(web) == "shop"
    assert grouping("resource")(web) == WEB
    team = grouping(ByTag(tag="Team"))
    assert [team(r) for r in (web, root, later)] == ["Team=payments", "without Team", "Team not known"]
