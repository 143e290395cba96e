"""A vendor's API for tests of the readers, without a network, and the samples that may lie beside the checkout."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from costgate.catalogue import shard_name
from costgate.ingest.shards import Row
from tests.conftest import ROOT

SAMPLES = ROOT.parent / "shared" / "prices" / "api-samples"

Key = tuple[str, str, str, Decimal]


class Api:
    """A Fetch whose answers are computed; it remembers what it was asked for."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        self.answer = answer
        self.urls: list[str] = []
        self.headers: list[dict[str, str]] = []

    def json(self, url: str, *, limit: int = 0, headers: Mapping[str, str] | None = None) -> Any:
        assert limit >= 0
        self.urls.append(url)
        self.headers.append(dict(headers or {}))
        return self.answer(url)

    def stream(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        raise AssertionError(url)


def sample(name: str) -> Any:
    """A recorded answer; the test is skipped where there is none."""
    if not (SAMPLES / name).exists():
        pytest.skip(f"no {name} beside this checkout")
    return json.loads((SAMPLES / name).read_text())


@cache
def embedded(vendor: str, service: str, region: str, purchase: str) -> dict[Key, dict[str, str]]:
    """The rows of an embedded shard by their key; none where there is no such shard."""
    file = ROOT / "pricing_data" / vendor / service / shard_name(region, purchase)
    if not file.exists():
        return {}
    with file.open(newline="") as lines:
        return {(r["meter"], r["operation"], r["purchase"], Decimal(r["from"])): r for r in csv.DictReader(lines)}


def key(row: Row) -> Key:
    """What a row is found by."""
    return row.meter, row.operation, row.purchase, row.start
