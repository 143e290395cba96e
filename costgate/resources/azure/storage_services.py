"""Azure Elastic SAN, Managed Lustre and File Sync: storage beside accounts and disks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import GIB_PER_TIB, STORAGE
from costgate.resources.components import Block, Components, PriceQuery, hourly, monthly, usage
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

FREE_SERVERS = 1
"""Servers of a sync service that cost nothing. https://azure.microsoft.com/pricing/details/storage/files/"""


class SanSku(Block):
    """The `sku` block."""

    name: Literal["Premium_LRS", "Premium_ZRS"]


@resource("azurerm_elastic_san")
def elastic_san(*, sku: SanSku, base_size_in_tib: int, extended_size_in_tib: int = 0) -> Components:
    """Elastic SAN: its base units, with IOPS and throughput, and capacity beyond them, whatever its volumes use.

    Prices: https://azure.microsoft.com/pricing/details/elastic-san/
    """
    name = sku.name.replace("_", " ")
    meter = f"Azure Elastic SAN / {name} / {name} Provisioned"
    for unit, size in (("Base Unit", base_size_in_tib), ("Capacity Unit", extended_size_in_tib)):
        if size:
            label = f"{unit.removesuffix(' Unit')} ({name})"
            yield monthly(label, PriceQuery(STORAGE, f"{meter} {unit}"), size * GIB_PER_TIB, "GiB-Months")


@resource("azurerm_managed_lustre_file_system")
def lustre(*, sku_name: str, storage_capacity_in_tb: Decimal) -> Components:
    """Managed Lustre file system: its capacity, at the throughput that its sku comes with.

    Prices: https://azure.microsoft.com/pricing/details/managed-lustre/
    """
    query = PriceQuery(STORAGE, f"Azure Managed Lustre / {sku_name} / Provisioned Capacity")
    yield hourly(f"Capacity ({sku_name})", query, count=storage_capacity_in_tb * GIB_PER_TIB, unit="GiB-Hours")


@resource("azurerm_storage_sync")
def storage_sync(*, servers: Annotated[Usage[Decimal | None], Attribute("registered_servers")] = None) -> Components:
    """Storage sync service: the servers that are registered with it, of which the first is free.

    Prices: https://azure.microsoft.com/pricing/details/storage/files/
    """
    billed = None if servers is None else max(servers - FREE_SERVERS, Decimal(0))
    yield usage("Registered servers", PriceQuery(STORAGE, "File Sync / Standard / Standard Server"), billed, "Months")
