"""AWS prices: published tables -> catalogue rows.

The tables hold AWS's own figures read from public repositories: the pricing calculator's price files, the pricing
pages' data files, answers of the Price List API. Every name is translated here into what the bill says: usage type
without region prefix, operation, unit. Beside this file stand what was written by hand:

    aws_meters.csv       calculator price name -> meter, operation, unit, where its tier starts
    aws_reference.csv    component of Infracost's published reference estimates -> meter (tools/seed/aws_reference.py)
    aws_list_prices.csv  prices read on a pricing page that no table has

Two sources that give one key: the lower `rank` wins, with all its tiers. `python -m tools.seed.aws_report` lists
where they differ.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.shards import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).parent
REGION = re.compile(r"[a-z]{2}(-gov)?-[a-z]+-\d")
ZERO = Decimal(0)


class Publication(NamedTuple):
    """Who published a figure, where it was read, and how far it is trusted (a lower rank wins)."""

    slug: str
    rank: int
    title: str
    url: str


class Feed(NamedTuple):
    """One row of the published tables."""

    service: str
    family: str
    region: str
    attributes: dict[str, str]
    unit: str
    price: Decimal
    start: Decimal
    purchase: str
    source: str
    as_of: str

    @property
    def sku(self) -> str:
        """AWS's SKU, if the row has one."""
        return self.attributes.get("sku") or self.attributes.get("rateCode", "").partition(".")[0]


class Meter(NamedTuple):
    """Where a feed's row belongs in the catalogue."""

    service: str
    meter: str
    operation: str
    unit: str
    start: Decimal = ZERO
    purchase: str = "on_demand"


class Priced(NamedTuple):
    """A row on its way into a shard, with the rank of its source."""

    service: str
    region: str
    rank: int
    row: Row


GITHUB = "https://github.com/"
CALCULATOR = Publication(
    "aws-calculator", 1, "AWS Pricing Calculator price files (metered unit maps)", GITHUB + "lamngockhuong/aws-price"
)
EBS_CALCULATOR = Publication(
    "aws-calculator-ebs", 1, "AWS Pricing Calculator price file of EBS", GITHUB + "jimgarrett123/rosa-calculator"
)
PUBLICATIONS: Mapping[str, Publication] = {
    "aws_mum": CALCULATOR,
    "aws_core(aws_mum)": CALCULATOR,
    "aws_ec2_linux_2025-11": Publication(
        "aws-calculator-ec2", 1, "AWS Pricing Calculator, EC2 Linux on demand", GITHUB + "lamngockhuong/aws-price"
    ),
    "multi_zombiescan": Publication(
        "aws-price-list-selection", 1, "AWS Price List API, a selection of prices", GITHUB + "xbill9/zombiescan"
    ),
    "aws_ec2_ec2shop": Publication(
        "aws-pricing-pages-ec2", 2, "Data files of the EC2 pricing pages", GITHUB + "yeo/ec2.shop"
    ),
    "aws_rds_ec2shop": Publication(
        "aws-pricing-pages-rds", 2, "Data files of the RDS pricing pages", GITHUB + "yeo/ec2.shop"
    ),
    "aws_leanercloud": Publication(
        "aws-price-list-elasticache",
        2,
        "AWS Price List of ElastiCache as stored by ec2instances.info",
        GITHUB + "LeanerCloud/ec2-instances-info",
    ),
    "aws_ec2_karpenter": Publication(
        "aws-price-list-karpenter",
        3,
        "AWS Price List API, EC2 Linux on demand, as generated into Karpenter",
        GITHUB + "aws/karpenter-provider-aws",
    ),
    "multi_libcloud": Publication(
        "aws-ec2-os-fees",
        4,
        "EC2 with Windows, RHEL or SUSE: the Linux price plus the operating system's fee, taken from the AWS Price List "
        "as packaged in Apache Libcloud 3.9.1",
        "https://pypi.org/project/apache-libcloud/3.9.1/",
    ),
    "multi_coroot": Publication(
        "aws-price-list-coroot",
        5,
        "AWS Price List: Aurora instances and internet egress",
        GITHUB + "coroot/cloud-pricing",
    ),
    "multi_coroot/cleaned": Publication(
        "aws-aurora-standard",
        5,
        "AWS Price List: Aurora Standard instances; where only the I/O-Optimized price is published, that price over 1.3",
        GITHUB + "coroot/cloud-pricing",
    ),
    "aws_rds_vantage2021": Publication(
        "aws-price-list-rds-2021",
        6,
        "AWS Price List of RDS for SQL Server and Oracle as stored by ec2instances.info in August 2021",
        GITHUB + "vantage-sh/ec2instances.info",
    ),
}
PAGES: Mapping[str, Publication] = {
    key: Publication(f"aws-page-{key}", 7, f"{title} pricing page", f"https://aws.amazon.com/{path}/")
    for key, title, path in (
        ("aurora", "Amazon Aurora", "rds/aurora/pricing"),
        ("ec2", "Amazon EC2 on-demand", "ec2/pricing/on-demand"),
        ("ec2-previous", "Amazon EC2 previous generation", "ec2/previous-generation"),
        ("elb", "Elastic Load Balancing", "elasticloadbalancing/pricing"),
        ("rds", "Amazon RDS", "rds/pricing"),
        ("sqs", "Amazon SQS", "sqs/pricing"),
    )
}
PAGES_AS_OF = "2025-11-01"

