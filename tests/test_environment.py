"""Where a comment belongs, by what CI systems say of themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from costgate.publishers import Run, detect

ACTIONS = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/infra",
    "GITHUB_RUN_ID": "4711",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_SHA": "a" * 40,
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REF": "refs/pull/7/merge",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_API_V4_URL": "https://gitlab.example/api/v4",
    "CI_PROJECT_PATH": "fork/infra",
    "CI_PIPELINE_ID": "900",
    "CI_JOB_ID": "9001",
    "CI_JOB_URL": "https://gitlab.example/fork/infra/-/jobs/9001",
    "CI_COMMIT_SHA": "b" * 40,
    "CI_PIPELINE_SOURCE": "push",
}
MERGE_REQUEST = {
    "CI_MERGE_REQUEST_IID": "12",
    "CI_MERGE_REQUEST_PROJECT_PATH": "acme/infra",
    "CI_PIPELINE_SOURCE": "merge_request_event",
}


def event(tmp_path: Path, document: Any) -> dict[str, str]:
    """The environment of a workflow that this event started."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(document))
    return {**ACTIONS, "GITHUB_REF": "refs/heads/main", "GITHUB_EVENT_PATH": str(file)}


def test_pull_request_of_github_actions() -> None:
    found = detect(ACTIONS)
    assert (found.forge, found.repository, found.number) == ("github", "acme/infra", 7)
    assert (found.run, found.run_url) == (Run("github", 4711, 2), "https://github.com/acme/infra/actions/runs/4711")
    assert found.api_url == "https://api.github.com"


def test_event_tells_number_and_head_of_the_pull_request(tmp_path: Path) -> None:
    found = detect(event(tmp_path, {"number": 8, "pull_request": {"number": 8, "head": {"sha": "c" * 40}}}))
    assert (found.number, found.head_sha) == (8, "c" * 40)


def test_comment_on_a_pull_request_is_of_that_pull_request(tmp_path: Path) -> None:
    assert detect(event(tmp_path, {"issue": {"number": 9, "pull_request": {"url": "x"}}})).number == 9
    assert detect(event(tmp_path, {"issue": {"number": 9}})).number is None


WORKFLOW_RUN = {
    "id": 100,
    "run_attempt": 3,
    "event": "pull_request",
    "head_sha": "d" * 40,
    "head_branch": "feature/x",
    "head_repository": {"owner": {"login": "mallory"}},
    "html_url": "https://github.com/acme/infra/actions/runs/100",
    "pull_requests": [],
}


def test_second_workflow_speaks_for_the_run_that_it_follows(tmp_path: Path) -> None:
    found = detect(event(tmp_path, {"workflow_run": WORKFLOW_RUN}))
    assert (found.number, found.head, found.head_sha) == (None, "mallory:feature/x", "d" * 40)
    assert found.run == Run("github", 100, 3), "a slow second workflow must not make an old result new"
    assert found.run_url.endswith("/runs/100")


@pytest.mark.parametrize("change", [{"event": "push"}, {"head_repository": None}, {"head_branch": None}])
def test_second_workflow_of_no_pull_request_has_none(tmp_path: Path, change: dict[str, Any]) -> None:
    found = detect(event(tmp_path, {"workflow_run": {**WORKFLOW_RUN, **change}}))
    assert (found.number, found.head) == (None, "")
    assert found.lacks.startswith("the workflow that it follows ran for a ")


@pytest.mark.parametrize("document", [[], 5, {"pull_request": {"number": "x"}}, {"workflow_run": {"id": None}}])
def test_odd_event_is_none(tmp_path: Path, document: Any) -> None:
    found = detect({**event(tmp_path, document), "GITHUB_EVENT_NAME": "push"})
    assert (found.number, found.lacks) == (None, "this run is of a push, of no pull request")


@pytest.mark.parametrize("path", ["", "/nowhere/event.json", "/"])
def test_event_that_is_not_there_is_none(path: str) -> None:
    assert detect({**ACTIONS, "GITHUB_EVENT_PATH": path}).number == 7


def test_merge_request_from_a_fork_is_of_the_project_that_it_is_for() -> None:
    found = detect({**GITLAB, **MERGE_REQUEST})
    assert (found.forge, found.repository, found.number) == ("gitlab", "acme/infra", 12)
    assert (found.api_url, found.run) == ("https://gitlab.example/api/v4", Run("gitlab", 900, 9001))


