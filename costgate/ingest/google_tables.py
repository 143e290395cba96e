"""Google's words and ours: units, families of machines, discounts. Shared by the reader of the feed and tools/seed."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

COMPUTE, SQL, KUBERNETES = "Compute Engine", "Cloud SQL", "Kubernetes Engine"

FAMILIES = {
    "c2d": "C2D AMD Instance",
    "c3": "C3 Instance",
    "c3d": "C3D Instance",
    "c4": "C4 Instance",
    "c4a": "C4A Arm Instance",
    "c4d": "C4D Instance",
    "c4n": "C4N Instance",
    "e2": "E2 Instance",
    "m1": "Memory-optimized Instance",
    "m3": "M3 Memory-optimized Instance",
    "n1": "N1 Predefined Instance",
    "n2": "N2 Instance",
    "n2d": "N2D AMD Instance",
    "n4": "N4 Instance",
    "n4a": "N4A Instance",
    "n4d": "N4D Instance",
}
"""Family -> the bill's description of its cores and memory ("X Core", "X Ram")."""

SOLE_TENANTS = ("c2d", "c3", "c3d", "c4", "c4a", "c4d", "n1", "n2", "n2d", "n4", "n4a", "n4d")
SOLE_TENANT = {
    f"{FAMILIES[family]} {part}": f"{name} Sole Tenancy Instance {part}".strip()
    for family in SOLE_TENANTS
    for name in (FAMILIES[family].removesuffix(" Instance").replace("N1 Predefined", ""),)
    for part in ("Core", "Ram")
}
"""Rate of a family -> that of its sole-tenant nodes. https://cloud.google.com/compute/docs/nodes/sole-tenant-nodes"""

SOLE_TENANT_PREMIUM = "Sole Tenancy Premium for"
"""How the description of what such nodes cost besides begins."""

CUSTOM = {
    "e2": "E2 Custom Instance",
    "n2": "N2 Custom Instance",
    "n2d": "N2D AMD Custom Instance",
    "n4": "N4 Custom Instance",
}
"""Families that sell custom machine types at 5 % above the predefined rate; N1's have rates of their own."""

N1_CUSTOM = "Custom Instance"

BILLED_ONLY = {
    "a2": "A2 Instance",
    "a3": "A3 Instance",
    "c2": "Compute optimized",
    "g2": "G2 Instance",
    "g4": "G4 Instance",
    "h3": "H3 Instance",
    "m2": "Memory-optimized Instance",
    "m4": "M4 Instance",
    "t2a": "T2A Arm Instance",
    "t2d": "T2D AMD Instance",
    "z3": "Z3 Instance",
}
"""More families that the feed names the rates of; the tables that seed the catalogue have their types only whole."""

WHOLE = {"f1-micro": "Micro Instance with burstable CPU", "g1-small": "Small Instance with 1 VCPU"}
"""Types with a SKU of their own."""

MEGA = {"a3-megagpu-8g": "A3Plus Instance"}
"""Types whose cores and memory are not billed as their family's."""

UNEXPLAINED = {"m4-ultramem-224"}
"""Types whose price is not the sum of their parts: it is 6 % more than that of the SKUs that bear its name."""

PREMIUM = "Memory Optimized Upgrade Premium for Memory-optimized Instance"
"""What M2 costs above M1, as whose cores and memory it is billed.
https://cloud.google.com/compute/docs/memory-optimized-machines"""

GPUS = {
    "nvidia-tesla-a100": "Nvidia Tesla A100 GPU",
    "nvidia-a100-80gb": "Nvidia Tesla A100 80GB GPU",
    "nvidia-h100-80gb": "Nvidia H100 80GB GPU",
    "nvidia-h100-mega-80gb": "Nvidia H100 80GB Plus GPU",
    "nvidia-l4": "Nvidia L4 GPU",
    "nvidia-rtx-pro-6000": "RTX 6000 96GB",
}
"""GPUs that types include, by the name in machine_types.csv. https://cloud.google.com/compute/gpus-pricing"""

