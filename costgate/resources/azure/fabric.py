"""Microsoft Fabric and Microsoft Purview."""

from __future__ import annotations

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.registry import resource

FABRIC = "Microsoft Fabric"


class CapacitySku(Block):
    """The `sku` block."""

    name: str


@resource("azurerm_fabric_capacity")
def capacity(*, sku: CapacitySku) -> Components:
    """Fabric capacity: its capacity units, "F64" has 64, as if it were never paused. OneLake's storage is not modelled.

    The bill divides the capacity among the workloads that use it, all at one price.

    Prices: https://azure.microsoft.com/pricing/details/microsoft-fabric/
    """
    units = sku.name.removeprefix("F")
    if not units.isdecimal():
        raise Unpriced(f"sku.name is {sku.name!r}, expected F2 to F2048")
    query = PriceQuery(FABRIC, "Fabric Capacity / Compute Pool Capacity Usage / Compute Pool Capacity Usage CU")
    yield hourly(f"Capacity ({sku.name})", query, count=int(units))


@resource("azurerm_purview_account")
def purview() -> Components:
    """Purview account: the capacity unit of its data map that is always on. Scans and insights are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/purview/
    """
    query = PriceQuery("Azure Purview", "Azure Purview Data Map / Standard / Standard Capacity Unit")
    yield hourly("Data map", query)
