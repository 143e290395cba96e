"""gitlab: notes on merge requests of gitlab.com and self-managed GitLab, through python-gitlab.

A note cannot be folded away in GitLab: to hide one, its text is put into a closed section under the word "Outdated".
https://docs.gitlab.com/api/notes/
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import gitlab
import requests
from gitlab.v4.objects import ProjectMergeRequestNote
from msgspec.structs import replace

from costgate import __version__
from costgate.publishers import _marker
from costgate.publishers._forge import REDIRECTED, TIMEOUT, Comment, Context, RefusedError, unreachable
from costgate.retry import after, worth_another_try

TOKENS = ("GITLAB_TOKEN",)

LONGEST = 900_000
"""GitLab takes 1,000,000 characters. https://docs.gitlab.com/api/notes/"""

_ODD = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What python-gitlab raises on an answer that is not GitLab's, such as a proxy's page."""

_TOKEN = "a project access token with the scope `api` and the role Reporter or higher"  # noqa: S105 - a name


class GitLab:
    """A merge request of GitLab."""

    name: ClassVar[str] = "GitLab"
    longest: ClassVar[int] = LONGEST
    remedies: ClassVar[Mapping[int, str]] = {
        401: f"The token is wrong, has expired, or is the job's own, which may write no notes. Set {_TOKEN}.",
        403: f"The token may not write notes. Set {_TOKEN}.",
        404: f"Check the project and the number. A token that may not see them gets this answer, too: set {_TOKEN}.",
    }

    def __init__(self, context: Context, token: str) -> None:
        self._api_url = context.api_url
        self._gitlab = gitlab.Gitlab(
            context.api_url.removesuffix("/api/v4"),
            private_token=token,
            timeout=TIMEOUT,
            user_agent=f"costgate/{__version__}",
            keep_base_url=True,
            session=_session(context.api_url),
        )
        assert context.number is not None, "publish() sees to it"
        project = self._gitlab.projects.get(context.repository, lazy=True)
        self._notes = project.mergerequests.get(context.number, lazy=True).notes
        self._page = f"{self._gitlab.url}/{context.repository}/-/merge_requests/{context.number}"

    def author(self) -> str:
        """The id of the token's user; a project's token has a user of its own."""
        with self._asked("tell whose token this is"):
            self._gitlab.auth()
            user: Any = self._gitlab.user
            return str(user.id)

    def comments(self) -> Iterator[Comment]:
        """All notes but the system's, of all pages."""
        with self._asked("list the notes"):
            notes = self._notes.list(iterator=True, per_page=100, order_by="created_at", sort="asc")
            yield from [self._comment(n) for n in notes if not n.system]

    def create(self, body: str) -> Comment:
        """A new note."""
        with self._asked("post a note"):
            return self._comment(self._notes.create({"body": _harmless(body)}))

    def edit(self, comment: Comment, body: str) -> None:
        """Give a note another text."""
        with self._asked(f"edit note {comment.id}"):
            comment.handle.body = _harmless(body)
            comment.handle.save()

    def delete(self, comment: Comment) -> None:
        """Take a note away."""
        with self._asked(f"delete note {comment.id}"):
            comment.handle.delete()

    def hide(self, comment: Comment) -> None:
        """Put a note's text into a closed section."""
        marker = _marker.read(comment.body)
        assert marker is not None, "only our own notes are hidden"
        text = comment.body.rstrip().rpartition("\n")[0].strip()
        hidden = f"<details><summary>Outdated: a newer run has reported</summary>\n\n{text}\n\n</details>"
        self.edit(comment, f"{hidden}\n\n{replace(marker, hidden=True).line}\n")

    def hidden(self, comments: Sequence[Comment]) -> frozenset[int]:  # noqa: ARG002 - the text tells: see hide
        """None but those whose marker says so."""
        return frozenset()

    def _comment(self, note: Any) -> Comment:
        assert isinstance(note, ProjectMergeRequestNote)
        return Comment(note.id, str(note.author["id"]), note.body, f"{self._page}#note_{note.id}", note)

    @contextmanager
    def _asked(self, doing: str) -> Iterator[None]:
        try:
            yield
        except RefusedError as refusal:
            refusal.reason = f"GitLab did not {doing}: {refusal.reason}"
            raise
        except requests.RequestException as error:
            raise RefusedError(f"GitLab did not {doing}: {unreachable(error, self._api_url)}", later=True) from None
        except (gitlab.exceptions.GitlabError, *_ODD) as error:
            reason = f"GitLab did not {doing}: the answer is not one of GitLab's API ({type(error).__name__})"
            raise RefusedError(reason) from None


def connect(context: Context, token: str) -> GitLab:
    """The merge request of a context. Nothing is sent yet."""
    return GitLab(context, token)


def _harmless(body: str) -> str:
    """A text without a quick action: GitLab obeys lines that start with a slash.
    https://docs.gitlab.com/user/project/quick_actions/"""
    return re.sub(r"^([ \t]*)/", r"\1&#47;", body, flags=re.MULTILINE)


def _session(api_url: str) -> requests.Session:
    """A session that reaches this server alone, and goes where nobody redirects it: it carries the token."""
    session = requests.Session()
    session.adapters.clear()
    session.mount(f"{api_url}/", requests.adapters.HTTPAdapter())
    session.hooks["response"] = [_refuse]
    return session


def _refuse(response: requests.Response, **_: Any) -> None:
    """Raise what is no success, before anybody follows or repeats it."""
    status = response.status_code
    if status < 300:
        return
    if status < 400:
        raise RefusedError(REDIRECTED, status)
    try:
        document = response.json()
    except ValueError:
        document = None
    said = document.get("message") or document.get("error") if isinstance(document, dict) else response.reason
    words = said if isinstance(said, str) else json.dumps(said)
    reason = words if words.startswith(str(status)) else f"{status} {words}"
    wait = after(response.headers["Retry-After"], time.time()) if "Retry-After" in response.headers else None
    raise RefusedError(reason, status, wait, later=worth_another_try(status))
