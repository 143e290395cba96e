"""Every format says the same numbers; one that the test cannot read fails it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest

from costgate import money
from costgate.catalogue import Catalogue
from costgate.report import Report
from costgate.reporters import formats, reporter
from tests.reports import listed, rich

Numbers = dict[str, Any]
"""What a format says of a report: "effective.before", "list.delta" and so on, as a Decimal or as a reader sees it."""

ONE_COST = {
    "github-annotations": "a notice has room for one",
    "infracost-json": "Infracost's format has no place for a second",
    "sarif": "its results are the findings; the cost is but a property of the run",
}
"""Formats that say the effective cost alone, and why."""

FINDINGS = {
    "gitlab-codequality": "GitLab reads problems from it",
    "junit": "a test has no cost",
}
"""Formats that say no cost but what the findings say, and why."""

ACTIONS = {"gitlab-terraform": "GitLab reads three counts from it"}
"""Formats that say what is done, and why."""

WHICH = ("before", "after", "delta")


def test_every_format_says_its_numbers_to_the_test() -> None:
    assert set(NUMBERS) == set(formats()), "tell NUMBERS how a new format's numbers are read"


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("make", [listed, rich])
def test_all_formats_say_the_same_numbers(
    name: str, make: Callable[[Catalogue], Report], small_catalogue: Catalogue
) -> None:
    """At list prices in dollars; and with discounts, gaps and another currency."""
    report = make(small_catalogue)
    said = NUMBERS[name](reporter(name)(report))
    assert needed(name, report) <= set(said)
    expected = numbers_of(report)
    for key, number in said.items():
        exact, words = expected[key]
        assert number in (exact, words), key


def needed(name: str, report: Report) -> set[str]:
    """What a format must say of a report, at the least."""
    if name in FINDINGS:
        return {"findings"}
    if name in ACTIONS:
        return {"create", "update", "delete"}
    both = report.is_negotiated and name not in ONE_COST
    return {"effective.after", "effective.delta", *(("list.after", "list.before") if both else ())}


def numbers_of(report: Report) -> dict[str, tuple[Any, Any]]:
    """Every number by its key: exact, and for a reader."""
    diff = report.diff
    found: dict[str, tuple[Any, Any]] = {}
    for kind, cost in (("effective", diff.effective_cost), ("list", diff.list_cost)):
        for which in WHICH:
            amount = getattr(cost, which)
            words = money.change if which == "delta" else money.money
            found[f"{kind}.{which}"] = amount, words(amount, diff.currency)
    amounts = {a for f in report.verdict.findings for a in in_text(f.message)}
    actions = Counter(str(r.change.action) for r in diff.resources)
    return {**found, "findings": (amounts, None), **{a: (n, None) for a, n in actions.items()}}


def in_text(text: str) -> list[str]:
    """The amounts of money in a text."""
    return re.findall(r"[+-]?[$€][\d,]+\.\d\d", text)


def _json(text: str) -> Numbers:
    summary = json.loads(text)["summary"]
    return {f"{k}.{w}": Decimal(summary[f"{k}_cost"][w]) for k in ("effective", "list") for w in WHICH}


def _infracost(text: str) -> Numbers:
    found = json.loads(text)
    names = ("pastTotalMonthlyCost", "totalMonthlyCost", "diffTotalMonthlyCost")
    return {f"effective.{w}": Decimal(found[n]) for w, n in zip(WHICH, names, strict=True)}


def _terminal(text: str) -> Numbers:
    found: Numbers = {"effective.delta": text.split()[1]}
    for kind, before, after in re.findall(r"^Monthly (effective|list) cost +(\S+) → (\S+)$", text, re.MULTILINE):
        found |= {f"{kind}.before": before, f"{kind}.after": after}
    return {"effective.after": found.get("list.after", ""), **found}


def _markdown(text: str) -> Numbers:
    text = html.unescape(re.sub(r"</?sub>|\*\*|\u2060", "", text))
    found: Numbers = {}
    for name, kind in (("Total", "effective"), ("At list prices", "list")):
        row = re.search(rf"^\| {name} \| (.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
        if row:
            found |= {f"{kind}.{w}": amount for w, amount in zip(WHICH, row.groups(), strict=True)}
    assert re.search(r"^###.* · (\S+) a month", text)[1] == found["effective.delta"]  # type: ignore[index]
    return found


def _html(text: str) -> Numbers:
    root = html5lib.parse(text, namespaceHTMLElements=False)
    figures = [" ".join("".join(dd.itertext()).split()) for dd in root.iterfind(".//dl[@class='figures']/div/dd")]
    found: Numbers = {}
    for which, figure in zip(WHICH, figures, strict=False):
        effective, _, listed = figure.partition(" ")
        found[f"effective.{which}"] = effective
        if listed:
            found[f"list.{which}"] = listed.removesuffix(" at list prices")
    title = "".join(t.text or "" for t in root.iter("title"))
    assert title.endswith(f": {found['effective.delta']} a month")
    return found


def _slack(text: str) -> Numbers:
    message = json.loads(text)
    fields = dict(f["text"].replace("*", "").split("\n") for f in message["blocks"][1]["fields"])
    found: Numbers = {}
    for name, amount in fields.items():
        kind = "list" if name.endswith("at list prices") or name.startswith("At list") else "effective"
        if name.startswith("Change"):
            found[f"{kind}.delta"] = amount
        else:
            found |= dict(zip((f"{kind}.before", f"{kind}.after"), amount.split(" → "), strict=True))
    assert f" {found['effective.delta']} a month" in message["text"]
    return found


def _teams(text: str) -> Numbers:
    card = json.loads(text)["attachments"][0]["content"]
    rows = [[c["items"][0]["inlines"][0]["text"] for c in r["cells"]] for r in card["body"][1]["rows"][1:]]
    kinds = ("effective", "list")
    found: Numbers = {
        f"{k}.{w}": a for k, row in zip(kinds, rows, strict=False) for w, a in zip(WHICH, row[1:], strict=True)
    }
    assert f" {found['effective.delta']} a month" in card["fallbackText"]
    return found


def _csv(text: str) -> Numbers:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    columns = {"before": "before", "after": "after", "delta": "change"}
    return {
        f"{kind}.{which}": _column(rows, f"{kind}_cost_{column}")
        for kind in ("effective", "list")
        for which, column in columns.items()
    }


def _focus(text: str) -> Numbers:
    rows = [r for r in csv.DictReader(io.StringIO(text, newline="")) if r["ChargeFrequency"] != "One-Time"]
    found: Numbers = {}
    for kind in ("Effective", "List"):
        before, after = _column(rows, f"x_Before{kind}Cost"), _column(rows, f"{kind}Cost")
        found |= {
            f"{kind.lower()}.before": before,
            f"{kind.lower()}.after": after,
            f"{kind.lower()}.delta": after - before,
        }
    return found


def _column(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0))


def _sarif(text: str) -> Numbers:
    properties = json.loads(text)["runs"][0]["properties"]
    return {f"effective.{w}": Decimal(properties[f"effective_cost_{w}"]) for w in WHICH}


def _annotations(text: str) -> Numbers:
    delta, before, after = in_text(text.splitlines()[0])
    return {"effective.before": before, "effective.after": after, "effective.delta": delta}


def _openmetrics(text: str) -> Numbers:
    found: dict[str, Decimal] = {}
    for name, kind, value in re.findall(r'^costgate_monthly_cost(\w*)\{.*cost="(\w+)".*\} (\S+)$', text, re.MULTILINE):
        key = f"{kind}.{'delta' if name else 'after'}"
        found[key] = found.get(key, Decimal(0)) + Decimal(value)
    return found | {f"{k}.before": found[f"{k}.after"] - found[f"{k}.delta"] for k in ("effective", "list")}


def _codequality(text: str) -> Numbers:
    return {"findings": {a for issue in json.loads(text) for a in in_text(issue["description"])}}


def _junit(text: str) -> Numbers:
    return {"findings": set(in_text(" ".join(ET.fromstring(text).itertext())))}


NUMBERS: dict[str, Callable[[str], Numbers]] = {
    "csv": _csv,
    "focus-csv": _focus,
    "github-annotations": _annotations,
    "gitlab-codequality": _codequality,
    "gitlab-terraform": json.loads,
    "html": _html,
    "infracost-json": _infracost,
    "json": _json,
    "junit": _junit,
    "markdown": _markdown,
    "openmetrics": _openmetrics,
    "sarif": _sarif,
    "slack": _slack,
    "teams": _teams,
    "terminal": _terminal,
}
"""How each format's numbers are read."""
