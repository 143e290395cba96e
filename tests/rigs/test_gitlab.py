"""The template and the component, run by gitlab-ci-local against a GitLab that keeps to a contract of its documentation.

gitlab-ci-local reads and merges the configuration as GitLab does, and runs jobs in a shell. It does not pull images.
https://github.com/firecow/gitlab-ci-local
"""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.conftest import ROOT
from tests.forges.fake import reachable
from tests.forges.gitlab import FakeGitLab
from tests.rigs.conftest import PATH, Find, Repository
from tests.rigs.test_github import PASSES, REFUSED

TEMPLATE = {".gitlab-ci-template.yml": ROOT / ".gitlab-ci-template.yml"}
COMPONENT = {"templates/costgate.yml": ROOT / "templates" / "costgate.yml"}
INCLUDE = {
    "template": {**TEMPLATE, ".gitlab-ci.yml": "include: [{local: .gitlab-ci-template.yml}]\n"},
    "component": {**COMPONENT, ".gitlab-ci.yml": "include: [{local: templates/costgate.yml}]\n"},
}
WARNS = {**PASSES, "costgate.yml": "version: 1\npolicies:\n  monthly-increase: {level: warn, max: 1}\n"}


class Done(NamedTuple):
    """A pipeline that ran, and the folder of the job's artifacts."""

    code: int
    text: str
    artifacts: Path


Pipeline = Callable[..., Done]


@pytest.fixture
def forge() -> Iterator[FakeGitLab]:
    with reachable(), FakeGitLab(project="acme/infra").running() as running:
        assert isinstance(running, FakeGitLab)
        yield running
        assert running.violations == []
        assert running.quick_actions == []


@pytest.fixture
def infra(repository: Callable[[str], Repository]) -> Repository:
    return repository("https://gitlab.example.com/acme/infra.git")


@pytest.fixture
def pipeline(tool: Find, forge: FakeGitLab, infra: Repository, tmp_path: Path) -> Pipeline:
    """Commits files and runs the pipeline of a merge request, or with `iid=""` of a branch."""
    runner = tool("gitlab-ci-local")
    tool("rsync")

    def run(files: dict[str, Path | str], *, token: str = "", iid: str = "7", number: int = 1) -> Done:
        infra.commit({**files, "README.md": f"run {number}\n"})
        source = "merge_request_event" if iid else "push"
        variables = {
            "CI_PIPELINE_SOURCE": source, "CI_API_V4_URL": forge.url, "CI_PROJECT_PATH": "acme/infra", "GITLAB_CI": "true",
            "CI_PIPELINE_ID": str(number), "CI_JOB_ID": str(number),
            **({"CI_MERGE_REQUEST_IID": iid, "CI_MERGE_REQUEST_PROJECT_PATH": "acme/infra"} if iid else {}),
            **({"COSTGATE_TOKEN": token} if token else {}),
        }  # fmt: skip
        given = [a for name, value in variables.items() for a in ("--variable", f"{name}={value}")]
        own = {"PATH": PATH, "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", "NO_COLOR": "1"}
        clean = {n: v for n, v in os.environ.items() if not n.startswith(("CI", "GITLAB_", "GITHUB_", "COSTGATE_"))}
        done = subprocess.run(
            [runner, "--force-shell-executor", *given],
            cwd=infra.folder, env={**clean, **own}, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        return Done(done.returncode, done.stdout + done.stderr, infra.folder / ".gitlab-ci-local" / "artifacts" / "costgate")

    return run


@pytest.mark.parametrize("how", INCLUDE)
def test_reports_need_no_token(how: str, pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE[how], **REFUSED})
    assert done.code == 1, done.text
    assert forge.asked == []
    reports = done.artifacts / "costgate"
    assert {f.name for f in reports.iterdir()} >= {
        "report.html", "codequality.json", "junit.xml", "metrics.txt", "terraform.json"
    }  # fmt: skip
    findings = json.loads((reports / "codequality.json").read_text())
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(findings[0])
    assert ET.parse(reports / "junit.xml").getroot().iter("failure")
    assert "costgate_" in (reports / "metrics.txt").read_text()


def test_token_makes_a_note_and_the_next_pipeline_edits_it(pipeline: Pipeline, forge: FakeGitLab) -> None:
    first = pipeline({**INCLUDE["template"], **REFUSED}, token="glpat-project")  # noqa: S106 - the fake's
    (note,) = forge.notes.values()
    assert "costgate: fail" in note["body"]
    assert first.code == 1
    assert "glpat-project" not in first.text

    second = pipeline({**INCLUDE["template"], **PASSES}, token="glpat-project", number=2)  # noqa: S106 - the fake's
    (edited,) = forge.notes.values()
    assert edited["id"] == note["id"]
    assert "costgate: pass" in edited["body"]
    assert second.code == 0, second.text


def test_token_that_may_not_write_leaves_the_verdict(pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE["template"], **PASSES}, token="glpat-guest")  # noqa: S106 - the fake's
    assert done.code == 0, done.text
    assert "no comment was posted" in done.text
    assert forge.notes == {}


def test_warnings_are_a_job_that_may_fail(pipeline: Pipeline) -> None:
    done = pipeline({**INCLUDE["template"], **WARNS})
    assert done.code == 0, "allow_failure: exit_codes"
    assert "PASS with warnings" in done.text
    assert "10" in done.text


def test_pipeline_of_a_branch_posts_nothing(pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE["template"], **PASSES}, token="glpat-project", iid="")  # noqa: S106 - the fake's
    assert done.code == 0, done.text
    assert (done.artifacts / "costgate" / "metrics.txt").exists()
    assert forge.asked == []


def test_inputs_of_the_component_are_heeded_and_typed(pipeline: Pipeline, forge: FakeGitLab) -> None:
    inputs = {"job-name": "cost", "plan": "a/*.json b/plan.json", "fail-on": "never", "key": "prod/eu", "comment": "always"}
    files = {
        **COMPONENT,
        ".gitlab-ci.yml": yaml.safe_dump({"include": [{"local": "templates/costgate.yml", "inputs": inputs}]}),
        "a/plan.json": REFUSED["plan.json"],
        "b/plan.json": PASSES["plan.json"],
        "costgate.yml": REFUSED["costgate.yml"],
    }
    done = pipeline(files, token="glpat-project")  # noqa: S106 - the fake's
    assert done.code == 0, done.text
    result = json.loads((done.artifacts.with_name("cost") / "costgate" / "codequality.json").read_text())
    assert result
    (note,) = forge.notes.values()
    assert "prod/eu" in note["body"]
    assert "a/plan.json" in note["body"]


@pytest.mark.parametrize("wrong", [{"require-publish": "maybe"}, {"fail-on": "sometimes"}, {"tags": "x"}])
def test_wrong_input_stops_the_pipeline(wrong: dict[str, str], pipeline: Pipeline) -> None:
    included = yaml.safe_dump({"include": [{"local": "templates/costgate.yml", "inputs": wrong}]})
    done = pipeline({**COMPONENT, ".gitlab-ci.yml": included, **PASSES})
    assert done.code == 1
    assert next(iter(wrong)) in done.text
    assert not done.artifacts.exists()
