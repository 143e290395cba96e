"""Bytes of a large CSV file -> its rows, a piece at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

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


def rows(found: Iterable[bytes], url: str, width: int = 0) -> Iterator[list[str]]:
    """The rows of CSV in UTF-8, with or without a byte order mark.

    A line of `width` quoted fields with no quote inside, as AWS writes almost all of them, needs no parser: with two
    quotes for each field, and as many separators as there must be, there is no place for another. Nor does a line
    without a quote, as AWS writes those of savings plans.
    """
    rest = iter(found)
    for number, line in enumerate(rest, 1):
        if b'"' not in line:
            text = _text(line, number, url).rstrip("\r\n")
            yield text.split(",") if text else []
        elif width and line.endswith(b'"\n') and line.startswith(b'"') and line.count(b'"') == 2 * width:
            fields = _text(line, number, url)[1:-2].split('","')
            yield fields if len(fields) == width else _parsed(line, rest, number, url)
        else:
            yield _parsed(line, rest, number, url)


def _parsed(line: bytes, rest: Iterator[bytes], number: int, url: str) -> list[str]:
    """The row that starts in `line`; it may go on in those of `rest`."""
    try:
        return next(csv.reader(_text(part, number, url) for part in chain((line,), rest)))
    except csv.Error as error:
        raise CatalogueError(f"{url}, row {number}: {error}", AGAIN) from None


def _text(line: bytes, number: int, url: str) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{url}, row {number}: it is not UTF-8 ({error.reason})", AGAIN) from None
