"""Amazon Redshift: provisioned clusters."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REDSHIFT = "AmazonRedshift"

MANAGED = "ra3."
"""How the node types begin whose storage is billed apart. https://aws.amazon.com/redshift/pricing/"""

ZONES = 2
"""Zones in which a Multi-AZ cluster has all its nodes. https://aws.amazon.com/redshift/pricing/"""


@resource("aws_redshift_cluster")
def cluster(
    *,
    node_type: str,
    number_of_nodes: int = 1,
    multi_az: bool = False,
    managed_storage_gb: Usage[Decimal | None] = None,
    excess_concurrency_scaling_secs: Usage[Decimal | None] = None,
    spectrum_data_scanned_tb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Redshift cluster: hours of its nodes, managed storage, concurrency scaling, Spectrum, snapshots.

    `excess_concurrency_scaling_secs` are those of a node beyond the free hour a day. Reserved nodes and data sharing
    between regions are not modelled.

    Prices: https://aws.amazon.com/redshift/pricing/
    """
    kind = node_type.lower()
    nodes = number_of_nodes * (ZONES if multi_az else 1)
    yield hourly(f"Nodes (on demand, {kind})", PriceQuery(REDSHIFT, f"Node:{kind}"), HOURS_PER_MONTH, nodes)
    if kind.startswith(MANAGED):
        storage = PriceQuery(REDSHIFT, f"RMS:{kind}")
        yield usage(f"Managed storage ({kind})", storage, managed_storage_gb, "GB-Months")
    scaling = PriceQuery(REDSHIFT, f"CS:{kind}")
    yield usage(f"Concurrency scaling ({kind})", scaling, excess_concurrency_scaling_secs, "Seconds")
    yield usage("Spectrum data scanned", PriceQuery(REDSHIFT, "DataScanned"), spectrum_data_scanned_tb, "TB")
    yield usage("Backup storage", PriceQuery(REDSHIFT, "Redshift:PaidSnapshots"), backup_storage_gb, "GB-Months")
