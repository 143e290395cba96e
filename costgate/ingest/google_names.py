"""A SKU's description -> the name of its meter: without its region, purchase and version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from costgate.ingest.google_tables import COMPUTE, LICENCE_UNITS, PURCHASES

REGION = re.compile(r"(?: running)? in [^:]*$")
"""Where a description says its region: "N2 Instance Core running in Americas", "... - vCPU in Tokyo"."""

PLACE = re.compile(
    r"(BigQuery (?:Standard|Enterprise|Enterprise Plus) Edition(?= for )"
    r"|Filestore (?:Capacity|Instance [A-Z]\w+) (?:Basic HDD \(Standard\)|Basic SSD \(Premium\)"
    r"|Zonal and High Scale|Regional and Enterprise|Zonal|Regional)"
    r"|(?:Shared Core|Custom|Standard|High(?:cpu|mem)) (?:Nano|Pico|Micro|Mini|Small|Medium|Large|2?[Xx][Ll]arge) Node"
    r"|(?:Redis Capacity (?:Basic|Standard)|Redis Standard Node Capacity) M\d"
    r"|Memorystore for Memcached Custom (?:Core|RAM) M\d"
    r"|Redis Cluster Node (?:Default|Shared Core Nano|Standard Small|Highmem XLarge)"
    r"|(?:vCPU|RAM) Time (?:Batch|Streaming)|Local Disk Time PD (?:Standard|SSD)"
    r"|(?:(?:Publisher|Subscriber|Reservation) Throughput|Storage) Capacity Allocated"
    r"|TPU-v\d (?:Accelerator|Pod)"
    r"|(?:Shuffle chargeable|Streaming) data processed(?= for )) .+"
)
"""Descriptions that end in their region without saying so: "Filestore Capacity Basic HDD (Standard) Johannesburg"."""

SPOT = re.compile(r"\b(?:Spot )?Preemptible |\bSpot ")
"""How a description says that its usageType is Preemptible, wherever it stands."""

ATTACHED = re.compile(r" attached to (?:Spot )?Preemptible VMs")
"""How GPUs and local SSDs say so. Some of what is spot by its description has the usageType OnDemand all the same."""

COMMITMENT = re.compile(r"Commitment(?: v\d+)?: (.*?)(?: running)? in .* for \d Years?", re.IGNORECASE)
PARTS = {"Cpu": "Core", "Core": "Core", "Ram": "Ram", "SSD": "SSD"}
COMMITTED = {
    "": "N1 Predefined Instance",
    "Compute optimized": "Compute optimized",
    "Local SSD": "SSD backed Local Storage",
}
"""What commitments leave out or shorten."""

LICENCE = "Licensing Fee for "
VERSION = re.compile(r"(?<=Server|.Linux) (\d{1,4}(?:\.\d+)*(?: R2| SP\d)?)(?= |$)")
COST = re.compile(r" \((CPU|RAM|GPU) cost\)$")
SMALL = re.compile(r" on (?:f1-micro|g1-small)$")

NETWORK = (
    "Static Ip Charge",
    "External IP Charge",
    "Network Vpn Tunnel",
    "Network Load Balancing",
    "Network Internal Load Balancing",
    "Networking Cloud Armor",
    "Network CDN Cache Fill",
    "Networking Cloud CDN Traffic Cache",
    "Networking Cloud Cdn Cache Lookups",
)
"""What is read of the network: traffic's descriptions name two regions, and models ask for it by continent."""

RETIRED = "Read Replica (free with promotional discount"


MOST_REGIONS = 999
OLDER = re.compile(r" in (?:Japan|Virginia)$")
"""Places that some SKUs name beside those for Tokyo and Northern Virginia; M1's cores "in Japan" cost 0.1 % more. The
newer name holds, as on https://cloud.google.com/compute/vm-instance-pricing."""


SPELT = (
    ("Cloud SQL for SQL:", "Cloud SQL for SQL Server:"),
    ("Cloud SQL for Postgres:", "Cloud SQL for PostgreSQL:"),
    ("Zonal- ", "Zonal - "),
    ("Zonal - Regional ", "Regional - "),
    ("Performance Optimized C4A", "C4A"),
)
"""How Cloud SQL's descriptions spell one thing in two ways: "Cloud SQL for Postgres: Zonal- Enterprise N4 RAM"."""

