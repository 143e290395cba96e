"""The action and the example workflows, run by act against a GitHub that keeps to its own description."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.forges.fake import reachable
from tests.forges.github import FakeGitHub, pull
from tests.rigs import act
from tests.rigs.conftest import Find, Repository

WORKFLOWS = ROOT / "examples" / "workflows"
DATA, WEB = ROOT / "examples" / "data", ROOT / "examples" / "web"
REFUSED = {"plan.json": DATA / "plan.json", "costgate.yml": DATA / "costgate.yml"}
PASSES = {"plan.json": WEB / "plan.json", "costgate.yml": WEB / "costgate.yml"}
SHA = f"{7:040x}"

Go = Callable[..., act.Run]


def pull_request(head: str = "acme/infra", sha: str = SHA) -> tuple[str, dict[str, Any]]:
    """The event of pull request 7, from a branch of `head`."""
    base = {"ref": "main", "repo": {"full_name": "acme/infra"}}
    request = {"number": 7, "head": {"ref": "branch-7", "sha": sha, "repo": {"full_name": head}}, "base": base}
    return "pull_request", {"action": "opened", "number": 7, "pull_request": request, "repository": acme()}


def acme() -> dict[str, Any]:
    return {"full_name": "acme/infra", "name": "infra", "owner": {"login": "acme"}, "default_branch": "main"}


@pytest.fixture
def forge() -> Iterator[FakeGitHub]:
    with reachable(), FakeGitHub().running() as running:
        assert isinstance(running, FakeGitHub)
        yield running
        assert running.violations == []


@pytest.fixture
def infra(repository: Callable[[str], Repository]) -> Repository:
    return repository("https://github.com/acme/infra.git")


@pytest.fixture(scope="session")
def action(tool: Find, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tool("act")
    return act.export(tmp_path_factory.mktemp("action"))


@pytest.fixture
def go(tool: Find, action: Path, wheels: Path, forge: FakeGitHub, infra: Repository) -> Go:
    """Commits files and runs a workflow."""

    def run(
        workflow: Path,
        files: dict[str, Path | str],
        event: tuple[str, Any] | None = None,
        *,
        token: str = "ghs_actions",
        number: int = 1,
    ) -> act.Run:
        infra.commit({**files, "README.md": f"run {number}\n"})
        environment = {"GITHUB_API_URL": forge.url, "GITHUB_RUN_ID": str(number)}
        return act.run(
            tool("act"),
            workflow,
            infra.folder,
            event or pull_request(),
            token=token,
            action=action,
            wheels=wheels,
            **environment,
        )

    return run


def test_ten_lines_make_a_comment_and_the_next_run_edits_it(go: Go, forge: FakeGitHub) -> None:
    first = go(WORKFLOWS / "quickstart.yml", REFUSED)
    (comment,) = forge.comments.values()
    assert "costgate: fail" in comment["body"]
    assert first.code == 1
    assert first.results() == {"0": "success", "1": "failure", "job": "failure"}

    second = go(WORKFLOWS / "quickstart.yml", PASSES, number=2)
    (edited,) = forge.comments.values()
    assert edited["id"] == comment["id"]
    assert "costgate: pass" in edited["body"]
    assert second.code == 0
    assert second.outputs("1")["comment-id"] == str(comment["id"])


def test_outputs_summary_and_annotations(go: Go) -> None:
    run = go(WORKFLOWS / "quickstart.yml", REFUSED)
    found = run.outputs("1")
    assert (found["verdict"], found["exit-code"], found["currency"]) == ("fail", "1", "USD")
    before, after, change = (float(found[f"monthly-{n}"]) for n in ("before", "after", "diff"))
    assert 0 < before < after
    assert abs(before + change - after) < 0.02
    assert float(found["diff-percent"]) > 1000
    assert found["unpriced-count"] == "0"
    violations = json.loads(found["violations"])
    assert {v["level"] for v in violations} == {"warn", "fail"}
    assert "costgate: fail" in run.summary("1")
    errors, warnings = run.commands("error"), run.commands("warning")
    assert errors
    assert warnings
    assert "required-tags" in json.dumps(errors)
    assert not run.commands("setup-python"), "this Python will do"


def test_token_that_may_not_write_is_a_warning_and_the_verdict_stays(go: Go, forge: FakeGitHub) -> None:
    run = go(WORKFLOWS / "quickstart.yml", PASSES, pull_request("mallory/infra"), token="ghs_fork")
    assert run.code == 0
    assert forge.comments == {}
    assert "pull-requests: write" in json.dumps(run.commands("warning"))
    assert "costgate: pass" in run.summary("1")
    assert run.outputs("1")["comment-id"] == ""


def test_token_is_in_no_log(go: Go, forge: FakeGitHub) -> None:
    forge.identities["ghs_veryspecialsecret"] = forge.identities["ghs_actions"]
    run = go(WORKFLOWS / "quickstart.yml", PASSES, token="ghs_veryspecialsecret")
    assert forge.comments
    assert "veryspecialsecret" not in json.dumps(run.events)


def test_plan_that_is_no_plan_fails_the_step_and_comments_nothing(go: Go, forge: FakeGitHub) -> None:
    run = go(WORKFLOWS / "quickstart.yml", {**PASSES, "plan.json": "{"})
    assert run.code == 1
    assert run.outputs("1")["verdict"] == "error"
    assert run.outputs("1")["exit-code"] == "3"
    assert "is not valid JSON" in json.dumps(run.commands("error"))
    assert forge.comments == {}


def workflow_run(sha: str = SHA, event: str = "pull_request") -> tuple[str, dict[str, Any]]:
    """The event of a finished first stage, run for a fork's pull request."""
    head = {"full_name": "mallory/infra", "owner": {"login": "mallory"}}
    finished = {
        "id": 1, "run_attempt": 1, "event": event, "head_sha": sha, "head_branch": "branch-7", "pull_requests": [],
        "head_repository": head, "html_url": "https://github.com/acme/infra/actions/runs/1",
    }  # fmt: skip
    return "workflow_run", {"action": "completed", "workflow_run": finished, "repository": acme()}


