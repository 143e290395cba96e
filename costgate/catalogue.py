"""Prices, found by their exact key or not at all. Files and keys are described in docs/catalogue.md.

A shard is read when the first price of it is asked for, and checked against the manifest's digest then. It stays text:
a look-up finds the rows that start with the key's own CSV encoding, which no other key can.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from costgate.errors import CatalogueError
from costgate.model import Price, PriceQuery, Tier
from costgate.money import is_amount
from costgate.terms import LIST_CURRENCY, Terms

COLUMNS = ("meter", "operation", "purchase", "unit", "from", "price", "sku", "source")
HEADER = ",".join(COLUMNS) + "\n"

MANIFEST = "manifest.json"
FORMAT = 1
"""The layout that this version reads."""

KINDS = ("on_demand", "spot", "reserved", "savings", "committed")
"""What the names of purchase options begin with. Each kind stands in files of its own."""

VARIABLE = "COSTGATE_CATALOGUE"
"""The environment variable that names another catalogue than the embedded one."""

_REINSTALL = (
    f"Name a whole catalogue with --catalogue or ${VARIABLE} (neither: the embedded one), or install costgate again."
)


class Source(Struct, frozen=True):
    """Where prices come from."""

    title: str
    url: str
    as_of: str


class Shard(Struct, frozen=True):
    """What the manifest says of one file. `as_of` is the day of most of its prices: the median."""

    rows: int
    sha256: str
    currency: str
    sources: tuple[str, ...]
    oldest: str
    as_of: str
    newest: str


class Manifest(Struct, frozen=True):
    """The catalogue's table of contents."""

    format: int
    sources: Mapping[str, Source]
    shards: Mapping[str, Shard]


class Overlay(Struct, frozen=True):
    """A folder of shards in the catalogue's layout, without a manifest: the team's own prices, in one currency."""

    path: Path
    currency: str = LIST_CURRENCY


