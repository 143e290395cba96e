"""What Google's SKUs are called on the bill (their description without its region), and facts no table in
reach holds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costgate.ingest.google_tables import COMPUTE as GCE
from costgate.ingest.google_tables import KUBERNETES as GKE
from costgate.ingest.google_tables import LICENCE_UNITS

# What custom machine types cost beyond the predefined rate, in the families of CUSTOM.
CUSTOM_PREMIUM = Decimal("1.05")

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

# The regions that descriptions call "Americas" and that share one SKU: one price in all three, for all 522
# machine types.
AMERICAS = ("us-central1", "us-east1", "us-west1")

# Where Cloud Run costs its lower prices: https://cloud.google.com/run/docs/locations
# Mumbai is in neither list: Google's pages disagree on its tier.
RUN_TIER_1 = (
    *AMERICAS,
    "asia-east1",
    "asia-northeast1",
    "asia-northeast2",
    "europe-north1",
    "europe-southwest1",
    "europe-west1",
    "europe-west4",
    "europe-west8",
    "europe-west9",
    "me-west1",
    "us-east4",
    "us-east5",
    "us-south1",
)

RUN_TIER_2 = (
    "africa-south1",
    "asia-east2",
    "asia-northeast3",
    "asia-south2",
    "asia-southeast1",
    "asia-southeast2",
    "australia-southeast1",
    "australia-southeast2",
    "europe-central2",
    "europe-west10",
    "europe-west12",
    "europe-west2",
    "europe-west3",
    "europe-west6",
    "me-central1",
    "me-central2",
    "northamerica-northeast1",
    "northamerica-northeast2",
    "southamerica-east1",
    "southamerica-west1",
    "us-west2",
    "us-west3",
    "us-west4",
)
"""Regions of Cloud Run's second tier. https://cloud.google.com/run/docs/locations"""


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
    "google-page-run@2025-01-01": (
        "Cloud Run pricing page, regions of tier 1 and 2 (entered by hand)",
        "https://cloud.google.com/run/pricing",
    ),
    "google-page-storage@2022-10-01": (
        "Cloud Storage pricing page, operations by class (entered by hand)",
        "https://cloud.google.com/storage/pricing#operations-pricing",
    ),
    "google-page-kms@2025-03-17": (
        "Cloud Key Management Service pricing page (entered by hand)",
        "https://cloud.google.com/kms/pricing",
    ),
    "google-page-pubsub@2026-11-26": (
        "Pub/Sub SKUs and their prices, by kind of delivery and of what is kept (entered by hand)",
        "https://cloud.google.com/pubsub/pricing",
    ),
    "google-page-autoclass@2022-12-26": (
        "Cloud Storage pricing page, Autoclass management fee (entered by hand)",
        "https://cloud.google.com/storage/pricing#autoclass-fees",
    ),
    "google-page-bucket-tags@2026-11-26": (
        "Cloud Storage pricing page, tags of buckets (entered by hand)",
        "https://cloud.google.com/storage/pricing",
    ),
    "google-page-bigquery@2023-07-05": (
        "BigQuery pricing page, multi-regions US and EU (entered by hand)",
        "https://cloud.google.com/bigquery/pricing",
    ),
    "google-page-bigquery-commitments@2023-07-05": (
        (
            "BigQuery pricing page, slots that are committed in the multi-region US: a fifth less for a year, two "
            "fifths for three (entered by hand)"
        ),
        "https://cloud.google.com/bigquery/docs/editions-intro",
    ),
}
_RUN = "google-page-run@2025-01-01"
_SLOTS = "google-page-bigquery-commitments@2023-07-05"
_STORAGE = "google-page-storage@2022-10-01"
_KMS = "google-page-kms@2025-03-17"
_BIGQUERY = "google-page-bigquery@2023-07-05"
_PUBSUB = "google-page-pubsub@2026-11-26"
_TAGS = "google-page-bucket-tags@2026-11-26"
_AUTOCLASS = "google-page-autoclass@2022-12-26"
_LICENCES = "google-licences@2026-07-30"
_JAKARTA = "google-billing-catalog-sample@2025-08-01"
_GPUS = "google-gpu-list@2026-09-27"

# Dollars for 1,000 operations by class of storage: class A in a region and elsewhere, class B anywhere.
OPERATIONS = {
    "Standard": ("0.005", "0.01", "0.0004"),
    "Nearline": ("0.01", "0.02", "0.001"),
    "Coldline": ("0.02", "0.04", "0.01"),
    "Archive": ("0.05", "0.1", "0.05"),
}

# What the estimates do not have of keys: (meter, unit, price); operations by the one, stated by 10,000.
KEYS = (
    ("Active HSM RSA 2048 bit key versions", "KeyVersions", "1"),
    ("Active external symmetric key versions", "KeyVersions", "3"),
    ("Cryptographic operations with an external symmetric key version", "Operations", "0.000003"),
    ("HSM cryptographic operations with a RSA 2048 bit key version", "Operations", "0.000003"),
    ("HSM cryptographic operations with a symmetric key version", "Operations", "0.000003"),
)

# Prices of BigQuery's multi-regions; a streamed MiB is a two-hundredth of a cent.
QUERIES = (
    ("BigQuery", "Analysis", "TiB", "6.25"),
    ("BigQuery", "Active Logical Storage", "GiB-Months", "0.02"),
    ("BigQuery", "Long Term Logical Storage", "GiB-Months", "0.01"),
    ("BigQuery", "Streaming Insert", "MiB", "0.00005"),
    ("BigQuery Storage API", "BigQuery Storage API - Write", "GiB", "0.025"),
    ("BigQuery Storage API", "BigQuery Storage API - Read", "TiB", "1.1"),
)