RENAMED = {
    ("Cloud Functions", "Cloud Run Functions Invocations"): "Invocations",
    ("Cloud Functions", "Cloud Run functions (1st Gen) CPU (Request-based billing)"): "CPU Time",
    ("Cloud Functions", "Cloud Run functions (1st Gen) Memory (Request-based billing)"): "Memory Time",
    ("Cloud Memorystore for Redis", "Redis Cluster Node Default"): "Redis Cluster Node Highmem Medium",
    ("Cloud Run", "Jobs CPU"): "CPU Allocation Time (Jobs)",
    ("Cloud Run", "Jobs Memory"): "Memory Allocation Time (Jobs)",
    ("Cloud Run", "Services CPU (Instance-based billing)"): "CPU Allocation Time (Always-on CPU)",
    ("Cloud Run", "Services CPU (Request-based billing)"): "CPU Allocation Time",
    ("Cloud Run", "Services CPU Tier 2 (Request-based billing)"): "CPU Allocation Time (tier 2)",
    ("Cloud Run", "Services Memory (Instance-based billing)"): "Memory Allocation Time (Always-on CPU)",
    ("Cloud Run", "Services Memory (Request-based billing)"): "Memory Allocation Time",
    ("Cloud Run", "Services Memory Tier 2 (Request-based billing)"): "Memory Allocation Time (tier 2)",
}
"""What Google calls otherwise since functions belong to Cloud Run, and clusters of Redis have nodes of several sizes.
https://cloud.google.com/run/pricing, https://cloud.google.com/memorystore/docs/cluster/pricing"""


class Named(NamedTuple):
    """A SKU's meter and purchase; of two with one key the higher rank holds."""

    meter: str
    purchase: str
    rank: str = ""


def named(service: str, family: str, description: str, usage: str, regions: Iterable[str]) -> Named | None:
    """What a SKU is for; None if no model asks for it."""
    purchase = PURCHASES.get(usage)
    if not purchase or RETIRED in description:
        return None
    if description.startswith(LICENCE):
        return licence(description, purchase)
    if usage.startswith("Commit"):
        found = COMMITMENT.fullmatch(description)
        return Named(committed(found[1]), purchase) if found and service == COMPUTE else None
    if family == "Network" and not description.startswith(NETWORK):
        return None
    text, attached = ATTACHED.subn("", description)
    attached = attached or text.startswith("Spot Preemptible ")
    text = REGION.sub("", text)
    text = PLACE.sub(r"\1", text)
    for region in regions:
        text = text.removesuffix(".").removesuffix(f" ({region})").removesuffix(f" - {region}")
    if purchase == "spot" or attached:
        text = SPOT.sub("", text)
    text = " ".join(text.split())  # a description may have two spaces
    for old, new in SPELT if service == "Cloud SQL" else ():
        text = text.replace(old, new)
    return Named(RENAMED.get((service, text), text), "spot" if attached else purchase)


def place_rank(description: str, regions: Sequence[str]) -> str:
    """Which of two SKUs for one meter holds in a region: its own before a continent's, then the newer name."""
    return f"{MOST_REGIONS - len(regions):03}{'' if OLDER.search(description) else '+'}"


def committed(what: str) -> str:
    """The meter that a commitment is for: "N2 Cpu" -> "N2 Instance Core", "Ram" -> "N1 Predefined Instance Ram"."""
    if what in COMMITTED:
        return COMMITTED[what]
    family, _, part = what.rpartition(" ")
    if part not in PARTS:
        return what
    if part == "SSD":
        return f"{family.removesuffix(' Local')} Instance Local SSD"
    return f"{COMMITTED.get(family, f'{family} Instance')} {PARTS[part]}"


def licence(description: str, purchase: str) -> Named | None:
    """A licence without the version of the software, and the version as its rank.

    Its memory and GPUs cost nothing; that of a workstation is paid for by the GPU.
    """
    cost = COST.search(description)
    text = COST.sub("", description)
    found = VERSION.search(text)
    text = VERSION.sub("", text, count=1)
    if "SUSE" in text:
        text = SMALL.sub(" on f1-micro or g1-small", text)
    if "SQL Server" in text:
        text = text.replace(" with 1 to 4 ", " with up to 4 ")
    if text not in LICENCE_UNITS or (cost and cost[1] != ("GPU" if "Workstation" in text else "CPU")):
        return None
    version = re.split("[. ]", found[1])[0].zfill(4) + found[1] if found else ""
    return Named(text, purchase, version)
