"""Google Cloud NetApp Volumes, and Managed Lustre."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

NETAPP = "NetApp Volumes"


@resource("google_netapp_storage_pool")
def storage_pool(
    *,
    service_level: Literal["STANDARD", "PREMIUM", "EXTREME", "FLEX", "SERVICE_LEVEL_UNSPECIFIED"],
    capacity_gib: Decimal,
    replica_zone: str = "",
    custom_performance_enabled: bool = False,
) -> Components:
    """Pool of NetApp Volumes: the capacity that it provisions, by service level. Its volumes share it.

    Auto-tiered data, replication and traffic are not modelled.

    Prices: https://cloud.google.com/netapp/volumes/pricing
    """
    if custom_performance_enabled:
        raise Unpriced("custom_performance_enabled is true, and the price of performance is not known")
    kind = service_level.capitalize()
    if service_level == "FLEX":
        kind = "Flex Regional" if replica_zone else "Flex Zonal"
    yield monthly(f"Capacity ({kind.lower()})", PriceQuery(NETAPP, f"Capacity {kind}"), capacity_gib, "GiB-Months")


@resource("google_netapp_backup")
def backup(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Backup of a volume: what it stores.

    Prices: https://cloud.google.com/netapp/volumes/pricing
    """
    yield usage("Storage", PriceQuery(NETAPP, "Backup Storage Charge"), storage_gb, "GiB-Months")


@resource("google_lustre_instance")
def lustre_instance(*, capacity_gib: Decimal, per_unit_storage_throughput: str = "") -> Components:
    """Managed Lustre: the capacity that it provisions, by its MB/s for each TiB.

    Prices: https://cloud.google.com/managed-lustre/pricing
    """
    if not per_unit_storage_throughput:
        raise Unpriced("per_unit_storage_throughput is not set")
    query = PriceQuery("Managed Lustre", f"Capacity {per_unit_storage_throughput}-Perf")
    yield monthly(f"Capacity ({per_unit_storage_throughput} MB/s a TiB)", query, capacity_gib, "GiB-Months")
