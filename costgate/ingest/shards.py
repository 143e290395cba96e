"""Write catalogue shards: sorted, checked CSV, and the manifest that vouches for them.

A row that another row contradicts stops the run here, so that a look-up can never find two prices.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from costgate.catalogue import COLUMNS, FORMAT, MANIFEST, Catalogue, Manifest, Shard, Source, median, shard_name
from costgate.money import plain


class Row(NamedTuple):
    """One tier of one price, as it stands in a shard."""

    meter: str
    operation: str
    purchase: str
    unit: str
    start: Decimal
    price: Decimal
    sku: str
    source: str


class CollisionError(Exception):
    """Two different prices claim one key."""


def order(row: Row) -> tuple[str, str, str, Decimal]:
    """Where a row stands in its shard; two rows in one place are one price or a collision."""
    return row.meter, row.operation, row.purchase, row.start


def fold(rows: Iterable[Row]) -> Iterator[Row]:
    """Sorted `rows`, equal ones once. Unequal ones with one key, or two units of one, raise CollisionError."""
    last: Row | None = None
    for row in rows:
        if last is not None and last[:3] == row[:3]:
            if last.unit != row.unit:
                raise CollisionError(f"{row[:3]}: units {last.unit} and {row.unit} (SKUs {last.sku} and {row.sku})")
            if last.start == row.start:
                if last.price != row.price:
                    raise CollisionError(
                        f"{row[:3]} from {plain(row.start)}: {plain(last.price)} of SKU {last.sku} ({last.source}) "
                        f"and {plain(row.price)} of SKU {row.sku} ({row.source})"
                    )
                continue
        last = row
        yield row


def save(rows: Iterable[Row], file: IO[str]) -> Counter[str]:
    """Write sorted rows as the CSV text of a shard; how many are of which source."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    sources: Counter[str] = Counter()
    for row in fold(rows):
        sources[row.source] += 1
        writer.writerow((*row[:4], plain(row.start), plain(row.price), row.sku, row.source))
    return sources


def encode(rows: Iterable[Row]) -> tuple[bytes, Counter[str]]:
    """The CSV text of a shard, and how many rows are of which source. Equal rows are folded, others must not clash."""
    out = io.StringIO()
    counted = save(sorted(rows, key=order), out)
    return out.getvalue().encode(), counted


def shard_entry(sha256: str, counted: Mapping[str, int], sources: Mapping[str, Source], currency: str = "USD") -> Shard:
    """What the manifest says of a file that has so many rows of each source."""
    days = [(sources[name].as_of, count) for name, count in counted.items()]
    oldest, newest = min(days)[0], max(days)[0]
    return Shard(sum(counted.values()), sha256, currency, tuple(sorted(counted)), oldest, median(days), newest)


def enter(root: Path, sources: Mapping[str, Source], shards: Mapping[str, Shard]) -> Manifest:
    """Write the manifest of a catalogue: its shards, and the sources that they use."""
    used = {source for shard in shards.values() for source in shard.sources}
    table = Manifest(FORMAT, {k: v for k, v in sorted(sources.items()) if k in used}, dict(sorted(shards.items())))
    (root / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n")
    return table


def write(
    root: Path, shards: Mapping[tuple[str, str, str], Iterable[Row]], sources: Mapping[str, Mapping[str, str]]
) -> None:
    """Write `shards` ((vendor, service, region) -> rows) under `root` and enter them in its manifest.

    `sources` describes each source id that a row names: title, url, as_of (ISO date). Shards that are not
    in `shards` stay as they are.
    """
    old = _manifest(root)
    known = {**old.sources, **msgspec.convert(sources, dict[str, Source])}
    entries = dict(old.shards)
    for (vendor, service, region), rows in shards.items():
        files: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            files[shard_name(region, row.purchase)].append(row)
        for file, part in files.items():
            data, counted = encode(part)
            name = f"{vendor}/{service}/{file}"
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
            entries[name] = shard_entry(hashlib.sha256(data).hexdigest(), counted, known)
    enter(root, known, entries)


def forget(root: Path, vendor: str) -> None:
    """Strike a vendor's shards from the manifest, so that it can be written anew."""
    old = _manifest(root)
    enter(root, old.sources, {k: v for k, v in old.shards.items() if not k.startswith(f"{vendor}/")})


def _manifest(root: Path) -> Manifest:
    return Catalogue(root).manifest if (root / MANIFEST).exists() else Manifest(FORMAT, {}, {})
