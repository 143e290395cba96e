"""Speed and memory of the readers of pages, beside json.loads on the same bytes: python -m benchmarks.pages.

The pages are made here, of the size and shape of Azure's (1,000 records) and Google's (5,000 SKUs). Seconds are those
of work, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from costgate.ingest import azure, google
from costgate.ingest.feeds import Wanted
from tests.test_ingest_azure import DAY, record
from tests.test_ingest_google import COMPUTE, ENVIRON, sku

PLAN = [{"unitPrice": 0.3, "retailPrice": 0.3, "term": "1 Year"}]


class Pages:
    """A Fetch whose pages are bytes, made as they are asked for. It takes the time of what is not the reader's."""

    def __init__(self, count: int, page: Callable[[int, bool], Any]) -> None:
        self.count, self.page = count, page
        self.read = self.size = 0
        self.made = self.loads = 0.0

    def json(self, url: str, **_: Any) -> Any:
        """The next page; the list of services has one."""
        started = time.process_time()
        if "/services?" in url:
            return {"services": [{"name": "services/A", "displayName": COMPUTE}]}
        self.read += 1
        text = json.dumps(self.page(self.read, self.read < self.count)).encode()
        self.size += len(text)
        before = time.process_time()
        json.loads(text)
        self.loads += time.process_time() - before
        self.made += time.process_time() - started
        return json.loads(text, parse_float=Decimal)


def of_azure(number: int, more: bool) -> Any:
    """A page of Azure's."""
    names = [f"D{number}-{i}" for i in range(1000)]
    items = [
        record(armSkuName=f"Standard_{n}", meterId=f"meter-{n}", savingsPlan=PLAN, location="EU West") for n in names
    ]
    return {"Items": items, "NextPageLink": f"{azure.ENDPOINT}/?$skip={number}" if more else None}


def of_google(number: int, more: bool) -> Any:
    """A page of Google's."""
    skus = [
        sku(f"X{number}-{i} Instance Core running in X", (0, "0", i), sku_id=f"S-{number}-{i}") for i in range(5000)
    ]
    return {"skus": skus, "nextPageToken": str(number) if more else ""}


def measure(name: str, pages: Pages, run: Callable[[Pages], int]) -> None:
    """Print what a run took, its making of pages apart."""
    started = time.process_time()
    rows = run(pages)
    seconds = time.process_time() - started - pages.made
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = pages.size / 1e6
    print(
        f"{name}: {pages.read:>3} pages, {size:5.0f} MB, {rows:>7,} rows: {size / seconds:4.0f} MB/s, "
        f"json.loads {size / pages.loads:4.0f} MB/s, {most} MB at the peak so far"
    )


def read_azure(pages: Pages) -> int:
    """The rows of a shard."""
    return sum(1 for _ in azure.rows(pages, azure.ENDPOINT, "Virtual Machines", "westeurope", DAY))  # type: ignore[arg-type]


def read_google(pages: Pages) -> int:
    """The rows of a service in a region."""
    wanted = Wanted(frozenset({COMPUTE}), frozenset({"europe-west4"}))
    return sum(1 for found in google.feeds(pages, wanted=wanted, environ=ENVIRON) for _ in found.rows)  # type: ignore[arg-type]


def main() -> None:
    """Few pages, then many."""
    for count in (10, 200):
        measure("Azure ", Pages(count, of_azure), read_azure)
    for count in (2, 12):
        measure("Google", Pages(count, of_google), read_google)


if __name__ == "__main__":
    main()
