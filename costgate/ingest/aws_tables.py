"""What AWS calls things, and what the catalogue calls them: regions, usage types, units, purchase options.

aws_meters.csv    what costgate asks of each service: meter, operations that are kept, unit (tools/ingest_meters.py)
aws_units.csv     AWS's spelling of a unit -> the catalogue's
../resources/aws/regions.csv    region, prefix of its usage types, location
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from costgate.ingest.shards import Row

HERE = Path(__file__).parent
METERS = HERE / "aws_meters.csv"
REGIONS = HERE.parent / "resources" / "aws" / "regions.csv"

GLOBAL = "global"
ANYWHERE = frozenset({"aws-global", "Any", "Global", GLOBAL})
"""How a price list says that a price belongs to no region."""

FIRST = "us-east-1"

ALIASES = {"EUW1": "eu-west-1", "Global": GLOBAL, "Global1": GLOBAL}
"""Prefixes of usage types besides those of regions.csv. Ireland's is EU, EUW1 in newer services."""

RENAMED = {
    ("AWSQueueService", "Requests-RBP"): "Requests-Tier1",
    ("AWSQueueService", "Requests-FIFO-RBP"): "Requests-FIFO-Tier1",
}
"""Meters that some regions' bills call otherwise."""

OUR_NAMES = {
    "AWSBudgets": ("ActionEnabledBudgets",),
    "AWSCloudWAN": ("CloudWAN-",),
    "AWSCodeCommit": ("User-Month",),
    "AWSEvents": ("ApiDestination-Invocations",),
    "AWSFIS": ("ActionMinutes",),
    "AWSFMS": ("Policies",),
    "AWSGlue": ("DEVED-DPU-Hour", "Optimization-DPU-Hour"),
    "AWSIoT": ("ActionsExecuted", "RulesTriggered"),
    "AWSShield": ("DataTransfer-Out-", "Shield-Advanced-Month"),
    "AWSSystemsManager": ("AppConfig-",),
    "AWSXRay": ("XRay-Insights-TracesStored",),
    "AmazonAthena": ("ProvisionedCapacity-DPU-Hour",),
    "AmazonCloudFront": ("KeyValueStore-Reads",),
    "AmazonCloudWatch": ("CW:InternetMonitor-",),
    "AmazonConnect": ("Chat-Messages", "Tasks", "Voice-Minutes"),
    "AmazonDetective": ("PaidDataIngested-Bytes",),
    "AmazonGlacier": ("Expedited-Retrieval-Requests", "Standard-Retrieval-Requests"),
    "AmazonInspectorV2": ("EC2-Instances", "ECR-"),
    "AmazonKendra": ("Kendra-Enterprise-Edition",),
    "AmazonLex": ("Speech-Requests", "Text-Requests"),
    "AmazonLightsail": (
        "CDN-",
        "ContainerSvcUsage:",
        "DatabaseUsage:",
        "DiskUsage",
        "LoadBalancerUsage",
        "SnapshotUsage",
        "UnusedStaticIP",
    ),
    "AmazonMCS": ("Read", "TTLDeletes", "Timed", "Write"),
    "AmazonNeptune": ("Analytics-", "ReplicatedWriteIO"),
    "AmazonRekognition": ("LiveStreams", "UserVectorsStored"),
    "AmazonRoute53": ("CidrBlocks", "DNSFirewall-"),
    "AmazonS3": ("In-ABytes-T1", "ObjectLambda-", "Vectors-Query-Requests"),
    "AmazonSES": ("DedicatedIPs", "ManagedDedicatedIPs", "Received"),
    "AmazonSNS": ("AuditReporting-Bytes", "MessageScanning-Bytes"),
    "AmazonTimestream": ("InfluxIOIncluded", "InstanceUsage:", "Multi-AZ"),
    "AmazonVPC": ("ReachabilityAnalyses", "VerifiedAccess-"),
    "AuroraDSQL": ("DPU", "TimedStorage-ByteHrs"),
    "CodeGuru": ("Profiler-SamplingHours",),
    "ElasticMapReduce": ("EMR-Serverless-",),
    "transcribe": ("TranscribeClmAudio",),
}
"""Service -> how meters begin whose prices are known and whose names nobody tells: those are ours."""

OPTIONS = {"noupfront": "no-upfront", "partialupfront": "partial-upfront", "allupfront": "all-upfront"}
TERMS = frozenset({"1yr", "3yr"})
CLASSES = frozenset({"standard", "convertible"})
BLOCK = re.compile(r"(\d+(?:\.\d+)?)\s?([KM]?)\s+(.+)")
"""A unit that is a block of units: "1M Requests", "1000 Requests", "10K API Calls"."""

THOUSANDS = {"": 1, "K": 1000, "M": 1000**2}
TIMES = ("Hours", "Seconds", "Months")
COUNTED = frozenset({"Requests", "Units", "Months"})
"""What AWS writes where the catalogue names what is counted: "Requests" for metrics, "Mo" for a key kept a month."""


class Meter(Struct, frozen=True):
    """What the catalogue holds of a meter. `operations`: None drops them, empty keeps all, else those are taken.

    `sized` is a meter with one price for each instance type.
    """

    unit: str
    operations: frozenset[str] | None
    sized: bool


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def meters() -> dict[str, dict[str, Meter]]:
    """Service -> meter -> what is asked of it. "BoxUsage:*" stands for every size."""
    found: dict[str, dict[str, Meter]] = {}
    for row in _table(METERS):
        operations = frozenset(row["operations"].replace("*", "").split()) if row["operations"] else None
        found.setdefault(row["service"], {})[row["meter"]] = Meter(row["unit"], operations, row["meter"].endswith(":*"))
    return found


