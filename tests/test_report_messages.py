"""Messages for Slack and Teams: what the platforms take, within their limits, and names that are nothing but text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from costgate.catalogue import Catalogue
from costgate.model import CostDiff, Finding, Level, Note, ProjectDiff, Verdict
from costgate.report import CatalogueInfo, Report
from costgate.reporters import slack, teams
from tests.hostile import SPOKEN
from tests.plans import change, priced
from tests.reports import rich

INFO = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
hostile_names = pytest.mark.parametrize("name", [t for t, _ in SPOKEN], ids=[i for _, i in SPOKEN])


def large(catalogue: Catalogue, name: str = "x" * 140) -> Report:
    """Many long names of resources, projects, findings, notes and gaps."""
    volumes = [change(f"aws_ebs_volume.v[{json.dumps(name + str(i))}]", {"type": "gp3", "size": 9}) for i in range(80)]
    odd = [change(f"aws_quantum_thing.q[{json.dumps(name + str(i))}]", {}) for i in range(80)]
    first = priced(*volumes, *odd, catalogue=catalogue)
    notes = tuple(Note(f"{name} {i}", loud=True) for i in range(80))
    projects = tuple(
        ProjectDiff(f"{name}{i}", "plan.json", first.resources if not i else (), notes if not i else ())
        for i in range(30)
    )
    findings = tuple(Finding("required-tags", Level.FAIL, name * 4, f"{name}.{i}", "", name) for i in range(80))
    return Report(CostDiff(projects), Verdict(findings), INFO, "1.2.3")


def named(name: str, catalogue: Catalogue) -> Report:
    """A report in which everything that a plan can name is called `name`."""
    diff = priced(
        change(f"aws_ebs_volume.a[{json.dumps(name)}]", {"type": "gp3", "size": 10}),
        change("aws_instance.odd", {"instance_type": name}),
        catalogue=catalogue,
    )
    project = ProjectDiff(name, name, diff.resources, (Note(name, loud=True),), timestamp=name)
    return Report(CostDiff((project,)), Verdict((Finding("p", Level.FAIL, name, name, name, name),)), INFO, "1")


def texts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a text."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@pytest.mark.parametrize("make", [rich, large])
def test_slack_message_is_one_that_slacks_own_library_takes(make: Any, small_catalogue: Catalogue) -> None:
    message = json.loads(slack.render(make(small_catalogue)))
    blocks = Block.parse_all(message["blocks"])
    assert 3 < len(blocks) <= 50
    for block in blocks:
        block.validate_json()
    for text in texts(message["blocks"]):
        assert len(text["text"]) <= (150 if text["type"] == "plain_text" else 3000)
        assert text["type"] == "plain_text" or text["verbatim"] is True
    assert all(len(f["text"]) <= 2000 for b in message["blocks"] for f in b.get("fields", ()))


def test_slack_message_says_what_it_leaves_out(small_catalogue: Catalogue) -> None:
    message = slack.render(large(small_catalogue))
    for rest in ("and 72 more", "and 74 more", "and 20 more", "and more"):
        assert rest in message


@hostile_names
def test_slack_formats_no_name(name: str, small_catalogue: Catalogue) -> None:
    hostile = json.loads(slack.render(named(name, small_catalogue)))
    benign = json.loads(slack.render(named("plain", small_catalogue)))
    assert hostile["text"] == benign["text"]
    for mine, other in zip(texts(hostile["blocks"]), texts(benign["blocks"]), strict=True):
        said = mine["text"]
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", said)
        for sign in "*_~":  # in code nothing is formatted
            assert at_edges(without_code(said), sign) == at_edges(without_code(other["text"]), sign)
        assert said.count("`") == other["text"].count("`")
        assert said.count("\n") == other["text"].count("\n")
        assert not re.search(r"[@#][\w]|:[\w+-]+:|\w:/|[\u202e\x1b]", without_code(said))


def without_code(text: str) -> str:
    return re.sub("`[^`]*`", "code", text)


def at_edges(text: str, sign: str) -> int:
    """How often a sign stands where it could begin or end a format."""
    return len(re.findall(rf"(?<![A-Za-z0-9]){re.escape(sign)}|{re.escape(sign)}(?![A-Za-z0-9])", text))


@pytest.mark.parametrize("make", [rich, large])
def test_teams_message_stays_below_the_limit(make: Any, small_catalogue: Catalogue) -> None:
    text = teams.render(make(small_catalogue))
    assert len(text.encode()) <= teams.LIMIT + 1
    assert text.count("attachments") == 1
    card = json.loads(text)["attachments"][0]["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")


def test_teams_message_says_what_it_leaves_out(small_catalogue: Catalogue) -> None:
    text = teams.render(large(small_catalogue))
    rest = {int(n) for n in re.findall(r"and (\d+) more", text)}
    assert len(rest) == 2, "of 80 findings, drivers and gaps, and of 30 projects"
    assert max(rest) - min(rest) == 50


ELEMENTS = {"RichTextBlock", "Table", "TableRow", "TableCell", "TextRun"}


@hostile_names
def test_teams_card_has_names_in_text_runs_alone(name: str, small_catalogue: Catalogue) -> None:
    card = json.loads(teams.render(named(name, small_catalogue)))["attachments"][0]["content"]

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, dict):
            assert value["type"] in ELEMENTS
            for key in ("inlines", "rows", "cells", "items"):
                walk(value.get(key, []))

    walk(card["body"])
    said = [t["text"] for t in texts(card["body"])]
    assert not [t for t in said if re.search("[\u202e\x1b\n]", t)]
    assert (
        card["fallbackText"]
        == json.loads(teams.render(named("plain", small_catalogue)))["attachments"][0]["content"]["fallbackText"]
    )
