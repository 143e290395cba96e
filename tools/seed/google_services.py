"""Google's services beside Compute Engine, Cloud SQL and Kubernetes Engine, from the same tables."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.google_tables import MULTI_REGIONS
from tools.seed import implied
from tools.seed.google_names import AMERICAS, RUN_TIER_1, RUN_TIER_2
from tools.seed.rules import Rule, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GLOBAL = "global"
RULES = "google_services.csv"
CLASSES = {
    "archiv": "Archive",
    "coldline": "Coldline",
    "dra": "Durable Reduced Availability",
    "nearline": "Nearline",
    "standard": "Standard",
}
BUCKET = re.compile(r"(?P<kind>bucket|retrieval)/(?P<cls>[a-z]+)(-dual|-multi)?")
NETWORKING = {
    "network/nat/data": ("Networking Cloud Nat Data Processing", "GiB"),
}
INTERNET = re.compile(r"network/traffic/egress/internet(?:/(?P<to>australia|china))?(?P<last>/10n)?")
"""What the source calls traffic out to the internet. Its tiers are in TiB, and the last a row of its own."""
PLACES_OF_TIERS = 3
"""Tiers of traffic that the source has room for."""
TIERS = {"zonal": "Zonal and High Scale", "regional": "Regional and Enterprise"}
"""Filestore's tiers in the selection -> what the SKUs call them, which are for their older names too."""
METRICS = {"monitoring/data": None, "monitoring/data/250000n": Decimal(250_000)}
"""What the source calls metric data -> where its tier starts; None: as the row says."""
DESCRIBED = {
    "Active HSM symmetric key versions": ("Active HSM symmetric key versions", "KeyVersions"),
    "Active software symmetric key versions": ("Active software symmetric key versions", "KeyVersions"),
    "Artifact Registry Storage": ("Artifact Registry Storage", "GiB-Months"),
    "Log Retention cost": ("Log Retention cost", "GiB-Months"),
    "ManagedZone": ("ManagedZone", "ManagedZones"),
    "NAT gateway IP": ("Networking Cloud NAT IP Usage", "Hours"),
    "Secret version replica storage": ("Secret version replica storage", "SecretVersions"),
}
"""Description in the selection -> meter, unit."""


PLACES = {"americas": AMERICAS, "run-tier-1": RUN_TIER_1, "run-tier-2": RUN_TIER_2}
"""What stands for several regions in google_list_prices.csv."""


class Tier(NamedTuple):
    """One tier of a price."""

    service: str
    region: str
    meter: str
    unit: str
    start: Decimal
    price: Decimal
    origin: str
    as_of: str


class Estimated(NamedTuple):
    """A price that the reference estimates imply, with its tiers."""

    service: str
    region: str
    meter: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]


class Listed(NamedTuple):
    """A price of a pricing page, which is below https://cloud.google.com/."""

    service: str
    region: str
    meter: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    page: str
    as_of: str

    @property
    def slug(self) -> str:
        """The name of its source, without the date."""
        return f"google-page-{self.page.replace('/', '-')}"


def named(service: str, attributes: Mapping[str, str]) -> tuple[str, str, str] | None:
    """(service, meter, unit) of a row of the tables, None for what no model asks for."""
    what = attributes.get("gcosts", "")
    if bucket := BUCKET.fullmatch(what):
        kind = ("Storage", "GiB-Months") if bucket["kind"] == "bucket" else ("Data Retrieval", "GiB")
        return service, f"{CLASSES[bucket['cls']]} {kind[0]}", kind[1]
    if traffic := INTERNET.fullmatch(what):
        to = f" to {traffic['to'].capitalize()}" if traffic["to"] else ""
        return service, f"Network Internet Data Transfer Out{to}", "GiB"
    if what in METRICS:
        return service, "Metric Volume", "MiB"
    if what in NETWORKING:
        return "Networking", *NETWORKING[what]
    if service == "Cloud Filestore":
        return service, f"Filestore Capacity {TIERS[attributes['tier']]}", "GiB-Months"
    found = DESCRIBED.get(attributes.get("description", ""))
    return (service, *found) if found else None


