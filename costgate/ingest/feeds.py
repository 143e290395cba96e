"""What a vendor's reader needs, and what it gives: prices shard by shard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from msgspec import Struct

from costgate.ingest.shards import Row

PAGE_LIMIT = 64 * 1024**2
"""Bytes that a small document may have. A page of 5,000 Google SKUs has about 10 MB."""


class Origin(Struct, frozen=True):
    """Where prices come from; `as_of` is the ISO date of the vendor's publication."""

    title: str
    url: str
    as_of: str


class Found(Struct, frozen=True):
    """One shard's prices, as a vendor's feed gives them.

    `version` is the vendor's name of this state: the same version, nothing new; "" where the vendor has none.
    """

    vendor: str
    service: str
    region: str
    rows: Iterator[Row]
    origin: Origin
    version: str


class Wanted(Struct, frozen=True):
    """Services and regions to read; empty is all that the embedded catalogue has."""

    services: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


class Fetch(Protocol):
    """HTTP as readers see it: retries, sizes and certificates are inside.

    Headers are for the address that is asked for; they do not follow a redirect to another host.
    """

    def json(self, url: str, *, limit: int = PAGE_LIMIT, headers: Mapping[str, str] | None = None) -> Any:
        """A small document, decoded."""
        ...

    def stream(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """A large document in chunks."""
        ...
