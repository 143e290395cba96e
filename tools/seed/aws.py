"""AWS prices: published tables -> catalogue rows.

The tables hold AWS's own figures read from public repositories: the pricing calculator's price files, the
pricing pages' data files, answers of the Price List API. Every name is translated here into what the bill
says: usage type without region prefix, operation, unit. Written by hand:

    aws_meters.csv       price name of the calculator -> meter, operation, unit, where its tier starts
    aws_reference.csv    component of the published reference estimates -> meter (see aws_reference.py)
    aws_list_prices.csv  prices of AWS's pricing pages that no table has
    aws_extended_support.csv  what support past its end costs (see aws_support.py)
    aws_regional.csv     prices of the calculator's files by region that no table has (see aws_regional.py)

Two sources that give one key: the lower `rank` wins, with all its tiers. `python -m tools.seed.aws_report`
lists where they differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest import aws_tables
from costgate.ingest.shards import Row
from tools.seed import (
    aws_aurora,
    aws_emr,
    aws_hosts,
    aws_multiples,
    aws_reference,
    aws_regional,
    aws_reservations,
    aws_services,
    aws_support,
    aws_twins,
)
from tools.seed.aws_tables import ZERO, Feed, Meter, Priced, read, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Publication(NamedTuple):
    """Who published a figure, where it was read, and how far it is trusted (a lower rank wins)."""

    slug: str
    rank: int
    title: str
    url: str


GITHUB = "https://github.com/"
CALCULATOR = Publication(
    "aws-calculator",
    1,
    "AWS Pricing Calculator price files (metered unit maps)",
    GITHUB + "lamngockhuong/aws-price",
)
EBS_CALCULATOR = Publication(
    "aws-calculator-ebs",
    1,
    "AWS Pricing Calculator price file of EBS",
    GITHUB + "jimgarrett123/rosa-calculator",
)
PUBLICATIONS: Mapping[str, Publication] = {
    "aws_mum": CALCULATOR,
    "aws_core(aws_mum)": CALCULATOR,
    "aws_ec2_linux_2025-11": Publication(
        "aws-calculator-ec2",
        1,
        "AWS Pricing Calculator, EC2 Linux on demand",
        GITHUB + "lamngockhuong/aws-price",
    ),
    "multi_zombiescan": Publication(
        "aws-price-list-selection",
        1,
        "AWS Price List API, a selection of prices",
        GITHUB + "xbill9/zombiescan",
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
    **dict.fromkeys(
        ("aws_leanercloud: All Upfront", "aws_leanercloud: Partial Upfront"),
        Publication(
            "aws-reservations-split",
            2,
            "Derived: effective rates of ElastiCache reservations as stored by ec2instances.info, all of it or half of "
            "it taken as the upfront fee",
            GITHUB + "LeanerCloud/ec2-instances-info",
        ),
    ),
    "aws_leanercloud: AmazonES": Publication(
        "aws-price-list-opensearch",
        2,
        "AWS Price List of OpenSearch Service as stored by ec2instances.info",
        GITHUB + "LeanerCloud/ec2-instances-info",
    ),
    "aws_other_ec2shop": Publication(
        "aws-pricing-pages-mq", 2, "Data files of the Amazon MQ pricing pages", GITHUB + "yeo/ec2.shop"
    ),
    "aws_ec2_karpenter": Publication(
        "aws-price-list-karpenter",
        3,
        "AWS Price List API, EC2 Linux on demand, as generated into Karpenter",
        GITHUB + "aws/karpenter-provider-aws",
    ),
    "multi_libcloud": Publication(
        "aws-price-list-libcloud",
        4,
        "AWS Price List, EC2 with Windows, RHEL or SUSE, as packaged in Apache Libcloud 3.9.1",
        "https://pypi.org/project/apache-libcloud/3.9.1/",
    ),
    "multi_libcloud: linux+os-fee": Publication(
        "aws-ec2-os-fees",
        4,
        "Derived: the EC2 Linux price plus the operating system's fee found in Apache Libcloud 3.9.1",
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
        "AWS Price List: Aurora Standard instances",
        GITHUB + "coroot/cloud-pricing",
    ),
    "multi_coroot/cleaned: io-optimized/1.3": Publication(
        "aws-aurora-derived",
        5,
        "Derived: the price of Aurora I/O-Optimized instances divided by 1.3",
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
    key: Publication(f"aws-page-{key}", 7, f"{title} pricing page (entered by hand)", f"https://aws.amazon.com/{path}/")
    for key, title, path in (
        ("agentcore", "Amazon Bedrock AgentCore", "bedrock/agentcore/pricing"),
        ("appflow", "Amazon AppFlow (as quoted)", "appflow/pricing"),
        ("arc", "Amazon Application Recovery Controller (as quoted)", "application-recovery-controller/pricing"),
        ("audit-manager", "AWS Audit Manager (as quoted)", "audit-manager/pricing"),
        ("aurora", "Amazon Aurora", "rds/aurora/pricing"),
        ("bedrock", "Amazon Bedrock", "bedrock/pricing"),
        ("cloudfront", "Amazon CloudFront", "cloudfront/pricing"),
        ("cloudwatch", "Amazon CloudWatch (as quoted)", "cloudwatch/pricing"),
        ("cloudmap", "AWS Cloud Map", "cloud-map/pricing"),
        ("cognito", "Amazon Cognito", "cognito/pricing"),
        ("directconnect", "AWS Direct Connect", "directconnect/pricing"),
        ("documentdb", "Amazon DocumentDB", "documentdb/pricing"),
        ("ec2", "Amazon EC2 on-demand", "ec2/pricing/on-demand"),
        ("eks", "Amazon EKS", "eks/pricing"),
        ("elasticache", "Amazon ElastiCache (as its guide has it)", "elasticache/pricing"),
        ("emr", "Amazon EMR", "emr/pricing"),
        ("firewall-manager", "AWS Firewall Manager", "firewall-manager/pricing"),
        ("fsx-lustre", "Amazon FSx for Lustre", "fsx/lustre/pricing"),
        ("fsx-ontap", "Amazon FSx for NetApp ONTAP", "fsx/netapp-ontap/pricing"),
        ("fsx-windows", "Amazon FSx for Windows File Server", "fsx/windows/pricing"),
        ("globalaccelerator", "AWS Global Accelerator", "global-accelerator/pricing"),
        ("hosts", "Amazon EC2 Dedicated Hosts", "ec2/dedicated-hosts/pricing"),
        ("lambda", "AWS Lambda", "lambda/pricing"),
        ("lightsail", "Amazon Lightsail (as quoted)", "lightsail/pricing"),
        ("neptune", "Amazon Neptune", "neptune/pricing"),
        ("neptune-analytics", "Amazon Neptune Analytics", "neptune/pricing"),
        ("opensearch", "Amazon OpenSearch Service", "opensearch-service/pricing"),
        ("opensearch-quoted", "Amazon OpenSearch Service (as quoted)", "opensearch-service/pricing"),
        ("rds", "Amazon RDS", "rds/pricing"),
        ("s3", "Amazon S3", "s3/pricing"),
        ("sagemaker", "Amazon SageMaker AI", "sagemaker/ai/pricing"),
        ("shield", "AWS Shield", "shield/pricing"),
        ("systems-manager", "AWS Systems Manager (as quoted)", "systems-manager/pricing"),
        ("verified-permissions", "Amazon Verified Permissions", "verified-permissions/pricing"),
        ("workspaces", "Amazon WorkSpaces", "workspaces-family/workspaces/pricing"),
    )
}
PAGES_AS_OF = "2025-01-01"
READ_LATER = {
    **dict.fromkeys(("cloudmap", "lambda", "s3", "shield"), "2026-11-26"),
    **dict.fromkeys(
        (
            "appflow",
            "arc",
            "audit-manager",
            "bedrock",
            "cloudwatch",
            "firewall-manager",
            "lightsail",
            "neptune-analytics",
            "systems-manager",
            "verified-permissions",
        ),
        "2026-11-26",
    ),
    "agentcore": "2026-09-15",
    "eks": "2026-09-18",
    "opensearch-quoted": "2026-09-27",
    "workspaces": "2026-06-27",
}
"""Pages whose prices are of another day. Those of WorkSpaces are what a public tool found in the Price List API, those
of EKS what public repositories quote of it (usage types EKS-Auto, of September and October 2026), and those of
OpenSearch's volumes in Tokyo, Sydney and Melbourne too (of the list of 27 September 2026)."""

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
    "TimedStorage-ByteHrs": "GB-Months",
}
DYNAMODB_RESERVED = re.compile(
    r"(?P<a>[13]yr) (?P<A>Read|Write) Capacity Unit Hrs Provisioned"
    r"|Provisioned (?P<b>[13]yr) DDB-(?P<B>Read|Write)Units Upfront Fee"
)


