"""The template and the component, run by gitlab-ci-local against a GitLab that keeps to a contract.

gitlab-ci-local reads and merges the configuration as GitLab does, and runs jobs in a shell. It does not pull images.
https://github.com/firecow/gitlab-ci-local
"""

from __future__ import annotations

import json
import os
import re
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
TOKEN = "glpat-project"
WARNS = {**PASSES, "costgate.yml": "version: 1\npolicies:\n  monthly-increase: {level: warn, max: 1}\n"}


class Done(NamedTuple):
    """A pipeline that ran in a folder. Reports stay there, as the runner would find them; `paths` are copied out.

    The state of the job counts, not `code`: gitlab-ci-local lets a pipeline pass whose job may fail with some codes.
    """

    code: int
    text: str
    folder: Path

    def state(self, job: str = "costgate") -> str:
        """PASS, WARN or FAIL; nothing if the job did not run."""
        match = re.search(rf"^ (PASS|WARN|FAIL)  {job}(?:  pre_script)?$", self.text, re.MULTILINE)
        return match[1] if match else ""

    def exported(self, path: str, job: str = "costgate") -> Path:
        """A file of the job's artifacts."""
        return self.folder / ".gitlab-ci-local" / "artifacts" / job / path


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
            "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": source,
            "CI_API_V4_URL": forge.url, "CI_PROJECT_PATH": "acme/infra",
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
        return Done(done.returncode, done.stdout + done.stderr, infra.folder)

    return run


@pytest.mark.parametrize("how", INCLUDE)
def test_reports_need_no_token(how: str, pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE[how], **REFUSED})
    assert done.state() == "FAIL", done.text
    assert forge.asked == []
    artifacts = yaml.safe_load(TEMPLATE[".gitlab-ci-template.yml"].read_text())["costgate"]["artifacts"]
    reports = {kind: (done.folder / path).read_text() for kind, path in artifacts["reports"].items()}
    findings = json.loads(reports["codequality"])
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(findings[0])
    assert list(ET.fromstring(reports["junit"]).iter("failure"))
    assert reports["metrics"].endswith("# EOF\n")
    assert {"create", "update", "delete"} <= set(json.loads(reports["terraform"]))
    (path,) = artifacts["paths"]
    assert "<html" in done.exported(path).read_text()


def test_token_makes_a_note_and_the_next_pipeline_edits_it(pipeline: Pipeline, forge: FakeGitLab) -> None:
    first = pipeline({**INCLUDE["template"], **REFUSED}, token=TOKEN)
    (note,) = forge.notes.values()
    assert "costgate: fail" in note["body"]
    assert first.state() == "FAIL"
    assert TOKEN not in first.text

    second = pipeline({**INCLUDE["template"], **PASSES}, token=TOKEN, number=2)
    (edited,) = forge.notes.values()
    assert edited["id"] == note["id"]
    assert "costgate: pass" in edited["body"]
    assert second.state() == "PASS", second.text


def test_token_that_may_not_write_leaves_the_verdict(pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE["template"], **PASSES}, token="glpat-guest")
    assert done.state() == "PASS", done.text
    assert "no comment was posted" in done.text
    assert forge.notes == {}


def test_passed_with_warnings_is_a_job_that_warns(pipeline: Pipeline) -> None:
    done = pipeline({**INCLUDE["template"], **WARNS})
    assert done.state() == "WARN", done.text
    assert "PASS with warnings" in done.text


def test_no_verdict_is_a_job_that_fails(pipeline: Pipeline) -> None:
    done = pipeline({**INCLUDE["template"], **PASSES, "plan.json": "{"})
    assert done.state() == "FAIL", done.text
    assert "is not valid JSON" in done.text


def test_pipeline_of_the_default_branch_reports_and_posts_nothing(pipeline: Pipeline, forge: FakeGitLab) -> None:
    done = pipeline({**INCLUDE["template"], **PASSES}, token=TOKEN, iid="")
    assert done.state() == "PASS", done.text
    assert (done.folder / "costgate" / "metrics.txt").exists()
    assert forge.asked == []


def test_inputs_of_the_component_are_heeded(pipeline: Pipeline, forge: FakeGitLab) -> None:
    inputs = {
        "job-name": "cost", "plan": "a/*.json b/plan.json", "fail-on": "never", "key": "prod/eu", "comment": "always",
        "require-publish": True, "rules": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}],
    }  # fmt: skip
    files = {
        **COMPONENT,
        ".gitlab-ci.yml": yaml.safe_dump({"include": [{"local": "templates/costgate.yml", "inputs": inputs}]}),
        "a/plan.json": REFUSED["plan.json"],
        "b/plan.json": PASSES["plan.json"],
        "costgate.yml": REFUSED["costgate.yml"],
    }
    done = pipeline(files, token=TOKEN)
    assert done.state("cost") == "WARN", done.text
    (note,) = forge.notes.values()
    assert "prod/eu" in note["body"]
    assert "a/plan.json" in note["body"]
    assert "b/plan.json" in note["body"]


def test_comment_that_must_be_posted_fails_the_job(pipeline: Pipeline) -> None:
    included = yaml.safe_dump({"include": [{"local": "templates/costgate.yml", "inputs": {"require-publish": True}}]})
    done = pipeline({**COMPONENT, ".gitlab-ci.yml": included, **PASSES}, token="glpat-guest")
    assert done.state() == "FAIL", done.text


@pytest.mark.parametrize("wrong", [{"require-publish": "maybe"}, {"fail-on": "sometimes"}, {"rules": "never"}])
def test_input_of_the_wrong_type_stops_the_pipeline(wrong: dict[str, str], pipeline: Pipeline) -> None:
    included = yaml.safe_dump({"include": [{"local": "templates/costgate.yml", "inputs": wrong}]})
    done = pipeline({**COMPONENT, ".gitlab-ci.yml": included, **PASSES})
    assert done.code == 1
    assert next(iter(wrong)) in done.text
    assert done.state() == ""
