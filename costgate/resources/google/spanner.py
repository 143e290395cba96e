"""Google Cloud Spanner."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.google import last
from costgate.resources.marks import Changed, Usage
from costgate.resources.registry import resource

SPANNER = "Cloud Spanner"

UNITS_A_NODE = 1000
"""Processing units of a node. https://cloud.google.com/spanner/docs/compute-capacity"""

EDITIONS = {"STANDARD": "Standard", "ENTERPRISE": "Enterprise", "ENTERPRISE_PLUS": "Enterprise Plus"}
REGIONAL = "regional-"
"""Editions, and how the name of a configuration begins that lies in one region. Only Enterprise Plus has others, and
Standard does not scale by itself.
https://cloud.google.com/spanner/docs/editions-overview"""

FREE = "FREE_INSTANCE"
"""Trial instances: https://cloud.google.com/spanner/docs/free-trial-instance"""


class Limits(Block):
    """The `autoscaling_limits` block, in nodes or in processing units."""

    min_nodes: int = 0
    min_processing_units: int = 0


class Autoscaling(Block):
    """The `autoscaling_config` block."""

    autoscaling_limits: Limits = Limits()


@resource("google_spanner_instance")
def instance(
    *,
    config: str,
    edition: Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS", "EDITION_UNSPECIFIED", ""] = "",
    instance_type: str = "",
    num_nodes: int = 0,
    processing_units: int = 0,
    autoscaling_config: Autoscaling | None = None,
    by_nodes: Annotated[bool, Changed("num_nodes")] = False,
    storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Spanner instance: its compute capacity by edition, at least where it scales by itself, and what it stores.

    An edition that is not stated is the least that may be: Enterprise Plus if it is in more than one region, Enterprise
    if it scales by itself, else Standard. Further read-only replicas, replication between regions, Data Boost and
    storage on hard disks are not modelled.

    Prices: https://cloud.google.com/spanner/pricing
    """
    if instance_type == FREE:
        return
    limits = autoscaling_config.autoscaling_limits if autoscaling_config else None
    if limits:
        nodes = capacity(limits.min_nodes, limits.min_processing_units)
    else:
        nodes = capacity(num_nodes, processing_units, by_nodes=by_nodes)
    name = last(config)
    least = "Enterprise Plus" if not name.startswith(REGIONAL) else "Enterprise" if limits else "Standard"
    yield from compute(name, EDITIONS.get(edition, least), nodes, least=limits is not None)
    place = name.removeprefix(REGIONAL)
    yield usage("Storage", PriceQuery(SPANNER, "SSD storage", region=place), storage_gb, "GiB-Months")
    if backup_storage_gb is not None:
        yield usage("Backups", PriceQuery(SPANNER, "Backup storage", region=place), backup_storage_gb, "GiB-Months")


@resource("google_spanner_instance_partition")
def instance_partition(
    *,
    config: str,
    node_count: int = 0,
    processing_units: int = 0,
    by_nodes: Annotated[bool, Changed("node_count")] = False,
) -> Components:
    """Part of a Spanner instance elsewhere: its compute capacity. Only Enterprise Plus has any; its storage is with the
    instance's.

    Prices: https://cloud.google.com/spanner/pricing
    """
    nodes = capacity(node_count, processing_units, by_nodes=by_nodes)
    yield from compute(last(config), "Enterprise Plus", nodes)


def capacity(nodes: int, units: int, *, by_nodes: bool = False) -> Decimal:
    """Nodes, of which fewer than one are stated in processing units.

    An instance that exists has both; of one that changes `by_nodes` the plan keeps the units that it had.
    """
    if not nodes and not units:
        raise Unpriced("no compute capacity is stated, expected nodes or processing units")
    if nodes and by_nodes:
        return Decimal(nodes)
    return Decimal(units) / UNITS_A_NODE if units else Decimal(nodes)


def compute(config: str, edition: str, nodes: Decimal, *, least: bool = False) -> Components:
    """The line for `nodes` of a configuration, which has a price of its own where it is not of one region."""
    query = PriceQuery(SPANNER, f"Server Node {edition} Edition", region=config.removeprefix(REGIONAL))
    label = f"Compute capacity ({edition.lower()}{', at least' if least else ''})"
    yield hourly(label, query, HOURS_PER_MONTH * nodes)
