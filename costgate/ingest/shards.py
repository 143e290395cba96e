"""Write catalogue shards: sorted, checked CSV, and the manifest that vouches for them.

A row that another row contradicts stops the run here, so that a look-up can never find two prices.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from costgate.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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


def encode(rows: Iterable[Row]) -> bytes:
    """The CSV text of a shard. Equal rows are folded, unequal ones with one key raise CollisionError."""
    by_key: dict[tuple[str, str, str, Decimal], Row] = {}
    units: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = (row.meter, row.operation, row.purchase, row.start)
        other = by_key.setdefault(key, row)
        if (other.price, other.unit) != (row.price, row.unit):
            raise CollisionError(f"{key[:3]} from {row.start}: {other} and {row}")
        if units.setdefault(key[:3], row.unit) != row.unit:
            raise CollisionError(f"{key[:3]}: units {units[key[:3]]} and {row.unit}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for key in sorted(by_key):
        row = by_key[key]
        writer.writerow((*row[:4], plain(row.start), plain(row.price), row.sku, row.source))
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
