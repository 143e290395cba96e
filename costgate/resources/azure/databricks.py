"""Azure Databricks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure import nat
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

DATABRICKS = "Azure Databricks"


class Parameters(Block):
    """The `custom_parameters` block: whether machines have no public addresses, and a network of one's own."""

    no_public_ip: bool = False
    virtual_network_id: str = ""


class Network(Block):
    """What is read of the workspace's network: that there is one, whose id is not known before it is created."""


@resource("azurerm_databricks_workspace")
def databricks_workspace(
    *,
    sku: str,
    location: str = "",
    custom_parameters: Parameters = Parameters(),
    network: Annotated[Network | None, Ref("azurerm_virtual_network", "custom_parameters.virtual_network_id")] = None,
    monthly_all_purpose_compute_dbu_hrs: Usage[Decimal | None] = None,
    monthly_jobs_compute_dbu_hrs: Usage[Decimal | None] = None,
    monthly_jobs_light_compute_dbu_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Databricks workspace: the Databricks units that its clusters use, of which a trial's cost nothing.

    Without public addresses and in a network that Databricks makes, it has a NAT gateway there:
    https://learn.microsoft.com/azure/databricks/security/network/classic/secure-cluster-connectivity. The clusters'
    machines, SQL warehouses and serverless compute are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/databricks/
    """
    if custom_parameters.no_public_ip and not (custom_parameters.virtual_network_id or network):
        yield from grouped("nat_gateway", nat.of_a_service(location))
    tier = sku.capitalize()
    if tier == "Trial":
        return
    if tier not in {"Standard", "Premium"}:
        raise Unpriced(f"sku is {sku!r}, expected standard, premium or trial")
    for kind, hours in (
        ("All-purpose Compute", monthly_all_purpose_compute_dbu_hrs),
        ("Jobs Compute", monthly_jobs_compute_dbu_hrs),
        ("Jobs Light Compute", monthly_jobs_light_compute_dbu_hrs),
    ):
        query = PriceQuery(DATABRICKS, f"{DATABRICKS} / {tier} {kind} / {tier} {kind} DBU")
        yield usage(f"{kind} DBUs", query, hours, "Hours")
