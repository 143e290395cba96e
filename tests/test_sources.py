"""Source lines from the command line: which folder a plan belongs to, and what its report says of it."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from costgate.catalogue import Catalogue
from costgate.reporters import formats
from tests.plans import Answer, block, change, configuration, costgate, encode, module

ADDRESS = "module.disks[0].aws_ebs_volume.data"
DISK = {"type": "gp3", "size": 100}
CALL = {"source": "../modules/disks", "module": module(block("aws_ebs_volume.data"))}
PLAN = encode(change(ADDRESS, DISK), configuration=configuration(module(calls={"disks": CALL})))


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of two root modules that call a third, each with its plan, and nothing at the top."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for root in ("live", "test"):
        written(f"{root}/main.tf", "module disks {\n}\n" if root == "live" else "# a test\nmodule disks {\n}\n")
        written(f"{root}/plan.json", PLAN)
    written("modules/disks/main.tf", '\n\nresource "aws_ebs_volume" "data" {\n}\n')
    return tmp_path


def written(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def check(catalogue: Catalogue, *arguments: str | Path) -> Answer:
    return costgate("check", "--catalogue", catalogue.root, "--format", "json", *arguments)


def lines(answer: Answer) -> list[tuple[str, str]]:
    """Where the report says that each project and its first resource are written."""

    def shown(source: dict[str, object] | None) -> str:
        return f"{source['file']}:{source['line']}-{source['end_line']}" if source else ""

    assert (answer.code, answer.err) == (0, "")
    projects = json.loads(answer.out)["projects"]
    return [(shown(p["source"]), shown(p["resources"][0]["source"])) for p in projects]


FOUND = ("live/main.tf:1-1", "modules/disks/main.tf:3-4")


def test_folder_of_the_plan_is_the_root_module(small_catalogue: Catalogue) -> None:
    assert lines(check(small_catalogue, "live/plan.json")) == [FOUND]
    both = lines(check(small_catalogue, "live/plan.json", "test/plan.json"))
    assert both == [FOUND, ("test/main.tf:1-1", "modules/disks/main.tf:3-4")]


def test_else_the_working_directory_is(small_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = written("artifacts/plan.json", PLAN).resolve()
    assert lines(check(small_catalogue, plan)) == [("", "")], "and the top of the checkout has no configuration"
    monkeypatch.chdir("live")
    assert lines(check(small_catalogue, plan)) == [FOUND]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAN)))
    assert lines(check(small_catalogue, "-")) == [FOUND]


def test_source_names_it_for_all_plans_or_for_each(small_catalogue: Catalogue) -> None:
    written("a.json", PLAN)
    written("b.json", PLAN)
    assert lines(check(small_catalogue, "a.json", "--source", "live")) == [FOUND]
    assert lines(check(small_catalogue, "a.json", "b.json", "--source", "live")) == [FOUND, FOUND]
    each = lines(check(small_catalogue, "a.json", "b.json", "--source", "test", "--source", "live"))
    assert [project for project, _ in each] == ["test/main.tf:1-1", "live/main.tf:1-1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "nowhere"], "'nowhere' does not exist"),
        (["--source", "live/main.tf"], "'live/main.tf' is a file"),
        (["--source", "modules"], "--source modules: the folder holds no .tf or .tofu files"),
        (["--source", "live", "--source", "test"], "--source is given 2 times for 1 plans"),
    ],
)
@pytest.mark.parametrize("form", ["json", "terminal"])
def test_source_that_cannot_be_meant_is_refused(
    small_catalogue: Catalogue, form: str, arguments: list[str], message: str
) -> None:
    answer = check(small_catalogue, "live/plan.json", "--format", form, *arguments)
    assert answer.code == 2
    assert message in answer.err
    assert not answer.out


def test_configuration_that_does_not_parse_changes_no_verdict(small_catalogue: Catalogue) -> None:
    written("live/main.tf", 'module "disks" {\n  x = {{{ "\n')
    written("modules/disks/main.tf", b"\xff\xfe\0resource {{{")
    assert lines(check(small_catalogue, "live/plan.json")) == [("live/main.tf:1-1", "live/main.tf:1-2")]


def test_plan_whose_name_is_no_text_is_reported_in_every_format(small_catalogue: Catalogue) -> None:
    plan = Path(os.fsdecode(b"live/\xff\n.json"))
    plan.write_bytes(PLAN)
    for form in formats():
        answer = check(small_catalogue, plan, "--format", form)
        assert (answer.code, answer.err) == (0, ""), form