LOCAL_SSD = "SSD backed Local Storage"
OWN_SSD = {family: f"{family.upper()} Instance Local SSD" for family in ("c4", "c4a", "c4d")}
"""Local disks by the GiB and month, and those of families that have a rate of their own. Z3 is billed by the usual one.
https://cloud.google.com/compute/disks-image-pricing#localssdpricing"""

SERVICE_IDS = {
    "Anthos Service Mesh": "3DAD-B96D-BE09",
    "Apigee": "1C2D-8C78-EC58",
    "App Engine": "F17B-412E-CB64",
    "Application Integration": "3BE5-FBA4-1B83",
    "Artifact Registry": "149C-F9EC-3994",
    "BigQuery": "24E6-581D-38E5",
    "BigQuery Storage API": "DCC9-8DB9-673F",
    "Blockchain Node Engine": "1749-9ED8-C6DC",
    "Certificate Authority Service": "BAE4-9668-BD24",
    "Certificate Manager": "7766-403C-6D6E",
    "Cloud Bigtable": "C3BE-24A5-0975",
    "Cloud Composer": "1992-3666-B975",
    "Cloud DNS": "FA26-5236-B8B5",
    "Cloud Data Fusion": "0D19-EC86-35B0",
    "Cloud Dataflow": "57D6-8E6B-2DE0",
    "Cloud Filestore": "D97E-AB26-5D95",
    "Cloud Firestore": "EE2C-7FAC-5E08",
    "Cloud Functions": "29E7-DA93-CA13",
    "Cloud Healthcare": "7C52-19D8-71EE",
    "Cloud IDS": "25DB-618E-3F79",
    "Cloud Key Management Service (KMS)": "EE2F-D110-890C",
    "Cloud Logging": "5490-F7B7-8DF6",
    "Cloud Memorystore": "A2B5-E0F1-B0F3",
    "Cloud Memorystore for Redis": "5AF5-2C11-D467",
    "Cloud Monitoring": "58CD-E7C3-72CA",
    "Cloud Pub Sub": "A1E8-BE35-7EBC",
    "Cloud Pub Sub Lite": "3A1B-66C4-2BAE",
    "Cloud Run": "152E-C115-5142",
    "Cloud SQL": "9662-B51E-5089",
    "Cloud Scheduler": "1F14-4801-0E16",
    "Cloud Spanner": "CC63-0873-48FD",
    "Cloud Storage": "95FF-2EF5-5EA1",
    "Cloud TPU": "E000-3F24-B8AA",
    "Cloud Tasks": "F3A6-D7B7-9BDA",
    "Compute Engine": "6F81-5844-456A",
    "Dataplex": "51C6-B3F5-9B38",
    "Dataproc": "363B-8851-170D",
    "Identity Platform": "DC5D-D207-FD2F",
    "Integration Connectors": "6FFB-B71E-5A0F",
    "Kubernetes Engine": "CCD8-9BF1-090E",
    "Looker": "C71C-0952-AAC7",
    "Managed Lustre": "B384-1FDE-A709",
    "Managed Service for Apache Kafka": "9544-7B1C-811D",
    "Managed Service for Microsoft Active Directory": "2A27-8988-64B8",
    "NetApp Volumes": "FC86-5113-7C81",
    "Network Security": "E749-01A2-AE1F",
    "Networking": "E505-1604-58F8",
    "Parallelstore": "3450-1C42-A427",
    "Secret Manager": "EE82-7A5E-871C",
    "Secure Source Manager": "ADD4-3782-815A",
    "Security Command Center": "FBF2-FC68-171A",
    "Source Repository": "CAE2-A537-4A95",
    "VM Manager": "5E18-9A83-2867",
    "Vertex AI": "C7E2-9256-1C43",
}
"""The catalogue's services. Their ids stay when Google renames them: Cloud Functions are Cloud Run Functions by now.
https://cloud.google.com/skus"""

