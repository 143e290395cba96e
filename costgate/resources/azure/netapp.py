"""Azure NetApp Files."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.azure import GIB_PER_TIB
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

NETAPP = "Azure NetApp Files"


@resource("azurerm_netapp_pool")
def pool(
    *,
    service_level: Literal["Standard", "Premium", "Ultra", "Flexible"],
    size_in_tb: Decimal,
    encryption_type: Literal["Single", "Double"] = "Single",
) -> Components:
    """Capacity pool: what is provisioned, whatever its volumes use.

    Throughput of flexible pools beyond what is included, and cool access, are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/netapp/
    """
    level = "Flexible Service Level" if service_level == "Flexible" else service_level
    sku = f"{level} Double Encrypted" if encryption_type == "Double" else level
    query = PriceQuery(NETAPP, f"{NETAPP} / {sku} / {sku} Capacity")
    yield hourly(f"Capacity ({sku})", query, count=size_in_tb * GIB_PER_TIB, unit="GiB-Hours")


class Replication(Block):
    """The `data_protection_replication` block."""

    endpoint_type: str = ""


class BackupPolicy(Block):
    """The `data_protection_backup_policy` block."""

    backup_policy_id: str = ""


@resource("azurerm_netapp_volume")
def volume(
    *,
    data_protection_replication: Replication | None = None,
    data_protection_backup_policy: BackupPolicy | None = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Volume: nothing by itself, its pool is paid for; its backups are.

    Prices: https://azure.microsoft.com/pricing/details/netapp/
    """
    if data_protection_backup_policy:
        query = PriceQuery(NETAPP, f"{NETAPP} / Backup / Backup Capacity")
        yield usage("Backups", query, backup_storage_gb, "GiB-Months")
    if data_protection_replication:
        raise Unpriced("replication to another region is billed by the pair of regions and has no known price")
