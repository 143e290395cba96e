"""Dataproc Metastore."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.registry import resource

SIZES = {"EXTRA_SMALL": "0.1", "SMALL": "0.5", "MEDIUM": "1", "LARGE": "3", "EXTRA_LARGE": "6"}
"""Sizes, and their scaling factors. https://cloud.google.com/dataproc-metastore/pricing"""


class Scaling(Block):
    """The `scaling_config` block."""

    instance_size: Literal["EXTRA_SMALL", "SMALL", "MEDIUM", "LARGE", "EXTRA_LARGE", ""] = ""
    scaling_factor: Decimal | None = None


DEVELOPER = "DEVELOPER"
"""The lesser tier of services of the first kind. https://cloud.google.com/dataproc-metastore/pricing"""


@resource("google_dataproc_metastore_service")
def metastore_service(*, tier: str = "", scaling_config: Scaling | None = None) -> Components:
    """Dataproc Metastore: its hours; of the second kind times its scaling factor. More that it scales to is not seen.

    One of the first kind has a tier and no scaling. Backups of metadata are not modelled.

    Prices: https://cloud.google.com/dataproc-metastore/pricing
    """
    if scaling_config is None:
        if tier != DEVELOPER:
            raise Unpriced(f"it has no scaling_config, and of tiers only the price of {DEVELOPER} is known")
        yield hourly("Service (developer)", PriceQuery("Dataproc Metastore", "Service Developer Tier Hours"))
        return
    factor = scaling_config.scaling_factor
    if factor is None:
        if not scaling_config.instance_size:
            raise Unpriced("scaling_config has neither scaling_factor nor instance_size")
        factor = Decimal(SIZES[scaling_config.instance_size])
    yield hourly("Service", PriceQuery("Dataproc Metastore", "Enterprise"), count=factor)
