"""Where a refresh writes before it is trusted: shards, downloads, and a journal of what is finished.

A line of the journal is written once its shards are on disk. A rerun skips what the journal has of the same version of
the same feed; a last line that was cut off is as if it were not there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec
from msgspec import Struct

from costgate.catalogue import KINDS, Manifest, Shard, Source, shard_name
from costgate.errors import CatalogueError
from costgate.ingest.feeds import Found
from costgate.ingest.shards import CollisionError, Row, save, shard_entry
from costgate.ingest.spool import Spool
from costgate.ingest.verify import rows


class Entry(Struct, frozen=True):
    """What one `Found` came to. `may_lack`: it is no fault that it has no shard. `stayed`: rows not of it."""

    feed: str
    endpoint: str
    version: str
    sources: dict[str, Source]
    shards: dict[str, Shard]
    may_lack: bool = False
    stayed: int = 0

    @property
    def rows(self) -> int:
        """Rows of all its shards."""
        return sum(shard.rows for shard in self.shards.values())


def feed_of(found: Found) -> str:
    """The name of a feed's part: a region may have its savings plans from another document than the rest."""
    kinds = "".join(f" {kind}" for kind in sorted(found.kinds))
    return f"{found.vendor}/{found.service}/{found.region}{kinds}: {found.origin.title}"


class Held(NamedTuple):
    """The last good catalogue."""

    root: Path
    table: Manifest

    def with_rest(self, found: Found, stayed: Counter[str]) -> Iterator[Row]:
        """The rows of `found`, then those of the catalogue that stay; `stayed` counts these by source."""
        if not found.stays:
            yield from found.rows
            return
        given = set()
        for row in found.rows:
            given.add(row[:3])
            yield row
        for kind in sorted(found.kinds or KINDS):
            name = f"{found.vendor}/{found.service}/{shard_name(found.region, kind)}"
            for row in rows(self.root / name) if name in self.table.shards else ():
                if row[:3] not in given and found.stays(row):
                    stayed[row.source] += 1
                    yield row


class Staging:
    """The staging folder of a catalogue, as an earlier run left it.

    What that run refused is there if it is to be accepted now; else it is fetched again, as it may have been mended.
    """

    def __init__(self, folder: Path, held: Held, *, accept: bool = False) -> None:
        self.folder, self.downloads, self._held = folder, folder / "downloads", held
        self._journal, self._refused = folder / "journal.jsonl", folder / "refused.txt"
        self._lock = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._entries = {entry.feed: entry for entry in self._read()}
        if not accept and self._refused.exists():
            for feed in self._refused.read_text(encoding="utf-8").splitlines():
                self._entries.pop(feed, None)

    def refuse(self, objections: Iterable[str]) -> None:
        """Remember which feeds the checks object to: an objection begins with the name of a feed or shard."""
        shards = {name.removesuffix(".csv"): e.feed for e in self._entries.values() for name in [e.feed, *e.shards]}
        found = {feed for text in objections for name, feed in shards.items() if text.startswith(name)}
        self._refused.write_text("\n".join(sorted(found)), encoding="utf-8")

    def _read(self) -> Iterator[Entry]:
        if not self._journal.exists():
            return
        data = self._journal.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            self._journal.write_bytes(whole)
        for line in whole.splitlines():
            try:
                yield msgspec.json.decode(line, type=Entry)
            except msgspec.DecodeError:
                continue

    def finished(self, found: Found, endpoint: str) -> Entry | None:
        """What an earlier run made of the same version, if it is still there."""
        entry = self._entries.get(feed_of(found))
        if entry is None or (entry.endpoint, entry.version) != (endpoint, found.version):
            return None
        same = all(_digest(self.folder / name) == shard.sha256 for name, shard in entry.shards.items())
        return entry if same else None

    def add(self, found: Found, endpoint: str, stop: Callable[[], None]) -> Entry:
        """Write the shards of `found`, then enter them in the journal."""
        home = self.folder / found.vendor / found.service
        home.mkdir(parents=True, exist_ok=True)
        try:
            entry = self._written(found, endpoint, home, stop)
        except CollisionError as error:
            raise CatalogueError(
                f"{feed_of(found)}: two prices for one key: {error}",
                "Nothing was changed. Please report it: the reader must tell them apart.",
            ) from None
        with self._lock, self._journal.open("ab") as journal:
            journal.write(msgspec.json.encode(entry) + b"\n")
            self._entries[entry.feed] = entry
        return entry

    def _written(self, found: Found, endpoint: str, home: Path, stop: Callable[[], None]) -> Entry:
        shards: dict[str, Shard] = {}
        sources: dict[str, Source] = {}
        stayed = Counter[str]()
        with ExitStack() as stack:
            spools: dict[str, Spool] = {}
            for row in self._held.with_rest(found, stayed):
                stop()
                name = shard_name(found.region, row.purchase)
                if name not in spools:
                    spools[name] = stack.enter_context(Spool(self.folder))
                spools[name].add(row)
            for name, spool in spools.items():
                with (home / name).open("w", encoding="utf-8", newline="") as out:
                    counted = save(spool.rows(), out)
                sources |= {s: self._held.table.sources[s] if s in stayed else _source(s, found) for s in counted}
                shards[f"{found.vendor}/{found.service}/{name}"] = shard_entry(_digest(home / name), counted, sources)
        return Entry(feed_of(found), endpoint, found.version, sources, shards, found.may_lack, stayed.total())


def _source(name: str, found: Found) -> Source:
    return Source(found.origin.title, found.origin.url, name.partition("@")[2] or found.origin.as_of)


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""
