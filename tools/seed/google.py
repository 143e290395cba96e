"""Google Cloud prices: Compute Engine, Cloud SQL, Kubernetes Engine.

Compute Engine comes from weekly readings of the Cloud Billing Catalog in public repositories. Cloud SQL is
put together from three older readings, and its gaps from a price list that holds in every region up to a
factor; see google_reference.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from costgate.ingest.google_names import RETIRED
from costgate.ingest.google_tables import COMPUTE as GCE
from costgate.ingest.google_tables import (
    CUSTOM,
    FAMILIES,
    MULTI_REGIONS,
    N1_CUSTOM,
    N1_PARTS,
    NOT_PUBLIC,
    SOLE_TENANT,
    SOLE_TENANT_PREMIUM,
    SQL,
    THIRTY_PERCENT,
    discounted,
    flat,
    sustained,
)
from costgate.ingest.google_tables import KUBERNETES as GKE
from costgate.ingest.shards import Row
from tools.seed import google_services, implied
from tools.seed.google_names import AMERICAS, CUSTOM_PREMIUM, DISKS, FACTS, SOURCES
from tools.seed.google_reference import CLOUD_SQL, FACTORS, FACTORS_OF, LOWERED, cloud_sql, four_places, line_of
from tools.seed.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path


class Origin(NamedTuple):
    """Where a table's rows come from; of two origins for one key the lower rank decides."""

    slug: str
    rank: int
    title: str
    url: str


CATALOGUE = "Google Cloud Billing Catalog"
ORIGINS = {
    "gcp_cyclenerd": Origin(
        "google-compute",
        1,
        f"{CATALOGUE} as read weekly by Cyclenerd/google-cloud-pricing-cost-calculator (pricing.yml)",
        "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
    ),
    "rates": Origin(
        "google-compute-rates",
        1,
        "Core and memory rates solved from the predefined machine types in "
        "Cyclenerd/google-cloud-pricing-cost-calculator",
        "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
    ),
    "custom": Origin(
        "google-compute-custom",
        3,
        "Custom machine types: 5 % above the predefined core and memory rates, as Google's pricing page "
        "states; N1 solved from custom shapes",
        "https://cloud.google.com/compute/vm-instance-pricing",
    ),
    "multi_zombiescan": Origin(
        "google-catalog-zombiescan",
        2,
        f"{CATALOGUE} as recorded in xbill9/zombiescan (pricing/table.json)",
        "https://github.com/xbill9/zombiescan",
    ),
    "sole_tenants": Origin(
        "google-compute-sole-tenants",
        3,
        "Sole-tenant nodes: the predefined core and memory rates, and a tenth of them as the premium that Google's "
        "pricing page states",
        "https://cloud.google.com/compute/sole-tenant-pricing",
    ),
    "gcp_cloudsql_2024": Origin(
        "google-cloudsql",
        1,
        f"{CATALOGUE}, 373 Cloud SQL SKUs recorded in M-Naveed-Ashraf/cloud_pricing_with_infracost",
        "https://github.com/M-Naveed-Ashraf/cloud_pricing_with_infracost",
    ),
    "multi_dbcost": Origin(
        "google-cloudsql-shapes",
        2,
        f"{CATALOGUE}, Cloud SQL for MySQL machine shapes as recorded in bytebase/dbcost",
        "https://github.com/bytebase/dbcost",
    ),
    "list": Origin(
        "google-cloudsql-derived",
        5,
        "Cloud SQL prices derived: the us-central1 list times the region's factor (holds for 322 of 323 "
        "recorded SKU prices)",
        "https://cloud.google.com/sql/pricing",
    ),
    "pods": Origin(
        "google-autopilot-derived",
        5,
        "Pods of GKE Autopilot derived: the us-central1 price times what a core of E2 costs in the region and one in "
        "us-central1 (holds for the 11 prices recorded elsewhere, to 0.007 %)",
        "https://cloud.google.com/kubernetes-engine/pricing",
    ),
}
REFERENCE_RANK = 3
PAGE = "Google Cloud pricing page"
UNITS = {
    "hour": "Hours",
    "vCPU-hour": "vCPU-Hours",
    "GiB-hour": "GiB-Hours",
    "GiB-month": "GiB-Months",
}
TERMS = {"1y": "committed-1yr", "3y": "committed-3yr"}
ADDRESS_IN_USE = "External IP Charge on a Standard VM"
NETWORK = {
    "network/ip/unused": "Static Ip Charge",
    "network/ip/vm": ADDRESS_IN_USE,
    "network/vpn/tunnel": "Network Vpn Tunnel",
    "Network Load Balancing: Forwarding Rule Minimum Service Charge (first 5 rules)": (
        "Network Load Balancing: Forwarding Rule Minimum Service Charge"
    ),
}
"""What the tables call a thing that is billed by the hour -> meter."""
PREMIUM = Decimal("0.1")
SHAPE_OF_FACTOR = "96 vCPU + 624GB RAM"
FACTOR_ONE = "us-central1"
PODS = {
    "Autopilot Pod mCPU Requests": Decimal("0.0001"),
    "Autopilot Pod Memory Requests": Decimal("0.0000001"),
    "Autopilot Pod Ephemeral Storage Requests": Decimal("0.0000001"),
}
"""Meter -> the places that its prices have."""
DEARER = ("us-east1", "Cloud Memorystore for Redis")
"""Where nodes cost an eighth more than in the other two of AMERICAS, so that what is estimated there is not known."""


