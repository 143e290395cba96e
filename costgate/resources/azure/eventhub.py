"""Azure Event Hubs: namespaces and dedicated clusters."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.model import CostComponent
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

EVENT_HUBS = "Event Hubs"

INCLUDED_GB = {"Premium": 1000, "Dedicated": 10_000}
"""Storage that each processing or capacity unit includes. https://azure.microsoft.com/pricing/details/event-hubs/"""

UNITS = {
    "Basic": "Basic Throughput Unit",
    "Standard": "Standard Throughput Unit",
    "Premium": "Premium Processing Unit",
    "Dedicated": "Dedicated Capacity Unit",
}


class CaptureDescription(Block):
    """The `capture_description` block of an event hub."""

    enabled: bool = False


class Hub(Block):
    """What is read of an `azurerm_eventhub`: whether its events are captured."""

    capture_description: CaptureDescription = CaptureDescription()


class Cluster(Block):
    """What is read of an `azurerm_eventhub_cluster`: nothing, it pays for the capacity of its namespaces."""


@resource("azurerm_eventhub_namespace")
def namespace(
    *,
    sku: Literal["Basic", "Standard", "Premium"],
    capacity: int = 1,
    dedicated_cluster_id: str = "",
    cluster: Annotated[Cluster | None, Ref("azurerm_eventhub_cluster", "dedicated_cluster_id")] = None,
    hubs: Annotated[tuple[Hub, ...], ReferredBy("azurerm_eventhub", "namespace_name")] = (),
    hubs_by_id: Annotated[tuple[Hub, ...], ReferredBy("azurerm_eventhub", "namespace_id")] = (),
    monthly_ingress_events: Usage[Decimal | None] = None,
    retention_storage_gb: Usage[Decimal | None] = None,
    throughput_or_capacity_units: Usage[Decimal | None] = None,
    capture_enabled: Usage[bool] = False,
) -> Components:
    """Event Hubs namespace: its units, events that come in, capture, and storage beyond what the units include.

    In a dedicated cluster the capacity is paid for with the cluster: here only if the cluster is not in the plan.
    What automatic inflation adds is not modelled; geo-replication neither.

    Prices: https://azure.microsoft.com/pricing/details/event-hubs/
    """
    tier = "Dedicated" if dedicated_cluster_id or cluster else str(sku)
    stated = Decimal(1) if tier == "Dedicated" else Decimal(capacity or 1)
    units = stated if throughput_or_capacity_units is None else throughput_or_capacity_units
    if tier not in INCLUDED_GB:
        yield usage(
            f"Ingress events ({tier})", _meter(tier, f"{tier} Ingress Events"), monthly_ingress_events, "Operations"
        )
    if tier == "Standard" and (capture_enabled or any(h.capture_description.enabled for h in hubs + hubs_by_id)):
        yield hourly("Capture", _meter(tier, "Standard Capture"), count=units)
    if not cluster:
        yield hourly(f"Capacity ({tier})", _meter(tier, UNITS[tier]), count=units)
    if tier in INCLUDED_GB:
        yield _retention(tier, units, retention_storage_gb)


def _retention(tier: str, units: Decimal, stored: Decimal | None) -> CostComponent:
    extra = None if stored is None else max(stored - units * INCLUDED_GB[tier], Decimal(0))
    return usage("Extended retention", _meter(tier, f"{tier} Extended Retention"), extra, "GB-Months")


@resource("azurerm_eventhub_cluster")
def cluster(*, sku_name: str) -> Components:
    """Dedicated Event Hubs cluster: its capacity units, "Dedicated_1" has one.

    Prices: https://azure.microsoft.com/pricing/details/event-hubs/
    """
    tier, _, units = sku_name.partition("_")
    if tier != "Dedicated" or not units.isdecimal():
        raise Unpriced(f"sku_name is {sku_name!r}, expected Dedicated_ and the number of capacity units")
    yield hourly("Capacity (Dedicated)", _meter(tier, UNITS[tier]), count=Decimal(units))


def _meter(tier: str, name: str) -> PriceQuery:
    return PriceQuery(EVENT_HUBS, f"Event Hubs / {tier} / {name}")
