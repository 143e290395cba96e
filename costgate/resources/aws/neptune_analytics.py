"""Amazon Neptune Analytics: graphs."""

from __future__ import annotations

from costgate.resources.aws.neptune import NEPTUNE
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly
from costgate.resources.registry import resource


@resource("aws_neptunegraph_graph")
def graph(*, provisioned_memory: int, replica_count: int = 1) -> Components:
    """Graph: the hours of its memory-optimized capacity units (m-NCU), of which each replica has as many.

    That a graph may be paused is not modelled, nor are its snapshots.

    Prices: https://aws.amazon.com/neptune/pricing/
    """
    units = provisioned_memory * (1 + replica_count)
    query = PriceQuery(NEPTUNE, "Analytics-m-NCU-Hours")
    yield hourly(f"Capacity ({provisioned_memory} m-NCU)", query, HOURS_PER_MONTH, units, "NCU-Hours")
