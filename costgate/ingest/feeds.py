"""What a vendor's reader gets, and what it gives: the contract between the feeds and the catalogue.

A reader is a module `costgate.ingest.<vendor>`, or one of several whose names start so, with

    ENDPOINT: str                                                    the vendor's public address
    def feeds(fetch: Fetch, endpoint: str, wanted: Wanted) -> Iterator[Found]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.ingest.shards import Row

LIMIT = 64 * 1024**2
"""Bytes of a small document, unpacked: an index or a page."""


class AbsentError(CatalogueError):
    """The server has no such document, or does not show it."""


class UnreachableError(CatalogueError):
    """The server did not answer well, however often it was asked. Another day it may."""


class Origin(Struct, frozen=True):
    """Where a shard's prices come from. `as_of` is the ISO date of the vendor's publication."""

    title: str
    url: str
    as_of: str


class Found(Struct, frozen=True):
    """The prices of a service and region as a feed gives them. The same `version` has nothing new; rows are lazy.

    `skipped` tells, once the rows are read, how many of the feed's were left out, by reason. `may_lack`: the feed may
    have no price of it, as not every service has savings plans. `kinds` are those of `Wanted`. `stays` tells of a
    price that the catalogue has and the feed has not whether it stays as it is: the feed may not spell it out.
    """

    vendor: str
    service: str
    region: str
    rows: Iterator[Row]
    origin: Origin
    version: str
    skipped: Mapping[str, int] = {}
    may_lack: bool = False
    kinds: frozenset[str] = frozenset()
    stays: Callable[[Row], bool] | None = None


class Wanted(Struct, frozen=True):
    """What to read. Nothing named: all that the embedded catalogue has, in every kind of `catalogue.KINDS`.

    Readers need not look at `kinds`: what is not of them goes before it is written.
    """

    services: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


class Fetch(Protocol):
    """How a reader gets documents. Retries, resuming, checks of size and host are inside.

    Raises AbsentError for a document that the server has not, and CatalogueError for one that cannot be had.
    """

    def json(self, url: str, *, limit: int = LIMIT, headers: Mapping[str, str] | None = None) -> Any:
        """A small document, decoded; numbers with a fraction are Decimal. `headers` may hold a key: never shown."""

    def stream(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """A large document: chunks of its bytes, unpacked."""


class Reader(Protocol):
    """A vendor's module."""

    ENDPOINT: str
    ESTIMATES: tuple[str, ...]
    """How the names of sources begin whose prices are not the feed's own records. A service that has no others was
    never seen in the feed: it may have none of that name, and what the catalogue has of it stays then.
    """

    @staticmethod
    def feeds(fetch: Fetch, endpoint: str, wanted: Wanted) -> Iterator[Found]:
        """The shards of a feed, lazily."""