def start_of(what: str, stated: Decimal) -> Decimal:
    """Where a row's tier starts, in the unit of its meter."""
    if traffic := INTERNET.fullmatch(what):
        return (Decimal(10) if traffic["last"] else stated) * 1024
    return METRICS.get(what) or stated


def listed() -> Iterator[Listed]:
    """The prices of Google's pricing pages, read where public repositories quote them and entered by hand.

    A row is a tier, from 0 if it does not say `from`. Its regions may be one of PLACES.
    """
    prices: defaultdict[tuple[str, ...], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    with (Path(__file__).parent / "google_list_prices.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for region in (r for word in row["regions"].split() for r in PLACES.get(word, (word,))):
                key = (row["service"], region, row["meter"], row["unit"], row["page"], row["as_of"])
                prices[key].append((Decimal(row["from"] or 0), Decimal(row["price"])))
    for (service, region, meter, unit, page, as_of), tiers in prices.items():
        yield Listed(service, region, meter, unit, tuple(sorted(tiers)), page, as_of)


def rows(tables: Path) -> Iterator[Tier]:
    """The tiers that the tables hold."""
    with gzip.open(tables / "on_demand.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["vendor"] != "gcp":
                continue
            attributes = json.loads(row["attributes"], parse_float=str)
            if found := named(row["service"], attributes):
                start = start_of(attributes.get("gcosts", ""), Decimal(row["start_usage"] or 0))
                region = MULTI_REGIONS.get(row["region"], row["region"])
                yield Tier(found[0], region, *found[1:], start, Decimal(row["price_usd"]), row["source"], row["as_of"])


def prices(tables: Path) -> Iterator[tuple[Tier, list[tuple[Decimal, Decimal]]]]:
    """(first tier, all tiers) of each price. Networking's and Monitoring's SKUs are one for all regions."""
    groups: defaultdict[tuple[str, str, str], dict[Decimal, Tier]] = defaultdict(dict)
    for tier in rows(tables):
        region = GLOBAL if tier.service in {"Networking", "Cloud Monitoring"} else tier.region
        held = groups[tier.service, region, tier.meter].setdefault(tier.start, tier._replace(region=region))
        if held.price != tier.price:
            raise ValueError(f"{held} and {tier}")
    for tiers in groups.values():
        if Decimal(0) in tiers:
            yield tiers[Decimal(0)], graduated(sorted((start, tier.price) for start, tier in tiers.items()))


def graduated(tiers: list[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    """Tiers as they are, but for what the source makes of a SKU that has two: it shows the second as the first too.

    Its script fills three places from the end, and a place that is left over with the last price. The first TiB would
    cost less than the next nine. https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator (build/pricing.pl)
    """
    if len(tiers) == PLACES_OF_TIERS and tiers[0][1] == tiers[-1][1] < tiers[1][1]:
        return [(Decimal(0), tiers[1][1]), tiers[-1]]
    return tiers


def estimates(tables: Path) -> Iterator[Estimated]:
    """What the reference estimates imply for services that the tables lack; nothing where they contradict."""
    groups: defaultdict[tuple[Rule, str, str], list[implied.Implied]] = defaultdict(list)
    for line in implied.read(tables, "google"):
        if found := rule_of(line, RULES):
            rule, meter = found
            groups[rule, rule.region or line.region, meter].append(line)
    prices: defaultdict[tuple[str, str, str, str], dict[Decimal, Decimal]] = defaultdict(dict)
    for (rule, region, meter), members in groups.items():
        if implied.agree(members):
            price, low, high = implied.settle(members, rule.factor)
            prices[rule.service, region, meter, rule.unit][rule.start] = min(max(price, low), high)
    for (service, region, meter, unit), tiers in prices.items():
        if Decimal(0) in tiers:
            yield Estimated(service, region, meter, unit, tuple(sorted(tiers.items())))
