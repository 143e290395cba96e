"""Google AlloyDB for PostgreSQL: clusters, their instances and backups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.facts import table
from costgate.resources.google import place_of
from costgate.resources.marks import Attribute, Ref, Usage
from costgate.resources.registry import resource

ALLOYDB = "AlloyDB"

GB_A_CORE = 8
"""Memory of a vCPU, but of N2's largest machine. https://cloud.google.com/alloydb/docs/choose-machine-type"""

NODES = {"ZONAL": 1, "REGIONAL": 2}
"""Nodes by availability, which is regional unless it is stated. https://cloud.google.com/alloydb/pricing"""


TRIAL = "TRIAL"
"""Clusters that cost nothing, with their instances. https://cloud.google.com/alloydb/docs/free-trial-cluster"""


class Machine(Block):
    """The `machine_config` block."""

    cpu_count: int


class ReadPool(Block):
    """The `read_pool_config` block."""

    node_count: int = 1


class Cluster(Block):
    """What an instance reads of its cluster, and where it is."""

    subscription_type: str = ""


def _stored(name: str, meter: str, gigabytes: Decimal | None) -> Components:
    """What is billed by the hour, of as many GB as the usage file says that there are all month."""
    hours = None if gigabytes is None else gigabytes * HOURS_PER_MONTH
    yield usage(name, PriceQuery(ALLOYDB, meter), hours, "GiB-Hours")


@resource("google_alloydb_cluster")
def cluster(
    *,
    subscription_type: str = "",
    storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """AlloyDB cluster, primary or secondary: the storage that its instances share, and its backups.

    Logs of continuous backup count as backups. Replication's traffic is not modelled.

    Prices: https://cloud.google.com/alloydb/pricing
    """
    if subscription_type == TRIAL:
        return
    yield from _stored("Storage", "Regional Cluster Storage", storage_gb)
    yield from _stored("Backups", "Backup Storage", backup_storage_gb)


@resource("google_alloydb_backup")
def backup(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """AlloyDB backup on demand: what it stores.

    Prices: https://cloud.google.com/alloydb/pricing
    """
    yield from _stored("Backups", "Backup Storage", storage_gb)


@resource("google_alloydb_instance", region_of="owner")
def instance(
    *,
    instance_type: str,
    machine_config: Machine,
    owner: Annotated[Cluster | None, Ref("google_alloydb_cluster", "cluster")] = None,
    path: Annotated[str, Attribute("cluster")] = "",
    availability_type: Literal["ZONAL", "REGIONAL", "AVAILABILITY_TYPE_UNSPECIFIED", ""] = "",
    read_pool_config: ReadPool = ReadPool(),
    activation_policy: str = "",
) -> Components:
    """AlloyDB instance: cores and memory of its nodes, which are two where it is highly available, as it is by default.

    A read pool has as many nodes as it states, an instance that is stopped none. The provider's `cpu_count` does not
    tell the machine series; N2 and C4A cost the same. An instance whose cluster is neither in the plan nor named with
    its location is taken to be in the provider's region.

    Prices: https://cloud.google.com/alloydb/pricing
    """
    pool = instance_type == "READ_POOL"
    nodes = read_pool_config.node_count if pool else NODES.get(availability_type, NODES["REGIONAL"])
    if activation_policy == "NEVER" or (owner and owner.subscription_type == TRIAL):
        return
    cores = machine_config.cpu_count
    named = table("google/machine_types").get(f"n2-highmem-{cores}", {})
    memory = Decimal(named.get("memory_gib") or cores * GB_A_CORE)
    kind = "read pool" if pool else "zonal" if nodes == 1 else "regional"
    place = place_of(path) or None
    vcpu, ram = PriceQuery(ALLOYDB, "vCPU", region=place), PriceQuery(ALLOYDB, "RAM", region=place)
    yield hourly(f"vCPUs ({kind})", vcpu, count=cores * nodes, unit="vCPU-Hours")
    yield hourly(f"Memory ({kind})", ram, HOURS_PER_MONTH * memory, nodes, "GiB-Hours")