def test_branch_with_one_merge_request_is_of_it() -> None:
    one = detect({**GITLAB, "CI_OPEN_MERGE_REQUESTS": "acme/infra!5"})
    assert (one.repository, one.number) == ("acme/infra", 5)
    for opened in ("acme/infra!5,acme/other!6", "", "!", "acme/infra!x"):
        none = detect({**GITLAB, "CI_OPEN_MERGE_REQUESTS": opened})
        assert none.number is None
        assert none.lacks == "this pipeline's source is push, it is of no merge request"


@pytest.mark.parametrize(
    ("url", "forge", "api", "repository", "number"),
    [
        ("https://github.com/acme/infra/pull/7", "github", "https://api.github.com", "acme/infra", 7),
        ("https://github.com/acme/.github/pull/7", "github", "https://api.github.com", "acme/.github", 7),
        ("https://ghe.example:8443/acme/infra/pull/7/", "github", "https://ghe.example:8443/api/v3", "acme/infra", 7),
        ("https://acme.ghe.com/acme/infra/pull/7", "github", "https://api.acme.ghe.com", "acme/infra", 7),
        ("https://gitlab.com/a/b/c/-/merge_requests/8", "gitlab", "https://gitlab.com/api/v4", "a/b/c", 8),
        ("http://git.example/a/b/merge_requests/8", "gitlab", "http://git.example/api/v4", "a/b", 8),
    ],
)
def test_change_url_of_jenkins_names_the_forge(url: str, forge: str, api: str, repository: str, number: int) -> None:
    jenkins = {"JENKINS_URL": "https://ci", "CHANGE_URL": url, "BUILD_NUMBER": "44", "BUILD_URL": "https://ci/44"}
    found = detect(jenkins)
    assert (found.forge, found.api_url, found.repository, found.number) == (forge, api, repository, number)
    assert (found.run, found.run_url) == (Run("jenkins", 44), "https://ci/44")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://bitbucket.org/acme/infra/pull-requests/7",
        "https://user:secret@github.com/acme/infra/pull/7",
        "file:///github.com/acme/infra/pull/7",
        "https:///acme/infra/pull/7",
        "https://github.com/acme/../infra/pull/7",
        "https://github.com/acme/../pull/7",
        "https://gitlab.com/acme/./-/merge_requests/7",
        "https://github.com/acme/infra/pull/seven",
    ],
)
def test_other_change_urls_are_none(url: str) -> None:
    found = detect({"JENKINS_URL": "https://ci", "CHANGE_URL": url})
    assert (found.forge, found.number) == ("", None)
    assert found.lacks.startswith("CHANGE_URL names no")


def test_without_a_ci_system_nothing_is_known() -> None:
    found = detect({})
    assert (found.forge, found.repository, found.number, found.run) == ("", "", None, Run())
    assert "no CI system" in found.lacks


@pytest.mark.parametrize(
    ("forge", "environment", "api"),
    [
        ("github", {}, "https://api.github.com"),
        ("gitlab", {}, "https://gitlab.com/api/v4"),
        ("github", {"GITHUB_API_URL": "https://ghe.example/api/v3/"}, "https://ghe.example/api/v3"),
        ("gitlab", {"CI_API_V4_URL": "https://git.example/api/v4"}, "https://git.example/api/v4"),
        ("gitlab", {"COSTGATE_API_URL": "https://proxy/api/v4"}, "https://proxy/api/v4"),
        ("github", {**ACTIONS, "COSTGATE_API_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:1"),
    ],
)
def test_api_is_the_environments_or_the_public_one(forge: str, environment: dict[str, str], api: str) -> None:
    assert detect(environment, forge).api_url == api


def test_other_forge_than_the_ci_systems_gets_nothing_of_it_but_the_run() -> None:
    found = detect(ACTIONS, "gitlab")
    assert (found.forge, found.api_url, found.repository, found.number) == (
        "gitlab", "https://gitlab.com/api/v4", "", None,
    )  # fmt: skip
    assert found.run == Run("github", 4711, 2)


@pytest.mark.parametrize("number", ["", "x", "-1", "1" * 30, "\u0661", "1e3"])
def test_odd_run_number_is_none(number: str) -> None:
    run = detect({**ACTIONS, "GITHUB_RUN_ID": number}).run
    assert run.number == 0
    assert not run.follows(Run("github", 1))
    assert not Run("github", 1).follows(run)
