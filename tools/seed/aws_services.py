"""AWS prices whose rows say by attributes, not by a price name, what they are of: instances, brokers, nodes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tools.seed.aws_tables import Meter

if TYPE_CHECKING:
    from tools.seed.aws_tables import Feed

BY_SUFFIX = frozenset({"AmazonMSK", "AmazonNeptune", "AmazonRedshift"})
"""Services whose instances carry their usage type's suffix, as the bill has it: "Kafka.m5.large"."""
SIZED = ("Express.", "InstanceUsage", "Kafka.", "Node:")
KAFKA = {
    "Express.In-Bytes": "GB",
    "Express.Storage": "GB-Months",
    "Kafka.DataRetrieval.Tiered": "GB",
    "Kafka.PrivateConnectivity.BytesProcessed": "GB",
    "Kafka.PrivateConnectivityHours": "Hours",
    "Kafka.mcu.general": "MCU-Hours",
    "KafkaReplication-Processed-Bytes": "GB",
    "KafkaReplication-ReplicatorHours": "Hours",
    "KafkaServerless-In-Bytes": "GB",
    "KafkaServerless-Out-Bytes": "GB",
    "KafkaServerless-StorageHours": "GB-Months",
}
"""Usage types that the calculator's own rows name, without region, and their units."""
LUSTRE = {
    "xsOx6wDnGW5nuMTknw12rrHuFN6HEak26it34WIfSIw": "Storage.SSD.50",
    "xCIN2wziEu7lzO5aqPEEXBmoLO9xvLz29dpzjUvZSPo": "Storage.SSD.100",
    "tRaJtnmZyjmqgVlKNpbW3sqyU5Dj9aaDrx8Xua1dg7U": "Storage.SSD.200",
    "zgFPJ0cUYXdd2jLTiOuDcSYRtdFhYRqCjCbYd49h1Y8": "Storage.SSD.125",
    "yMXUnsAV3uitn3E4G7Z25YOoTEwD6fTeQCq0JdEjw-0": "Storage.SSD.250",
    "JCLdXKhp6UDel_cRam0smdbULMkLKcxzWLKN2kvL6Rs": "Storage.SSD.500",
    "SJkcZfTtuEZ8xiIULvUsQp_CzFRvoWE-3TKzTnlPRVo": "Storage.SSD.1000",
    "CFxfkVZ1WU8WUAHn6yAN9F-Euou_f7oxz0hmHgu8saE": "Storage.HDD.12",
    "JZnWfFyH93RNLMmAmnNLcm6W3sazQFoPJN_90Ld8TdE": "Storage.HDD.40",
    "6yBIQBKwzt_l7hYmOwEZhLGesVTm0h0tUdi1aOUZAU8": "Storage.HDD.12.READ",
    "tMNn_IA0iv3i1MdNEPpEPP4RefOqKO6g_orbG9IB3GY": "Storage.HDD.40.READ",
}
"""The calculator hides what its rates of FSx for Lustre are called. Which they are, MB/s for each TiB, is told by what
they cost in us-east-1 on https://aws.amazon.com/fsx/lustre/pricing/: 0.14, 0.19, 0.29; 0.145, 0.21, 0.34, 0.60; 0.025,
0.083. The two others of hard disks, 0.041 and 0.099, have a read cache in them: 0.016 more than without, in all regions
the slower less than the faster without one. What their meters are called nobody says."""
ONCE = "2TG2D8R56U"
"""The second half of a rate code: what is paid once. The other rates of a reservation are hourly."""
TERMS = {
    "4NA7Y494T4": "1yr-standard-no-upfront",
    "6QCMYABX3D": "1yr-standard-all-upfront",
    "38NPMPTW36": "3yr-standard-partial-upfront",
    "BPH4J8HBKS": "3yr-standard-no-upfront",
    "HU7G6KETJZ": "1yr-standard-partial-upfront",
    "NQ3QZPMQV9": "3yr-standard-all-upfront",
}
"""Offer term codes of the price list. The EC2 rows with attributes spell out two of them; the others follow from
what Redshift's rows cost: 1yr or 3yr, a fee or not, an hourly part or not."""
SPECTRUM = range(4, 8)
"""Dollars of a TB that Spectrum scans, in every region: of the rates without a name the only one of that size."""
SNAPSHOTS = {"PGHJ3S3EYE": Decimal(0), "D42MF2PVJS": Decimal(51200), "PXJDJ3YRG3": Decimal(512000)}
"""Rates of storage in three tiers -> where the tier starts, in GB."""


def search_node(feed: Feed, purchase: str) -> Meter | None:
    """OpenSearch instances. Reservations are given as an effective rate, exact only without upfront payment."""
    of = feed.attributes
    if of.get("amortised") and not purchase.endswith("-no-upfront"):
        return None
    meter = f"ESInstance:{of['instanceType'].removesuffix('.search')}"
    return Meter(feed.service, meter, "", "Hours", purchase=purchase)


def kafka(feed: Feed) -> Meter | None:
    """MSK's rows that name their usage type."""
    usage = feed.attributes.get("usageType", "").partition("-")[2]
    unit = KAFKA.get(usage) or ("Hours" if usage.startswith("Express.") else "")
    return Meter(feed.service, usage, "", unit) if unit else None


def warehouse(feed: Feed) -> Meter | None:
    """Redshift: reservations by their rate code, managed storage, concurrency scaling, Spectrum, snapshots."""
    of = feed.attributes
    node = of.get("Instance Type", "")
    _, term, rate = of["rateCode"].split(".")
    if feed.purchase == "reserved":
        purchase = f"reserved-{TERMS[term]}"
        if rate == ONCE:
            return Meter(feed.service, f"Node:{node}", "", "Fee", purchase=f"{purchase}-fee")
        return Meter(feed.service, f"Node:{node}", "", "Hours", purchase=purchase)
    name = of.get("priceName", "")
    if "Concurrency Scaling" in name and feed.price:
        return Meter(feed.service, f"CS:{node}", "", "Seconds")
    if not name and node.startswith("ra3.") and feed.price:
        return Meter(feed.service, f"RMS:{node}", "", "GB-Months")
    if not name and not node and int(feed.price) in SPECTRUM:
        return Meter(feed.service, "DataScanned", "", "TB")
    if not name and not node and rate in SNAPSHOTS:
        return Meter(feed.service, "Redshift:PaidSnapshots", "", "GB-Months", SNAPSHOTS[rate])
    return None


def lustre(feed: Feed) -> Meter | None:
    """FSx for Lustre's storage. Where a region has no second generation, the first one's names say "new"."""
    name = feed.attributes["priceName"]
    for begins, meter in LUSTRE.items():
        if name.startswith(begins):
            return Meter(feed.service, meter, "CreateFileSystem:Lustre", "GB-Months")
    return None


def by_attributes(feed: Feed) -> Meter | None:
    """The meter of a calculator's row that its price name does not tell."""
    usage = feed.attributes.get("usagetypeSuffix", "")
    if feed.service in BY_SUFFIX and usage.startswith(SIZED):
        return Meter(feed.service, usage, "", "Hours")
    if feed.service == "AmazonMSK":
        return kafka(feed)
    if feed.service == "AmazonFSx":
        return lustre(feed)
    return warehouse(feed) if feed.service == "AmazonRedshift" else None