class Key(NamedTuple):
    """What a price is found by, the vendor and the operation (always empty) aside."""

    service: str
    region: str
    meter: str
    purchase: str


class Line(NamedTuple):
    """A row of a table of prices."""

    origin: str
    service: str
    family: str
    region: str
    unit: str
    price: Decimal
    purchase: str
    as_of: str
    attributes: dict[str, Any]


def lines(tables: Path) -> Iterator[Line]:
    """The Google rows of the tables."""
    for name in ("on_demand.csv.gz", "commitments_spot_and_local_zones.csv.gz"):
        with gzip.open(tables / name, "rt", newline="") as file:
            for row in csv.DictReader(file):
                if row["vendor"] == "gcp" and row["service"] in (GCE, SQL, GKE):
                    attributes = json.loads(row["attributes"], parse_float=Decimal)
                    purchase = (
                        TERMS[attributes["term"]] if row["purchase_option"] == "reserved" else row["purchase_option"]
                    )
                    price = Decimal(row["price_usd"])
                    yield Line(
                        row["source"],
                        row["service"],
                        row["family"],
                        row["region"],
                        row["unit"],
                        price,
                        purchase,
                        row["as_of"],
                        attributes,
                    )


class Catalogue:
    """Offers by key, with the sources that they name."""

    def __init__(self) -> None:
        self.offers: dict[Key, Offer] = {}
        self.sources: dict[str, dict[str, str]] = {}

    def enter(
        self,
        key: Key,
        unit: str,
        tiers: Sequence[tuple[Decimal, Decimal]],
        origin: Origin,
        as_of: str,
        sku: str = "",
    ) -> None:
        """Enter a price from a source, unless a preferred source has one."""
        name = f"{origin.slug}@{as_of}"
        self.sources[name] = {"title": origin.title, "url": origin.url, "as_of": as_of}
        self.offer(key, Offer((origin.rank, -int(as_of.replace("-", ""))), unit, tuple(tiers), sku, name))

    def offer(self, key: Key, offer: Offer) -> None:
        """Enter an offer if no source that is preferred has one for its key."""
        held = self.offers.get(key)
        if held is None or offer.rank < held.rank:
            self.offers[key] = offer
        elif held.rank == offer.rank and (held.tiers, held.unit) != (offer.tiers, offer.unit):
            raise ValueError(f"{key}: {held} and {offer}")


def machine(catalogue: Catalogue, line: Line) -> None:
    """Enter a predefined machine type, GPUs and bundled local SSD included, as its source has it."""
    if not line.price:
        return  # no offer: the source fills a gap with zero
    name = line.attributes["machineType"]
    tiers = discounted(name.partition("-")[0], line.purchase, line.price)
    catalogue.enter(Key(GCE, line.region, name, line.purchase), "Hours", tiers, ORIGINS["gcp_cyclenerd"], line.as_of)


