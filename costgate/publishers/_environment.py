"""Where a run's comment belongs, by what the CI system says of itself. Only the environment is asked: what a pull
request can write (a plan, a result, costgate.yml) never tells where a token is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from costgate.publishers._forge import Context, Run

Environment = Mapping[str, str]

_DEFAULT_API = {"github": "https://api.github.com", "gitlab": "https://gitlab.com/api/v4"}
_API_VARIABLE = {"github": "GITHUB_API_URL", "gitlab": "CI_API_V4_URL"}

_SEGMENT = r"(?!\.{1,2}(?:/|$))[\w.-]+"
_REPOSITORY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})+|\d+", re.ASCII)
_GITHUB_PULL = re.compile(rf"/({_SEGMENT}/{_SEGMENT})/pull/(\d+)/?", re.ASCII)
_GITLAB_MERGE_REQUEST = re.compile(rf"/({_SEGMENT}(?:/{_SEGMENT})+?)(?:/-)?/merge_requests/(\d+)/?", re.ASCII)

NOWHERE = "no CI system that costgate knows says what is built here"


def detect(environment: Environment, forge: str = "", key: str = "default") -> Context:
    """Where the comment belongs. What is not known is empty, and `lacks` says why; `forge` overrules what is found."""
    found = next((read(environment) for sign, read in _SYSTEMS if environment.get(sign)), _nowhere(NOWHERE))
    if forge and forge != found.forge:
        found = replace(found, forge=forge, api_url="", repository="", number=None, head="")
    own, default = environment.get(_API_VARIABLE.get(found.forge, "")), _DEFAULT_API.get(found.forge, "")
    api_url = environment.get("COSTGATE_API_URL") or found.api_url or own or default
    return replace(found, key=key, api_url=api_url.rstrip("/"))


def is_repository(text: str) -> bool:
    """True for OWNER/NAME, GROUP/SUBGROUP/PROJECT, and a project's number: what may stand in an API's path."""
    return bool(_REPOSITORY.fullmatch(text))


def _nowhere(lacks: str) -> Context:
    return Context("", "", "", None, lacks=lacks)


class _Head(Struct, frozen=True):
    sha: str = ""


class _Pull(Struct, frozen=True):
    number: int
    head: _Head = _Head()


class _Issue(Struct, frozen=True):
    number: int
    pull_request: dict[str, object] | None = None


class _Owner(Struct, frozen=True):
    login: str = ""


class _Repository(Struct, frozen=True):
    owner: _Owner = _Owner()


class _WorkflowRun(Struct, frozen=True):
    id: int
    run_attempt: int = 1
    event: str = ""
    head_sha: str = ""
    head_branch: str | None = None
    head_repository: _Repository | None = None
    html_url: str = ""


class _Event(Struct, frozen=True):
    """What costgate reads of the event that started a workflow.
    https://docs.github.com/en/webhooks/webhook-events-and-payloads"""

    pull_request: _Pull | None = None
    issue: _Issue | None = None
    workflow_run: _WorkflowRun | None = None


def _github_actions(environment: Environment) -> Context:
    """GitHub Actions, on github.com or GitHub Enterprise.
    https://docs.github.com/en/actions/reference/workflows-and-actions/variables"""
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    repository = environment.get("GITHUB_REPOSITORY", "")
    run = Run("github", _count(environment, "GITHUB_RUN_ID"), _count(environment, "GITHUB_RUN_ATTEMPT"))
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    here = Context(
        "github",
        environment.get("GITHUB_API_URL", ""),
        repository,
        None,
        run=run,
        run_url=f"{server}/{repository}/actions/runs/{run.number}" if run.number else "",
        head_sha=environment.get("GITHUB_SHA", ""),
    )
    if event.workflow_run:
        return _of_workflow_run(here, event.workflow_run)
    if event.pull_request:
        return replace(here, number=event.pull_request.number, head_sha=event.pull_request.head.sha)
    if event.issue and event.issue.pull_request is not None:
        return replace(here, number=event.issue.number)
    number = re.fullmatch(r"refs/pull/(\d+)/(?:merge|head)", environment.get("GITHUB_REF", ""))
    if number:
        return replace(here, number=int(number[1]))
    return replace(here, lacks=f"this run is of a {environment.get('GITHUB_EVENT_NAME', 'event')}, of no pull request")


