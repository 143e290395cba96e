"""Azure Databricks."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DATABRICKS = "Azure Databricks"


@resource("azurerm_databricks_workspace")
def databricks_workspace(
    *,
    sku: str,
    monthly_all_purpose_compute_dbu_hrs: Usage[Decimal | None] = None,
    monthly_jobs_compute_dbu_hrs: Usage[Decimal | None] = None,
    monthly_jobs_light_compute_dbu_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Databricks workspace: the Databricks units that its clusters use. A trial costs nothing.

    The clusters' machines, SQL warehouses and serverless compute are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/databricks/
    """
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
