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


@resource("google_dataproc_metastore_service")
def metastore_service(*, scaling_config: Scaling | None = None) -> Components:
    """Dataproc Metastore of the second kind: its hours, times its scaling factor. More that it scales to is not seen.

    One of the first kind, which has a tier and no scaling, is not modelled, nor metadata's backups.

    Prices: https://cloud.google.com/dataproc-metastore/pricing
    """
    if scaling_config is None:
        raise Unpriced("it has no scaling_config, and the price of a service of the first kind is not known")
    factor = scaling_config.scaling_factor
    if factor is None:
        if not scaling_config.instance_size:
            raise Unpriced("scaling_config has neither scaling_factor nor instance_size")
        factor = Decimal(SIZES[scaling_config.instance_size])
    yield hourly("Service", PriceQuery("Dataproc Metastore", "Enterprise"), count=factor)
