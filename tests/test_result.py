"""result.json, read back: the same report, or a refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.errors import ResultError
from costgate.model import CostDiff, ResourceDiff
from costgate.policies import Subject, judge
from costgate.policies.unpriced import Unpriced
from costgate.report import CatalogueInfo, Report
from costgate.reporters import formats, reporter
from costgate.result import document, encode, load
from tests import plans
from tests.reports import rich


@pytest.mark.parametrize("name", formats())
def test_every_format_of_what_was_read_back_is_the_same(name: str, small_catalogue: Catalogue) -> None:
    report = rich(small_catalogue)
    again = load(encode(document(report)).encode())
    assert reporter(name)(again) == reporter(name)(report)


def of(report: Report, address: str) -> ResourceDiff:
    return next(r for r in report.diff.resources if r.change.address == address)


def test_tags_are_judged_as_far_as_they_may_be_known(small_catalogue: Catalogue) -> None:
    again = load(encode(document(rich(small_catalogue))).encode())
    sides = (of(again, a).change.side for a in ("aws_instance.web", "aws_ebs_volume.new", "aws_ebs_volume.some"))
    web, new, some = (side.tags() for side in sides)
    assert (web.values, web.known) == ({"Owner": "web", "Key": None}, True)
    assert new.known is False
    assert (some.values, some.known) == ({"A": "1", "B": None}, True)


def test_sensitive_tag_is_in_no_format(small_catalogue: Catalogue) -> None:
    for name in formats():
        assert "s3cret" not in reporter(name)(rich(small_catalogue))


@pytest.mark.parametrize("scenario", ["create-all-from-empty", "resize-t3micro-to-m5xlarge", "no-changes"])
def test_recorded_plan_survives(scenario: str) -> None:
    from costgate.diff import compare
    from costgate.plan import load_plan
    from costgate.usage import Usage

    (file,) = (plans.DATA / "diffs").glob(f"{scenario}.json*")
    diff = CostDiff((compare(load_plan(str(file), "p"), Catalogue(), Usage()),))
    text = encode(document(Report(diff, judge([Unpriced()], Subject(diff, "", "")), CatalogueInfo("v", "", ""), "1")))
    assert encode(document(load(text.encode()))) == text


def broken(small_catalogue: Catalogue, *path: Any, value: Any) -> bytes:
    """A result in which one value is another."""
    whole = json.loads(encode(document(rich(small_catalogue))))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(whole).encode()


LIES = {
    "a total": (("summary", "effective_cost", "after"), "1"),
    "a resource's cost": (("projects", 0, "resources", 0, "list_cost", "delta"), "0"),
    "a line's cost": (("projects", 0, "resources", 0, "after", "lines", 0, "list_cost"), "0"),
    "the verdict": (("verdict", "result"), "pass"),
    "a count": (("summary", "unpriced"), 0),
}


@pytest.mark.parametrize(("path", "value"), LIES.values(), ids=LIES)
def test_result_whose_sums_are_not_those_of_its_lines_is_refused(
    small_catalogue: Catalogue, path: tuple[Any, ...], value: Any
) -> None:
    with pytest.raises(ResultError, match="contradicts itself"):
        load(broken(small_catalogue, *path, value=value))


ODD = {
    "an amount that is no number": (("summary", "list_cost", "before"), "1e999999"),
    "an endless amount": (("summary", "list_cost", "before"), "9" * 100_000),
    "an action that there is not": (("projects", 0, "resources", 0, "action"), "explode"),
    "another version": (("schema_version",), "9.9"),
    "a currency with markup": (("summary", "billing_currency"), "<b>"),
    "a file outside of the checkout": (("projects", 0, "source", "file"), "/etc/passwd"),
    "a line before the first": (("projects", 0, "source", "line"), 0),
    "no resource": (("projects", 0, "resources", 0), None),
}


@pytest.mark.parametrize(("path", "value"), ODD.values(), ids=ODD)
def test_what_does_not_fit_the_schema_is_refused(small_catalogue: Catalogue, path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(ResultError, match="is no result of costgate"):
        load(broken(small_catalogue, *path, value=value))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_result_is_refused(raw: bytes) -> None:
    with pytest.raises(ResultError) as caught:
        load(raw, "there.json")
    assert caught.value.exit_code == 3
    assert "there.json" in caught.value.message
    assert "--output json=result.json" in caught.value.remedy


def test_resource_on_neither_side_is_refused(small_catalogue: Catalogue) -> None:
    whole = json.loads(encode(document(rich(small_catalogue))))
    whole["projects"][0]["resources"][0] |= {"before": None, "after": None}
    with pytest.raises(ResultError, match="neither before nor after"):
        load(json.dumps(whole).encode())
