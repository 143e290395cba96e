"""Sort more rows than fit in memory: sorted runs on disk, merged.

A shard of EC2 with all its reserved terms has a million rows; what is held is one run of them.
"""

from __future__ import annotations

import csv
import heapq
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from costgate.ingest.shards import Row, order

RUN = 20_000
"""Rows that are held in memory: about 20 MB."""


class Spool:
    """Rows in any order in, in a shard's order out. Runs lie in `folder` and are gone when the spool is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[Row] = []
        self._runs: list[IO[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for run in self._runs:
            run.close()

    def add(self, row: Row) -> None:
        """Take a row."""
        self._rows.append(row)
        if len(self._rows) >= RUN:
            self._flush()

    def rows(self) -> Iterator[Row]:
        """All rows, sorted; those of one key by their SKU: in which order a feed has them is of no account."""
        self._rows.sort(key=_place)
        return heapq.merge(*map(_read, self._runs), self._rows, key=_place)

    def _flush(self) -> None:
        self._rows.sort(key=_place)
        run = tempfile.TemporaryFile("w+", dir=self._folder, encoding="utf-8", newline="")  # noqa: SIM115 - see __exit__
        self._runs.append(run)
        csv.writer(run).writerows(self._rows)
        self._rows = []


def _place(row: Row) -> tuple[str, str, str, Decimal, str]:
    return *order(row), row.sku


def _read(run: IO[str]) -> Iterator[Row]:
    run.seek(0)
    for meter, operation, purchase, unit, start, price, sku, source in csv.reader(run):
        yield Row(meter, operation, purchase, unit, Decimal(start), Decimal(price), sku, source)
