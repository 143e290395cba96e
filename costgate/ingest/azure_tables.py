"""Azure's words and ours: units, meters, machines. Shared by the reader of the feed and tools/seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from costgate.errors import CatalogueError

MACHINES, BANDWIDTH = "Virtual Machines", "Bandwidth"

UNITS = {
    "1 Hour": ("Hours", 1),
    "1/Hour": ("Hours", 1),
    "1/Day": ("Days", 1),
    "1/Month": ("Months", 1),
    "100/Month": ("Units", 100),
    "1K/Month": ("Units", 1000),
    "10K/Month": ("Units", 10_000),
    "1M/Month": ("Operations", 1_000_000),
    "1": ("Units", 1),
    "100": ("Operations", 100),
    "10K": ("Operations", 10_000),
    "1M": ("Operations", 1_000_000),
    "1 MB": ("MB", 1),
    "1 GB": ("GB", 1),
    "1 TB": ("TB", 1),
    "1 GiB": ("GiB", 1),
    "1 GB/Hour": ("GB-Hours", 1),
    "1 GiB/Hour": ("GiB-Hours", 1),
    "1 GB/Month": ("GB-Months", 1),
    "1 GiB/Month": ("GiB-Months", 1),
}
"""unitOfMeasure -> (our unit, how many of it one price covers). Many a month are things that are kept, or requests."""

MEASURE = re.compile(r"(\d+)([KMB]?)(?: ([A-Za-z]+))?(?:[ /]([A-Za-z]+))?")
"""How the others are spelt: "100 GB Seconds", "1K/Month", "1 IOPS/Month", "10M"."""

MANY = {"": 1, "K": 1000, "M": 1_000_000, "B": 1_000_000_000}
INITIALS = {"KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB", "IOPS"}
"""What has no plural."""

NO_SIZE = {"", "ARM_SKU_NAME_PLACEHOLDER"}
"""What armSkuName is where a machine has none yet."""

CLOUD_SERVICES = re.compile(r"Cloud ?Services")
"""Products that share machines' sizes but not their prices: web and worker roles of the platform's own."""

ACCOUNT_WIDE = frozenset(
    {
        BANDWIDTH,
        "Azure Monitor",
        "Container Registry",
        "Event Grid",
        "Functions",
        "Log Analytics",
        "Logic Apps",
        "Network Watcher",
    }
)
"""Services whose free first tier is granted once a subscription or account, and not to each resource.

https://azure.microsoft.com/pricing/details/bandwidth/, .../monitor/, .../container-registry/, .../event-grid/,
.../functions/, .../logic-apps/, .../network-watcher/
"""

PLACEHOLDER = Decimal("0.01")
"""What the API shows for some meters beside their price, with the same meter id, tier and date."""

YEARS = {"1 Year": 1, "3 Years": 3, "5 Years": 5}
PER_YEAR = {"Hours": 8760, "Months": 12}


def unit(measure: str) -> tuple[str, int]:
    """(our unit, how many of it one price covers) of a unitOfMeasure. "100 GB Seconds" -> ("GB-Seconds", 100)."""
    if measure in UNITS:
        return UNITS[measure]
    found = MEASURE.fullmatch(measure)
    if not found:
        raise CatalogueError(f"Azure's unitOfMeasure {measure!r} is not known", "costgate/ingest/azure_tables.py")
    number, many, thing, time = found.groups("")
    block = int(number) * MANY[many]
    if not thing and not time:
        return ("Units" if block == 1 else "Operations"), block
    last = time or thing
    plural = last if last in INITIALS or last.endswith("s") else f"{last}s"
    return (f"{thing}-{plural}" if thing and time else plural), block


def meter_name(product: str, sku: str, meter: str) -> str:
    """productName / skuName / meterName, the three names of a meter on the bill."""
    return f"{product} / {sku} / {meter}"


SIZE = re.compile(r"(Standard_[A-Z]+\d+[a-z-]*\d*[a-z]*[a-uw-z])(v\d+)")
"""A size whose version lacks its underscore, as the price list has it for confidential machines in some regions."""


HOST = re.compile(r"(\w+?)[ _-]+(Type\d+)")
"""A dedicated host, which the price list writes with a blank, a dash or an underscore, here and there with two."""


def size_name(text: str) -> str:
    """A machine's size as Azure Resource Manager spells it: "Standard_DC8asv6" -> "Standard_DC8as_v6".

    A dedicated host's is always with an underscore: "Ebdsv5-Type1" -> "Ebdsv5_Type1".
    """
    if host := HOST.fullmatch(text.strip()):
        return f"{host[1]}_{host[2]}"
    return SIZE.sub(r"\1_\2", text.strip(), count=1) if SIZE.fullmatch(text.strip()) else text.strip()


NODES = re.compile(r"HDInsight .+ Series")
"""HDInsight's products whose meters are nodes, named by the machines that they are: "HDInsight Eav4/Easv4 Series"."""


def node_sizes(product: str, meter: str) -> tuple[str, ...]:
    """The sizes of the nodes that a meter of HDInsight prices: "E2 v3/E2s v3" -> Standard_E2_v3, Standard_E2s_v3.

    Empty for what is no node.
    """
    if not NODES.fullmatch(product):
        return ()
    return tuple(f"Standard_{size.strip().replace(' ', '_')}" for size in meter.split("/"))


def operating_system(product: str) -> str:
    """A machine's operating system, as its product says: "Virtual Machines Dv3 Series Windows"."""
    return "Windows" if "Windows" in product else "Linux"


def effective(primary: bool, size: bool, start: str) -> tuple[bool, bool, str]:
    """Which of two records for one meter and tier holds: primary region first, then its own SKU, then the later."""
    return primary, size, start


def steadier(measure: str, price: Decimal) -> tuple[bool, bool]:
    """Which of two records holds that `effective` leaves equal: the one that is no placeholder, then the hourly one.

    Service Bus's "Standard Base Unit" is listed as 0.013441 an hour and as 10 a month.
    """
    return price != PLACEHOLDER, unit(measure)[0] == "Hours"


def tiered(measure: str, tiers: Mapping[Decimal, Decimal]) -> tuple[str, tuple[tuple[Decimal, Decimal], ...]]:
    """(our unit, tiers): a price for a block of units, and a tier that starts at a number of blocks, divided out."""
    ours, block = unit(measure)
    return ours, tuple(sorted((start * block, price / block) for start, price in tiers.items()))


def without_allowance(service: str, tiers: list[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    """Tiers without what each account has for nothing: the first paid tier starts at 0."""
    if service in ACCOUNT_WIDE and len(tiers) > 1 and not tiers[0][1]:
        return [(Decimal(0), tiers[1][1]), *tiers[2:]]
    return tiers