SYSTEMS = {
    "Linux": "RunInstances",
    "Windows": "RunInstances:0002",
    "RHEL": "RunInstances:0010",
    "SUSE": "RunInstances:000g",
}
ENGINES = {
    "MySQL": "CreateDBInstance:0002",
    "PostgreSQL": "CreateDBInstance:0014",
    "Aurora MySQL": "CreateDBInstance:0016",
    "MariaDB": "CreateDBInstance:0018",
    "Aurora PostgreSQL": "CreateDBInstance:0021",
}
CACHES = {
    "Memcached": "CreateCacheCluster:0001",
    "Redis": "CreateCacheCluster:0002",
    "Valkey": "CreateCacheCluster:Valkey",
}
DEPLOYMENTS = {
    "Single-AZ": "InstanceUsage",
    "Multi-AZ": "Multi-AZUsage",
    "Multi-AZ (readable standbys)": "Multi-AZClusterUsage",
}
RDS_VOLUMES = {
    "gp2": "GP2-Storage",
    "gp3": "GP3-Storage",
    "io1": "PIOPS-Storage",
    "io2": "PIOPS-Storage-IO2",
    "standard": "StorageUsage",
}
EBS_VOLUMES = {"gp2": "EBS:VolumeUsage.gp2", "gp3": "EBS:VolumeUsage.gp3", "io1": "EBS:VolumeUsage.piops"}
SELECTED = {
    "AWSSecretsManager-Secrets": "Secrets",
    "Health-Check-AWS": "Months",
    "Health-Check-Non-AWS": "Months",
    "LoadBalancerUsage": "Hours",
    "NatGateway-Bytes": "GB",
    "NatGateway-Hours": "Hours",
    "RDS:ChargedBackupUsage": "GB-Months",
}
SERVICES = frozenset(
    "AmazonEC2 AmazonVPC AWSELB AmazonRDS AmazonElastiCache AmazonDynamoDB AWSLambda AmazonS3 AmazonCloudWatch "
    "AmazonSNS awskms AWSSecretsManager AmazonRoute53 AmazonEKS AmazonECS AWSDataTransfer".split()
)
DYNAMODB_RESERVED = re.compile(
    r"(?P<a>[13]yr) (?P<A>Read|Write) Capacity Unit Hrs Provisioned|Provisioned (?P<b>[13]yr) DDB-(?P<B>Read|Write)Units Upfront Fee"
)


