"""Microsoft Entra Domain Services."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

ENTRA = "Microsoft Entra Domain Services"


class Domain(Block):
    """What a replica set reads of its domain service."""

    sku: str


@resource("azurerm_active_directory_domain_service")
def domain_service(*, sku: str) -> Components:
    """Managed domain: its first replica set.

    Prices: https://azure.microsoft.com/pricing/details/microsoft-entra-ds/
    """
    yield hourly(f"Domain service ({sku})", PriceQuery(ENTRA, f"{ENTRA} / {sku} / {sku} User Forest"))


@resource("azurerm_active_directory_domain_service_replica_set")
def replica_set(
    *, domain: Annotated[Domain | None, Ref("azurerm_active_directory_domain_service", "domain_service_id")] = None
) -> Components:
    """A further replica set, which costs what the first does.

    Prices: https://azure.microsoft.com/pricing/details/microsoft-entra-ds/
    """
    if domain is None:
        raise Unpriced("its domain service is not in this plan")
    meter = f"{ENTRA} / {domain.sku} / {domain.sku} User Forest"
    yield hourly(f"Replica set ({domain.sku})", PriceQuery(ENTRA, meter))