class Catalogue:
    """The prices of `root` (none: see `default_root`) under `terms`, with the team's own prices of `overlays`.

    The first overlay that has a price counts. The list price stays known beside it.
    """

    def __init__(self, root: Path | None = None, overlays: Sequence[Overlay] = (), terms: Terms = Terms()) -> None:
        self.root = root or default_root()
        self.overlays = tuple(overlays)
        self.terms = terms
        self._home = _Home(self.root)
        raw = self._read(MANIFEST)
        try:
            self.manifest = msgspec.json.decode(raw, type=Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise CatalogueError(f"{self.root / 'manifest.json'} is damaged: {error}", _REINSTALL) from None
        if self.manifest.format != FORMAT:
            found = f"{self.root / 'manifest.json'} has format {self.manifest.format}, expected {FORMAT}"
            raise CatalogueError(found, "Update costgate, or name another catalogue with --catalogue.")
        self.version = hashlib.sha256(raw).hexdigest()[:12]
        self._texts: dict[str, str] = {}
        self._prices: dict[tuple[str, str, PriceQuery], Price | None] = {}
        for overlay in self.overlays:
            if not overlay.path.is_dir():
                raise CatalogueError(f"{overlay.path}: there is no such price overlay folder", "Check `--overlay`.")
            if overlay.currency not in {LIST_CURRENCY, terms.currency}:
                raise CatalogueError(
                    f"{overlay.path}: its prices are in {overlay.currency}, the report is in {terms.currency}",
                    f"Set `currency: {{code: {overlay.currency}, ...}}` in costgate.yml, or give them in "
                    f"{terms.currency} or {LIST_CURRENCY}.",
                )

    @property
    def dates(self) -> tuple[str, str]:
        """The oldest and newest day among the shards that prices were taken from; of all before any was."""
        shards = [self.manifest.shards[n] for n in self._texts if n in self.manifest.shards] or list(
            self.manifest.shards.values()
        )
        return min((s.as_of for s in shards), default=""), max((s.as_of for s in shards), default="")

    def day_of(self, vendor: str) -> str:
        """The day of most of a vendor's prices: the median of its rows'."""
        return self._days.get(vendor, "")

    @cached_property
    def _days(self) -> dict[str, str]:
        rows: dict[str, list[tuple[str, int]]] = {}
        for name, shard in self.manifest.shards.items():
            rows.setdefault(name.partition("/")[0], []).append((shard.as_of, shard.rows))
        return {vendor: median(found) for vendor, found in rows.items()}

    def source(self, price: Price) -> str:
        """Where a price comes from, and its date, for a reader."""
        source = self.manifest.sources.get(price.source)
        return f"{source.title}, {source.as_of} <{source.url}>" if source else price.source

    def search(self, vendor: str, service: str, region: str, meter: str) -> Iterator[Price]:
        """Every price of a service and region whose meter contains `meter`, whatever its case."""
        import csv  # imported here: a look-up needs no parser

        shards = sorted(n for n in self.manifest.shards if n.startswith(f"{vendor}/{service}/{region}."))
        for name in shards:
            keys = dict.fromkeys(tuple(row[:3]) for row in csv.reader(self._shard(name).splitlines()[1:]))
            for key in keys:
                price = (
                    self._find(vendor, PriceQuery(service, *key), region) if meter.lower() in key[0].lower() else None
                )
                if price:
                    yield price

    def find(self, vendor: str, query: PriceQuery, region: str) -> Price | None:
        """The one price of `query` in `region`, or None. The query's own region goes first."""
        region = query.region or region
        key = (vendor, region, query)
        if key not in self._prices:
            self._prices[key] = self._find(vendor, query, region)
        return self._prices[key]

    def _find(self, vendor: str, query: PriceQuery, region: str) -> Price | None:
        if not _safe(region) or not _safe(query.service):
            return None
        name = f"{vendor}/{query.service}/{shard_name(region, query.purchase)}"
        rows = _rows(self._shard(name), query)
        currency = self.manifest.shards[name].currency if rows else ""
        listed = _price(rows, vendor, region, query, currency, name) if rows else None
        return self.terms.price(listed, self._own(vendor, region, query, name))

    def _own(self, vendor: str, region: str, query: PriceQuery, name: str) -> Price | None:
        """What the first overlay that has `query` says."""
        for overlay in self.overlays:
            rows = _rows(self._overlay(overlay.path, name), query)
            if rows:
                found = _price(rows, vendor, region, query, overlay.currency, str(overlay.path / name))
                said = f"{overlay.path / name}" + (f", {found.source}" if found.source else "")
                return msgspec.structs.replace(found, source=said)
        return None

    def _shard(self, name: str) -> str:
        if name not in self._texts:
            entry = self.manifest.shards.get(name)
            if entry is None:
                self._texts[name] = ""
            else:
                raw = self._read(name)
                if hashlib.sha256(raw).hexdigest() != entry.sha256:
                    raise CatalogueError(
                        f"{self.root / name} is not what the manifest says: it is damaged or half copied", _REINSTALL
                    )
                try:
                    self._texts[name] = raw.decode()
                except UnicodeDecodeError as error:
                    raise CatalogueError(f"{self.root / name} is not text: {error}", _REINSTALL) from None
        return self._texts[name]

    def _overlay(self, root: Path, name: str) -> str:
        key = f"{root}/{name}"
        if key not in self._texts:
            file = root / name
            self._texts[key] = _normal(_bytes(file.read_bytes, file), file) if _exists(file) else ""
        return self._texts[key]

    def _read(self, name: str) -> bytes:
        return _bytes(lambda: self._home.read(name), self.root / name)


class _Home:
    """A catalogue's folder, held open: a refresh that swaps another in meanwhile is not seen, where systems can do so.

    https://docs.python.org/3/library/os.html#dir-fd
    """

    def __init__(self, root: Path) -> None:
        self._root, self._handle = root, None
        if os.open in os.supports_dir_fd:
            with contextlib.suppress(OSError):  # then the manifest cannot be read, which says more
                self._handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
                weakref.finalize(self, os.close, self._handle)

    def read(self, name: str) -> bytes:
        """A file of it."""
        if self._handle is None:
            return (self._root / name).read_bytes()
        with open(os.open(name, os.O_RDONLY, dir_fd=self._handle), "rb") as file:  # noqa: PTH123 - a handle has no path
            return file.read()


def _bytes(read: Callable[[], bytes], file: Path) -> bytes:
    try:
        return read()
    except OSError as error:
        raise CatalogueError(f"the price catalogue has no readable {file} ({error.strerror})", _REINSTALL) from None


def shard_name(region: str, purchase: str) -> str:
    """The file of a region's prices under a purchase option: on-demand rows stand apart from the rest.

    "eu-west-1", "on_demand" -> "eu-west-1.csv"; "reserved-1yr-standard-no-upfront" -> "eu-west-1.reserved.csv".
    """
    kind = kind_of(purchase)
    return f"{region}.csv" if kind == "on_demand" else f"{region}.{kind}.csv"


class Place(NamedTuple):
    """What a shard holds, by its name in the manifest: aws/AmazonEC2/eu-west-1.reserved.csv."""

    vendor: str
    service: str
    region: str
    kind: str


def place_of(name: str) -> Place:
    """The parts of a shard's name; the kind is one of KINDS."""
    vendor, service, file = name.split("/")
    region, *kind, _csv = file.split(".")
    return Place(vendor, service, region, kind[0] if kind else "on_demand")


def kind_of(purchase: str) -> str:
    """The kind of a purchase option: "reserved-1yr-standard-no-upfront" is "reserved"."""
    return purchase.partition("-")[0]


def median(weighted: Iterable[tuple[str, int]]) -> str:
    """The middle of (value, weight)s; of two in the middle the later."""
    found = sorted(weighted)
    left = sum(weight for _, weight in found) / 2
    for value, weight in found:
        left -= weight
        if left < 0:
            return value
    return ""


def default_root() -> Path:
    """The catalogue that $COSTGATE_CATALOGUE names, else the embedded one."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else embedded_root()


def embedded_root() -> Path:
    """Where the embedded prices are: inside the package when installed, beside it in a checkout."""
    here = Path(__file__).resolve().parent
    return here / "pricing_data" if (here / "pricing_data").is_dir() else here.parent / "pricing_data"


def _safe(name: str) -> bool:
    """A file name's part that stays in its folder: regions come from plans."""
    return bool(name) and "/" not in name and "\\" not in name and "\0" not in name and not name.startswith(".")


def _exists(file: Path) -> bool:
    """True if `file` is there. A region from a plan may be longer than a file's name can be."""
    try:
        return file.exists()
    except OSError:
        return False


def _normal(raw: bytes, file: Path) -> str:
    """The text of an overlay as a look-up reads it: people write it, with spreadsheets, in any order."""
    import csv  # imported here: only an overlay needs a parser
    import io

    try:
        text = raw.decode("utf-8-sig") or HEADER
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{file} is not CSV in UTF-8: {error}", "See docs/catalogue.md.") from None
    if header != list(COLUMNS):
        raise CatalogueError(f"{file}: the first line must be {HEADER.strip()!r}", "See docs/catalogue.md.")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *sorted(rows, key=lambda row: row[:3])])
    return out.getvalue()


