"""Azure Cosmos DB for PostgreSQL and for MongoDB (vCore), which are clusters of machines."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import COSMOS, MB_PER_GB, POSTGRESQL
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, monthly
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

BURSTABLE = {
    ("BurstableGeneralPurpose", 2): "2 vCore",
    ("BurstableMemoryOptimized", 1): "1 vCore",
    ("BurstableMemoryOptimized", 2): "2m vCore",
    ("BurstableMemoryOptimized", 4): "4m vCore",
    ("BurstableMemoryOptimized", 8): "8m vCore",
}
"""Edition and vCores of a burstable coordinator -> its SKU. https://prices.azure.com/api/retail/prices"""

TIERS = {
    "M10": "Burstable 1 vCore",
    "M20": "Burstable 2 vCore",
    "M25": "B2MS",
    "M30": "Worker Node 2 vCore",
    "M40": "Worker Node 4 vCore",
    "M50": "Worker Node 8 vCore",
    "M60": "Worker Node 16 vCore",
    "M80": "Worker Node 32 vCore",
    "M200": "Worker Node 64 vCore",
}
"""`compute_tier` -> the SKU of its machines. https://learn.microsoft.com/azure/cosmos-db/mongodb/vcore/compute-storage"""


@resource("azurerm_cosmosdb_postgresql_cluster")
def postgresql_cluster(
    *,
    coordinator_vcore_count: Literal[1, 2, 4, 8, 16, 32, 64, 96],
    coordinator_storage_quota_in_mb: Decimal,
    coordinator_server_edition: str = "GeneralPurpose",
    node_count: int,
    node_vcores: int = 0,
    node_storage_quota_in_mb: Decimal = Decimal(0),
    ha_enabled: bool = False,
) -> Components:
    """Cosmos DB for PostgreSQL: the coordinator, the worker nodes and their storage; twice with high availability.

    Backups are included.

    Prices: https://azure.microsoft.com/pricing/details/cosmos-db/postgresql/
    """
    servers = 2 if ha_enabled else 1
    product = "Azure Cosmos DB for PostgreSQL"
    small = BURSTABLE.get((coordinator_server_edition, coordinator_vcore_count))
    if coordinator_server_edition.startswith("Burstable") and not small:
        raise Unpriced(f"{coordinator_server_edition} with {coordinator_vcore_count} vCores, expected 1, 2, 4 or 8")
    vcores = 1 if small else coordinator_vcore_count
    meter = f"{product} Compute- {f'Burstable / {small}' if small else 'Coordinator Node / vCore'} / vCore"
    yield hourly("Coordinator", PriceQuery(POSTGRESQL, meter), count=vcores * servers)
    if node_count:
        query = PriceQuery(POSTGRESQL, f"{product} Compute- Worker Node / vCore / vCore")
        yield hourly(f"Worker nodes ({node_count})", query, count=node_count * node_vcores * servers)
    size = (coordinator_storage_quota_in_mb + node_count * node_storage_quota_in_mb) / MB_PER_GB
    meter = f"{product} General Purpose Storage / General Purpose / General Purpose Data Stored"
    yield monthly("Storage", PriceQuery(POSTGRESQL, meter), size * servers, "GiB-Months")


class MongoCluster(Block):
    """What a replica reads of the cluster that it is made from."""

    compute_tier: str = ""
    storage_size_in_gb: int = 0
    shard_count: int = 1


@resource("azurerm_mongo_cluster")
def mongo_cluster(
    *,
    compute_tier: str = "",
    storage_size_in_gb: int | None = None,
    shard_count: int | None = None,
    high_availability_mode: str = "Disabled",
    source: Annotated[MongoCluster | None, Ref("azurerm_mongo_cluster", "source_server_id")] = None,
) -> Components:
    """Cosmos DB for MongoDB (vCore): the machines and the storage of its shards; twice with high availability.

    A replica has what its source has. Backups are not modelled; storage of 32 GB is part of the free tier.

    Prices: https://azure.microsoft.com/pricing/details/cosmos-db/mongodb/
    """
    like = source or MongoCluster()
    tier = compute_tier or like.compute_tier
    if tier == "Free":
        return
    if tier not in TIERS:
        raise Unpriced(f"compute_tier is {tier!r}, expected Free, {', '.join(TIERS)}")
    nodes = (shard_count or like.shard_count) * (1 if high_availability_mode == "Disabled" else 2)
    query = PriceQuery(COSMOS, f"Azure DocumentDB / {TIERS[tier]} / vCore")
    yield hourly(f"Compute ({tier})", query, count=nodes)
    storage = "General Purpose Storage"
    query = PriceQuery(COSMOS, f"Azure DocumentDB / {storage} / {storage} Data Stored")
    yield monthly("Storage", query, (storage_size_in_gb or like.storage_size_in_gb) * nodes, "GB-Months")
