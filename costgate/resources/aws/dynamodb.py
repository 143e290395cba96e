"""Amazon DynamoDB: tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.aws.scaling import ScalingTarget
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, hourly, usage
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

DYNAMODB = "AmazonDynamoDB"

CLASSES = {"STANDARD": "", "STANDARD_INFREQUENT_ACCESS": "IA-"}
BILLING_MODES = ("PROVISIONED", "PAY_PER_REQUEST")
WRITES = {
    False: ("Write capacity", "Write", "Write"),
    True: ("Replicated write capacity", "ReplWrite", "ReplicatedWrite"),
}
"""Replicated or not -> how writes are called, by us, on the bill and in its unit."""


class Index(Block):
    """A `global_secondary_index` block, or the table itself if it has no name. AWS accepts no less than one unit."""

    name: str = ""
    read_capacity: int = 1
    write_capacity: int = 1

    def components(self, prefix: str, replica: str | None = None) -> Components:
        """Its provisioned units. A replica's writes to the table, not to an index, have a meter of their own.

        `replica` is the region of a replica, "" where that is the resource's.
        """
        name, meter, unit = WRITES[replica is not None and not self.name]
        write = PriceQuery(DYNAMODB, f"{prefix}{meter}CapacityUnit-Hrs", region=replica or None)
        read = PriceQuery(DYNAMODB, f"{prefix}ReadCapacityUnit-Hrs", region=replica or None)
        both = (
            hourly(name, write, count=self.write_capacity, unit=f"{unit}CapacityUnit-Hours"),
            hourly("Read capacity", read, count=self.read_capacity, unit="ReadCapacityUnit-Hours"),
        )
        yield from grouped(f"global_secondary_index[{self.name}]", iter(both)) if self.name else both


class Replica(Block):
    """A `replica` block."""

    region_name: str


@resource("aws_dynamodb_table")
def dynamodb_table(
    *,
    billing_mode: str = "PROVISIONED",
    table_class: str = "STANDARD",
    read_capacity: int = 1,
    write_capacity: int = 1,
    global_secondary_index: tuple[Index, ...] = (),
    replica: tuple[Replica, ...] = (),
    targets: Annotated[tuple[ScalingTarget, ...], ReferredBy("aws_appautoscaling_target", "resource_id")] = (),
    monthly_write_request_units: Usage[Decimal | None] = None,
    monthly_read_request_units: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    pitr_backup_storage_gb: Usage[Decimal | None] = None,
    on_demand_backup_storage_gb: Usage[Decimal | None] = None,
    monthly_data_restored_gb: Usage[Decimal | None] = None,
    monthly_streams_read_request_units: Usage[Decimal | None] = None,
) -> Components:
    """DynamoDB table: capacity or requests of itself, its indexes and replicas, storage, backups, stream reads.

    Capacity that scales by itself counts at its least. Each replica repeats the capacity and the writes; storage, reads
    on demand and backups of the replicas are what the usage file says in all. The account's free 25 GB and units, and
    tables' exports and imports, are not modelled.

    Prices: https://aws.amazon.com/dynamodb/pricing/
    """
    if table_class not in CLASSES or billing_mode not in BILLING_MODES:
        raise Unpriced(
            f"table_class {table_class!r}, billing_mode {billing_mode!r}: "
            f"expected one of {', '.join(CLASSES)} and one of {', '.join(BILLING_MODES)}"
        )
    prefix = CLASSES[table_class]
    if billing_mode == "PROVISIONED":
        table = Index(read_capacity=read_capacity, write_capacity=write_capacity)
        for each in _scaled((table, *global_secondary_index), targets):
            yield from each.components(prefix)
            for copy in replica:
                yield from grouped(f"replica[{copy.region_name}]", each.components(prefix, copy.region_name))
    else:
        yield from _requests(prefix, replica, monthly_write_request_units, monthly_read_request_units)
    storage = PriceQuery(DYNAMODB, f"{prefix}TimedStorage-ByteHrs")
    yield usage("Data storage", storage, storage_gb, "GB-Months")
    pitr = PriceQuery(DYNAMODB, "TimedPITRStorage-ByteHrs")
    yield usage("Point-in-time recovery storage", pitr, pitr_backup_storage_gb, "GB-Months")
    backup = PriceQuery(DYNAMODB, "TimedBackupStorage-ByteHrs")
    yield usage("On-demand backup storage", backup, on_demand_backup_storage_gb, "GB-Months")
    yield usage("Data restored", PriceQuery(DYNAMODB, "RestoreDataSize-Bytes"), monthly_data_restored_gb, "GB")
    stream = PriceQuery(DYNAMODB, "Streams-Requests")
    yield usage("Streams read requests", stream, monthly_streams_read_request_units, "Requests")


def _scaled(parts: tuple[Index, ...], targets: tuple[ScalingTarget, ...]) -> Iterator[Index]:
    """`parts` with the expected capacity of those that scale by themselves, which is the least unless it is stated.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.HowTo.SDK.html"""
    least = {
        (target.resource_id.partition("/index/")[2], target.scalable_dimension.rpartition(":")[2]): target.expected
        for target in targets
    }
    for part in parts:
        yield replace(
            part,
            read_capacity=least.get((part.name, "ReadCapacityUnits"), part.read_capacity),
            write_capacity=least.get((part.name, "WriteCapacityUnits"), part.write_capacity),
        )


def _requests(prefix: str, replicas: tuple[Replica, ...], writes: Decimal | None, reads: Decimal | None) -> Components:
    """What is paid by the request: every write once more in every replica."""
    yield usage("Write requests", PriceQuery(DYNAMODB, f"{prefix}WriteRequestUnits"), writes, "WriteRequestUnits")
    yield usage("Read requests", PriceQuery(DYNAMODB, f"{prefix}ReadRequestUnits"), reads, "ReadRequestUnits")
    for copy in replicas:
        query = PriceQuery(DYNAMODB, f"{prefix}ReplWriteRequestUnits", region=copy.region_name)
        write = usage("Replicated write requests", query, writes, "ReplicatedWriteRequestUnits")
        yield from grouped(f"replica[{copy.region_name}]", iter((write,)))