def rate(catalogue: Catalogue, line: Line) -> None:
    """Enter a family's rate by the core or GiB, and the custom rate that follows from it."""
    family = line.attributes["machineFamily"]
    part = line.attributes["description"].rpartition(" ")[2]
    if family in FAMILIES:
        key = Key(GCE, line.region, f"{FAMILIES[family]} {part}", line.purchase)
        tiers = discounted(family, line.purchase, line.price)
        catalogue.enter(key, UNITS[line.unit], tiers, ORIGINS["rates"], line.as_of)
    if family in CUSTOM:
        key = Key(GCE, line.region, f"{CUSTOM[family]} {part}", line.purchase)
        tiers = discounted(family, line.purchase, line.price * CUSTOM_PREMIUM)
        catalogue.enter(key, UNITS[line.unit], tiers, ORIGINS["custom"], line.as_of)


def n1_custom(catalogue: Catalogue, shapes: Iterable[Line]) -> None:
    """Solve N1's custom rates from two shapes, of which the source counts all memory at the rate of ordinary
    memory:

    1 core + 7.5 GiB = a and 2 cores + 10 GiB = b, so a GiB is (2a - b) / 5.
    """
    prices: defaultdict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for line in shapes:
        prices[line.region, line.purchase, line.as_of][line.attributes["machineType"]] = line.price
    for (region, purchase, as_of), pair in prices.items():
        small, large = pair.get("custom-1-7680-ext"), pair.get("custom-2-10240-ext")
        if small is not None and large is not None and not purchase.startswith("committed"):
            ram = (2 * small - large) / 5
            core = small - ram * Decimal("7.5")
            catalogue.enter(
                Key(GCE, region, f"{N1_CUSTOM} Core", purchase),
                "vCPU-Hours",
                discounted("n1", purchase, core),
                ORIGINS["custom"],
                as_of,
            )
            catalogue.enter(
                Key(GCE, region, f"{N1_CUSTOM} Ram", purchase),
                "GiB-Hours",
                discounted("n1", purchase, ram),
                ORIGINS["custom"],
                as_of,
            )


def storage(catalogue: Catalogue, line: Line) -> None:
    """Enter a disk, snapshot or image by the GiB-month."""
    region = MULTI_REGIONS.get(line.region, line.region)
    key = Key(GCE, region, DISKS[line.attributes["diskType"]], line.purchase)
    catalogue.enter(key, UNITS[line.unit], flat(line.price), ORIGINS[line.origin], line.as_of)


def network(catalogue: Catalogue, line: Line) -> None:
    """Enter addresses, VPN tunnels and forwarding rules; an address on a machine costs the same everywhere."""
    what = NETWORK.get(line.attributes.get("gcosts") or line.attributes.get("description", ""))
    if what:
        region = "global" if what == ADDRESS_IN_USE else line.region
        key = Key(GCE, region, what, "on_demand")
        catalogue.enter(key, "Hours", flat(line.price), ORIGINS[line.origin], line.as_of)


def database_meter(line: Line) -> tuple[str, str]:
    """(meter, unit) of a recorded Cloud SQL SKU: its description without the region, SQL Server by its full
    name.
    """
    meter = re.sub(r" in [^:]*$", "", line.attributes["description"]).replace(
        "Cloud SQL for SQL:", "Cloud SQL for SQL Server:"
    )
    component = meter.partition(" - ")[2]
    return meter, CLOUD_SQL[component][1] if component in CLOUD_SQL else UNITS[line.unit]


