"""Amazon Timestream for InfluxDB: instances."""

from __future__ import annotations

from costgate.resources.aws.timestream import TIMESTREAM
from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, monthly
from costgate.resources.registry import resource

DEPLOYMENTS = {"SINGLE_AZ": ("InstanceUsage", ""), "WITH_MULTIAZ_STANDBY": ("Multi-AZUsage", "Multi-AZ-")}
"""Deployment type -> how the meter of its instance is called, and how that of its storage begins."""


@resource("aws_timestreaminfluxdb_db_instance")
def influx_instance(
    *,
    db_instance_type: str,
    allocated_storage: int,
    deployment_type: str = "SINGLE_AZ",
    db_storage_type: str = "InfluxIOIncludedT1",
) -> Components:
    """InfluxDB instance: its hours and its storage, whose type includes the IOPS; with a standby both cost twice.

    Prices: https://aws.amazon.com/timestream/pricing/
    """
    if deployment_type not in DEPLOYMENTS:
        raise Unpriced(f"deployment_type is {deployment_type!r}, expected one of {', '.join(DEPLOYMENTS)}")
    meter, zones = DEPLOYMENTS[deployment_type]
    query = PriceQuery(TIMESTREAM, f"{meter}:{db_instance_type}")
    yield hourly(f"Database instance ({deployment_type}, {db_instance_type})", query)
    storage = PriceQuery(TIMESTREAM, f"{zones}{db_storage_type}-Storage")
    yield monthly(f"Storage ({db_storage_type})", storage, allocated_storage, "GB-Months")
