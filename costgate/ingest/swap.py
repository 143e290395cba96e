"""Put one folder in the place of another, so that a reader finds the old one or the new one, whole.

Linux and macOS exchange two names in one step. Elsewhere the old folder steps aside and the new one in; if the machine
stops between the two steps, `recover` puts the old one back.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from costgate.errors import CatalogueError

_AT_FDCWD = -100
_EXCHANGE = 2
"""RENAME_EXCHANGE, https://man7.org/linux/man-pages/man2/rename.2.html; RENAME_SWAP of macOS has the same number."""

_OURS = frozenset({"manifest.json", "feeds.json", "aws", "azure", "google"})


def beside(into: Path, word: str) -> Path:
    """A folder next to `into`, on the same file system: ".catalogue.next"."""
    return into.parent / f".{into.name}.{word}"


def check_place(into: Path) -> None:
    """Raise CatalogueError unless `into` is a place for a catalogue: absent, empty, or one already."""
    if not into.exists():
        return
    others = sorted({entry.name for entry in into.iterdir()} - _OURS) if into.is_dir() else [into.name]
    if others:
        raise CatalogueError(
            f"{into} is no catalogue: it holds {', '.join(others[:3])}, which would be lost",
            "Name a folder that is new, empty or a catalogue.",
        )


def swap(new: Path, into: Path) -> None:
    """Put `new` in the place of `into`; what was there stays beside it as ".NAME.previous"."""
    previous = beside(into, "previous")
    if hasattr(os, "sync"):
        os.sync()  # a machine that stops now must not find names without content
    if not into.exists():
        new.rename(into)
        return
    if _exchanged(new, into):
        shutil.rmtree(previous, ignore_errors=True)
        new.rename(previous)
        return
    shutil.rmtree(previous, ignore_errors=True)
    into.rename(previous)
    try:
        new.rename(into)
    except BaseException:
        previous.rename(into)
        raise


def recover(into: Path) -> None:
    """Put the last good catalogue back if a swap was cut off between its two steps."""
    previous = beside(into, "previous")
    if not into.exists() and (previous / "manifest.json").exists():
        previous.rename(into)


def _exchanged(a: Path, b: Path) -> bool:
    """Exchange two names in one step; False where the system cannot."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform in ("linux", "darwin") else None
    with contextlib.suppress(AttributeError):
        if libc and sys.platform == "linux":
            return bool(libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE) == 0)
        if libc and sys.platform == "darwin":
            return bool(libc.renamex_np(os.fsencode(a), os.fsencode(b), _EXCHANGE) == 0)
    return False


@contextmanager
def at_work(into: Path) -> Iterator[None]:
    """Change the catalogue at `into` alone, after mending what an earlier run left; a full disk is a CatalogueError."""
    try:
        check_place(into)
        with _alone(into):
            recover(into)
            yield
    except OSError as error:
        raise CatalogueError(
            f"{error.filename or into} cannot be written: {error.strerror or error}",
            f"{into} stays as it was. Make room for it, or name another place with --into.",
        ) from None


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    """Keep a second refresh of the same catalogue out. The lock is gone with the process, however it ends."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with beside(into, "lock").open("w") as file:
        try:
            import fcntl
        except ImportError:  # Windows: two refreshes at a time are the user's to avoid
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CatalogueError(f"{into} is being refreshed already", "Wait for the other run to end.") from None
        yield
