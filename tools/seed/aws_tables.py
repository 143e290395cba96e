"""What the AWS seed modules share: a row of the published tables, a meter, a priced row, and reading."""

from __future__ import annotations

import csv
import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from costgate.ingest.shards import Row

HERE = Path(__file__).parent
REGION = re.compile(r"[a-z]{2}(-gov)?-[a-z]+-\d")
ZERO = Decimal(0)
SERVICES = frozenset(
    {
        "AWSAmplify",
        "AWSBudgets",
        "AWSCloudFormation",
        "AWSCloudTrail",
        "AWSCodeArtifact",
        "AWSCodeCommit",
        "AWSCodePipeline",
        "AWSConfig",
        "AWSDataSync",
        "AWSDataTransfer",
        "AWSELB",
        "AWSGlue",
        "AWSLambda",
        "AWSSecretsManager",
        "AWSShield",
        "AmazonApiGateway",
        "AmazonAthena",
        "AmazonCloudFront",
        "AmazonCloudWatch",
        "AmazonCodeGuru",
        "AmazonCognito",
        "AmazonConnect",
        "AmazonDetective",
        "AmazonDynamoDB",
        "AmazonEC2",
        "AmazonECR",
        "AmazonECS",
        "AmazonEFS",
        "AmazonEKS",
        "AmazonES",
        "AmazonElastiCache",
        "AmazonFSx",
        "AmazonGlacier",
        "AmazonGuardDuty",
        "AmazonKendra",
        "AmazonKinesis",
        "AmazonLex",
        "AmazonLightsail",
        "AmazonMQ",
        "AmazonMSK",
        "AmazonMacie",
        "AmazonNeptune",
        "AmazonQuickSight",
        "AmazonRDS",
        "AmazonRedshift",
        "AmazonRekognition",
        "AmazonRoute53",
        "AmazonS3",
        "AmazonSES",
        "AmazonSNS",
        "AmazonTimestream",
        "AmazonVPC",
        "CloudHSM",
        "awskms",
        "awswaf",
        "comprehend",
        "transcribe",
    }
)


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


def table(name: str) -> list[dict[str, str]]:
    """A hand-written table beside this file."""
    with (HERE / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


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