def _field(text: str) -> str:
    """`text` as the csv module writes it."""
    quoted = any(c in text for c in ',"\r\n')
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _rows(text: str, query: PriceQuery) -> list[list[str]]:
    """The rows whose key is `query`: they stand together, in order of their tiers."""
    if not text:
        return []
    prefix = f"\n{_field(query.meter)},{_field(query.operation)},{_field(query.purchase)},"
    start = text.find(prefix)
    rows = []
    while start >= 0:
        end = text.find("\n", start + len(prefix))
        rows.append(_split(text[start + len(prefix) : end if end >= 0 else None]))
        start = end if end >= 0 and text.startswith(prefix, end) else -1
    return rows


def _split(rest: str) -> list[str]:
    if '"' not in rest:
        return rest.split(",")
    import csv  # imported here: hardly a row needs a parser

    return next(csv.reader([rest]))


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not is_amount(amount) or amount < 0:
        raise ValueError
    return amount


def _price(rows: list[list[str]], vendor: str, region: str, query: PriceQuery, currency: str, name: str) -> Price:
    try:
        tiers = tuple(Tier(_amount(start), _amount(price)) for _, start, price, _, _ in rows)
    except (ValueError, InvalidOperation):
        raise CatalogueError(f"{name}: the rows of {query.meter} are damaged", _REINSTALL) from None
    unit, _, _, sku, source = rows[0]
    if tiers[0].start != 0 or any(a.start >= b.start for a, b in pairwise(tiers)) or any(r[0] != unit for r in rows):
        raise CatalogueError(
            f"{name}: the tiers of {query.meter} do not start at 0, do not rise, or mix units", _REINSTALL
        )
    return Price(vendor, region, query, unit, currency, tiers, sku, source)
