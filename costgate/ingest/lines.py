"""Bytes of a large CSV file -> its rows, a piece at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from costgate.errors import CatalogueError

LONGEST = 1 << 20
"""Bytes of a line. AWS's longest are of 3,000."""

AGAIN = "Try again later; if it stays so, please report it."


def lines(chunks: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The lines of a file that comes in pieces, with their ends."""
    rest = b""
    for chunk in chunks:
        found = (rest + chunk).splitlines(keepends=True)
        rest = b"" if chunk.endswith(b"\n") or not found else found.pop()
        yield from found
        if len(rest) > LONGEST:
            raise CatalogueError(f"{url}: a line of more than {LONGEST:,} bytes is no CSV", AGAIN)
    if rest:
        yield rest


def without(found: Iterable[bytes], words: tuple[bytes, ...]) -> Iterator[bytes]:
    """The lines that hold none of `words`. A part of a record that goes on in the next line is never left out.

    It is the reader's speed: to look for a word in a line costs a tenth of parsing it.
    """
    inside = False
    for line in found:
        if any(word in line for word in words):
            if not inside and line.count(b'"') % 2 == 0:
                continue
            inside ^= line.count(b'"') % 2 == 1
        elif inside or not line.endswith((b'"\n', b'"\r\n')):
            inside ^= line.count(b'"') % 2 == 1
        yield line


def rows(found: Iterable[bytes], url: str) -> Iterator[list[str]]:
    """The rows of CSV in UTF-8, with or without a byte order mark."""
    reader = csv.reader(_text(found, url))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CatalogueError(f"{url}, line {reader.line_num}: {error}", AGAIN) from None
        yield row


def _text(found: Iterable[bytes], url: str) -> Iterator[str]:
    encoding = "utf-8-sig"
    for number, line in enumerate(found, 1):
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise CatalogueError(f"{url}, line {number}: it is not UTF-8 ({error.reason})", AGAIN) from None
        encoding = "utf-8"
