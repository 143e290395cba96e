"""Prices of Google's pricing pages that no table has: google_list_prices.csv, a row a tier.

`regions` are separated by blanks; "americas", "run-tier-1" and "run-tier-2" stand for several. `page` is one of PAGES;
`as_of` is the day on which the price was read off it, or the earliest day that it can have been.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools.seed.google_names import AMERICAS, RUN_TIER_1, RUN_TIER_2

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parent / "google_list_prices.csv"

PLACES = {"americas": AMERICAS, "run-tier-1": RUN_TIER_1, "run-tier-2": RUN_TIER_2}

PAGES = {
    "apigee": ("Apigee", "https://cloud.google.com/apigee/pricing"),
    "armor": ("Cloud Armor", "https://cloud.google.com/armor/pricing"),
    "cdn": ("Cloud CDN", "https://cloud.google.com/cdn/pricing"),
    "composer": ("Cloud Composer", "https://cloud.google.com/composer/pricing"),
    "data-fusion": ("Cloud Data Fusion", "https://cloud.google.com/data-fusion/pricing"),
    "dataflow": ("Dataflow", "https://cloud.google.com/dataflow/pricing"),
    "dataproc": ("Dataproc", "https://cloud.google.com/dataproc/pricing"),
    "dataproc-serverless": ("Dataproc Serverless", "https://cloud.google.com/dataproc-serverless/pricing"),
    "looker": ("Looker (Google Cloud core)", "https://cloud.google.com/looker/pricing"),
    "run": ("Cloud Run", "https://cloud.google.com/run/pricing"),
    "scheduler": ("Cloud Scheduler", "https://cloud.google.com/scheduler/pricing"),
    "tasks": ("Cloud Tasks", "https://cloud.google.com/tasks/pricing"),
    "vertex-ai": (
        "Vertex AI (a node's price, by core and memory as Compute Engine's)",
        "https://cloud.google.com/vertex-ai/pricing",
    ),
}
"""Page -> what it is of, and where."""


class Listed(NamedTuple):
    """A price with all its tiers, and where it was read."""

    service: str
    region: str
    meter: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    source: str
    title: str
    url: str
    as_of: str


def listed() -> Iterator[Listed]:
    """The prices that were entered by hand."""
    tiers: defaultdict[tuple[str, ...], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for region in (r for word in row["regions"].split() for r in PLACES.get(word, (word,))):
                key = (row["service"], region, row["meter"], row["unit"], row["page"], row["as_of"])
                tiers[key].append((Decimal(row["from"]), Decimal(row["price"])))
    for (service, region, meter, unit, page, as_of), found in tiers.items():
        name, url = PAGES[page]
        title = f"{name} pricing page (entered by hand)"
        source = f"google-page-{page}@{as_of}"
        yield Listed(service, region, meter, unit, tuple(sorted(found)), source, title, url, as_of)
