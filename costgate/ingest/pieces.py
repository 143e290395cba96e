"""Bytes of a large JSON document -> its values, a piece at a time.

document = Pieces(chunks, url)
for name in document.members():          of the object that starts here
    if name == "products":
        for sku in document.members():   a member is descended into,
            document.value()             or taken whole: one of them, each time
document.finish()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import ijson

from costgate.errors import CatalogueError
from costgate.ingest.lines import AGAIN

LARGEST = 64 * 1024**2
"""Bytes of a value that is taken whole. AWS's largest, all terms of a product, have some 50,000."""

Event = tuple[str, Any]


class Pieces:
    """A document whose objects and lists are walked as they stand. What is no JSON is a CatalogueError."""

    def __init__(self, chunks: Iterable[bytes], url: str) -> None:
        self._url = url
        self._came = 0
        self._first: Event | None = None
        self._events: Iterator[Event] = ijson.basic_parse(ijson.from_iter(self._weighed(chunks)))

    def members(self) -> Iterator[str]:
        """The names of the members of the object that starts here."""
        with self._sound():
            self._start("start_map", "an object")
            for event, name in self._events:
                if event == "end_map":
                    return
                yield name

    def items(self) -> Iterator[None]:
        """Stop at each item of the list that starts here."""
        with self._sound():
            self._start("start_array", "a list")
            for first in self._events:
                if first[0] == "end_array":
                    return
                self._first = first
                yield

    def value(self) -> Any:
        """The value that starts here, whole."""
        self._came = 0
        with self._sound():
            event, found = self._next()
            return found if event == "string" else _built(event, found, self._events)

    def finish(self) -> None:
        """Nothing may follow."""
        with self._sound():
            for event, _ in self._events:
                self._refuse(f"goes on with {event} where it should end")

    def _next(self) -> Event:
        first, self._first = self._first, None
        return first or next(self._events)

    def _start(self, expected: str, what: str) -> None:
        event, found = self._next()
        if event != expected:
            self._refuse(f"has {event} {found!r:.40} where AWS documents {what}")

    def _weighed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._came += len(chunk)
            if self._came > LARGEST:
                self._refuse(f"has a value of more than {LARGEST / 1e6:,.0f} MB")
            yield chunk

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except ijson.JSONError as error:
            self._refuse(f"is not JSON, or is cut off: {' '.join(str(error).split())[:60]}")
        except RecursionError:
            self._refuse("is nested too deeply")

    def _refuse(self, why: str) -> NoReturn:
        raise CatalogueError(f"{self._url} {why}", AGAIN) from None


def _built(event: str, found: Any, events: Iterator[Event]) -> Any:
    """The value whose first event this is."""
    if event == "start_map":
        members: dict[str, Any] = {}
        for what, name in events:
            if what == "end_map":
                return members
            kind, value = next(events)
            members[name] = value if kind == "string" else _built(kind, value, events)
    if event == "start_array":
        items: list[Any] = []
        for what, value in events:
            if what == "end_array":
                return items
            items.append(_built(what, value, events))
    return found
