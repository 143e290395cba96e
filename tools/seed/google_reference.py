"""Which Google SKU a line of a reference estimate prices, and Cloud SQL's prices, which are one list times a
region's factor.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from costgate.ingest.google_tables import COMPUTE as GCE
from costgate.ingest.google_tables import KUBERNETES as GKE
from costgate.ingest.google_tables import SQL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.seed.implied import Implied

ENGINES = {"MYSQL": "MySQL", "POSTGRES": "PostgreSQL", "SQLSERVER": "SQL Server"}
MONTH = 1 / Decimal(730)  # the estimates show hourly things by the month of 730 hours
ONE = Decimal(1)
LIST_OF_30 = 1 / Decimal("0.7")  # list price of what is shown net of a full month's sustained-use discount
DISK = "google_compute_disk"


class Line(NamedTuple):
    """A kind of estimate line, the SKU that it prices and the factor from its unit to the SKU's."""

    resource: str
    component: str
    service: str
    meter: str
    unit: str
    factor: Decimal = ONE
    address: str = ""
    region: str = ""


LINES = (
    Line(DISK, "Provisioned IOPS", GCE, "Hyperdisk Extreme IOPS", "IOPS-Months", address="hyperdisk"),
    Line(DISK, "Provisioned IOPS", GCE, "Extreme PD IOPS", "IOPS-Months", address=".extreme"),
    Line(DISK, "Extreme provisioned storage .*", GCE, "Extreme PD Capacity", "GiB-Months"),
    Line(DISK, "Hyperdisk provisioned storage .*", GCE, "Hyperdisk Extreme Capacity", "GiB-Months"),
    Line("google_.*", r"Standard provisioned storage .*", GCE, "Storage PD Capacity", "GiB-Months"),
    Line("google_.*", r"SSD provisioned storage .*", GCE, "SSD backed PD Capacity", "GiB-Months"),
    Line("google_.*", r"Balanced provisioned storage .*", GCE, "Balanced PD Capacity", "GiB-Months"),
    Line("google_.*", "Local SSD provisioned storage", GCE, "SSD backed Local Storage", "GiB-Months"),
    Line("google_compute_image", "Storage", GCE, "Storage Image", "GiB-Months"),
    Line("google_compute_machine_image", "Storage", GCE, "Storage Machine Image", "GiB-Months"),
    Line("google_compute_snapshot", "Storage", GCE, "Storage PD Snapshot", "GiB-Months"),
    Line("google_compute_.*address", r"IP address \(unused\)", GCE, "Static Ip Charge", "Hours"),
    Line(
        "google_compute_address",
        r"IP address \(standard VM\)",
        GCE,
        "External IP Charge on a Standard VM",
        "Hours",
        region="global",
    ),
    Line(
        "google_compute_address",
        r"IP address \(preemptible VM\)",
        GCE,
        "External IP Charge on a Spot Preemptible VM",
        "Hours",
        region="global",
    ),
    Line("google_.*", r"NVIDIA Tesla K80 \(on-demand\)", GCE, "Nvidia Tesla K80 GPU", "Hours", LIST_OF_30),
    Line("google_.*", r"NVIDIA Tesla A100 \(on-demand\)", GCE, "Nvidia Tesla A100 GPU", "Hours", LIST_OF_30),
    Line("google_.*", r"NVIDIA L4 \(on-demand\)", GCE, "Nvidia L4 GPU", "Hours", LIST_OF_30),
    Line(
        "google_.*",
        r"Custom Instance Extended RAM .*N1 2 GB\)",
        GCE,
        "Custom Extended Instance Ram",
        "GiB-Hours",
        LIST_OF_30 / 2,
    ),
    Line(
        "google_.*",
        r"Custom instance CPU .*on-demand, N1 6 vCPUs\)",
        GCE,
        "Custom Instance Core",
        "vCPU-Hours",
        LIST_OF_30 / 6,
    ),
    Line(
        "google_.*",
        r"Custom Instance RAM .*on-demand, N1 20 GB\)",
        GCE,
        "Custom Instance Ram",
        "GiB-Hours",
        LIST_OF_30 / 20,
    ),
    Line(
        "google_.*",
        r"Custom instance CPU .*on-demand, N2 6 vCPUs\)",
        GCE,
        "N2 Custom Instance Core",
        "vCPU-Hours",
        1 / Decimal("0.8") / 6,
    ),
    Line(
        "google_.*",
        r"Custom Instance RAM .*on-demand, N2 20 GB\)",
        GCE,
        "N2 Custom Instance Ram",
        "GiB-Hours",
        1 / Decimal("0.8") / 20,
    ),
    Line(
        "google_container_cluster",
        "Cluster management fee",
        GKE,
        "Regional Kubernetes Clusters",
        "Hours",
        region="global",
    ),
    Line(
        "google_container_cluster",
        "Autopilot",
        GKE,
        "Autopilot Kubernetes Clusters",
        "Hours",
        region="global",
    ),
    Line("google_container_cluster", "Autopilot vCPU", GKE, "Autopilot Pod mCPU Requests", "vCPU-Hours", MONTH),
    Line(
        "google_container_cluster",
        "Autopilot memory",
        GKE,
        "Autopilot Pod Memory Requests",
        "GiB-Hours",
        MONTH,
    ),
    Line(
        "google_container_cluster",
        "Autopilot ephemeral storage",
        GKE,
        "Autopilot Pod Ephemeral Storage Requests",
        "GiB-Hours",
        MONTH,
    ),
    Line("google_sql_database_instance", "Backups", SQL, "Cloud SQL: Backups", "GiB-Months"),
    *(
        line
        for tag, engine in ENGINES.items()
        for where, kind in (("zonal", "Zonal"), ("regional", "Regional"))
        for line in (
            Line(
                "google_sql_database_instance",
                rf"vCPUs \(\d+, {where}\)",
                SQL,
                f"Cloud SQL for {engine}: {kind} - vCPU",
                "vCPU-Hours",
                address=tag,
            ),
            Line(
                "google_sql_database_instance",
                rf"Memory \([\d.]+ GB, {where}\)",
                SQL,
                f"Cloud SQL for {engine}: {kind} - RAM",
                "GiB-Hours",
                MONTH,
                tag,
            ),
            Line(
                "google_sql_database_instance",
                rf"Storage \(SSD, {where}\)",
                SQL,
                f"Cloud SQL for {engine}: {kind} - Standard storage",
                "GiB-Months",
                address=tag,
            ),
            Line(
                "google_sql_database_instance",
                rf"SQL instance \(db-f1-micro, {where}\)",
                SQL,
                f"Cloud SQL for {engine}: {kind} - Micro instance",
                "Hours",
                address=tag,
            ),
            Line(
                "google_sql_database_instance",
                rf"SQL instance \(db-g1-small, {where}\)",
                SQL,
                f"Cloud SQL for {engine}: {kind} - Small instance",
                "Hours",
                address=tag,
            ),
        )
    ),
)
SHAPE = re.compile(r"SQL instance \(db-n1-standard-(\d+), (zonal|regional)\)")