@cache
def locations() -> dict[str, str]:
    """What a price list calls a place -> region."""
    named = {row["location"]: row["region"] for row in _table(REGIONS)}
    newer = {name.replace("EU (", "Europe (", 1): region for name, region in named.items() if name.startswith("EU (")}
    return {**named, **newer, **dict.fromkeys(ANYWHERE, GLOBAL)}


@cache
def prefixes() -> dict[str, str]:
    """Prefix of usage types -> region."""
    return {**{row["prefix"]: row["region"] for row in _table(REGIONS)}, **ALIASES}


@cache
def regions() -> frozenset[str]:
    """Every region."""
    return frozenset(row["region"] for row in _table(REGIONS))


SHORT_SIZE = re.compile(r"(:[a-z0-9-]+\.[a-z0-9-]+\.\d*xl)(?=$|\.)")
"""A size as the usage types of databases shorten it: "InstanceUsage:db.r7g.2xl" is a db.r7g.2xlarge's. Metal sizes,
"db.m8i.metal-48xl", are not short. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
"""

_PREFIX = re.compile(r"([A-Z][A-Za-z0-9]+)[-:]|([a-z]{2}(?:-gov)?-[a-z]+-\d)-")


def unprefixed(usage: str) -> str:
    """A usage type without its region: "EU-BoxUsage:m5.large", "EU:PI_API", KMS's "us-east-1-KMS-Keys".

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html lists the prefixes.
    """
    found = _PREFIX.match(usage)
    known = found and (found[1] in prefixes() if found[1] else found[2] in regions())
    return usage[found.end() :] if found and known else usage


def region_of(usage: str) -> str:
    """The region that a usage type's prefix names; the first region's have none."""
    found = _PREFIX.match(usage)
    return prefixes().get(found[1] or "", found[2] or FIRST) if found else FIRST


def meter(service: str, usage: str) -> str:
    """The catalogue's name of a usage type: without its region, with the instance type in full."""
    name = SHORT_SIZE.sub(r"\1arge", unprefixed(usage))
    return RENAMED.get((service, name), name)


def named_by_us(service: str, row: Row) -> bool:
    """Whether a price of the catalogue has a name that AWS's list may not know: it stays if the list has it not."""
    return row.meter.startswith(OUR_NAMES.get(service, ()))


def asked(service: str, name: str) -> Meter | None:
    """What the catalogue holds of a meter of a service, or None: no model asks for it."""
    known = meters().get(service, {})
    return known.get(name) or known.get(f"{name.partition(':')[0]}:*")


@lru_cache(1 << 14)
def asked_of(service: str, usage: str) -> tuple[str, Meter | None]:
    """The catalogue's name of a usage type, and what it holds of it. Rows of one usage type stand together."""
    name = meter(service, usage)
    return name, asked(service, name)


@cache
def _units() -> dict[str, str]:
    table = {row["vendor"].lower(): row["unit"] for row in _table(HERE / "aws_units.csv")}
    return {unit.lower(): unit for unit in table.values()} | table


@cache
def unit(vendor: str, expected: str) -> tuple[str, Decimal]:
    """(the catalogue's unit, how many of it AWS's unit is): "1M Requests" is 1,000,000 Requests.

    AWS says "hours" for the hours of a GB and "Requests" for many a count: then it is the `expected` unit. What
    cannot be that stays as it is, so that a comparison with the catalogue shows it.
    """
    block = BLOCK.fullmatch(vendor.strip())
    size = Decimal(block[1]) * THOUSANDS[block[2]] if block else Decimal(1)
    name = block[3] if block else vendor.strip()
    name = _units().get(name.lower(), name)
    timed = name in TIMES and expected.endswith(f"-{name}")
    counted = name in COUNTED and "-" not in expected and expected not in {"GB", *TIMES}
    spelt = expected.lower() in {name.lower(), f"{name}s".lower()}
    return (expected if timed or counted or spelt else name), size


@cache
def reserved(term: str, offering: str, payment: str) -> str | None:
    """("1yr", "standard", "No Upfront") -> "reserved-1yr-standard-no-upfront"; None for what is no longer sold so."""
    term = term.replace(" ", "").lower()
    offering = offering.lower() or "standard"
    option = OPTIONS.get(payment.replace(" ", "").lower())
    return f"reserved-{term}-{offering}-{option}" if term in TERMS and offering in CLASSES and option else None


PLAN = re.compile(
    r"(?P<years>\d) year (?P<option>No|Partial|All) Upfront (?:\S+ )?"
    r"(?P<kind>Compute|EC2 Instance|SageMaker|Database)(?: AI)? Savings Plan(?: in \S+)?"
)
"""How a plan describes itself: "3 year No Upfront r8i EC2 Instance Savings Plan in eu-west-3"."""


@cache
def savings(description: str) -> str | None:
    """("1 year No Upfront Compute Savings Plan") -> "savings-1yr-compute-no-upfront"; None for other plans."""
    found = PLAN.fullmatch(description)
    if not found:
        return None
    kind = found["kind"].removeprefix("EC2 ").lower()
    return f"savings-{found['years']}yr-{kind}-{found['option'].lower()}-upfront"
