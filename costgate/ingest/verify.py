"""Is a catalogue whole and sane? Digests, order and uniqueness of keys, units, tiers, amounts."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from costgate.catalogue import COLUMNS, Catalogue, Manifest, Shard
from costgate.ingest.shards import Row, order
from costgate.model import VENDORS

DEAREST = Decimal(10_000_000)
"""No vendor asks more for one unit; three years of the largest machine, paid at once, come to two millions."""

_SIZES = frozenset({"MB", "GB", "TB", "PB", "KB", "MiB", "GiB", "TiB", "Fee"})
_WORD = re.compile(r"(?:[A-Z]|v[A-Z])[A-Za-z]*")
_NAME = re.compile(r"[^/\\\0.][^/\\\0]*")


def known_unit(unit: str) -> bool:
    """True for a unit in FOCUS's spelling: words with capitals, joined by "-", a plural or a size at the end.

    "GB-Months", "vCPU-Hours" and "ReadRequestUnits", not "Hrs", "GB-Mo", "10K" or "1 GB".
    https://focus.finops.org/focus-specification/ (Unit Format)
    """
    *heads, last = unit.split("-")
    ends_well = last in _SIZES or (last.endswith("s") and last not in {"Hrs", "Mos"})
    return ends_well and all(map(_WORD.fullmatch, (*heads, last)))


class Line(NamedTuple):
    """A row with its place in a shard's file."""

    number: int
    row: Row


def rows(file: Path) -> Iterator[Row]:
    """The rows of a shard. Raises ValueError where one cannot be read."""
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text, strict=True)
        if next(reader, None) != list(COLUMNS):
            raise ValueError("its first line is not the catalogue's header")
        for found in reader:
            try:
                meter, operation, purchase, unit, start, price, sku, source = found
                yield Row(meter, operation, purchase, unit, Decimal(start), Decimal(price), sku, source)
            except (ValueError, InvalidOperation):
                raise ValueError(f"line {reader.line_num} is damaged: {','.join(found)[:80]}") from None


def problems(root: Path, only: Iterable[str] | None = None) -> Iterator[str]:
    """What is wrong with the catalogue at `root`, or with the shards `only`."""
    found = Catalogue(root).manifest
    for name in found.shards if only is None else only:
        yield from (f"{name}: {problem}" for problem in _shard(root, name, found))
    if only is None:
        there = {file.relative_to(root).as_posix() for file in root.rglob("*.csv")}
        yield from (f"{name} is not in the manifest" for name in sorted(there - found.shards.keys()))


def _shard(root: Path, name: str, table: Manifest) -> Iterator[str]:
    parts = name.split("/")
    if len(parts) != 3 or parts[0] not in VENDORS or not all(map(_NAME.fullmatch, parts)) or not name.endswith(".csv"):
        yield "is no name of a shard"
        return
    entry, file = table.shards[name], root / name
    try:
        with file.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
    except OSError as error:
        yield f"cannot be read ({error.strerror})"
        return
    if digest != entry.sha256:
        yield "is not what the manifest says: it is damaged or half copied"
        return
    yield from _entry(entry, table)
    try:
        lines = [0]
        yield from _content(_counted(rows(file), lines), entry)
    except (ValueError, csv.Error) as error:
        yield str(error)
        return
    if lines[0] != entry.rows:
        yield f"has {lines[0]:,} rows, the manifest says {entry.rows:,}"


def _entry(entry: Shard, table: Manifest) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z]{3}", entry.currency):
        yield f"has no currency: {entry.currency!r}"
    if not all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in (entry.oldest, entry.as_of, entry.newest)):
        yield f"has no dates: {entry.oldest!r}, {entry.as_of!r}, {entry.newest!r}"
    for source in entry.sources:
        if source not in table.sources:
            yield f"its source {source} is not in the manifest"


def _counted(found: Iterable[Row], count: list[int]) -> Iterator[Row]:
    for row in found:
        count[0] += 1
        yield row


def _content(found: Iterable[Row], entry: Shard) -> Iterator[str]:
    last: Row | None = None
    for row in found:
        key = " ".join(word for word in row[:3] if word)
        if not (row.start.is_finite() and row.price.is_finite() and 0 <= row.price <= DEAREST and row.start >= 0):
            yield f"{key}: {row.price} from {row.start} is no price"
            return
        if not known_unit(row.unit):
            yield f"{key}: the unit {row.unit!r} is not spelt as in docs/catalogue.md"
        if row.source not in entry.sources:
            yield f"{key}: its source {row.source!r} is not in the manifest"
        same = last is not None and last[:3] == row[:3]
        if last is not None and order(last) >= order(row):
            yield f"{key} from {row.start}: stands twice" if order(last) == order(row) else f"{key}: is not sorted"
        elif same and last is not None and last.unit != row.unit:
            yield f"{key}: has two units, {last.unit} and {row.unit}"
        elif not same and row.start != 0:
            yield f"{key}: its tiers start at {row.start}, not at 0"
        last = row
