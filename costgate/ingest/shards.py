"""Write catalogue shards: sorted, checked CSV, and the manifest that vouches for them.

A row that another row contradicts stops the run here, so that a look-up can never find two prices.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from costgate.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

HEADER = ("meter", "operation", "purchase", "unit", "from", "price", "sku", "source")


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


def shard_name(region: str, purchase: str) -> str:
    """The file of a region's prices under a purchase option: on-demand rows stand apart from the rest.

    "eu-west-1", "on_demand" -> "eu-west-1.csv"; "reserved-1yr-standard-no-upfront" -> "eu-west-1.reserved.csv".
    """
    kind = purchase.partition("-")[0]
    return f"{region}.csv" if kind == "on_demand" else f"{region}.{kind}.csv"


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
    writer.writerow(HEADER)
    sources: Counter[str] = Counter()
    for row in fold(rows):
        sources[row.source] += 1
        writer.writerow((*row[:4], plain(row.start), plain(row.price), row.sku, row.source))
    return sources


def encode(rows: Iterable[Row]) -> bytes:
    """The CSV text of a shard. Equal rows are folded, unequal ones with one key raise CollisionError."""
    out = io.StringIO()
    save(sorted(rows, key=order), out)
    return out.getvalue().encode()


def write(
    root: Path,
    shards: Mapping[tuple[str, str, str], Iterable[Row]],
    sources: Mapping[str, Mapping[str, str]],
    currency: str = "USD",
) -> None:
    """Write `shards` ((vendor, service, region) -> rows) under `root` and enter them in its manifest.

    `sources` describes each source id that a row names: title, url, as_of (ISO date). Shards that are not
    in `shards` stay as they are.
    """
    manifest_file = root / "manifest.json"
    manifest: dict[str, Any] = {"format": 1, "sources": {}, "shards": {}}
    if manifest_file.exists():
        manifest = json.loads(manifest_file.read_text())
    manifest["sources"].update({k: dict(v) for k, v in sources.items()})
    for (vendor, service, region), rows in shards.items():
        files: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            files[shard_name(region, row.purchase)].append(row)
        for name, part in files.items():
            data = encode(part)
            path = root / vendor / service / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            named = sorted({row.source for row in part})
            dates = sorted(manifest["sources"][row.source]["as_of"] for row in part)
            manifest["shards"][f"{vendor}/{service}/{name}"] = {
                "rows": data.count(b"\n") - 1,
                "sha256": hashlib.sha256(data).hexdigest(),
                "currency": currency,
                "sources": named,
                "oldest": dates[0],
                "as_of": dates[len(dates) // 2],
                "newest": dates[-1],
            }
    manifest["shards"] = dict(sorted(manifest["shards"].items()))
    used = {source for shard in manifest["shards"].values() for source in shard["sources"]}
    manifest["sources"] = {k: v for k, v in sorted(manifest["sources"].items()) if k in used}
    manifest_file.write_text(json.dumps(manifest, indent=1, sort_keys=False) + "\n")


def forget(root: Path, vendor: str) -> None:
    """Strike a vendor's shards from the manifest, so that it can be written anew."""
    manifest_file = root / "manifest.json"
    if manifest_file.exists():
        manifest = json.loads(manifest_file.read_text())
        manifest["shards"] = {k: v for k, v in manifest["shards"].items() if not k.startswith(f"{vendor}/")}
        manifest_file.write_text(json.dumps(manifest, indent=1) + "\n")
