"""What Google's SKUs are called on the bill (their description without its region), and facts no table in
reach holds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

# Our source's family -> the bill's description of its cores and memory ("X Core", "X Ram"). M2 has none of
# its own: it is billed as M1 and a premium; its machine types are priced whole.
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
# Families that sell custom machine types at 5 % above the predefined rate; N1's are solved from custom shapes
# instead.
CUSTOM = {
    "e2": "E2 Custom Instance",
    "n2": "N2 Custom Instance",
    "n2d": "N2D AMD Custom Instance",
    "n4": "N4 Custom Instance",
}
CUSTOM_PREMIUM = Decimal("1.05")
N1_CUSTOM = "Custom Instance"

# diskType of the tables -> description; all by the GiB-month.
DISKS = {
    "pd-standard": "Storage PD Capacity",
    "pd-balanced": "Balanced PD Capacity",
    "pd-ssd": "SSD backed PD Capacity",
    "pd-extreme": "Extreme PD Capacity",
    "regional pd-standard": "Regional Storage PD Capacity",
    "regional pd-balanced": "Regional Balanced PD Capacity",
    "regional pd-ssd": "Regional SSD backed PD Capacity",
    "hyperdisk-balanced": "Hyperdisk Balanced Capacity",
    "hyperdisk-extreme": "Hyperdisk Extreme Capacity",
    "hyperdisk-throughput": "Hyperdisk Throughput Capacity",
    "local-ssd": "SSD backed Local Storage",
    "local-c4": "C4 Instance Local SSD",
    "local-c4a": "C4A Instance Local SSD",
    "local-c4d": "C4D Instance Local SSD",
    "snapshot": "Storage PD Snapshot",
    "storage-image": "Storage Image",
}

# Sustained-use discounts: the part of list price that each quarter of the month costs.
# https://cloud.google.com/compute/docs/sustained-use-discounts - not for spot or committed use, nor for other
# families.
QUARTER = Decimal("182.5")
THIRTY_PERCENT = (Decimal(1), Decimal("0.8"), Decimal("0.6"), Decimal("0.4"))
TWENTY_PERCENT = (Decimal(1), Decimal("0.8678"), Decimal("0.733"), Decimal("0.6"))
SUSTAINED_USE = {
    **dict.fromkeys(("n1", "f1", "g1", "m1", "m2"), THIRTY_PERCENT),
    **dict.fromkeys(("c2", "n2", "n2d"), TWENTY_PERCENT),
}

# The regions that descriptions call "Americas" and that share one SKU: one price in all three, for all 522
# machine types.
AMERICAS = ("us-central1", "us-east1", "us-west1")


class Fact(NamedTuple):
    """A list price read elsewhere than in the tables."""

    service: str
    region: str
    meter: str
    purchase: str
    unit: str
    price: str
    source: str


SOURCES = {
    "google-billing-catalog-sample@2025-08-01": (
        (
            "Google Cloud Billing Catalog API, SKUs of Kubernetes Engine recorded in a public repository's "
            "test data, August 2025"
        ),
        "https://cloudbilling.googleapis.com/v1/services/CCD8-9BF1-090E/skus",
    ),
    "google-gpu-list@2026-09-27": (
        (
            "GPU list prices (cloud.google.com/compute/gpus-pricing; Cloud Billing Catalog, us-west1) as "
            "noted in public repositories: "
            "T4 and Windows as of this date, P100 and V100 undated"
        ),
        "https://cloud.google.com/compute/gpus-pricing",
    ),
    "google-licences@2026-07-30": (
        (
            "Licence prices by machine type in Cyclenerd/google-cloud-pricing-cost-calculator (pricing.yml), "
            "brought to one price a core or band of cores, which holds for all types that have a price"
        ),
        "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
    ),
}
GKE, GCE = "Kubernetes Engine", "Compute Engine"
_LICENCES = "google-licences@2026-07-30"
_JAKARTA = "google-billing-catalog-sample@2025-08-01"
_GPUS = "google-gpu-list@2026-09-27"

# What images' software costs on any machine, its version left out: meter, unit, price.
LICENCES = (
    ("Windows Server Datacenter Edition", "vCPU-Hours", "0.046"),
    ("RedHat Enterprise Linux on VM with 1 to 8 VCPU", "vCPU-Hours", "0.0144"),
    ("RedHat Enterprise Linux on VM with 9 to 127 VCPU", "vCPU-Hours", "0.0108"),
    ("RedHat Enterprise Linux on VM with 128 or more VCPU", "vCPU-Hours", "0.0096"),
    ("RedHat Enterprise Linux for SAP on VM with 1 to 8 VCPU", "vCPU-Hours", "0.0225"),
    ("RedHat Enterprise Linux for SAP on VM with 9 to 127 VCPU", "vCPU-Hours", "0.01625"),
    ("RedHat Enterprise Linux for SAP on VM with 128 or more VCPU", "vCPU-Hours", "0.015"),
    ("SUSE Linux Enterprise Server", "Hours", "0.11"),
    ("SUSE Linux Enterprise Server on f1-micro or g1-small", "Hours", "0.02"),
    ("SUSE Linux Enterprise Server for SAP on VM with 1 to 2 VCPU", "Hours", "0.17"),
    ("SUSE Linux Enterprise Server for SAP on VM with 3 to 4 VCPU", "Hours", "0.34"),
    ("SUSE Linux Enterprise Server for SAP on VM with 5 or more VCPU", "Hours", "0.41"),
)


def _pods(kind: str, purchase: str, cpu: str, memory: str) -> tuple[Fact, Fact]:
    """Autopilot requests in Jakarta; the catalogue states a thousandth of a core, we a core."""
    return (
        Fact(
            GKE,
            "asia-southeast2",
            f"Autopilot {kind}Pod mCPU Requests",
            purchase,
            "vCPU-Hours",
            cpu,
            _JAKARTA,
        ),
        Fact(
            GKE,
            "asia-southeast2",
            f"Autopilot {kind}Pod Memory Requests",
            purchase,
            "GiB-Hours",
            memory,
            _JAKARTA,
        ),
    )


FACTS = (
    Fact(GKE, "global", "Zonal Kubernetes Clusters", "on_demand", "Hours", "0.1", _JAKARTA),
    Fact(GKE, "global", "Regional Kubernetes Clusters", "on_demand", "Hours", "0.1", _JAKARTA),
    Fact(GKE, "global", "Autopilot Kubernetes Clusters", "on_demand", "Hours", "0.1", _JAKARTA),
    Fact(GKE, "global", "Extended Period Kubernetes Clusters", "on_demand", "Hours", "0.5", _JAKARTA),
    *_pods("", "on_demand", "0.0598", "0.0066193"),
    *_pods("", "spot", "0.018", "0.0019858"),
    *_pods("Balanced ", "on_demand", "0.0867", "0.009595"),
    *_pods("Balanced ", "spot", "0.026", "0.0028785"),
    *_pods("Scale-Out x86 ", "on_demand", "0.0754", "0.0083403"),
    *_pods("Scale-Out x86 ", "spot", "0.0226", "0.0025021"),
    Fact(
        GKE,
        "asia-southeast2",
        "Autopilot Pod Ephemeral Storage Requests",
        "on_demand",
        "GiB-Hours",
        "0.0000737",
        _JAKARTA,
    ),
    Fact(
        GKE,
        "asia-southeast2",
        "Autopilot SSD Pod Ephemeral Storage Requests",
        "on_demand",
        "GiB-Hours",
        "0.0001868",
        _JAKARTA,
    ),
    # What a2-highgpu-1g costs beyond its 12 cores and 85 GiB.
    *(Fact(GCE, region, "Nvidia Tesla A100 GPU", "on_demand", "Hours", "2.933908", _GPUS) for region in AMERICAS),
    *(Fact(GCE, region, "Nvidia Tesla T4 GPU", "on_demand", "Hours", "0.35", _GPUS) for region in AMERICAS),
    *(Fact(GCE, region, "Nvidia Tesla T4 GPU", "spot", "Hours", "0.2095", _GPUS) for region in AMERICAS),
    *(Fact(GCE, region, "Nvidia Tesla P100 GPU", "on_demand", "Hours", "1.46", _GPUS) for region in AMERICAS),
    *(Fact(GCE, region, "Nvidia Tesla V100 GPU", "on_demand", "Hours", "2.48", _GPUS) for region in AMERICAS),
    *(Fact(GCE, "global", f"Licensing Fee for {m}", "on_demand", u, p, _LICENCES) for m, u, p in LICENCES),
)
# GPUs and memory that attach to N1 machines and share their sustained-use discount.
N1_PARTS = (
    "Custom Extended Instance Ram",
    "Nvidia Tesla K80 GPU",
    "Nvidia Tesla T4 GPU",
    "Nvidia Tesla P100 GPU",
    "Nvidia Tesla V100 GPU",
)
