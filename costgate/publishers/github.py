"""github: comments on pull requests of github.com and GitHub Enterprise, through PyGithub.

Who we are is asked in GraphQL: a workflow's GITHUB_TOKEN and other tokens of an app may not ask GET /user, and all may
ask for the `viewer`, under the name that comments have in the REST API ("github-actions[bot]").
https://docs.github.com/en/rest/issues/comments, https://docs.github.com/en/graphql/reference/queries#viewer
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

import requests
from github import Auth, BadAttributeException, Github, GithubException
from github.Issue import Issue
from github.IssueComment import IssueComment
from github.NamedUser import NamedUser
from github.Organization import Organization
from urllib3 import Retry

from costgate import __version__
from costgate.publishers._forge import REDIRECTED, TIMEOUT, Comment, Context, RefusedError, unreachable
from costgate.retry import after, worth_another_try

TOKENS = ("GITHUB_TOKEN",)

LONGEST = 60_000
"""GitHub takes 65,536 characters; not all agree on how to count them."""

BETWEEN_WRITES = 1.0
"""Seconds. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api"""

SECONDARY_WAIT = 60.0
"""Seconds to wait at a rate limit that does not say. Same page."""

MOST_NODES = 100
"""https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api"""

_ONCE = Retry(total=0, read=False, status_forcelist=(302, 303, 307, 308), allowed_methods=None)
"""No request is sent twice: publish() tries again, with all that may have happened in between. A redirection is an
error; PyGithub follows 301 alone, on the same host, which is how GitHub tells of a repository's new name."""

_ODD = (
    ArithmeticError, AssertionError, AttributeError, BadAttributeException, LookupError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What PyGithub raises on an answer that is not GitHub's: a proxy's page, a redirection, an address elsewhere."""

_FORKS = "On a pull request from a fork the token may only read, whatever the workflow asks for"


class GitHub:
    """A pull request of GitHub."""

    name: ClassVar[str] = "GitHub"
    longest: ClassVar[int] = LONGEST
    remedies: ClassVar[Mapping[int, str]] = {
        401: "The token is wrong or has expired. In GitHub Actions, set `env: {GITHUB_TOKEN: ${{ github.token }}}`.",
        403: f"Give the job `permissions: {{pull-requests: write}}`. {_FORKS}: docs/publishing.md#forks.",
        404: "Check the repository and the number. A token that may not see them gets this answer, too: give the job "
        "`permissions: {pull-requests: write}`.",
        410: "The repository's issues are switched off, and comments with them.",
        422: "The text is not as GitHub wants it, or the token's owner is blocked.",
    }

    def __init__(self, context: Context, token: str) -> None:
        self._api_url = context.api_url
        self._context = context
        self._github = Github(
            auth=Auth.Token(token),
            base_url=context.api_url,
            timeout=TIMEOUT,
            user_agent=f"costgate/{__version__}",
            per_page=100,
            retry=_ONCE,
            seconds_between_requests=0,
            seconds_between_writes=BETWEEN_WRITES,
            lazy=True,
        )

    @cached_property
    def _issue(self) -> Issue:
        """The pull request as the issue that it is too: nothing is asked for it."""
        repository = self._github.get_repo(self._context.repository)
        return repository.get_issue(self._context.number or self._looked_up())

    def _looked_up(self) -> int:
        """The number of the open pull request that has our head. https://docs.github.com/en/rest/pulls/pulls"""
        head, sha = self._context.head, self._context.head_sha
        pulls = self._github.get_repo(self._context.repository).get_pulls(state="open", head=head)
        found = [p.number for p in pulls if p.head.sha == sha]
        if len(found) != 1:
            what = "no open pull request" if not found else f"{len(found)} open pull requests"
            raise RefusedError(f"{what} of {self._context.repository} has {head} at {sha[:10]}")
        return found[0]

    def author(self) -> str:
        """The login of the token's user or app."""
        with self._asked("tell whose token this is"):
            _, answer = self._github.requester.graphql_query("query { viewer { login } }", {})
            return str(answer["data"]["viewer"]["login"])

    def comments(self) -> Iterator[Comment]:
        """All comments, of all pages."""
        with self._asked("list the comments"):
            yield from [_comment(c) for c in self._issue.get_comments()]

    def create(self, body: str) -> Comment:
        """A new comment."""
        with self._asked("post a comment"):
            return _comment(self._issue.create_comment(body))

    def edit(self, comment: Comment, body: str) -> None:
        """Give a comment another text."""
        with self._asked(f"edit comment {comment.id}"):
            comment.handle.edit(body)

    def delete(self, comment: Comment) -> None:
        """Take a comment away."""
        with self._asked(f"delete comment {comment.id}"):
            comment.handle.delete()

    def hide(self, comment: Comment) -> None:
        """Fold a comment away as outdated."""
        with self._asked(f"hide comment {comment.id}"):
            comment.handle.minimize("OUTDATED")

    def hidden(self, comments: Sequence[Comment]) -> frozenset[int]:
        """The ids of those that are folded away: by an earlier run, or by somebody who has seen enough of it."""
        ids = [c.handle.node_id for c in comments]
        query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { isMinimized } } }"
        found: list[Any] = []
        for start in range(0, len(ids), MOST_NODES):
            part = {"ids": ids[start : start + MOST_NODES]}
            try:
                with self._asked("tell which comments are hidden"):
                    _, answer = self._github.requester.graphql_query(query, part)
                    found += answer["data"]["nodes"]
            except RefusedError as refusal:
                if refusal.status != 404:
                    raise
                return frozenset()  # one of them is gone by now: the next look shows which
        return frozenset(c.id for c, node in zip(comments, found, strict=True) if node and node["isMinimized"])

    @contextmanager
    def _asked(self, doing: str) -> Iterator[None]:
        try:
            yield
        except GithubException as error:
            raise _refusal(doing, error) from None
        except requests.exceptions.RetryError:
            raise RefusedError(f"GitHub did not {doing}: {REDIRECTED}") from None
        except requests.RequestException as error:
            raise RefusedError(f"GitHub did not {doing}: {unreachable(error, self._api_url)}", later=True) from None
        except _ODD as error:
            reason = f"GitHub did not {doing}: the answer is not one of GitHub's API ({type(error).__name__})"
            raise RefusedError(reason) from None


