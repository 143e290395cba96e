"""Facts that are not prices: small tables beside the models, read on first use."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def table(name: str) -> Mapping[str, Mapping[str, str]]:
    """The rows of `<name>.csv` in this folder ("aws/instance_types"), by their first column."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}
