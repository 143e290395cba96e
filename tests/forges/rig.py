"""A fake forge with all that a run needs to comment on it, the same for every forge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from costgate.publishers import Context, Mode, Published, Run, _marker, github, publish
from tests.forges.fake import Fake, Identity, reachable
from tests.forges.github import FakeGitHub
from tests.forges.gitlab import FakeGitLab

MALLORY = Identity(666, "mallory")
"""Somebody else, who may comment as well."""

SHA = "1a2b3c4d5e" * 4


class Rig:
    """A forge, reached as a run of its CI system does. `waits` and `told`: what a run waited, in seconds, and said."""

    LIST: ClassVar = ("GET", "/(comments|notes)$")
    POST: ClassVar = ("POST", "/(comments|notes)$")

    def __init__(self, forge: str, fake: Any, repository: str, token: str, reader: str, edit: tuple[str, str]) -> None:
        self.forge = forge
        self.fake: Any = fake
        self.repository = repository
        self.token = token
        self.reader = reader
        self.edit = edit
        self.waits: list[float] = []
        self.told: list[str] = []

    def context(self, run: int | Run = 1, **other: Any) -> Context:
        """Pull request 7, and a run by its number."""
        of = Run(self.forge, run, 1) if isinstance(run, int) else run
        usual = {"forge": self.forge, "api_url": self.fake.url, "repository": self.repository, "number": 7, "run": of}
        return Context(**{**usual, **other})

    def publish(
        self, text: str = "### costgate: pass", run: int | Run = 1, *, token: str = "", mode: Mode = "update",
        wanted: bool = True, **context: Any,
    ) -> Published:  # fmt: skip
        """Post a text as a run does, but without waiting."""
        return publish(
            lambda longest: text[:longest],
            self.context(run, **context),
            {"COSTGATE_TOKEN": token or self.token},
            mode=mode,
            wanted=wanted,
            tell=self.told.append,
            sleep=self.waits.append,
        )

    def marked(self, text: str, run: int = 1, key: str = "default") -> str:
        """A comment as a run leaves it."""
        return f"{text}\n\n{_marker.of(key, Run(self.forge, run, 1), text).line}\n"

    def texts(self, *, hidden: bool = False) -> list[str]:
        """The first lines of the comments that everybody sees, oldest first; or the texts that are folded away."""
        return [b if hidden else b.partition("\n")[0] for b in self.fake.bodies(hidden=hidden)]

    def writes(self) -> list[str]:
        """The requests that changed something."""
        return [c for c in self.fake.calls() if not c.startswith("GET") and "graphql" not in c]

    def environment(self, run: int = 1) -> dict[str, str]:
        """What the forge's CI system tells a run of pull request 7, with a token."""
        if self.forge == "gitlab":
            return {
                "CI": "true",
                "GITLAB_CI": "true",
                "CI_API_V4_URL": self.fake.url,
                "CI_PROJECT_PATH": self.repository,
                "CI_MERGE_REQUEST_IID": "7",
                "CI_MERGE_REQUEST_PROJECT_PATH": self.repository,
                "CI_PIPELINE_ID": str(run),
                "CI_JOB_ID": "1",
                "CI_JOB_URL": f"https://gitlab.example/-/jobs/{run}",
                "CI_COMMIT_SHA": SHA,
                "GITLAB_TOKEN": self.token,
            }
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.fake.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_RUN_ID": str(run),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_SHA": SHA,
            "GITHUB_TOKEN": self.token,
        }


def github_rig(prefix: str = "") -> Rig:
    """A GitHub; with the prefix /api/v3 a GitHub Enterprise."""
    return Rig("github", FakeGitHub(prefix), "acme/infra", "ghs_actions", "ghs_fork", ("PATCH", r"/comments/\d+$"))


def gitlab_rig() -> Rig:
    """A self-managed GitLab."""
    return Rig("gitlab", FakeGitLab(), "acme/platform/infra", "glpat-project", "glpat-guest", ("PUT", r"/notes/\d+$"))


@contextmanager
def served(rig: Rig) -> Iterator[Rig]:
    """The forge runs; at the end nothing has broken its contract."""
    fake: Fake = rig.fake
    between, github.BETWEEN_WRITES = github.BETWEEN_WRITES, 0.0
    try:
        with reachable(), fake.running():
            yield rig
    finally:
        github.BETWEEN_WRITES = between
    assert fake.violations == []
