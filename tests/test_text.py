"""Hostile names: what a pull request may call its resources, and what must be left of it."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costgate.text import LONGEST, code, label, markdown, plain
from tests.hostile import HOSTILE, IDS

RAW = re.compile(r"[<>`*\[\]|~\\:$^_]")
"""What gives Markdown or HTML a meaning. `&` and `;` remain: they make the entities."""

ENTITY = re.compile(r"&#\d+;")

anything = pytest.mark.parametrize("text", HOSTILE, ids=IDS)


@anything
def test_plain_text_is_one_line_without_control_characters(text: str) -> None:
    for char in plain(text):
        assert char == " " or unicodedata.category(char)[0] not in "CZ", hex(ord(char))


@anything
def test_plain_text_holds_no_command_that_logs_obey_within_a_line(text: str) -> None:
    assert not re.search(r"##\w*\[", plain(text))


@anything
def test_plain_text_is_not_longer_than_asked(text: str) -> None:
    assert len(plain(text)) <= LONGEST
    assert len(plain(text, 20)) <= 20


@anything
def test_plain_text_can_be_encoded(text: str) -> None:
    plain(text).encode()
    markdown(text).encode()
    code(text).encode()


@anything
def test_markdown_has_no_markup_left(text: str) -> None:
    rest = ENTITY.sub("", markdown(text))
    assert not RAW.search(rest)
    assert "&" not in rest
    assert "\n" not in rest


@anything
def test_markdown_shows_what_plain_text_does(text: str) -> None:
    assert html.unescape(markdown(text)).replace("\u2060", "") == plain(text)


@anything
def test_markdown_mentions_and_links_nothing(text: str) -> None:
    shown = html.unescape(markdown(text))
    assert not re.search(r"[@#!%~&$][A-Za-z0-9_]", shown)
    assert not re.search(r"www\.e|://|:[\w+-]+:|\bgh-\d|%\{|\{\+|\[-", shown, re.IGNORECASE)


@anything
def test_markdown_cannot_be_much_longer_than_the_limit(text: str) -> None:
    assert len(markdown(text)) <= LONGEST * 7


@anything
def test_code_is_one_element_that_the_text_cannot_close(text: str) -> None:
    made = code(text)
    assert made.startswith("<code>")
    assert made.endswith("</code>")
    assert made.count("<") == 2
    assert made.count(">") == 2


@given(st.text(max_size=400))
def test_any_text_loses_its_markup(text: str) -> None:
    rest = ENTITY.sub("", markdown(text))
    assert not RAW.search(rest)
    assert "&" not in rest
    assert len(rest.splitlines()) <= 1


@given(st.text(max_size=400), st.integers(min_value=3, max_value=500))
def test_any_text_is_cut_to_its_limit(text: str, longest: int) -> None:
    assert len(plain(text, longest)) <= longest


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=LONGEST))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_long_text_keeps_its_ends() -> None:
    shown = plain("module.first." + "x" * 500 + ".aws_instance.last", 60)
    assert shown.startswith("module.first.")
    assert shown.endswith(".aws_instance.last")
    assert "…" in shown


@given(st.text())
def test_label_holds_nothing_that_is_grammar(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_. -]{0,28}", label(text))


def test_label_keeps_the_end_of_a_long_name() -> None:
    assert label('module.env["eu"].aws_instance.web["a"]') == "..env eu .aws_instance.web a"


def test_amount_is_not_torn_at_the_end_of_a_line() -> None:
    assert markdown("the limit is $400.00").endswith("&#36;\u2060400.00")
    assert "\u200b" not in markdown("$400.00 @team #1 https://x.example :tada:")
