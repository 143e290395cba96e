"""Azure Container Registry."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REGISTRY = "Container Registry"

INCLUDED_GB = {"Basic": 10, "Standard": 100, "Premium": 500}
"""Storage that a registry includes. https://azure.microsoft.com/pricing/details/container-registry/"""

DAYS = 30
"""The month that Azure counts for prices by the day. https://azure.microsoft.com/pricing/calculator/"""

SECONDS_PER_HOUR = 3600


class Replication(Block):
    """A `georeplications` block."""

    location: str = ""


@resource("azurerm_container_registry")
def container_registry(
    *,
    sku: str,
    georeplications: tuple[Replication, ...] = (),
    storage_gb: Usage[Decimal | None] = None,
    monthly_build_vcpu_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Container registry: the registry and its replicas by the day, storage beyond what it includes, builds.

    Connected registries and the storage of replicas are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/container-registry/
    """
    tier = sku.capitalize()
    if tier not in INCLUDED_GB:
        raise Unpriced(f"sku is {sku!r}, expected Basic, Standard or Premium")
    meter = f"{REGISTRY} / {tier}"
    yield monthly(f"Registry usage ({tier})", PriceQuery(REGISTRY, f"{meter} / {tier} Registry Unit"), DAYS, "Days")
    if georeplications:
        query = PriceQuery(REGISTRY, f"{meter} / {tier} Registry Replication Unit")
        yield monthly("Geo-replication", query, DAYS * len(georeplications), "Days")
    stored = None if storage_gb is None else max(storage_gb - INCLUDED_GB[tier], Decimal(0))
    if stored != 0:
        query = PriceQuery(REGISTRY, f"{meter} / Data Stored")
        yield usage(f"Storage (over {INCLUDED_GB[tier]} GB)", query, stored, "GB-Months")
    seconds = None if monthly_build_vcpu_hrs is None else monthly_build_vcpu_hrs * SECONDS_PER_HOUR
    yield usage("Build vCPU", PriceQuery(REGISTRY, f"{meter} / Task vCPU Duration"), seconds, "Seconds")