def publication(feed: Feed) -> Publication:
    """Who published `feed`. "multi_libcloud+aws_ec2_ec2shop" goes by its first part."""
    if feed.service == "AmazonEC2" and "aws_mum" in feed.source:
        return EBS_CALCULATOR if "NAT Gateway" not in feed.family else CALCULATOR
    source = feed.source.partition("+")[0]
    for particular in (feed.attributes.get("method"), feed.attributes.get("PurchaseOption"), feed.service):
        if found := PUBLICATIONS.get(f"{source}: {particular}"):
            return found
    return PUBLICATIONS[source]


def reserved(feed: Feed) -> str:
    """The purchase option of a reservation: "reserved-1yr-standard-no-upfront"."""
    of = feed.attributes
    bought = aws_tables.reserved(of["LeaseContractLength"], of["OfferingClass"], of["PurchaseOption"])
    if bought is None:
        raise ValueError(f"no purchase option of the catalogue: {feed}")
    return bought


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
    """ElastiCache nodes."""
    of = feed.attributes
    purchase = reserved(feed) if feed.purchase == "reserved" else "on_demand"
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
        """Read the names."""
        self.names = {
            (row["feed_service"], row["price_name"]): Meter(
                row["service"], row["meter"], row["operation"], row["unit"], Decimal(row["from"])
            )
            for row in table("aws_meters.csv")
        }

    def __call__(self, feed: Feed) -> Meter | None:
        """The meter of `feed`, or None if the row is not wanted."""
        if "aws_mum" in feed.source:
            if feed.purchase == "reserved" and feed.service == "AmazonDynamoDB":
                return capacity(feed)
            if feed.purchase == "reserved" and feed.service != "AmazonRedshift":
                return None  # free allowances
            named = self.names.get((feed.service, feed.attributes.get("priceName", "")))
            return named or aws_services.by_attributes(feed)
        if feed.source == "aws_other_ec2shop":
            return self.names.get((feed.service, feed.attributes["priceName"]))
        if feed.service == "AmazonES":
            return aws_services.search_node(feed, reserved(feed) if feed.purchase == "reserved" else "on_demand")
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
    if aws_reservations.applies(feed):
        yield from aws_reservations.priced(feed, meter, by.rank, source)
        return
    key = (meter.meter, meter.operation, meter.purchase, meter.unit, meter.start)
    yield Priced(meter.service, feed.region, by.rank, Row(*key, feed.price, feed.sku, source))
    if upfront := feed.attributes.get("upfrontUsd"):
        fee = Row(
            meter.meter,
            meter.operation,
            f"{meter.purchase}-fee",
            "Fee",
            ZERO,
            Decimal(upfront),
            feed.sku,
            source,
        )
        yield Priced(meter.service, feed.region, by.rank, fee)


