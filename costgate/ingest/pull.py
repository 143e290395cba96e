"""Take a zipped catalogue: a company's own, or one that a colleague refreshed."""

from __future__ import annotations

import hashlib
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from costgate.catalogue import Catalogue, Manifest
from costgate.errors import CatalogueError
from costgate.ingest import moves, verify
from costgate.ingest.refresh import SHARE, listed
from costgate.ingest.swap import at_work, beside, swap
from costgate.ingest.unpack import RATIO

MOST_FILES = 100_000
MOST_BYTES = 4 * 1024**3

_TABLES = frozenset({"manifest.json", "feeds.json"})


def pull(archive: Path, into: Path, sha256: str = "", *, accept: bool = False) -> Manifest:
    """Swap the catalogue in `archive` in at `into`. Raises CatalogueError, and leaves `into`, if anything is wrong.

    It must be sound by itself, and pass what a refresh must pass against the catalogue that is there.
    """
    into = into.resolve()
    _check_digest(archive, sha256)
    new = beside(into, "next")
    with at_work(into):
        shutil.rmtree(new, ignore_errors=True)
        try:
            _unzip(archive, new)
            table = Catalogue(new).manifest
            damage = list(verify.problems(new))
            if damage:
                raise CatalogueError(
                    listed(f"the catalogue in {archive} is not sound", damage), f"{into} is unchanged."
                )
            if (into / "manifest.json").exists() and not accept:
                old = Catalogue(into).manifest
                objections = list(moves.objections(moves.moves(into, old, new, table), old, SHARE))
                if objections:
                    raise CatalogueError(
                        listed(f"the catalogue in {archive} is refused, {into} stays as it was", objections),
                        "If it is right, pull it again with --accept.",
                    )
            swap(new, into)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return table


def _check_digest(archive: Path, sha256: str) -> None:
    try:
        with archive.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CatalogueError(f"{archive} cannot be read: {error.strerror}", "Name a zipped catalogue.") from None
    if sha256 and found != sha256.strip().lower():
        raise CatalogueError(
            f"{archive} has the sha256 {found}, expected {sha256}",
            "It is another file, or cut off: nothing was changed.",
        )


def _unzip(archive: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as file:
            left = MOST_BYTES
            for info, name in _members(file, archive):
                to = folder / name
                to.parent.mkdir(parents=True, exist_ok=True)
                with file.open(info) as source, to.open("wb") as out:
                    while chunk := source.read(1 << 18):
                        left -= len(chunk)
                        if left < 0:
                            raise _refused(archive, f"it unpacks to more than {MOST_BYTES / 1e9:.0f} GB")
                        out.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(archive, f"it is no sound zip file ({error})") from None
    except OSError as error:
        raise _refused(archive, f"it cannot be unpacked ({error.strerror or error})") from None


def _members(file: zipfile.ZipFile, archive: Path) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The files of the catalogue, with their names in it. It may lie in a folder of the archive."""
    infos = [info for info in file.infolist() if not info.is_dir()]
    tops = [PurePosixPath(i.filename).parent for i in infos if PurePosixPath(i.filename).name == "manifest.json"]
    if len(infos) > MOST_FILES or len(tops) != 1:
        raise _refused(archive, f"it has {len(infos):,} files and {len(tops)} manifest.json, expected a catalogue")
    seen = set()
    for info in infos:
        path = PurePosixPath(info.filename)
        if info.filename.startswith("/") or "\\" in info.filename or ":" in info.filename or ".." in path.parts:
            raise _refused(archive, f"{info.filename!r} leads out of its folder")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _refused(archive, f"{info.filename!r} is a link")
        if not path.is_relative_to(tops[0]):
            raise _refused(archive, f"{info.filename!r} is no part of a catalogue")
        name = path.relative_to(tops[0]).as_posix()
        if name not in _TABLES and (name.count("/") != 2 or path.suffix != ".csv"):
            raise _refused(archive, f"{info.filename!r} is no part of a catalogue")
        if name.lower() in seen:
            raise _refused(archive, f"{info.filename!r} is in it twice")
        if info.file_size > 1 << 20 and info.file_size > RATIO * max(info.compress_size, 1):
            raise _refused(archive, f"{info.filename!r} is packed like a bomb")
        seen.add(name.lower())
        yield info, name


def _refused(archive: Path, why: str) -> CatalogueError:
    return CatalogueError(
        f"{archive} is refused: {why}", "Nothing was changed. `costgate prices pull` takes a zip file."
    )