MULTI_REGIONS = {"asia-multi": "asia", "europe-multi": "eu", "us-multi": "us", "europe": "eu"}
"""What sources call multi-regions, as snapshots name their location."""

QUARTER = Decimal("182.5")
THIRTY_PERCENT = (Decimal(1), Decimal("0.8"), Decimal("0.6"), Decimal("0.4"))
TWENTY_PERCENT = (Decimal(1), Decimal("0.8678"), Decimal("0.733"), Decimal("0.6"))
SUSTAINED_USE = {
    **dict.fromkeys(("n1", "f1", "g1", "m1", "m2"), THIRTY_PERCENT),
    **dict.fromkeys(("c2", "n2", "n2d"), TWENTY_PERCENT),
}
"""Sustained-use discounts: the part of list price that each quarter of the month costs; not for spot or committed
use, nor for other families. https://cloud.google.com/compute/docs/sustained-use-discounts"""

N1_PARTS = (
    "Custom Extended Instance Ram",
    "Nvidia Tesla K80 GPU",
    "Nvidia Tesla P4 GPU",
    "Nvidia Tesla T4 GPU",
    "Nvidia Tesla P100 GPU",
    "Nvidia Tesla V100 GPU",
)
"""GPUs and memory that attach to N1 machines and share their sustained-use discount."""

PURCHASES = {
    "OnDemand": "on_demand",
    "Preemptible": "spot",
    "Commit1Yr": "committed-1yr",
    "Commit3Yr": "committed-3yr",
}
"""usageType of a SKU -> how it is bought."""

UNITS = {
    "h": "Hours",
    "mo": "Months",
    "d": "Days",
    "s": "Seconds",
    "count": "Units",
    "GiBy.h": "GiB-Hours",
    "GiBy.mo": "GiB-Months",
    "GiBy.d": "GiB-Days",
    "GiBy": "GiB",
    "MiBy": "MiB",
    "MiBy.h": "MiB-Hours",
    "TiBy": "TiB",
    "GBy": "GB",
    "MBy": "MB",
    "By": "Bytes",
    "GBy.mo": "GB-Months",
    "TiBy.mo": "TiB-Months",
    "TiBy.h": "TiB-Hours",
    "min": "Minutes",
}
"""usageUnit of a SKU -> our unit. https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list"""

PER_CORE = re.compile(r"(?: Core| - vCPU| (?:N4?|C4A) vCPU|mCPU Requests|CPU Premium| Custom Core M\d)$")
"""Ends of the descriptions of what is counted by the core."""

PERFORMANCE = {
    " IOPS": "IOPS-Months",
    " Throughput": "MiBps-Months",
    " Throughput Throughput Capacity": "MiBps-Months",
}
"""Ends of the descriptions of disks' performance, whose unit Google calls a month."""

NOT_PUBLIC = {"us-central2", "us-east7"}
"""Google's own regions."""

LICENCE_UNITS = {
    f"Licensing Fee for {meter}": unit
    for meter, unit in {
        "Google Cloud Dataproc": "vCPU-Hours",
        "Windows Server Datacenter Edition": "vCPU-Hours",
        "RedHat Enterprise Linux on VM with 1 to 8 VCPU": "vCPU-Hours",
        "RedHat Enterprise Linux on VM with 9 to 127 VCPU": "vCPU-Hours",
        "RedHat Enterprise Linux on VM with 128 or more VCPU": "vCPU-Hours",
        "RedHat Enterprise Linux for SAP on VM with 1 to 8 VCPU": "vCPU-Hours",
        "RedHat Enterprise Linux for SAP on VM with 9 to 127 VCPU": "vCPU-Hours",
        "RedHat Enterprise Linux for SAP on VM with 128 or more VCPU": "vCPU-Hours",
        "SUSE Linux Enterprise Server": "Hours",
        "SUSE Linux Enterprise Server on f1-micro or g1-small": "Hours",
        "SUSE Linux Enterprise Server for SAP on VM with 1 to 2 VCPU": "Hours",
        "SUSE Linux Enterprise Server for SAP on VM with 3 to 4 VCPU": "Hours",
        "SUSE Linux Enterprise Server for SAP on VM with 5 or more VCPU": "Hours",
        "NVIDIA Quadro Virtual Workstation": "Hours",
        **{
            f"SQL Server {edition}{where} on VM with {cores} VCPU": unit
            for edition in ("Enterprise", "Standard", "Web")
            for where in ("", " for Cloud SQL")
            for cores, unit in (("up to 4", "Hours"), ("more than 4", "vCPU-Hours"))
        },
    }.items()
}
"""What images' software costs is counted by, its version left out. https://cloud.google.com/compute/disks-image-pricing"""

