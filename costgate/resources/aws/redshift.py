"""Amazon Redshift: provisioned clusters, serverless workgroups."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.addresses import public_addresses
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REDSHIFT = "AmazonRedshift"

MANAGED = "ra3."
"""How the node types begin whose storage is billed apart. https://aws.amazon.com/redshift/pricing/"""

ZONES = 2
"""Zones in which a Multi-AZ cluster has all its nodes. https://aws.amazon.com/redshift/pricing/"""

BASE_RPUS = 128
"""Processing units (RPU) of a workgroup that does not say.
https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html"""


@resource("aws_redshift_cluster")
def cluster(
    *,
    node_type: str,
    number_of_nodes: int = 1,
    multi_az: bool = False,
    publicly_accessible: bool = True,
    elastic_ip: str = "",
    managed_storage_gb: Usage[Decimal | None] = None,
    excess_concurrency_scaling_secs: Usage[Decimal | None] = None,
    spectrum_data_scanned_tb: Usage[Decimal | None] = None,
    backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Redshift cluster: hours of its nodes, managed storage, concurrency scaling, Spectrum, snapshots, public address.

    It has one unless `publicly_accessible` is false, which is the provider's default since version 6 and in each plan.
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
    yield from public_addresses(int(publicly_accessible and not elastic_ip))


@resource("aws_redshiftserverless_workgroup")
def workgroup(
    *,
    base_capacity: int = BASE_RPUS,
    monthly_active_hrs: Usage[Decimal | None] = None,
    managed_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Serverless workgroup: its base capacity in processing units (RPU) for the hours that queries run, and storage.

    Managed storage is the namespace's, and costs what that of RA3 nodes does: state it with one of its workgroups.
    Capacity beyond the base is not modelled.

    Prices: https://aws.amazon.com/redshift/pricing/
    """
    hours = None if monthly_active_hrs is None else monthly_active_hrs * base_capacity
    yield usage(f"Capacity ({base_capacity} RPU)", PriceQuery(REDSHIFT, "Redshift:ServerlessUsage"), hours, "RPU-Hours")
    yield usage("Managed storage", PriceQuery(REDSHIFT, "RMS:ra3.4xlarge"), managed_storage_gb, "GB-Months")


@resource("aws_redshift_cluster_snapshot")
def cluster_snapshot(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Snapshot of a cluster that somebody takes: what it takes, where that is not in its cluster's `backup_storage_gb`.

    Prices: https://aws.amazon.com/redshift/pricing/
    """
    yield usage("Backup storage", PriceQuery(REDSHIFT, "Redshift:PaidSnapshots"), storage_gb, "GB-Months")


@resource("aws_redshiftserverless_snapshot")
def serverless_snapshot(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Snapshot of a serverless namespace that somebody takes: what it takes.

    Prices: https://aws.amazon.com/redshift/pricing/
    """
    yield usage("Backup storage", PriceQuery(REDSHIFT, "Redshift:PaidSnapshots"), storage_gb, "GB-Months")
