"""Hostile names in the comment: nothing that a plan, a tag, a file, a key or a branch is called changes what it is.

A comment is read as the forges read it: parsed as Markdown, and its text looked through for what they make live there.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from costgate.catalogue import Catalogue
from costgate.errors import PublishError
from costgate.model import CostDiff, Note
from costgate.policies import Subject, judge
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.publishers import _marker
from costgate.report import CatalogueInfo, Report
from costgate.reporters import formats, reporter
from costgate.reporters.markdown import render
from tests.forges.rig import Rig, github_rig, gitlab_rig, served
from tests.hostile import SPOKEN
from tests.plans import change, priced

LIVE = re.compile(r"(?<!\w)[@#!%~&$^]\w|\w+://|(?i:www\.)\w|:[\w+-]+:|\b(?i:gh)-\d|%\{|\{[+-]|\[[+-]")
"""What a forge makes a mention, a reference, a link, an emoji or a change of, in text that is no code."""

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


def report(text: str, prices: Catalogue) -> Report:
    """A report with a text wherever a pull request can put one."""
    tags = {"tags_all": {"Owner": text, text or "empty": "x"}}
    diff = priced(
        change(f"aws_ebs_volume.data[{json.dumps(text)}]", {"type": "gp3", "size": 1000, **tags}),
        change(f"aws_instance.odd[{json.dumps(text)}]", {"instance_type": f"q9.{text}", **tags}),
        change("aws_instance.web", {"instance_type": "m5.large", "availability_zone": text, **tags}),
        catalogue=prices,
    )
    one = replace(diff, name=f"{text}/plan.json", notes=(Note(text, loud=True), Note(text)))
    verdict = judge([RequiredTags(keys={"Owner": TagRule(pattern="team-.*")})], Subject(CostDiff((one,)), "", ""))
    info = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
    return Report(CostDiff((one, replace(one, name="other"))), verdict, info, "1.2.3", key=text)


def parts(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from parts(token.children or [])


def structure(text: str) -> list[tuple[str, str]]:
    """What a text is made of, without its words: blocks, tables, tags."""
    found = []
    for token in parts(PARSER.parse(text)):
        tag = token.content if token.type in {"html_inline", "html_block"} else ""
        found.append((token.type, re.sub(r"\d+|resources?", "", tag)))
    return [f for f in found if f[0] != "text"]


def loose_text(text: str) -> str:
    """The words that are no code and no tag, as a forge has them before it looks for what is live."""
    found, code = [], 0
    for token in parts(PARSER.parse(text)):
        if token.type == "html_inline":
            code += {"<code>": 1, "</code>": -1}.get(token.content, 0)
        elif token.type == "text" and not code:
            found.append(token.content)
    return "\n".join(found)


@pytest.fixture(scope="module")
def usual(small_catalogue: Catalogue) -> list[tuple[str, str]]:
    """What the comment is made of where things have plain names."""
    return structure(render(report("plain", small_catalogue), 100_000))


@pytest.mark.parametrize("text", [t for t, _ in SPOKEN], ids=[i for _, i in SPOKEN])
def test_comment_stays_what_it_is_whatever_things_are_called(
    text: str, small_catalogue: Catalogue, usual: list[tuple[str, str]]
) -> None:
    comment = render(report(text, small_catalogue), 100_000)
    assert structure(comment) == usual
    assert not LIVE.search(loose_text(comment))
    assert not re.search(r"^\s*/", comment, re.MULTILINE)
    assert _marker.read(comment) is None
    assert "\x1b" not in comment
    assert "::" not in comment


@pytest.fixture(scope="module")
def reports(small_catalogue: Catalogue) -> list[Report]:
    """A report for every second text: enough for each of many formats."""
    return [report(text, small_catalogue) for text, _ in SPOKEN[::2]]


@pytest.mark.parametrize("name", formats())
def test_no_reporter_lets_a_name_command_a_terminal_or_a_runner(name: str, reports: list[Report]) -> None:
    """Each format is read by a machine or shown to a person: control characters are in none, orders to a runner only in
    the one that is made of them."""
    for each in reports:
        made = reporter(name)(each)
        made.encode()
        controls = {c for c in made if unicodedata.category(c) == "Cc"} - {"\n", "\r", "\t"}
        if name.endswith("json"):
            controls -= set(map(chr, range(0x7F, 0xA0)))  # JSON has names as they are, and escapes the others
        assert not controls, each.key[:40]
        orders = [x for x in made.splitlines() if re.match(r"\s*(::|##\[|##vso)", x)]
        if name == "github-annotations":
            orders = [x for x in orders if not re.match(r"::(error|warning|notice) [^:]*::[^\r\n]*$", x)]
        assert not orders, each.key[:40]


def test_the_reader_of_comments_sees_what_it_looks_for(small_catalogue: Catalogue) -> None:
    """A check that never fails is none."""
    plain = structure(render(report("plain", small_catalogue), 100_000))
    for text in ("**bold**", "| a | b |\n| - | - |\n| c | d |", "<b>x</b>", "`x`", "[x](y)", "- x", "# x"):
        assert structure(f"{render(report('plain', small_catalogue), 100_000)}\n\n{text}\n") != plain
    for text in ("@team", "see #12", "https://evil.example", ":tada:", "org/repo#1 #1", "GH-12", "www.evil.example"):
        assert LIVE.search(loose_text(text)), text
        assert not LIVE.search(loose_text(f"<code>{text}</code>")), text


def test_template_text_is_not_run(small_catalogue: Catalogue) -> None:
    comment = render(report("{{ 7*7 }}{% if 1 %}x{% endif %}", small_catalogue))
    assert "{{ 7&#42;7 }}{% if 1 %}" in comment


@pytest.fixture(params=[github_rig, gitlab_rig], ids=["github", "gitlab"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with served(request.param()) as made:
        yield made


def batches(size: int) -> Iterator[tuple[int, list[str]]]:
    """The hostile texts, some at a time: the number of the run that has them, and the texts."""
    texts = [t[:1000] for t, _ in SPOKEN]
    yield from ((start + 1, texts[start : start + size]) for start in range(0, len(texts), size))


def test_every_hostile_name_is_posted_as_text(rig: Rig, small_catalogue: Catalogue) -> None:
    for number, texts in batches(12):
        comments = [render(report(text, small_catalogue), 5_000) for text in texts]
        rig.publish("\n\n".join(comments), number)
        (stored,) = rig.fake.bodies()
        assert stored.strip().startswith("\n\n".join(comments).strip()), "the forge took nothing for an order"
    assert getattr(rig.fake, "quick_actions", []) == []


def test_text_that_nobody_escaped_forges_no_marker_and_gives_no_order(rig: Rig) -> None:
    """A publisher does not trust what it is given to post either."""
    for number, texts in batches(4):
        rig.publish("\n".join([*texts, *texts]), number)
    assert len(rig.fake.bodies()) == 1
    assert getattr(rig.fake, "quick_actions", []) == []


def test_hostile_keys_keep_comments_apart(rig: Rig) -> None:
    keys = list(dict.fromkeys(t[:60] for t, _ in SPOKEN))[::8]
    for number in (1, 2):
        for key in keys:
            rig.publish(f"run {number}", number, key=key)
    bodies = rig.fake.bodies()
    assert len(bodies) == len(keys)
    for body, key in zip(bodies, keys, strict=True):
        marker = _marker.read(body)
        assert marker is not None
        assert marker.key == key
        assert body.count("<!--") == 1


def test_hostile_branch_is_told_harmless() -> None:
    with served(github_rig()) as rig:
        for text, _ in SPOKEN[::3]:
            with pytest.raises(PublishError, match="no open pull request of acme/infra has") as caught:
                rig.publish(number=None, head=f"mallory:{text[:500]}", head_sha="f" * 40)
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", caught.value.message)
