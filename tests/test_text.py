"""Hostile names: what a pull request may call its resources, and what must be left of it."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costgate.text import LONGEST, code, label, markdown, plain

HOSTILE = [
    "`code`",
    "``` \nfence",
    "~~~\nfence",
    "**bold** __bold__ *it* _it_",
    "~~gone~~",
    "| a | table |",
    "a|b",
    "<script>alert(1)</script>",
    "</code><img src=x onerror=alert(1)>",
    "</details><details open>",
    "<!-- costgate -->",
    "-->",
    "<!--",
    "<b>x",
    "&lt;b&gt;",
    "&#60;script&#62;",
    "&amp;lt;",
    "[click](https://evil.example)",
    "![pixel](https://evil.example/p.png)",
    "[ref]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example",
    "http://user:pw@evil.example:80/",
    "www.evil.example",
    "mailto:a@evil.example",
    "me@evil.example",
    "@team/owners",
    "@everyone please approve",
    "cc @octocat",
    "#123",
    "org/repo#123",
    "!42",
    "%7",
    "~bug",
    "$5",
    "&3",
    "$$\\int x$$",
    "\\| \\` \\\\",
    ":shipit: :tada:",
    "[^1]",
    "::error file=x::y",
    "x\n::set-output name=a::b",
    "a\r\nb",
    "a\rb",
    "a\x00b",
    "a\tb",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "\x9b31m",
    "\x07\x08\x7f",
    "a\u202egnp.exe",
    "\u2066x\u2069",
    "\u200bzero\u200dwidth",
    "a\u2028b\u2029c",
    "\ufeffbom",
    "\ud800 lone surrogate",
    "\udfff",
    "a\x85b",
    "\xa0nbsp",
    'x["${jndi:ldap://a}"]',
    "{{ 7*7 }} {% raw %}",
    "'; DROP TABLE x; --",
    "$(id) `id` ${IFS}",
    "=cmd|' /C calc'!A0",
    "\U000e0041tag",
    "é" * 1000,
    "x" * 100_000,
    "`" * 100_000,
    "<" * 10_000,
    "&" * 10_000,
]
"""Names with which somebody may try to leave the cell, the line, the comment or the terminal."""

IDS = [f"{i}: {t[:12].encode('ascii', 'backslashreplace').decode()}" for i, t in enumerate(HOSTILE)]

RAW = re.compile(r"[<>`*\[\]|~\\:$^_]")
"""What gives Markdown or HTML a meaning. `&` and `;` remain: they make the entities."""

ENTITY = re.compile(r"&#\d+;")

anything = pytest.mark.parametrize("text", HOSTILE, ids=IDS)


@anything
def test_plain_text_is_one_line_without_control_characters(text: str) -> None:
    for char in plain(text):
        assert char == " " or unicodedata.category(char)[0] not in "CZ", hex(ord(char))


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
    assert html.unescape(markdown(text)).replace("\u200b", "") == plain(text)


@anything
def test_markdown_mentions_and_links_nothing(text: str) -> None:
    shown = html.unescape(markdown(text))
    assert not re.search(r"[@#!%~&$][A-Za-z0-9_]", shown)
    assert "www.e" not in shown.lower()


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
