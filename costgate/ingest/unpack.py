"""gzip, chunk by chunk, with an end to what may come out of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from costgate.errors import CatalogueError

STEP = 1 << 18
"""Bytes that are unpacked at a time."""

RATIO = 200
"""No price list is packed tighter: AWS's, which repeat themselves most, come to 1:40, a bomb to 1:1000."""

FREE = 16 * 1024**2
"""Bytes that may come out whatever went in."""


def unpacked(chunks: Iterable[bytes], what: str, limit: int) -> Iterator[bytes]:
    """The bytes of `chunks`, unpacked if they are gzip's. More than `limit` of them, or a bomb, is an error."""
    out = 0
    for part, packed in _inflated(chunks, what):
        out += len(part)
        if out > limit or out > FREE + RATIO * packed:
            raise CatalogueError(
                f"{what} unpacks to more than {out / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB: no price list does",
                "Nothing was changed. Is it the right address, and does a proxy answer in its place?",
            )
        if part:
            yield part


def _inflated(chunks: Iterable[bytes], what: str) -> Iterator[tuple[bytes, int]]:
    """(bytes, how many bytes went in so far)."""
    packed, inflater = 0, None
    for number, chunk in enumerate(chunks):
        packed += len(chunk)
        if number == 0 and chunk[:2] == b"\x1f\x8b":
            inflater = zlib.decompressobj(wbits=31)
        if inflater is None:
            yield chunk, packed
            continue
        data = chunk
        while data:
            try:
                yield inflater.decompress(data, STEP), packed
            except zlib.error as error:
                raise _broken(what, str(error)) from None
            data = inflater.unconsumed_tail
            if inflater.eof and inflater.unused_data:  # a file of several gzip members
                data, inflater = inflater.unused_data, zlib.decompressobj(wbits=31)
    if inflater is not None and not inflater.eof:
        raise _broken(what, "it ends too early")


def _broken(what: str, why: str) -> CatalogueError:
    return CatalogueError(f"{what} is broken gzip: {why}", "Nothing was changed; run it again.")