def table(name: str) -> list[dict[str, str]]:
    """A hand-written table beside this file."""
    with (HERE / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


def publication(feed: Feed) -> Publication:
    """Who published `feed`. Sources such as "multi_libcloud+aws_ec2_ec2shop" are named for their first part."""
    if feed.service == "AmazonEC2" and "aws_mum" in feed.source:
        return EBS_CALCULATOR if "NAT Gateway" not in feed.family else CALCULATOR
    return PUBLICATIONS[feed.source.partition("+")[0]]


def read(tables: Path) -> Iterator[Feed]:
    """The AWS rows of the published tables for the services and regions wanted here."""
    for name in ("on_demand.csv.gz", "commitments_spot_and_local_zones.csv.gz"):
        with gzip.open(tables / name, "rt", newline="") as lines:
            for row in csv.DictReader(lines):
                region = row["region"] or "global"
                if row["vendor"] != "aws" or row["service"] not in SERVICES:
                    continue
                if region != "global" and not REGION.fullmatch(region):
                    continue
                yield Feed(
                    row["service"],
                    row["family"],
                    region,
                    json.loads(row["attributes"]),
                    row["unit"],
                    Decimal(row["price_usd"]),
                    Decimal(row["start_usage"] or 0),
                    row["purchase_option"],
                    row["source"],
                    row["as_of"],
                )


def reserved(feed: Feed) -> str:
    """The purchase option of a reservation: "reserved-1yr-standard-no-upfront"."""
    of = feed.attributes
    payment = of["PurchaseOption"].lower().replace(" ", "-")
    return f"reserved-{of['LeaseContractLength']}-{of['OfferingClass']}-{payment}"


def instance(feed: Feed) -> Meter | None:
    """EC2, shared tenancy."""
    of = feed.attributes
    purchase = reserved(feed) if feed.purchase == "reserved" else "on_demand"
    meter = f"BoxUsage:{of['instanceType']}"
    return Meter(feed.service, meter, SYSTEMS[of["operatingSystem"]], "Hours", purchase=purchase)


def database(feed: Feed) -> Meter | None:
    """RDS and Aurora instances; `operation` says the engine, its edition and licence."""
    of = feed.attributes
    usage = DEPLOYMENTS[of["deploymentOption"]]
    if of.get("storage") == "Aurora IO Optimization Mode":
        usage = "InstanceUsageIOOptimized"
    operation = of.get("operation") or ENGINES[of["databaseEngine"]]
    purchase = reserved(feed) if feed.purchase == "reserved" else "on_demand"
    return Meter(feed.service, f"{usage}:{of['instanceType']}", operation, "Hours", purchase=purchase)


def cache(feed: Feed) -> Meter | None:
    """ElastiCache nodes. Reservations are published as one effective rate: only that without upfront is a price."""
    of = feed.attributes
    purchase = reserved(feed) if feed.purchase == "reserved" else "on_demand"
    if of.get("amortised") and not purchase.endswith("-no-upfront"):
        return None
    meter = f"NodeUsage:{of['instanceType']}"
    return Meter(feed.service, meter, CACHES[of["cacheEngine"]], "Hours", purchase=purchase)


def selection(feed: Feed) -> Meter | None:
    """The selection of Price List prices: some carry a usage type, RDS and EBS storage a volume type."""
    of = feed.attributes
    if volume := of.get("storageType"):
        zones = "Multi-AZ-" if of["deploymentOption"] == "Multi-AZ" else ""
        return Meter(feed.service, f"RDS:{zones}{RDS_VOLUMES[volume]}", "", "GB-Months")
    if volume := of.get("volumeApiName"):
        return Meter(feed.service, EBS_VOLUMES[volume], "", "GB-Months") if volume in EBS_VOLUMES else None
    usage = of["usagetypeSuffix"]
    operation = of.get("operation", "") if usage == "LoadBalancerUsage" else ""
    return Meter(feed.service, usage, operation, SELECTED[usage])


def egress(feed: Feed) -> Meter | None:
    """Data transfer to the internet."""
    return Meter(feed.service, "DataTransfer-Out-Bytes", "", "GB", feed.start)


def capacity(feed: Feed) -> Meter | None:
    """DynamoDB reserved capacity: an hourly rate and an upfront fee for each unit."""
    found = DYNAMODB_RESERVED.fullmatch(feed.attributes["priceName"])
    if not found:
        return None
    term, kind = found["a"] or found["b"], found["A"] or found["B"]
    purchase = f"reserved-{term}-standard-partial-upfront"
    if found["b"]:
        return Meter(feed.service, f"{kind}CapacityUnit-Hrs", "", "Fee", purchase=f"{purchase}-fee")
    return Meter(feed.service, f"{kind}CapacityUnit-Hrs", "", f"{kind}CapacityUnit-Hours", purchase=purchase)


class Translator:
    """Feed rows to meters: calculator rows by price name, the others by what their source describes."""

    def __init__(self) -> None:
        self.names = {
            (row["feed_service"], row["price_name"]): Meter(
                row["service"], row["meter"], row["operation"], row["unit"], Decimal(row["from"])
            )
            for row in table("aws_meters.csv")
        }

    def __call__(self, feed: Feed) -> Meter | None:
        """The meter of `feed`, or None if the row is not wanted."""
        if "aws_mum" in feed.source:
            if feed.purchase == "reserved":
                return capacity(feed) if feed.service == "AmazonDynamoDB" else None
            return self.names.get((feed.service, feed.attributes.get("priceName", "")))
        if feed.source == "multi_zombiescan":
            return selection(feed)
        by_service = {
            "AmazonEC2": instance,
            "AmazonRDS": database,
            "AmazonElastiCache": cache,
            "AWSDataTransfer": egress,
        }
        return by_service[feed.service](feed)


def priced(feed: Feed, meter: Meter) -> Iterator[Priced]:
    """The catalogue row of `feed`, and for a reservation with an upfront part the fee's row."""
    by = publication(feed)
    source = f"{by.slug}@{feed.as_of}"
    key = (meter.meter, meter.operation, meter.purchase, meter.unit, meter.start)
    yield Priced(meter.service, feed.region, by.rank, Row(*key, feed.price, feed.sku, source))
    if upfront := feed.attributes.get("upfrontUsd"):
        fee = Row(
            meter.meter, meter.operation, f"{meter.purchase}-fee", "Fee", ZERO, Decimal(upfront), feed.sku, source
        )
        yield Priced(meter.service, feed.region, by.rank, fee)


def list_prices(regions: Iterable[str]) -> Iterator[Priced]:
    """The prices read on pricing pages; "*" is for what a page says is the same in all regions."""
    everywhere = sorted(set(regions) - {"global"})
    for row in table("aws_list_prices.csv"):
        page = PAGES[row["page"]]
        for region in everywhere if row["regions"] == "*" else row["regions"].split():
            entry = Row(
                row["meter"],
                row["operation"],
                "on_demand",
                row["unit"],
                Decimal(row["from"]),
                Decimal(row["price"]),
                "",
                f"{page.slug}@{PAGES_AS_OF}",
            )
            yield Priced(row["service"], region, page.rank, entry)


def collect(tables: Path) -> tuple[list[Priced], dict[str, dict[str, str]]]:
    """Every price that any source gives, and the sources."""
    from tools.seed import aws_reference

    translate = Translator()
    found: list[Priced] = []
    sources: dict[str, dict[str, str]] = {}
    for feed in read(tables):
        if meter := translate(feed):
            by = publication(feed)
            sources[f"{by.slug}@{feed.as_of}"] = {"title": by.title, "url": by.url, "as_of": feed.as_of}
            found.extend(priced(feed, meter))
    for page in PAGES.values():
        sources[f"{page.slug}@{PAGES_AS_OF}"] = {"title": page.title, "url": page.url, "as_of": PAGES_AS_OF}
    found.extend(list_prices({p.region for p in found if p.service == "AmazonEC2"}))
    sources.update(aws_reference.SOURCES)
    found.extend(aws_reference.prices(tables))
    return found, sources


def choose(found: Iterable[Priced]) -> dict[tuple[str, str, str], list[Row]]:
    """One source for each key: the lowest rank, then the newest; all its tiers."""
    keys: dict[tuple[str, str, str, str, str], dict[tuple[int, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for service, region, rank, row in found:
        key = (service, region, row.meter, row.operation, row.purchase)
        keys[key][rank, row.source].append(row)
    shards: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for (service, region, *_), candidates in sorted(keys.items()):
        best = min(candidates, key=lambda c: (c[0], tuple(-int(n) for n in c[1].rpartition("@")[2].split("-"))))
        shards["aws", service, region].extend(candidates[best])
    return dict(shards)


def shards(tables: Path) -> tuple[dict[tuple[str, str, str], list[Row]], dict[str, dict[str, str]]]:
    """(vendor, service, region) -> rows, and what each source id stands for."""
    found, sources = collect(tables)
    chosen = choose(found)
    used = {row.source for rows in chosen.values() for row in rows}
    return chosen, {key: value for key, value in sources.items() if key in used}
