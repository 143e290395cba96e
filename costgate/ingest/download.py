"""A document on its way into a file: what is there already, and whether that is all.

Beside the file lies a note of the server's ETag or date, without which a rest of tomorrow could be put to a part of
today. It is as long as the server said or it is not whole. https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

_READ = 1 << 18

YOUNG = 6 * 3600
"""Seconds for which a whole document is taken as it is whose server told no ETag and no date to ask by, as Azure's API
does not: a run that was interrupted does not start over with its pages."""


class WrongRangeError(Exception):
    """The server sent another part than the one it was asked for."""


class _Note(Struct):
    """What is known of the file. `total` is None where the server did not say."""

    etag: str = ""
    modified: str = ""
    total: int | None = None
    whole: bool = False


class Download:
    """The file of the document at `url` in `folder`, as an earlier try or run left it."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(url.encode()).hexdigest()[:32]  # an address may hold a key: it is not written down
        self._body, self._notes = folder / f"{name}.part", folder / f"{name}.json"
        self.start = 0
        """Where the bytes of this try start."""
        try:
            self._note = msgspec.json.decode(self._notes.read_bytes(), type=_Note)
        except (OSError, msgspec.DecodeError):
            self.forget()
        if not self._validator and not self.whole:
            self.forget()

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return self._body.stat().st_size if self._body.exists() else 0

    @property
    def total(self) -> int | None:
        """Bytes that the server has, if it said so."""
        return self._note.total

    @property
    def whole(self) -> bool:
        """True if all of it is there."""
        return self._note.whole and self.size == self._note.total

    @property
    def settled(self) -> bool:
        """True if there is nothing to ask: it came whole lately, and without anything to ask by."""
        return self.whole and not self.conditions() and time.time() - self._body.stat().st_mtime < YOUNG

    @property
    def _validator(self) -> str:
        """What If-Range takes: a strong ETag, else the date."""
        return self._note.etag if self._note.etag and not self._note.etag.startswith("W/") else self._note.modified

    def conditions(self) -> dict[str, str]:
        """The headers that ask for what is missing, or for a whole document only if it is a new one."""
        if self.whole:
            known = {"If-None-Match": self._note.etag, "If-Modified-Since": self._note.modified}
            return {k: v for k, v in known.items() if v}
        if not self.size:
            return {}
        return {"Range": f"bytes={self.size}-"} | ({"If-Range": self._validator} if self._validator else {})

    def begin(self, headers: Mapping[str, str], *, resumed: bool) -> None:
        """Take note of an answer's headers. Raises WrongRangeError if it does not go on where the file ends."""
        note = _Note(headers.get("ETag", ""), headers.get("Last-Modified", ""))
        length = headers.get("Content-Length", "")
        note.total = int(length) if length.isdecimal() and "Transfer-Encoding" not in headers else None
        self.start = self.size if resumed else 0
        if resumed:
            found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", headers.get("Content-Range", ""))
            if not found or int(found[1]) != self.size or int(found[2]) != int(found[3]) - 1:
                raise WrongRangeError
            note.total = int(found[3])
            same = (note.etag, note.modified) == (self._note.etag, self._note.modified)
            if not same or self._note.total not in {None, note.total}:
                raise WrongRangeError
        else:
            self._body.write_bytes(b"")
        self._keep(note)

    def appended(self) -> IO[bytes]:
        """The file, open at its end."""
        return self._body.open("ab")

    def finish(self) -> bool:
        """Whether it is as long as the server said; one of unknown length is as long as it is."""
        size = self.size
        if self._note.total is not None and size != self._note.total:
            if size > self._note.total:
                self.forget()
            return False
        self._note.total, self._note.whole = size, True
        self._keep(self._note)
        return True

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the file."""
        with self._body.open("rb") as file:
            while chunk := file.read(_READ):
                yield chunk

    def forget(self) -> None:
        """Take the file away."""
        self._note = _Note()
        self._body.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def _keep(self, note: _Note) -> None:
        self._note = note
        self._notes.write_bytes(msgspec.json.encode(note))