COUNTED = {
    **LICENCE_UNITS,
    "Active HSM ECDSA P-256 key versions": "KeyVersions",
    "Active HSM RSA 2048 bit key versions": "KeyVersions",
    "Active HSM symmetric key versions": "KeyVersions",
    "Active external symmetric key versions": "KeyVersions",
    "Active software symmetric key versions": "KeyVersions",
    "Autoclass Management Fee": "Objects",
    "Bucket Tagging Storage": "Tags",
    "CPU Allocation Time (Always-on CPU)": "vCPU-Seconds",
    "CPU Allocation Time (Jobs)": "vCPU-Seconds",
    "CPU Allocation Time (Worker Pools)": "vCPU-Seconds",
    "CPU Allocation Time (tier 2)": "vCPU-Seconds",
    "CPU Allocation Time": "vCPU-Seconds",
    "BigQuery Enterprise Edition": "Slot-Hours",
    "BigQuery Enterprise Plus Edition": "Slot-Hours",
    "BigQuery Standard Edition": "Slot-Hours",
    "CPU Time": "GHz-Seconds",
    "Cloud Composer 3 standard milli DCU-hours": "DCU-Hours",
    **{
        f"Cloud Run functions {what}{name} (Request-based billing)": unit
        for name, unit in (("CPU", "vCPU-Seconds"), ("Memory", "GiB-Seconds"))
        for what in ("", "Min-Instance ")
    },
    "Cloud Firestore Enterprise Read Units": "Operations",
    "Cloud Firestore Enterprise Write Units": "Operations",
    "Cloud Firestore Entity Deletes": "Operations",
    "Cloud Firestore Entity Writes": "Operations",
    "Cloud Firestore Read Ops": "Operations",
    "Cryptographic operations with a software symmetric key version": "Operations",
    "Cryptographic operations with an external symmetric key version": "Operations",
    "DNS Query (port 53)": "Queries",
    "Data Compute Unit (milli) Hours - Dataproc Serverless Batch": "DCU-Hours",
    "External Steps": "Steps",
    "Flex Instance Core Hours": "vCPU-Hours",
    "HSM cryptographic operations with a RSA 2048 bit key version": "Operations",
    "HSM cryptographic operations with a symmetric key version": "Operations",
    "HSM cryptographic operations with an ECDSA P-256 key version": "Operations",
    "Internal Steps": "Steps",
    "Invocations": "Invocations",
    "ManagedZone": "ManagedZones",
    "Memory Allocation Time (Always-on CPU)": "GiB-Seconds",
    "Memory Allocation Time (Jobs)": "GiB-Seconds",
    "Memory Allocation Time (Worker Pools)": "GiB-Seconds",
    "Memory Allocation Time (tier 2)": "GiB-Seconds",
    "Memory Allocation Time": "GiB-Seconds",
    "Memory Time": "GiB-Seconds",
    "Monitoring API Requests": "Requests",
    "Networking Cloud Armor Enterprise Annual: Protected Resource": "Resources",
    "Networking Cloud Armor Enterprise Paygo: Protected Resource": "Resources",
    "Networking Cloud Armor Requests": "Requests",
    "Networking Cloud Armor Requests Regional": "Requests",
    "Networking Cloud Cdn Cache Lookups": "Requests",
    "Networking Cloud Nat Gateway Uptime": "VM-Hours",
    "Operations": "Operations",
    "Requests": "Requests",
    "Secret access operations": "Operations",
    "Secret rotate operations": "Rotations",
    "Secret version replica storage": "SecretVersions",
    **{
        f"Services Min Instance {name}{tier} (Request-based billing)": unit
        for name, unit in (("CPU", "vCPU-Seconds"), ("Memory", "GiB-Seconds"))
        for tier in ("", " Tier 2")
    },
    "Active HSM symmetric key versions for Autokey": "KeyVersions",
    "Backup Management": "Namespaces",
    "Certificates": "Certificates",
    "Complex Requests": "Requests",
    "Connectivity Tests": "Tests",
    "Data Compute Units": "DCU-Hours",
    "Dataplex Processing (milli DCU-hr)": "DCU-Hours",
    "DevOps Certificates": "Certificates",
    "Enterprise Certificates": "Certificates",
    "Enterprise tier assessments": "Assessments",
    "Flow Execution": "Executions",
    "Dialogflow CX Audio": "Seconds",
    "Dialogflow CX Text Requests": "Requests",
    **{
        f"GPU Allocation Time ({card}, {how} zonal redundancy)": "GPU-Seconds"
        for card in ("nvidia-l4", "nvidia-rtx-pro-6000")
        for how in ("with", "without")
    },
    "Model Armor PAYG": "Tokens",
    "Monitoring Uptime Check Executions": "Executions",
    "Monthly Active Users": "Users",
    "Multi-operation Requests": "Requests",
    "Private pool memory": "GiB-Minutes",
    "Private pool vCPU": "vCPU-Minutes",
    "Service Mesh Endpoints": "Endpoints",
    "Standard Requests": "Requests",
    "Tier 1 Monthly Active Users": "Users",
    "Tier 2 Monthly Active Users": "Users",
    "Tracked operations": "Calls",
} | {
    f"{place} {storage} Class {kind} Operations": "Operations"
    for place in ("Regional", "Multi-Region")
    for storage in ("Standard", "Nearline", "Coldline", "Archive")
    for kind in "AB"
}
"""What is counted by a thing of its own, where a SKU says only "count", "h", "s" or "mo"."""

