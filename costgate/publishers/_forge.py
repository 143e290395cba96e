"""What a publisher says of a forge: where it is, what it holds, how it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from msgspec import Struct

TIMEOUT = 20
"""Seconds until a connection, or the next bytes of an answer, are given up."""

REDIRECTED = "the server redirects elsewhere, and no token follows; COSTGATE_API_URL names the API's own address"


class Run(Struct, frozen=True):
    """A run of a pipeline, in the order of its CI system: of two runs of one `series` the higher number is the newer.

    The number is the CI's own count, never a date: a date in a text can be made up, and clocks differ. 0: unknown, and
    neither older nor newer than others.
    """

    series: str = ""
    number: int = 0
    attempt: int = 0

    def follows(self, other: Run) -> bool:
        """True if it is known to be newer than another."""
        comparable = self.series == other.series and self.number > 0 and other.number > 0
        return comparable and (self.number, self.attempt) > (other.number, other.attempt)


class Context(Struct, frozen=True):
    """Where a comment belongs. `number` is None where it is not known; `lacks` says why, in words.

    With a `head` ("owner:branch") and a `head_sha` the forge can be asked for the number.
    """

    forge: str
    api_url: str
    repository: str
    number: int | None
    run: Run = Run()
    run_url: str = ""
    head_sha: str = ""
    head: str = ""
    key: str = "default"
    lacks: str = ""


class Comment(Struct, frozen=True):
    """A comment as a forge has it. `author` is comparable with `Forge.author`; `handle` is the forge's own object."""

    id: int
    author: str
    body: str
    url: str
    handle: Any = None


class RefusedError(Exception):
    """A forge, or the way to it, did not do as asked.

    `later`: the same may be answered later; `wait`: after so many seconds, by the forge's own word.
    """

    def __init__(self, reason: str, status: int = 0, wait: float | None = None, *, later: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.wait = wait
        self.later = later


class Forge(Protocol):
    """A pull or merge request of a forge, reached with a token. Every method may raise RefusedError."""

    name: ClassVar[str]
    longest: ClassVar[int]
    """Characters of a comment."""
    remedies: ClassVar[Mapping[int, str]]
    """What to do about a status."""

    def author(self) -> str:
        """Who the token's comments are by."""
        ...

    def comments(self) -> Iterable[Comment]:
        """All comments, of all pages."""
        ...

    def create(self, body: str) -> Comment:
        """A new comment."""
        ...

    def edit(self, comment: Comment, body: str) -> None:
        """Give a comment another text."""
        ...

    def delete(self, comment: Comment) -> None:
        """Take a comment away."""
        ...

    def hide(self, comment: Comment) -> None:
        """Fold a comment away as outdated."""
        ...

    def hidden(self, comments: Sequence[Comment]) -> frozenset[int]:
        """The ids of those that are folded away, as far as their text does not tell."""
        ...


def unreachable(error: Exception, api_url: str) -> str:
    """Why no answer came, in words. The error's own text stays out: it may tell more than a log should hold."""
    import requests

    host = urlsplit(api_url).netloc
    if isinstance(error, requests.Timeout):
        return f"{host} gives no answer within {TIMEOUT} seconds"
    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {host} cannot be verified; REQUESTS_CA_BUNDLE names the authorities to trust"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy does not lead to {host}"
    return f"no connection to {host}"
