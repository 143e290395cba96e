"""Amazon Keyspaces: tables."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

KEYSPACES = "AmazonMCS"

MODES = ("PAY_PER_REQUEST", "PROVISIONED")


class CapacitySpecification(Block):
    """A `capacity_specification` block."""

    throughput_mode: str = "PAY_PER_REQUEST"
    read_capacity_units: int = 1
    write_capacity_units: int = 1


class PointInTimeRecovery(Block):
    """A `point_in_time_recovery` block."""

    status: str = "DISABLED"


@resource("aws_keyspaces_table")
def table(
    *,
    capacity_specification: CapacitySpecification = CapacitySpecification(),
    point_in_time_recovery: PointInTimeRecovery = PointInTimeRecovery(),
    monthly_write_request_units: Usage[Decimal | None] = None,
    monthly_read_request_units: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    pitr_backup_storage_gb: Usage[Decimal | None] = None,
    monthly_ttl_deletes: Usage[Decimal | None] = None,
) -> Components:
    """Keyspaces table: requests or provisioned capacity, storage, point-in-time recovery, rows that expire.

    Reads with LOCAL_ONE take half a unit. Capacity counts as it is stated, not as it scales; keyspaces in several
    regions, streams and restores are not modelled.

    Prices: https://aws.amazon.com/keyspaces/pricing/
    """
    capacity = capacity_specification
    if capacity.throughput_mode not in MODES:
        raise Unpriced(f"throughput_mode is {capacity.throughput_mode!r}, expected one of {', '.join(MODES)}")
    if capacity.throughput_mode == "PROVISIONED":
        for name, kind, units in (
            ("Write capacity", "Write", capacity.write_capacity_units),
            ("Read capacity", "Read", capacity.read_capacity_units),
        ):
            query = PriceQuery(KEYSPACES, f"{kind}CapacityUnit-Hrs")
            yield hourly(name, query, count=units, unit=f"{kind}CapacityUnit-Hours")
    else:
        write = PriceQuery(KEYSPACES, "WriteRequestUnits")
        yield usage("Write requests", write, monthly_write_request_units, "WriteRequestUnits")
        read = PriceQuery(KEYSPACES, "ReadRequestUnits")
        yield usage("Read requests", read, monthly_read_request_units, "ReadRequestUnits")
    yield usage("Storage", PriceQuery(KEYSPACES, "TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    if point_in_time_recovery.status == "ENABLED" or pitr_backup_storage_gb is not None:
        pitr = PriceQuery(KEYSPACES, "TimedPITRStorage-ByteHrs")
        yield usage("Point-in-time recovery storage", pitr, pitr_backup_storage_gb, "GB-Months")
    yield usage("Rows that expire", PriceQuery(KEYSPACES, "TTLDeletes"), monthly_ttl_deletes, "Deletes")
