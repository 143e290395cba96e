"""Google Cloud Bigtable."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, hourly, usage
from costgate.resources.google import region_of
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

BIGTABLE = "Cloud Bigtable"

DEVELOPMENT = "DEVELOPMENT"
"""Instances that have one node, which the plan does not state.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/bigtable_instance#instance_type"""


class Autoscaling(Block):
    """The `autoscaling_config` block."""

    min_nodes: int


class Cluster(Block):
    """A `cluster` block. One that states no zone is in the provider's."""

    zone: str = ""
    num_nodes: int | None = None
    storage_type: Literal["SSD", "HDD"] = "SSD"
    autoscaling_config: Autoscaling | None = None

    def components(self, nodes: int, storage_gb: Decimal | None) -> Components:
        """Its nodes, or as many as there are at least, and the copy of the data that it keeps."""
        region = region_of(self.zone)
        least = ", at least" if self.autoscaling_config else ""
        yield hourly(
            f"Nodes ({self.storage_type}{least})", PriceQuery(BIGTABLE, "Server Node", region=region), count=nodes
        )
        query = PriceQuery(BIGTABLE, f"{self.storage_type} storage", region=region)
        yield usage(f"Storage ({self.storage_type})", query, storage_gb, "GiB-Months")


@resource("google_bigtable_instance")
def instance(
    *,
    cluster: tuple[Cluster, ...] = (),
    instance_type: str = "PRODUCTION",
    storage_gb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Bigtable instance: the nodes of each of its clusters, what each stores, and backups, in the first one's region.

    `storage_gb` is what one cluster keeps: each has a copy of its own. Nodes are of the Enterprise edition; Enterprise
    Plus, which the provider cannot ask for, infrequent access, Data Boost and replication's traffic are not modelled.

    Prices: https://cloud.google.com/bigtable/pricing
    """
    if not cluster:
        raise Unpriced("no cluster is stated, expected one at least")
    for i, each in enumerate(cluster):
        scaled = each.autoscaling_config.min_nodes if each.autoscaling_config else each.num_nodes
        nodes = 1 if instance_type == DEVELOPMENT or scaled is None else scaled
        yield from grouped(f"cluster[{i}]", each.components(nodes, storage_gb))
    if backup_storage_gb is not None:
        query = PriceQuery(BIGTABLE, "Backup storage", region=region_of(cluster[0].zone))
        yield usage("Backups", query, backup_storage_gb, "GiB-Months")
