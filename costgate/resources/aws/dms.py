"""AWS Database Migration Service: replication instances."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws.addresses import public_addresses
from costgate.resources.components import Components, PriceQuery, hourly, monthly
from costgate.resources.marks import Elements
from costgate.resources.registry import resource

DMS = "AWSDatabaseMigrationSvc"

SMALL_FREE_GB, FREE_GB = 50, 100
"""Storage that an instance of a T class, and one of another class, has without extra charge.
https://aws.amazon.com/dms/pricing/"""


@resource("aws_dms_replication_instance")
def replication_instance(
    *,
    replication_instance_class: str,
    multi_az: bool = False,
    allocated_storage: int | None = None,
    publicly_accessible: bool = False,
    addresses: Annotated[int | None, Elements("replication_instance_public_ips")] = None,
) -> Components:
    """DMS replication instance: hours and storage beyond what its class includes, twice in two zones; its address.

    Prices: https://aws.amazon.com/dms/pricing/
    """
    zones, prefix = ("Multi-AZ", "Multi-AZ") if multi_az else ("Single-AZ", "Instance")
    query = PriceQuery(DMS, f"{prefix}Usg:{replication_instance_class}")
    yield hourly(f"Replication instance ({zones}, {replication_instance_class})", query)
    free = SMALL_FREE_GB if replication_instance_class.startswith("dms.t") else FREE_GB
    if allocated_storage is not None:
        storage = PriceQuery(DMS, "Multi-AZ-GP2-Storage" if multi_az else "GP2-Storage")
        yield monthly(f"Storage (gp2, above {free} GB)", storage, max(allocated_storage - free, 0), "GB-Months")
    yield from public_addresses((addresses or 1) if publicly_accessible else 0)
