"""Azure Container Registry."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import SECONDS_PER_HOUR
from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

REGISTRY = "Container Registry"

INCLUDED_GB = {"Basic": 10, "Standard": 100, "Premium": 500}
"""Storage that a registry includes. https://azure.microsoft.com/pricing/details/container-registry/"""


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

    Connected registries are resources of their own; the storage of replicas is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/container-registry/
    """
    tier = sku.capitalize()
    if tier not in INCLUDED_GB:
        raise Unpriced(f"sku is {sku!r}, expected Basic, Standard or Premium")
    meter = f"{REGISTRY} / {tier}"
    query = PriceQuery(REGISTRY, f"{meter} / {tier} Registry Unit")
    yield monthly(f"Registry usage ({tier})", query, DAYS_PER_MONTH, "Days")
    if georeplications:
        query = PriceQuery(REGISTRY, f"{meter} / {tier} Registry Replication Unit")
        yield monthly("Geo-replication", query, DAYS_PER_MONTH * len(georeplications), "Days")
    stored = None if storage_gb is None else max(storage_gb - INCLUDED_GB[tier], Decimal(0))
    if stored != 0:
        query = PriceQuery(REGISTRY, f"{meter} / Data Stored")
        yield usage(f"Storage (over {INCLUDED_GB[tier]} GB)", query, stored, "GB-Months")
    seconds = None if monthly_build_vcpu_hrs is None else monthly_build_vcpu_hrs * SECONDS_PER_HOUR
    yield usage("Build vCPU", PriceQuery(REGISTRY, f"{meter} / Task vCPU Duration"), seconds, "Seconds")


class Registry(Block):
    """What is read of an `azurerm_container_registry`: where it is."""


@resource("azurerm_container_connected_registry", region_of="registry")
def connected_registry(
    *,
    registry: Annotated[Registry | None, Ref("azurerm_container_registry", "container_registry_id")] = None,  # noqa: ARG001
) -> Components:
    """Connected registry: by the day. The Premium registry that it belongs to is billed by itself.

    Prices: https://azure.microsoft.com/pricing/details/container-registry/
    """
    query = PriceQuery(REGISTRY, f"{REGISTRY} / Premium / Premium Connected registry")
    yield monthly("Connected registry", query, DAYS_PER_MONTH, "Days")
