"""AWS meters that cost so many times what another meter of the region does, for prices that no source has.

- RDS for SQL Server and Oracle in two zones cost twice the instance in one: all of 33 prices that were read of
  db.r4.16xlarge (SQL Server), db.r4.2xlarge and db.r5b.xlarge (Oracle) in 18 regions do. SQL Server's Web edition got
  cheaper since the prices in one zone were recorded, and nothing is derived of it.
- OpenSearch's gp3 volumes cost 1.525 times EBS's in N. Virginia, Tokyo, Sydney and, to the third decimal, Melbourne;
  their throughput 1.6 times EBS's in N. Virginia and Tokyo.
- SageMaker's instances of c5, m5 and r5 cost 1.2 times EC2's: 11 prices of N. Virginia, where hosts and notebooks cost
  the same, and all of 76 that were read of Studio's notebooks on r5 in ten more regions.
- EMR Serverless costs 1.3 times what Fargate does: two prices of N. Virginia and four of Tokyo, to the last digit.
- Early deletion from S3's Glacier costs what the storage does: https://aws.amazon.com/s3/pricing/
- S3 Tables' storage costs 1.15 times S3's, rounded to four decimals: all of 33 prices of eleven regions. Its requests
  cost what S3's do in N. Virginia and, by a bill that its payer published, in Tokyo.

What was read are the calculator's files rds-sqlserver-ondemand, rds-oracle-ondemand and
sagemaker-instances-studionotebook as aws_regional.py has others, and public repositories that quote OpenSearch's, EMR
Serverless's and S3 Tables'.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.shards import Row
from tools.seed.aws_tables import REGION, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Multiple(NamedTuple):
    """Meters of a service that cost `rate` times what those do whose names are `of`, rounded to `places`.

    `meter` is the new name, in which {0} is what `of` has in parentheses, as it is in `unit`. `operation` is a pattern;
    the new operation is the same. `regions` are those in which that was seen, if not all.
    """

    source: str
    of_service: str
    of: re.Pattern[str]
    operation: re.Pattern[str]
    rate: Decimal
    service: str
    meter: str
    unit: str
    places: int | None = None
    keeps_operation: bool = False
    regions: frozenset[str] = frozenset()


ANY = re.compile(".*")
STANDBY, SEARCH, ML, SERVERLESS, EARLY, TABLES = (
    "aws-standbys-derived@2021-08-03",
    "aws-opensearch-derived@2026-09-27",
    "aws-sagemaker-derived@2025-11-04",
    "aws-emr-serverless-derived@2025-10-27",
    "aws-s3-derived@2025-10-22",
    "aws-s3-tables-derived@2025-10-22",
)
STUDIO = frozenset(
    {
        "ap-east-1",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-west-1",
    }
)
"""Regions of which Studio's prices of r5 were read. In Jakarta, of which they were too, they are rounded otherwise."""
COMMERCIAL = frozenset(
    region for region in table("aws_regional.csv")[0] if REGION.fullmatch(region) and not region.startswith("us-gov-")
)
"""GovCloud asks for EMR's instances more than elsewhere; of Serverless and of S3 Tables nothing was seen there."""
MULTIPLES = (
    *(
        Multiple(
            STANDBY,
            "AmazonRDS",
            re.compile(r"InstanceUsage:(db\..+)"),
            re.compile(rf"CreateDBInstance:00({engines})"),
            Decimal(2),
            "AmazonRDS",
            f"{usage}:{{0}}",
            "Hours",
            keeps_operation=True,
        )
        for usage, engines in (("MirrorUsage", "08|09|12|15"), ("Multi-AZUsage", "03|04|05|06|19|20"))
    ),
    Multiple(
        SEARCH,
        "AmazonEC2",
        re.compile(r"EBS:VolumeUsage\.gp3"),
        ANY,
        Decimal("1.525"),
        "AmazonES",
        "ES:GP3-Storage",
        "GB-Months",
    ),
    Multiple(
        SEARCH,
        "AmazonEC2",
        re.compile(r"EBS:VolumeP-Throughput\.gp3"),
        ANY,
        Decimal("1.6") / 1024,
        "AmazonES",
        "ES:GP3-Provisioned-Throughput",
        "MBps-Months",
    ),
    *(
        Multiple(
            ML,
            "AmazonEC2",
            re.compile(r"BoxUsage:((?:c5|m5|r5)\.\w+)"),
            re.compile("RunInstances"),
            Decimal("1.2"),
            "AmazonSageMaker",
            f"{use}:ml.{{0}}",
            "Hours",
            places=3,
            regions=STUDIO,
        )
        for use in ("Host", "Notebk")
    ),
    *(
        Multiple(
            SERVERLESS,
            "AmazonECS",
            re.compile(f"Fargate-{of}(vCPU|GB)-Hours(?::perCPU)?"),
            ANY,
            Decimal("1.3"),
            "ElasticMapReduce",
            f"EMR-Serverless-{of or 'X86-'}{{0}}-Hours",
            "{0}-Hours",
            regions=COMMERCIAL,
        )
        for of in ("", "ARM-")
    ),
    Multiple(
        EARLY,
        "AmazonS3",
        re.compile("TimedStorage-GlacierByteHrs"),
        ANY,
        Decimal(1),
        "AmazonS3",
        "EarlyDelete-ByteHrs",
        "GB-Months",
    ),
    Multiple(
        TABLES,
        "AmazonS3",
        re.compile("TimedStorage-ByteHrs"),
        re.compile(""),
        Decimal("1.15"),
        "AmazonS3",
        "Tables-TimedStorage-ByteHrs",
        "GB-Months",
        places=4,
        regions=COMMERCIAL,
    ),
    Multiple(
        TABLES,
        "AmazonS3",
        re.compile("Requests-(Tier[12])"),
        re.compile(""),
        Decimal(1),
        "AmazonS3",
        "Tables-Requests-{0}",
        "Requests",
        regions=COMMERCIAL,
    ),
)
SOURCES: Mapping[str, dict[str, str]] = {
    source: {"title": f"Derived: {title}", "url": f"https://aws.amazon.com/{path}/", "as_of": source.rpartition("@")[2]}
    for source, title, path in (
        (STANDBY, "an RDS instance in two zones costs twice what it does in one", "rds/pricing"),
        (
            SEARCH,
            "OpenSearch's gp3 volumes cost 1.525 times, their throughput 1.6 times what EBS's do",
            "opensearch-service/pricing",
        ),
        (SERVERLESS, "EMR Serverless costs 1.3 times what Fargate does", "emr/pricing"),
        (ML, "a SageMaker instance of c5, m5 or r5 costs 1.2 times what EC2's does", "sagemaker/ai/pricing"),
        (EARLY, "early deletion costs what the storage does", "s3/pricing"),
        (TABLES, "S3 Tables' storage costs 1.15 times what S3's does, its requests the same", "s3/pricing"),
    )
}


def prices(shards: Mapping[tuple[str, str, str], list[Row]]) -> Iterator[tuple[tuple[str, str, str], Row]]:
    """Shard and row of each price that follows from one in `shards` and that they have not."""
    for (vendor, of_service, region), rows in shards.items():
        for rule in MULTIPLES:
            if rule.of_service == of_service and (not rule.regions or region in rule.regions):
                key = (vendor, rule.service, region)
                known = {(row.meter, row.operation) for row in shards.get(key, ()) if row.purchase == "on_demand"}
                for row in _follow(rule, rows):
                    if (row.meter, row.operation) not in known:
                        yield key, row


def _follow(rule: Multiple, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        of = rule.of.fullmatch(row.meter)
        if of and row.purchase == "on_demand" and rule.operation.fullmatch(row.operation):
            price = row.price * rule.rate
            yield Row(
                rule.meter.format(*of.groups()),
                row.operation if rule.keeps_operation else "",
                "on_demand",
                rule.unit.format(*of.groups()),
                row.start,
                price if rule.places is None else price.quantize(Decimal(1).scaleb(-rule.places), ROUND_HALF_UP),
                "",
                rule.source,
            )
