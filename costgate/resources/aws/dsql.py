"""Amazon Aurora DSQL: clusters."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DSQL = "AuroraDSQL"


@resource("aws_dsql_cluster")
def cluster(*, monthly_dpus: Usage[Decimal | None] = None, storage_gb: Usage[Decimal | None] = None) -> Components:
    """DSQL cluster: distributed processing units (DPU) of all that it does, and storage.

    Writes that a peered cluster gets are in the DPUs. The account's free units and gigabyte are not taken off.

    Prices: https://aws.amazon.com/rds/aurora/dsql/pricing/
    """
    yield usage("Database activity", PriceQuery(DSQL, "DPU"), monthly_dpus, "DPUs")
    yield usage("Storage", PriceQuery(DSQL, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