def list_prices(regions: Iterable[str]) -> Iterator[Priced]:
    """The prices read on pricing pages; "*" is for what a page says is the same in all regions.

    "commercial" is for what costs the same outside of GovCloud, as far as the calculator's files have it by region:
    all of 15 classes of EMR, all of 30 meters of Cognito. ElastiCache's guide says of backups that they cost the same
    in all regions; S3's page has accelerated data by the place where they enter, not by region.
    """
    everywhere = sorted(set(regions) - {"global"})
    wide = {"*": everywhere, "commercial": [region for region in everywhere if not region.startswith("us-gov-")]}
    for row in table("aws_list_prices.csv"):
        page = PAGES[row["page"]]
        as_of = READ_LATER.get(row["page"], PAGES_AS_OF)
        for region in wide.get(row["regions"]) or row["regions"].split():
            entry = Row(
                row["meter"],
                row["operation"],
                "on_demand",
                row["unit"],
                Decimal(row["from"]),
                Decimal(row["price"]),
                "",
                f"{page.slug}@{as_of}",
            )
            yield Priced(row["service"], region, page.rank, entry)


def collect(tables: Path) -> tuple[list[Priced], dict[str, dict[str, str]]]:
    """Every price that any source gives, and the sources."""
    translate = Translator()
    found: list[Priced] = []
    sources: dict[str, dict[str, str]] = {}
    for feed in read(tables):
        if meter := translate(feed):
            by = publication(feed)
            sources[f"{by.slug}@{feed.as_of}"] = {"title": by.title, "url": by.url, "as_of": feed.as_of}
            found.extend(priced(feed, meter))
    for key, page in PAGES.items():
        as_of = READ_LATER.get(key, PAGES_AS_OF)
        sources[f"{page.slug}@{as_of}"] = {"title": page.title, "url": page.url, "as_of": as_of}
    found.extend(list_prices({p.region for p in found if p.service == "AmazonEC2"}))
    found.extend(aws_support.prices())
    sources[aws_support.SOURCE] = aws_support.DESCRIPTION
    sources.update(aws_regional.SOURCES)
    found.extend(aws_regional.prices())
    sources.update(aws_reference.SOURCES)
    found.extend(aws_reference.prices(tables))
    return found, sources


