"""Amazon MemoryDB: clusters."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import Reserved, instance_hours
from costgate.resources.components import Components, PriceQuery, Unpriced, bought, times, usage
from costgate.resources.marks import Together, Usage
from costgate.resources.registry import resource

MEMORYDB = "AmazonMemoryDB"

OPERATIONS = {"redis": "CreateCluster", "valkey": "CreateCluster:Valkey"}

FREE_SNAPSHOT_DAYS = 1
"""Days of snapshots without charge. https://aws.amazon.com/memorydb/pricing/"""


@resource("aws_memorydb_cluster")
def memorydb_cluster(
    *,
    node_type: str,
    engine: str = "redis",
    num_shards: int = 1,
    num_replicas_per_shard: int = 1,
    snapshot_retention_limit: int = 0,
    monthly_data_written_gb: Usage[Decimal | None] = None,
    snapshot_storage_size_gb: Usage[Decimal | None] = None,
    reserved: Annotated[Reserved, Together],
) -> Components:
    """MemoryDB cluster: a primary and its replicas in each shard, data that is written, snapshots beyond the first day.

    The account's free 10 TB that are written to Valkey are not taken off. Data tiering is in the price of its nodes.

    Prices: https://aws.amazon.com/memorydb/pricing/
    """
    name = engine.lower()
    if name not in OPERATIONS:
        raise Unpriced(f"engine is {engine!r}, expected one of {', '.join(OPERATIONS)}")
    purchase = reserved.purchase
    query = PriceQuery(MEMORYDB, f"NodeUsage:{node_type}", OPERATIONS[name], purchase)
    nodes = num_shards * (num_replicas_per_shard + 1)
    yield from times(nodes, instance_hours(f"Node ({name}, {bought(purchase)}, {node_type})", query))
    written = PriceQuery(MEMORYDB, "DataWritten", OPERATIONS[name])
    yield usage("Data written", written, monthly_data_written_gb, "GB")
    if snapshot_retention_limit > FREE_SNAPSHOT_DAYS or snapshot_storage_size_gb is not None:
        yield usage("Snapshot storage", PriceQuery(MEMORYDB, "BackupUsage"), snapshot_storage_size_gb, "GB-Months")