def _of_workflow_run(here: Context, run: _WorkflowRun) -> Context:
    """The second of two workflows: the comment belongs to the first one's run and pull request.

    The event of a fork's run names no pull request, and a file of that run could name any: the head is looked up.
    """
    owner = run.head_repository.owner.login if run.head_repository else ""
    if run.event not in {"pull_request", "pull_request_target"} or not owner or not run.head_branch:
        return replace(here, lacks=f"the workflow that it follows ran for a {run.event or 'unknown event'}")
    first = Run("github", run.id, run.run_attempt)
    return replace(here, run=first, run_url=run.html_url, head=f"{owner}:{run.head_branch}", head_sha=run.head_sha)


def _event(path: str) -> _Event:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=_Event)
    except (OSError, msgspec.DecodeError):
        return _Event()


def _gitlab_ci(environment: Environment) -> Context:
    """GitLab CI, on gitlab.com or self-managed: merge request pipelines, and branches with one merge request.

    A merge request from a fork runs in the fork, and is discussed in the project that it is for.
    https://docs.gitlab.com/ci/variables/predefined_variables/
    """
    number = _count(environment, "CI_MERGE_REQUEST_IID") or None
    repository = environment.get("CI_MERGE_REQUEST_PROJECT_PATH") or environment.get("CI_PROJECT_PATH", "")
    lacks = ""
    if number is None:
        opened = [m for m in environment.get("CI_OPEN_MERGE_REQUESTS", "").split(",") if m]
        source = environment.get("CI_PIPELINE_SOURCE", "unknown")
        lacks = f"this pipeline's source is {source}, it is of no merge request"
        path, _, iid = opened[0].partition("!") if len(opened) == 1 else ("", "", "")
        if iid.isdecimal():
            number, repository, lacks = int(iid), path, ""
    return Context(
        "gitlab",
        environment.get("CI_API_V4_URL", ""),
        repository,
        number,
        run=Run("gitlab", _count(environment, "CI_PIPELINE_ID"), _count(environment, "CI_JOB_ID")),
        run_url=environment.get("CI_JOB_URL", ""),
        head_sha=environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environment.get("CI_COMMIT_SHA", ""),
        lacks=lacks,
    )


def _jenkins(environment: Environment) -> Context:
    """Jenkins' multibranch pipelines: CHANGE_URL is the pull or merge request.
    https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables"""
    url = urlsplit(environment.get("CHANGE_URL", ""))
    base = f"{url.scheme}://{url.netloc}"
    github, gitlab = _GITHUB_PULL.fullmatch(url.path), _GITLAB_MERGE_REQUEST.fullmatch(url.path)
    match = github or gitlab
    if url.scheme not in {"http", "https"} or not url.hostname or url.username or not match:
        found = _nowhere("CHANGE_URL names no pull request of GitHub and no merge request of GitLab")
    elif github:
        found = Context("github", _github_api(base, url.hostname), match[1], int(match[2]))
    else:
        found = Context("gitlab", f"{base}/api/v4", match[1], int(match[2]))
    return replace(
        found,
        run=Run("jenkins", _count(environment, "BUILD_NUMBER")),
        run_url=environment.get("RUN_DISPLAY_URL") or environment.get("BUILD_URL", ""),
        head_sha=environment.get("GIT_COMMIT", ""),
    )


def _github_api(base: str, host: str) -> str:
    """The API of a GitHub server: of github.com and its kind on a host of its own, else below the server's.
    https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api"""
    if host == "github.com" or host.endswith(".ghe.com"):
        return base.replace("://", "://api.", 1)
    return f"{base}/api/v3"


def _count(environment: Environment, name: str) -> int:
    text = environment.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


_SYSTEMS: tuple[tuple[str, Callable[[Environment], Context]], ...] = (
    ("GITHUB_ACTIONS", _github_actions),
    ("GITLAB_CI", _gitlab_ci),
    ("CHANGE_URL", _jenkins),
    ("JENKINS_URL", _jenkins),
)
"""CI systems by a variable that they set."""