def choose(found: Iterable[Priced]) -> dict[tuple[str, str, str], list[Row]]:
    """One source for each key: the lowest rank, then the newest; all its tiers."""
    keys: dict[tuple[str, ...], dict[tuple[int, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for service, region, rank, row in found:
        key = (service, region, row.meter, row.operation, row.purchase)
        keys[key][rank, row.source].append(row)
    shards: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for (service, region, *_), candidates in sorted(keys.items()):
        lowest = min(rank for rank, _ in candidates)
        newest = max((s for rank, s in candidates if rank == lowest), key=lambda s: s.rpartition("@")[2])
        shards["aws", service, region].extend(candidates[lowest, newest])
    return dict(shards)


def shards(tables: Path) -> tuple[dict[tuple[str, str, str], list[Row]], dict[str, dict[str, str]]]:
    """(vendor, service, region) -> rows, and what each source id stands for."""
    found, sources = collect(tables)
    sources[aws_hosts.SOURCE] = aws_hosts.DESCRIPTION
    sources[aws_aurora.SOURCE] = aws_aurora.DESCRIPTION
    chosen = choose(found)
    for (_, service, _), rows in chosen.items():
        if service == "AmazonEC2":
            rows.extend(list(aws_hosts.prices(rows)))
        elif service == "AmazonRDS":
            rows.extend(list(aws_aurora.prices(rows)))
    sources[aws_twins.SOURCE] = aws_twins.DESCRIPTION
    for key, rows in aws_twins.infer(chosen).items():
        chosen[key] = [*chosen.get(key, []), *rows]
    sources[aws_emr.SOURCE] = aws_emr.DESCRIPTION
    sources.update(aws_multiples.SOURCES)
    for key, row in [*aws_emr.prices(chosen), *aws_multiples.prices(chosen)]:
        chosen.setdefault(key, []).append(row)
    used = {row.source for rows in chosen.values() for row in rows}
    return chosen, {key: value for key, value in sources.items() if key in used}