# Slots that are committed in the US by edition: an hour of a year's and of three years'.
SLOTS = {"Enterprise": ("0.048", "0.036"), "Enterprise Plus": ("0.08", "0.06")}

# What the estimates do not have of Pub/Sub: a TiB from or to other services, and a GiB that is kept for a month.
MESSAGES = (
    ("Message Delivery From Kinesis Data Streams", "TiB", "50"),
    ("Message Delivery to BigQuery", "TiB", "50"),
    ("Message Delivery to Google Cloud Storage", "TiB", "50"),
    ("Topics message backlog", "GiB-Months", "0.27"),
)

# What images' software costs on any machine, its version left out, by LICENCE_UNITS.
LICENCES = {
    "Licensing Fee for Windows Server Datacenter Edition": "0.046",
    "Licensing Fee for RedHat Enterprise Linux on VM with 1 to 8 VCPU": "0.0144",
    "Licensing Fee for RedHat Enterprise Linux on VM with 9 to 127 VCPU": "0.0108",
    "Licensing Fee for RedHat Enterprise Linux on VM with 128 or more VCPU": "0.0096",
    "Licensing Fee for RedHat Enterprise Linux for SAP on VM with 1 to 8 VCPU": "0.0225",
    "Licensing Fee for RedHat Enterprise Linux for SAP on VM with 9 to 127 VCPU": "0.01625",
    "Licensing Fee for RedHat Enterprise Linux for SAP on VM with 128 or more VCPU": "0.015",
    "Licensing Fee for SUSE Linux Enterprise Server": "0.11",
    "Licensing Fee for SUSE Linux Enterprise Server on f1-micro or g1-small": "0.02",
    "Licensing Fee for SUSE Linux Enterprise Server for SAP on VM with 1 to 2 VCPU": "0.17",
    "Licensing Fee for SUSE Linux Enterprise Server for SAP on VM with 3 to 4 VCPU": "0.34",
    "Licensing Fee for SUSE Linux Enterprise Server for SAP on VM with 5 or more VCPU": "0.41",
}


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
    *(
        Fact("Cloud Run", region, f"{part} Allocation Time{how}", "on_demand", unit, price, _RUN)
        for region in RUN_TIER_1
        for part, how, unit, price in (
            ("CPU", "", "vCPU-Seconds", "0.000024"),
            ("Memory", "", "GiB-Seconds", "0.0000025"),
            ("CPU", " (Always-on CPU)", "vCPU-Seconds", "0.000018"),
            ("Memory", " (Always-on CPU)", "GiB-Seconds", "0.000002"),
            ("CPU", " (Jobs)", "vCPU-Seconds", "0.000018"),
            ("Memory", " (Jobs)", "GiB-Seconds", "0.000002"),
        )
    ),
    *(
        Fact("Cloud Run", region, f"{part} Allocation Time{how}", "on_demand", unit, price, _RUN)
        for region in RUN_TIER_2
        for part, how, unit, price in (
            ("CPU", " (tier 2)", "vCPU-Seconds", "0.0000336"),
            ("Memory", " (tier 2)", "GiB-Seconds", "0.0000035"),
            ("CPU", " (Always-on CPU)", "vCPU-Seconds", "0.0000216"),
            ("Memory", " (Always-on CPU)", "GiB-Seconds", "0.0000024"),
            ("CPU", " (Jobs)", "vCPU-Seconds", "0.0000216"),
            ("Memory", " (Jobs)", "GiB-Seconds", "0.0000024"),
        )
    ),
    *(
        Fact(
            "Cloud Storage",
            "global",
            f"{reach} {kind} Class {letter} Operations",
            "on_demand",
            "Operations",
            str(Decimal(price) / 1000),
            _STORAGE,
        )
        for kind, (regional, multi, reads) in OPERATIONS.items()
        for reach, letter, price in (
            ("Regional", "A", regional),
            ("Multi-Region", "A", multi),
            ("Regional", "B", reads),
            ("Multi-Region", "B", reads),
        )
    ),
    *(
        Fact("Cloud Key Management Service (KMS)", "global", meter, "on_demand", unit, price, _KMS)
        for meter, unit, price in KEYS
    ),
    *(
        Fact(service, region, meter, "on_demand", unit, price, _BIGQUERY)
        for region in ("us", "eu")
        for service, meter, unit, price in QUERIES
    ),
    *(
        Fact("BigQuery", "us", f"BigQuery {edition} Edition", f"committed-{term}", "Slot-Hours", price, _SLOTS)
        for edition, prices in SLOTS.items()
        for term, price in zip(("1yr", "3yr"), prices, strict=True)
    ),
    *(Fact("Cloud Pub Sub", "global", meter, "on_demand", unit, price, _PUBSUB) for meter, unit, price in MESSAGES),
    Fact("Cloud Storage", "global", "Bucket Tagging Storage", "on_demand", "Tags", "0.005", _TAGS),
    # $0.0025 for 1,000 objects.
    Fact("Cloud Storage", "global", "Autoclass Management Fee", "on_demand", "Objects", "0.0000025", _AUTOCLASS),
    *(Fact(GCE, "global", m, "on_demand", LICENCE_UNITS[m], p, _LICENCES) for m, p in LICENCES.items()),
)
