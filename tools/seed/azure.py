"""Azure prices: all that the tables hold (azure_offers), and what follows from it.

Most rows are the Azure Retail Prices API's own, as public repositories recorded them; see SOURCES. East US,
for which no recorded answer of the API is in reach beyond blob storage, is put together from what published
reference estimates imply and from regions whose prices equal every East US price known (TWINS).
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

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
from tools.seed.azure_offers import (
    API,
    EAST,
    ORIGINS,
    RECORDED,
    REFERENCE_RANK,
    SEEDED,
    STORAGE,
    WEST,
    Catalogue,
    Key,
    Line,
    Origin,
    lines,
    machine,
    meters,
    seeds,
)
from tools.seed.offers import Offer
from tools.seed.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

SQL, HDINSIGHT = "SQL Database", "HDInsight"
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
RULES = "azure_reference.csv"
ESTIMATED_MACHINES = re.compile(
    r"azurerm_(linux_|windows_)?virtual_machine(_scale_set)?|azurerm_kubernetes_cluster(_node_pool)?"
    r"|azurerm_machine_learning_compute_cluster"
)
"""Types whose estimates price machines where they are: those of compute instances price them in East US."""
INSTANCE = re.compile(r"Instance usage \((Linux|Windows), pay as you go, (.*)\)")


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
