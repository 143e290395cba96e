"""Google Parallelstore."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Components, PriceQuery, hourly
from costgate.resources.registry import resource


@resource("google_parallelstore_instance")
def instance(
    *,
    capacity_gib: Decimal,
    deployment_type: Literal["SCRATCH", "PERSISTENT", "DEPLOYMENT_TYPE_UNSPECIFIED"] = "SCRATCH",
) -> Components:
    """Parallelstore instance: the capacity that it provisions, whatever is used of it.

    Prices: https://cloud.google.com/parallelstore/pricing
    """
    kind = "Persistent" if deployment_type == "PERSISTENT" else "Scratch"
    price = PriceQuery("Parallelstore", f"Parallelstore {kind} Capacity")
    yield hourly(f"Capacity ({kind.lower()})", price, count=capacity_gib, unit="GiB-Hours")