def databases(catalogue: Catalogue, rows: Iterable[Line]) -> None:
    """Enter Cloud SQL: recorded SKUs, recorded machine shapes, and the list times the region's factor for the
    rest.
    """
    shapes: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    newest = ""
    for line in rows:
        if line.region in (*NOT_PUBLIC, LOWERED) or RETIRED in line.attributes.get("description", ""):
            continue
        if line.origin == "gcp_cloudsql_2024":
            meter, unit = database_meter(line)
            price = line.price
            newest = max(newest, line.as_of)
        elif line.attributes["databaseEngine"] == "MySQL":
            shape = f"{line.attributes['vcpu']} vCPU + {line.attributes['memory']}GB RAM"
            shapes[line.region][shape] = price = four_places(line.price)  # the source keeps binary fractions
            meter, unit = f"Cloud SQL for MySQL: Zonal - {shape}", "Hours"
        else:
            continue  # PostgreSQL has no machine shapes of its own on the bill: the source repeats MySQL's
        key = Key(SQL, line.region, meter, "on_demand")
        catalogue.enter(key, unit, flat(price), ORIGINS[line.origin], line.as_of, line.attributes.get("sku", ""))
    for region, factor in FACTORS.items():
        shapes[region] = {shape: four_places(price * factor) for shape, price in shapes[FACTOR_ONE].items()}
    for region, sizes in shapes.items():
        factor = (sizes[SHAPE_OF_FACTOR] / shapes[FACTOR_ONE][SHAPE_OF_FACTOR]).quantize(Decimal("0.001"))
        as_of = FACTORS_OF if region in FACTORS else newest
        for meter, unit, price in cloud_sql(factor, sizes):
            catalogue.enter(Key(SQL, region, meter, "on_demand"), unit, flat(price), ORIGINS["list"], as_of)


def reference(estimates: Iterable[implied.Implied]) -> Iterator[tuple[Key, str, Decimal, Decimal, Decimal]]:
    """(key, unit, price, low, high) that the estimates imply; net prices are brought back to list."""
    groups: defaultdict[tuple[Key, str, Decimal], list[implied.Implied]] = defaultdict(list)
    for estimate in estimates:
        found = line_of(estimate)
        if found:
            line, meter = found
            region = line.region or re.sub(r"-[a-f]$", "", estimate.region)
            groups[Key(line.service, region, meter, "on_demand"), line.unit, line.factor].append(estimate)
    for (key, unit, factor), members in groups.items():
        yield key, unit, *implied.settle(members, factor)


