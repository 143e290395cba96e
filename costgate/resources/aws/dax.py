"""Amazon DynamoDB Accelerator (DAX): clusters."""

from __future__ import annotations

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly
from costgate.resources.registry import resource

DAX = "AmazonDAX"


@resource("aws_dax_cluster")
def dax_cluster(*, node_type: str, replication_factor: int) -> Components:
    """DAX cluster: the hours of its nodes, the primary and its replicas.

    Prices: https://aws.amazon.com/dynamodb/pricing/
    """
    query = PriceQuery(DAX, f"NodeUsage:{node_type}")
    yield hourly(f"Nodes ({node_type})", query, HOURS_PER_MONTH, replication_factor)
