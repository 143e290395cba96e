"""Amazon Aurora: global databases."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.rds_parts import RDS
from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_rds_global_cluster")
def global_cluster(*, monthly_replicated_write_io_requests: Usage[Decimal | None] = None) -> Components:
    """Aurora global database: each write that is repeated in another region. Its clusters are billed by themselves.

    State the writes of all secondary regions. They have the price of the global cluster's own region here; data
    transfer between the regions is not modelled.

    Prices: https://aws.amazon.com/rds/aurora/pricing/
    """
    writes = PriceQuery(RDS, "Aurora:ReplicatedWriteIO")
    yield usage("Replicated writes", writes, monthly_replicated_write_io_requests, "IOs")
