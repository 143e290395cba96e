"""A place outside of memory for what a reader has to keep: a feed may be larger than that.

SQLite's unnamed database is a temporary file of its own, gone when it is closed (https://sqlite.org/inmemorydb.html).
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from costgate.errors import CatalogueError

CACHE_KIB = 8 * 1024
"""Memory that a table may take before it writes to its file."""


class Scratch:
    """One table of an unnamed database."""

    def __init__(self, table: str) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{CACHE_KIB}"):
            self._database.execute(f"pragma {pragma}")
        self._database.execute(table)
        self._writer = self._database.cursor()

    def put(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for each of `values`."""
        with _disk():
            self._writer.execute("begin")
            self._writer.executemany(statement, values)
            self._writer.execute("commit")

    def read(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that a statement finds."""
        with _disk():
            for row in self._database.execute(statement, values):  # noqa: UP028 - that would close it after its database
                yield row


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogueError(f"prices cannot be kept in a temporary file: {error}", "Is the disk full?") from None
