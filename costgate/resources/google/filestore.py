"""Google Filestore."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly
from costgate.resources.registry import resource

FILESTORE = "Cloud Filestore"

ZONAL, REGIONAL = "Zonal and High Scale", "Regional and Enterprise"
TIERS = {
    "STANDARD": "Basic HDD (Standard)",
    "BASIC_HDD": "Basic HDD (Standard)",
    "PREMIUM": "Basic SSD (Premium)",
    "BASIC_SSD": "Basic SSD (Premium)",
    "HIGH_SCALE_SSD": ZONAL,
    "ZONAL": ZONAL,
    "REGIONAL": REGIONAL,
    "ENTERPRISE": REGIONAL,
}
"""Service tiers, and what they are called on the bill. https://cloud.google.com/filestore/docs/service-tiers"""

TUNED = {"ZONAL": "Zonal", "REGIONAL": "Regional"}
"""Tiers with custom performance, and what they are called on the bill with it.
https://cloud.google.com/filestore/docs/custom-performance"""

GIB_A_TIB = 1024


class Shares(Block):
    """The `file_shares` block."""

    capacity_gb: Decimal


class Fixed(Block):
    """The `fixed_iops` block."""

    max_iops: Decimal


class Relative(Block):
    """The `iops_per_tb` block."""

    max_iops_per_tb: Decimal


class Performance(Block):
    """The `performance_config` block: custom performance."""

    fixed_iops: Fixed | None = None
    iops_per_tb: Relative | None = None

    def iops(self, capacity_gb: Decimal) -> Decimal:
        """What is provisioned for a share of that size."""
        if self.fixed_iops:
            return self.fixed_iops.max_iops
        return self.iops_per_tb.max_iops_per_tb * capacity_gb / GIB_A_TIB if self.iops_per_tb else Decimal(0)


@resource("google_filestore_instance")
def instance(*, tier: str, file_shares: Shares, performance_config: Performance | None = None) -> Components:
    """Filestore instance: the capacity that it provisions, whatever is used of it.

    With custom performance there is a charge for the instance, a lower one for capacity, and one for IOPS. The fee of
    Basic HDD instances below 1 TiB, which GKE alone makes, backups and traffic between zones are not modelled.

    Prices: https://cloud.google.com/filestore/pricing
    """
    if tier not in TIERS:
        raise Unpriced(f"tier is {tier!r}, expected one of {', '.join(TIERS)}")
    size = file_shares.capacity_gb
    label = tier.lower().replace("_", " ")
    if performance_config and tier in TUNED:
        kind = TUNED[tier]
        count = PriceQuery(FILESTORE, f"Filestore Instance Count {kind}")
        yield monthly(f"Instance ({label})", count, 1, "Months")
        capacity = PriceQuery(FILESTORE, f"Filestore Instance Capacity {kind}")
        yield monthly(f"Capacity ({label})", capacity, size, "GiB-Months")
        iops = PriceQuery(FILESTORE, f"Filestore Instance IOPS {kind}")
        yield monthly("Provisioned IOPS", iops, performance_config.iops(size), "IOPS-Months")
        return
    yield monthly(f"Capacity ({label})", PriceQuery(FILESTORE, f"Filestore Capacity {TIERS[tier]}"), size, "GiB-Months")