def connect(context: Context, token: str) -> GitHub:
    """The pull request of a context. Nothing is sent yet."""
    return GitHub(context, token)


def _comment(comment: IssueComment) -> Comment:
    known: tuple[Any, ...] = (comment.id, comment.html_url)
    if None in known:
        raise TypeError("PyGithub takes any document for a comment, and leaves out what it lacks")
    user: NamedUser | Organization | None = comment.user  # None: a user who is gone
    return Comment(comment.id, user.login if user else "", comment.body or "", comment.html_url, comment)


_KINDS = {"NOT_FOUND": 404, "FORBIDDEN": 403, "INSUFFICIENT_SCOPES": 403, "RATE_LIMITED": 429}
"""GraphQL's errors, which come with a status of success, as statuses."""


def _refusal(doing: str, error: GithubException) -> RefusedError:
    data: Any = error.data if isinstance(error.data, dict) else {}
    headers = {k.lower(): v for k, v in (error.headers or {}).items()}
    errors = [e for e in data.get("errors") or () if isinstance(e, dict)]
    status = next((_KINDS[e["type"]] for e in errors if e.get("type") in _KINDS), error.status)
    said = [str(e["message"]).strip() for e in (data, *errors) if e.get("message")]
    reason = f"GitHub did not {doing}: {status} {' '.join(said)}".rstrip()
    wait = _wait(status, headers, " ".join(said))
    if status == 403 and wait is not None:
        status = 429  # a limit is no lack of a permission: its remedy is to wait
    return RefusedError(reason, status, wait, later=worth_another_try(status))


def _wait(status: int, headers: Mapping[str, str], said: str) -> float | None:
    """Seconds until the same may be asked again; None if GitHub does not say, and it is no limit.
    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api"""
    now = time.time()
    if "retry-after" in headers:
        return after(headers["retry-after"], now)
    if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdecimal():
        return max(0.0, float(headers["x-ratelimit-reset"]) - now) + 1
    return SECONDARY_WAIT if status == 429 or "rate limit" in said.lower() else None