SHAPES = Path(__file__).resolve().parents[1] / "resources" / "google" / "machine_types.csv"


@cache
def shapes() -> dict[str, dict[str, str]]:
    """What each predefined machine type consists of."""
    with SHAPES.open(newline="", encoding="utf-8") as file:
        return {row["machine_type"]: row for row in csv.DictReader(file)}


def flat(price: Decimal) -> list[tuple[Decimal, Decimal]]:
    """One price for every quantity."""
    return [(Decimal(0), price)]


def sustained(price: Decimal, quarters: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """Graduated tiers in hours per month: each quarter of the month costs its part of list price."""
    return [(QUARTER * step, price * part) for step, part in enumerate(quarters)]


def discounted(family: str, purchase: str, price: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Tiers of a machine, or of one core or GiB of it, with the sustained-use discount that its family has."""
    quarters = SUSTAINED_USE.get(family) if purchase == "on_demand" else None
    return sustained(price, quarters) if quarters else flat(price)


def family_of(meter: str) -> str:
    """The family whose core, memory or GPU a meter is, "" if it is none: "N2 Custom Instance Core" -> "n2"."""
    return "n1" if meter in N1_PARTS else _FAMILY_OF.get(meter, "")


_FAMILY_OF = {
    f"{name} {part}": family
    for table in (FAMILIES, CUSTOM, BILLED_ONLY, {"n1": N1_CUSTOM})
    for family, name in table.items()
    for part in ("Core", "Ram")
} | {meter: machine.partition("-")[0] for machine, meter in WHOLE.items()}
_FAMILY_OF |= {
    name: _FAMILY_OF[rate] for rate, meter in SOLE_TENANT.items() for name in (meter, f"{SOLE_TENANT_PREMIUM} {meter}")
}
