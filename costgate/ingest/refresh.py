"""A fresher catalogue from the vendors' feeds, or the one that was there.

    feeds -> staging (journal) -> a copy of the last good catalogue with the new shards -> checks -> swap

Nothing touches the last good catalogue before the swap, which is one step.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import cast

import msgspec
from msgspec import Struct, structs
from msgspec.structs import replace

from costgate.catalogue import Catalogue, Manifest, kind_of
from costgate.errors import CatalogueError
from costgate.ingest import moves, verify
from costgate.ingest.feeds import AbsentError, Found, Reader, UnreachableError, Wanted
from costgate.ingest.shards import enter
from costgate.ingest.staging import Entry, Held, Staging, feed_of
from costgate.ingest.swap import at_work, beside, swap
from costgate.ingest.transport import Pace, Transport, origin

PARALLEL = 4
"""Documents that are fetched at a time."""

SHARE = Decimal("0.2")
"""The share of its rows that a shard may lose."""

SHOWN = 40
"""Objections that are listed."""


class Job(Struct, frozen=True):
    """What to read of a feed, by its reader's name; jobs run beside each other.

    `may_lack`: a server that does not have it, or nothing of what is wanted, is no failure.
    """

    feed: str
    endpoint: str
    wanted: Wanted
    may_lack: bool = False


class Terms(Struct, frozen=True):
    """How to go about it. `accept`: take what the checks object to."""

    accept: bool = False
    share: Decimal = SHARE
    parallel: int = PARALLEL
    pace: Pace = Pace()


class Outcome(Struct, frozen=True):
    """What a refresh did. `objections` were accepted."""

    changed: tuple[str, ...]
    unchanged: int
    objections: tuple[str, ...] = ()


class _StoppedError(Exception):
    """Another job failed: this one ends without a word."""


def reader(feed: str) -> Reader:
    """The module that reads a feed. Raises CatalogueError if there is none."""
    name = f"costgate.ingest.{feed}"
    try:
        return cast("Reader", importlib.import_module(name))
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise CatalogueError(f"costgate cannot read the feed of {feed} yet", "Name other vendors.") from None


def refresh(
    into: Path,
    base: Path,
    jobs: Iterable[Job],
    terms: Terms = Terms(),
    tell: Callable[[str], None] = lambda _text: None,
) -> Outcome:
    """Refresh the catalogue at `into`; where there is none yet, it starts as a copy of `base`.

    Raises CatalogueError, and leaves `into` as it was, if a feed cannot be read or the checks object.
    """
    into = into.resolve()
    with at_work(into):
        good = into if (into / "manifest.json").exists() else base
        old = Catalogue(good).manifest
        known = _known(good, old)
        staging = Staging(beside(into, "staging"), Held(good, old), accept=terms.accept)
        entries = _gather(list(jobs), staging, known, terms, tell)
        fresh = {feed: entry for feed, entry in entries.items() if known.get(feed) != entry}
        objections = list(_missing(fresh, known))
        if not fresh:
            shutil.rmtree(staging.folder)
            return Outcome((), len(entries))
        new = _assemble(beside(into, "next"), good, old, staging, fresh, known)
        damage = list(verify.problems(beside(into, "next")))
        if damage:
            staging.refuse(damage)
            raise CatalogueError(
                listed("the refreshed catalogue is not sound", damage),
                f"{into} stays as it was. If its own shards are named, remove it and refresh again.",
            )
        objections += moves.objections(moves.moves(good, old, beside(into, "next"), new), old, terms.share)
        if objections and not terms.accept:
            staging.refuse(objections)
            raise CatalogueError(
                listed(f"the refresh is refused, {into} stays as it was", objections),
                "Look at the vendor's price page. If it is right, run it with --accept: nothing is fetched twice. "
                "Without it, what is objected to is fetched again.",
            )
        changed = tuple(n for n, s in new.shards.items() if n not in old.shards or old.shards[n].sha256 != s.sha256)
        swap(beside(into, "next"), into)
        shutil.rmtree(staging.folder)
        return Outcome(changed, len(entries) - len(fresh), tuple(objections))


def _known(root: Path, table: Manifest) -> dict[str, Entry]:
    """What an earlier refresh entered in feeds.json, as far as its shards are still those of the manifest."""
    file = root / "feeds.json"
    try:
        found = msgspec.json.decode(file.read_bytes(), type=list[Entry])
    except (OSError, msgspec.DecodeError):
        return {}
    return {e.feed: e for e in found if all(table.shards.get(n) == s for n, s in e.shards.items())}


def _gather(
    jobs: list[Job], staging: Staging, known: Mapping[str, Entry], terms: Terms, tell: Callable[[str], None]
) -> dict[str, Entry]:
    """Run the jobs, some at a time. The first that fails stops the others; what is finished stays in the journal."""
    halt = Event()

    def run(job: Job) -> list[Entry]:
        try:
            return _run(job, staging, known, terms, tell, halt)
        except _StoppedError:
            return []

    with ThreadPoolExecutor(max_workers=max(1, min(terms.parallel, len(jobs)))) as pool:
        try:
            futures = [pool.submit(run, job) for job in jobs]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            halt.set()  # of no effect once all are done
            pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled() and (error := future.exception()):
            raise error
    entries: dict[str, Entry] = {}
    owners: dict[str, str] = {}
    for entry in (entry for future in futures for entry in future.result()):
        for name in entry.shards:
            if owners.setdefault(name, entry.feed) != entry.feed:
                raise CatalogueError(f"{name} is given by two feeds: {owners[name]}; {entry.feed}", "Please report it.")
        if entry.feed in entries:
            raise CatalogueError(f"{entry.feed} is in the feed twice", "Please report it.")
        entries[entry.feed] = entry
    return entries


def _run(
    job: Job,
    staging: Staging,
    known: Mapping[str, Entry],
    terms: Terms,
    tell: Callable[[str], None],
    halt: Event,
) -> list[Entry]:
    def stop() -> None:
        if halt.is_set():
            raise _StoppedError

    origin(job.endpoint)
    module, folder, entries = reader(job.feed), staging.downloads / _own(job), []
    fetch = Transport(job.endpoint, folder, terms.pace, tell, halt.wait, stop)
    try:
        for whole in module.feeds(fetch, job.endpoint, job.wanted):
            stop()
            found = _only(whole, job.wanted.kinds)
            entry = _same(known, whole, job) or _same(known, found, job) or staging.finished(found, job.endpoint)
            if entry is None:
                entry = staging.add(found, job.endpoint, stop)
                tell(f"{_where(found)}: {_count(entry, found)}")
            else:
                tell(f"{_where(found)}: nothing new")
            entries.append(entry)
    except UnreachableError:  # what came stays for the next run
        raise
    except AbsentError as error:
        if not job.may_lack:
            raise
        tell(f"{error.message}; what the catalogue has of it stays")
    except (ArithmeticError, CatalogueError, LookupError, TypeError, ValueError) as error:
        shutil.rmtree(folder, ignore_errors=True)  # the next run must not find it again
        if isinstance(error, CatalogueError):
            raise
        raise CatalogueError(
            f"the feed of {job.feed} is not as expected: {type(error).__name__}: {str(error)[:200]}",
            "Nothing was changed. If it goes on, please report it.",
        ) from error
    shutil.rmtree(folder, ignore_errors=True)
    if not entries:
        words = ", ".join(sorted(job.wanted.services | job.wanted.regions)) or "all"
        if not job.may_lack:
            raise CatalogueError(f"the feed of {job.feed} has nothing of {words}", "Check --service and --region.")
        tell(f"the feed of {job.feed} has nothing of {words}; what the catalogue has of it stays")
    return entries


def _only(found: Found, kinds: frozenset[str]) -> Found:
    """What of `found` is of these kinds; all of it if none is named."""
    if not kinds:
        return found
    rows = (row for row in found.rows if kind_of(row.purchase) in kinds)
    return replace(found, rows=rows, kinds=kinds, may_lack=found.may_lack or "on_demand" not in kinds)


def _same(known: Mapping[str, Entry], found: Found, job: Job) -> Entry | None:
    """What the catalogue has of `found`, if that is of the same version."""
    entry = known.get(feed_of(found))
    return entry if entry and (entry.endpoint, entry.version) == (job.endpoint, found.version) else None


def _count(entry: Entry, found: Found) -> str:
    stayed = f"; {entry.stayed:,} of them stayed as they were: the feed does not spell them out" if entry.stayed else ""
    left = ", ".join(f"{n:,} {reason}" for reason, n in sorted(found.skipped.items()) if n)
    return f"{entry.rows:,} rows{stayed}" + (f"; left out: {left}" if left else "")


def _where(found: Found) -> str:
    return f"{found.vendor}/{found.service}/{found.region}" + (f" ({found.origin.title})" if found.may_lack else "")


def _own(job: Job) -> str:
    """The folder of a job's downloads: two jobs may ask for the same index at the same time."""
    wanted = [job.feed, job.endpoint, *map(sorted, structs.astuple(job.wanted))]
    return hashlib.sha256(msgspec.json.encode(wanted)).hexdigest()[:16]


