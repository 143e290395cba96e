"""Jenkinsfile.example in an emulation of Jenkins' declarative pipelines: jenkins/Harness.groovy says what it covers.

It is no Jenkins: none can be had from the registries that these tests reach.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT
from tests.forges.fake import reachable
from tests.forges.github import FakeGitHub
from tests.rigs.conftest import BIN, Find
from tests.rigs.test_github import PASSES, REFUSED
from tests.rigs.test_gitlab import WARNS

HARNESS = Path(__file__).parent / "jenkins" / "Harness.groovy"
FILE = ROOT / "Jenkinsfile.example"
JAVA = ("/usr/lib/jvm/default-java", "/usr/lib/jvm/java-17-openjdk-amd64")
TOKEN = "ghp_octocat"


class Build(NamedTuple):
    """A build: its exit code (3: the file is invalid), its log, and what the harness recorded."""

    code: int
    log: str
    record: dict[str, Any]


Builds = Callable[..., Build]


@pytest.fixture
def forge() -> Iterator[FakeGitHub]:
    with reachable(), FakeGitHub("/api/v3").running() as running:
        assert isinstance(running, FakeGitHub)
        yield running
        assert running.violations == []


@pytest.fixture
def build(tool: Find, tmp_path: Path, forge: FakeGitHub) -> Builds:
    """Builds files as pull request 7; a variable of None is not set."""
    groovy = tool("groovy")
    java = os.environ.get("JAVA_HOME") or next((j for j in JAVA if Path(j).exists()), "")
    (tmp_path / "bin").mkdir()
    terraform = tmp_path / "bin" / "terraform"
    terraform.write_text("#!/bin/sh\ncase $1 in show) cat made.json ;; esac\n")
    terraform.chmod(0o755)

    def run(
        files: dict[str, Path | str], jenkinsfile: Path = FILE, *, token: str = TOKEN, **variables: str | None
    ) -> Build:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        shutil.copy(files["plan.json"], workspace / "made.json")
        if isinstance(files["costgate.yml"], str):
            (workspace / "costgate.yml").write_text(files["costgate.yml"])
        else:
            shutil.copy(files["costgate.yml"], workspace / "costgate.yml")
        server = forge.url.removesuffix("/api/v3")
        environment = {
            "CHANGE_ID": "7", "CHANGE_URL": f"{server}/acme/infra/pull/7", "CHANGE_TARGET": "main", "BUILD_NUMBER": "3",
            "CHANGE_BRANCH": "x'; touch pwned; '$(touch pwned)", "JENKINS_URL": "http://jenkins.example/",
            "NO_PROXY": "127.0.0.1",
            **variables,
        }  # fmt: skip
        spec = tmp_path / "spec.json"
        credentials = {"costgate-vcs-token": token} if token else {}
        given = {n: v for n, v in environment.items() if v is not None}
        spec.write_text(
            json.dumps({"environment": given, "credentials": credentials, "path": f"{terraform.parent}:{BIN}"})
        )
        done = subprocess.run(
            [groovy, HARNESS, jenkinsfile, workspace, spec],
            env={**os.environ, "JAVA_HOME": java}, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert not (workspace / "pwned").exists()
        *_, last = done.stdout.rstrip().splitlines() or [""]
        assert last.startswith(("RESULT ", "INVALID: ")), done.stdout + done.stderr
        record = json.loads(last.removeprefix("RESULT ")) if last.startswith("RESULT ") else {}
        return Build(done.returncode, done.stdout, record)

    return run


def test_gates_no_is_a_failed_build_with_a_comment_and_reports(build: Builds, forge: FakeGitHub) -> None:
    done = build(REFUSED)
    assert (done.code, done.record["result"]) == (1, "FAILURE"), done.log
    (comment,) = forge.comments.values()
    assert "costgate: fail" in comment["body"]
    assert "the gate says no" in done.log
    assert done.record["junit"]["failed"] > 0
    assert done.record["issues"][0]["levels"]["error"] > 0
    assert done.record["html"] == [{"name": "Cost report", "file": "costgate/report.html"}]
    assert done.record["archived"] == ["costgate/result.json"]


def test_next_build_edits_the_comment(build: Builds, forge: FakeGitHub) -> None:
    build(REFUSED)
    done = build(PASSES, BUILD_NUMBER="4")
    assert (done.code, done.record["result"]) == (0, "SUCCESS"), done.log
    (comment,) = forge.comments.values()
    assert "costgate: pass" in comment["body"]


def test_warnings_are_unstable(build: Builds) -> None:
    done = build(WARNS)
    assert (done.code, done.record["result"]) == (2, "UNSTABLE"), done.log
    assert "passed with warnings" in done.log


def test_no_verdict_is_not_the_gates_no(build: Builds) -> None:
    done = build({**PASSES, "costgate.yml": "version: 1\npolicys: {}\n"})
    assert done.record["result"] == "FAILURE"
    assert "no verdict" in done.log
    assert "the gate says no" not in done.log


@pytest.mark.parametrize("variables", [{"CHANGE_FORK": "mallory"}, {"CHANGE_ID": None, "CHANGE_URL": None}])
def test_fork_and_branch_get_no_credentials(variables: dict[str, str | None], build: Builds, forge: FakeGitHub) -> None:
    done = build(PASSES, **variables)
    assert done.record["result"] == "SUCCESS", done.log
    assert done.record["credentials"] == []
    assert forge.asked == []


def test_secret_is_masked(build: Builds) -> None:
    done = build(PASSES)
    assert done.record["credentials"] == ["costgate-vcs-token"]
    assert TOKEN not in done.log


def test_missing_credential_fails_the_build(build: Builds) -> None:
    done = build(PASSES, token="")
    assert done.record["result"] == "FAILURE"
    assert "costgate-vcs-token" in done.log


MISTAKES = {
    "stages {": ("stagez {", "no 'stagez' here"),
    "agent any": ("agent any\n    tidy true", "no 'tidy' here"),
    "junit testResults": ("junit testResult", "Invalid parameter"),
    "unstable('": ("unstabel('", "No such DSL method"),
    "steps {\n                sh": (
        'steps {\n                sh "echo ${env.CHANGE_BRANCH}"\n                sh',
        "Groovy has put",
    ),
}


@pytest.mark.parametrize("right", MISTAKES)
def test_harness_sees_mistakes(right: str, build: Builds, tmp_path: Path) -> None:
    wrong, told = MISTAKES[right]
    text = FILE.read_text()
    assert right in text
    bad = tmp_path / "Jenkinsfile"
    bad.write_text(text.replace(right, wrong))
    done = build(WARNS, bad)
    assert done.code == 3, done.log
    assert told in done.log