def line_of(estimate: Implied) -> tuple[Line, str] | None:
    """The kind of line that an estimate's is, and the SKU that it prices."""
    shape = SHAPE.fullmatch(estimate.component)
    if shape:
        cores, where = int(shape[1]), shape[2].capitalize()
        meter = f"Cloud SQL for MySQL: {where} - {cores} vCPU + {Decimal(cores) * 15 / 4:f}GB RAM"
        return Line("", "", SQL, meter, "Hours"), meter
    for line in LINES:
        fits = re.fullmatch(line.resource, estimate.resource) and re.fullmatch(line.component, estimate.component)
        if fits and line.address in estimate.address:
            return line, line.meter
    return None


# Cloud SQL's zonal list in the regions of factor 1 (us-central1): component -> price, unit. Regional costs
# twice that, but for addresses and exports. Of 323 SKU prices of 39 regions all but one are this list times
# the region's factor, to four places.
CLOUD_SQL = {
    "vCPU": ("0.0413", "vCPU-Hours"),
    "RAM": ("0.007", "GiB-Hours"),
    "Standard storage": ("0.17", "GiB-Months"),
    "Low cost storage": ("0.09", "GiB-Months"),
    "Micro instance": ("0.0105", "Hours"),
    "Small instance": ("0.035", "Hours"),
    "IP address reservation": ("0.01", "Hours"),
    "Serverless Exports": ("0.01", "Hours"),
    "Enterprise Plus N vCPU": ("0.0537", "vCPU-Hours"),
    "Enterprise Plus N RAM": ("0.0091", "GiB-Hours"),
    "Enterprise Plus Standard Storage": ("0.17", "GiB-Months"),
    "Enterprise Plus Data Cache Storage": ("0.16", "GiB-Months"),
}
SAME_IN_BOTH = ("IP address reservation", "Serverless Exports")
ENGINE_COMPONENTS = {
    "MySQL": tuple(CLOUD_SQL),
    "PostgreSQL": tuple(CLOUD_SQL),
    "SQL Server": ("vCPU", "RAM", "Standard storage", "IP address reservation"),
}
BACKUPS = Decimal("0.08")
FACTORS = {
    "africa-south1": Decimal(1),
    "asia-southeast3": Decimal("1.05"),
    "europe-north2": Decimal("1.05"),
    "europe-west10": Decimal("1.54"),
    "me-central2": Decimal("1.6"),
    "northamerica-south1": Decimal("1.09"),
    "us-west8": Decimal(1),
}
FACTORS_OF = "2026-09-25"
"""Factors of regions of which no list of machines is recorded: of the shared cores in the Cloud Billing Catalog of that
day, and of machines of one core but in Bangkok and Dammam, as in https://github.com/doitintl/gcpinstances.info. The 20
SKU prices of Berlin, Dammam and Phoenix that are recorded of 2024 have them all."""
LOWERED = "africa-south1"
"""Where prices have been lowered since 2024, from a factor of 1.308."""


def four_places(number: Decimal) -> Decimal:
    """`number` as the list states it."""
    return number.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def cloud_sql(factor: Decimal, shapes: Mapping[str, Decimal]) -> Iterator[tuple[str, str, Decimal]]:
    """(meter, unit, price) of a region of that factor; `shapes` are its MySQL machine shapes, "4 vCPU + 15GB
    RAM" -> zonal price.
    """
    yield "Cloud SQL: Backups", "GiB-Months", four_places(BACKUPS * factor)
    for kind, multiple in (("Zonal", 1), ("Regional", 2)):
        for engine, components in ENGINE_COMPONENTS.items():
            for component in components:
                text, unit = CLOUD_SQL[component]
                times = 1 if component in SAME_IN_BOTH else multiple
                yield (
                    f"Cloud SQL for {engine}: {kind} - {component}",
                    unit,
                    four_places(Decimal(text) * factor * times),
                )
        for shape, price in shapes.items():
            yield f"Cloud SQL for MySQL: {kind} - {shape}", "Hours", price * multiple