def test_two_stages_comment_on_a_pull_request_from_a_fork(go: Go, forge: FakeGitHub) -> None:
    forge.pulls = [pull(7, "mallory:branch-7", SHA), pull(8, "mallory:other", "8" * 40)]
    fork = pull_request("mallory/infra")
    check = go(WORKFLOWS / "fork-check.yml", REFUSED, fork, token="ghs_fork")
    assert check.code == 1
    assert forge.asked == [], "the first stage asks GitHub for nothing"

    comment = go(WORKFLOWS / "fork-comment.yml", {}, workflow_run(), number=2)
    assert comment.code == 0, comment.log
    (posted,) = forge.comments.values()
    assert "costgate: fail" in posted["body"]
    assert posted["issue_url"].endswith("/7")


def test_second_stage_posts_nothing_for_a_commit_that_is_not_the_newest(go: Go, forge: FakeGitHub) -> None:
    forge.pulls = [pull(7, "mallory:branch-7", "9" * 40)]
    go(WORKFLOWS / "fork-check.yml", REFUSED, pull_request("mallory/infra"), token="ghs_fork")
    run = go(WORKFLOWS / "fork-comment.yml", {}, workflow_run(), number=2)
    assert run.code == 0
    assert forge.comments == {}


def test_second_stage_refuses_a_result_that_somebody_changed(go: Go, forge: FakeGitHub, infra: Repository) -> None:
    forge.pulls = [pull(7, "mallory:branch-7", SHA)]
    go(WORKFLOWS / "fork-check.yml", REFUSED, pull_request("mallory/infra"), token="ghs_fork")
    (artifact,) = infra.folder.parent.glob("artifacts/costgate-result/result.json")
    result = json.loads(artifact.read_text())
    result["summary"]["effective_cost"]["delta"] = "0"
    artifact.write_text(json.dumps(result))
    run = go(WORKFLOWS / "fork-comment.yml", {}, workflow_run(), number=2)
    assert run.code == 1
    assert "contradicts itself" in json.dumps(run.commands("error"))
    assert forge.comments == {}