def _missing(fresh: Mapping[str, Entry], known: Mapping[str, Entry]) -> Iterable[str]:
    """Objections to what a feed no longer has at all; the old shards stay."""
    for feed, entry in fresh.items():
        gone = known[feed].shards.keys() - entry.shards.keys() if feed in known else set()
        yield from (f"{feed}: it no longer has {name}" for name in sorted(gone))
        if not entry.shards and not entry.may_lack:
            yield f"{feed}: it has no price"


def _assemble(
    folder: Path, good: Path, old: Manifest, staging: Staging, fresh: Mapping[str, Entry], known: Mapping[str, Entry]
) -> Manifest:
    """Write the next catalogue: the last good one with the shards of `fresh`."""
    shutil.rmtree(folder, ignore_errors=True)
    shards, sources, homes = dict(old.shards), dict(old.sources), dict.fromkeys(old.shards, good)
    for entry in fresh.values():
        shards |= entry.shards
        sources |= entry.sources
        homes |= dict.fromkeys(entry.shards, staging.folder)
    for name, home in homes.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(home / name, folder / name)
    table = enter(folder, sources, shards)
    feeds = [entry for _, entry in sorted({**known, **fresh}.items())]
    (folder / "feeds.json").write_bytes(msgspec.json.format(msgspec.json.encode(feeds), indent=1) + b"\n")
    return table


def listed(head: str, found: list[str]) -> str:
    """`head` and what was found, as far as it fits on a screen."""
    rest = [f"... and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
    return "\n".join([f"{head}:", *found[:SHOWN], *rest])