def hourly(meter: str, price: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Tiers of what N1 machines consist of beside their own SKUs, with their sustained-use discount."""
    return sustained(price, THIRTY_PERCENT) if meter in N1_PARTS else flat(price)


def fill(catalogue: Catalogue, estimates: Iterable[implied.Implied]) -> None:
    """Enter what the reference estimates imply, for the regions that share the SKU, and the facts noted by
    hand.
    """
    for key, unit, price, _, _ in reference(estimates):
        for region in AMERICAS if key.region == FACTOR_ONE else (key.region,):
            offer = Offer((REFERENCE_RANK, 0), unit, tuple(hourly(key.meter, price)), "", implied.SOURCE)
            catalogue.offer(key._replace(region=region), offer)
            catalogue.sources[implied.SOURCE] = implied.DESCRIPTION
    for fact in FACTS:
        title, url = SOURCES[fact.source]
        price = Decimal(fact.price)
        tiers = hourly(fact.meter, price) if fact.purchase == "on_demand" else flat(price)
        key = Key(fact.service, fact.region, fact.meter, fact.purchase)
        catalogue.offer(key, Offer((2, 0), fact.unit, tuple(tiers), "", fact.source))
        catalogue.sources[fact.source] = {"title": title, "url": url, "as_of": fact.source.partition("@")[2]}


def sole_tenants(catalogue: Catalogue) -> None:
    """Enter what sole-tenant nodes cost: the family's own rates, and a tenth of them as a premium.

    Discounts for sustained use are for both: https://cloud.google.com/compute/docs/sustained-use-discounts
    """
    rates = {k: o for k, o in catalogue.offers.items() if k.meter in SOLE_TENANT and k.purchase == "on_demand"}
    for key, offer in rates.items():
        meter = SOLE_TENANT[key.meter]
        for name, part in ((meter, Decimal(1)), (f"{SOLE_TENANT_PREMIUM} {meter}", PREMIUM)):
            tiers = [(start, price * part) for start, price in offer.tiers]
            as_of = catalogue.sources[offer.source]["as_of"]
            catalogue.enter(key._replace(meter=name), offer.unit, tiers, ORIGINS["sole_tenants"], as_of)


def pods(catalogue: Catalogue) -> None:
    """Enter what pods of Autopilot cost where no source has it: as much more than in us-central1 as cores of E2 do."""
    e2 = Key(GCE, "", f"{FAMILIES['e2']} Core", "on_demand")
    cores = {key.region: offer for key, offer in catalogue.offers.items() if key._replace(region="") == e2}
    base = cores[FACTOR_ONE].tiers[0][1]
    for meter, places in PODS.items():
        key = Key(GKE, FACTOR_ONE, meter, "on_demand")
        known = catalogue.offers[key]
        for region, core in cores.items():
            if region == LOWERED:
                continue
            price = (known.tiers[0][1] * core.tiers[0][1] / base).quantize(places, ROUND_HALF_UP)
            as_of = catalogue.sources[core.source]["as_of"]
            catalogue.enter(key._replace(region=region), known.unit, flat(price), ORIGINS["pods"], as_of)


def listed(catalogue: Catalogue) -> None:
    """Enter the prices of pricing pages, which hold before estimates."""
    for found in google_services.listed():
        title = f"{PAGE} {found.page}, as quoted in public repositories (entered by hand)"
        origin = Origin(found.slug, 2, title, f"https://cloud.google.com/{found.page}")
        key = Key(found.service, found.region, found.meter, "on_demand")
        tiers = hourly(found.meter, found.tiers[0][1]) if found.meter in N1_PARTS else found.tiers
        catalogue.enter(key, found.unit, tiers, origin, found.as_of)


def build(tables: Path) -> Catalogue:
    """All Google offers."""
    catalogue = Catalogue()
    steps: dict[str, Callable[[Catalogue, Line], None]] = {
        "Compute": rate,
        "Compute Instance": machine,
        "Storage": storage,
        "Network": network,
    }
    custom: list[Line] = []
    rows: list[Line] = []
    for line in lines(tables):
        if line.service == SQL:
            rows.append(line)
        elif line.attributes.get("machineType", "").startswith("custom-"):
            custom.append(line)
        elif line.service == GCE and line.family in steps:
            steps[line.family](catalogue, line)
    n1_custom(catalogue, (line for line in custom if line.family == "Compute Instance"))
    databases(catalogue, rows)
    fill(catalogue, implied.read(tables, "google"))
    listed(catalogue)
    services(catalogue, tables)
    sole_tenants(catalogue)
    pods(catalogue)
    return catalogue


def services(catalogue: Catalogue, tables: Path) -> None:
    """Enter the services that have no shape of their own; what an estimate has for one of AMERICAS is for all three."""
    for first, tiers in google_services.prices(tables):
        key = Key(first.service, first.region, first.meter, "on_demand")
        catalogue.enter(key, first.unit, tiers, ORIGINS[first.origin], first.as_of)
    for found in google_services.estimates(tables):
        for region in AMERICAS if found.region == FACTOR_ONE else (found.region,):
            if (region, found.service) != DEARER:
                key = Key(found.service, region, found.meter, "on_demand")
                catalogue.offer(key, Offer((REFERENCE_RANK, 0), found.unit, found.tiers, "", implied.SOURCE))
            catalogue.sources[implied.SOURCE] = implied.DESCRIPTION


def shards(tables: Path) -> tuple[dict[tuple[str, str, str], list[Row]], dict[str, dict[str, str]]]:
    """Rows by (vendor, service, region), and the sources that they name."""
    catalogue = build(tables)
    result: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for key, offer in catalogue.offers.items():
        for start, price in offer.tiers:
            result["google", key.service, key.region].append(
                Row(key.meter, "", key.purchase, offer.unit, start, price, offer.sku, offer.source)
            )
    used = {row.source for rows in result.values() for row in rows}
    return dict(result), {name: text for name, text in catalogue.sources.items() if name in used}
