"""Amazon DynamoDB: replicas, change data and exports that are resources of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.aws.dynamodb import CLASSES, DYNAMODB, Index
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource


class Table(Block):
    """What a replica reads of its table."""

    billing_mode: str = "PROVISIONED"
    table_class: str = "STANDARD"
    read_capacity: int = 1
    write_capacity: int = 1
    global_secondary_index: tuple[Index, ...] = ()


@resource("aws_dynamodb_table_replica")
def table_replica(
    *,
    table: Annotated[Table | None, Ref("aws_dynamodb_table", "global_table_arn")] = None,
    table_class_override: str = "",
    monthly_write_request_units: Usage[Decimal | None] = None,
    monthly_read_request_units: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    pitr_backup_storage_gb: Usage[Decimal | None] = None,
) -> Components:
    """Replica of a table: the capacity of its table once more or requests, storage, point-in-time recovery.

    Capacity is what the table states: that it scales by itself is not modelled, nor transfer between regions.

    Prices: https://aws.amazon.com/dynamodb/pricing/
    """
    if table is None:
        raise Unpriced("the table that it copies is not in this plan, which tells how it is billed")
    table_class = table_class_override or table.table_class
    if table_class not in CLASSES:
        raise Unpriced(f"the table class is {table_class!r}, expected one of {', '.join(CLASSES)}")
    prefix = CLASSES[table_class]
    if table.billing_mode == "PAY_PER_REQUEST":
        write = PriceQuery(DYNAMODB, f"{prefix}ReplWriteRequestUnits")
        yield usage("Replicated write requests", write, monthly_write_request_units, "ReplicatedWriteRequestUnits")
        read = PriceQuery(DYNAMODB, f"{prefix}ReadRequestUnits")
        yield usage("Read requests", read, monthly_read_request_units, "ReadRequestUnits")
    else:
        own = Index(read_capacity=table.read_capacity, write_capacity=table.write_capacity)
        for each in (own, *table.global_secondary_index):
            yield from each.components(prefix, "")
    yield usage("Data storage", PriceQuery(DYNAMODB, f"{prefix}TimedStorage-ByteHrs"), storage_gb, "GB-Months")
    pitr = PriceQuery(DYNAMODB, "TimedPITRStorage-ByteHrs")
    yield usage("Point-in-time recovery storage", pitr, pitr_backup_storage_gb, "GB-Months")


@resource("aws_dynamodb_kinesis_streaming_destination")
def streaming_destination(*, monthly_change_data_capture_units: Usage[Decimal | None] = None) -> Components:
    """Stream of a table's changes to Kinesis: each KB of a change is a unit. The stream is billed by Kinesis.

    Prices: https://aws.amazon.com/dynamodb/pricing/
    """
    units = PriceQuery(DYNAMODB, "ChangeDataCaptureUnits-Kinesis")
    yield usage("Change data capture", units, monthly_change_data_capture_units, "ChangeDataCaptureUnits")


@resource("aws_dynamodb_table_export")
def table_export(*, export_size_gb: Usage[Decimal | None] = None) -> Components:
    """Export of a table to S3: each GB of it, or of what changed. It counts in full in the month of the export.

    Prices: https://aws.amazon.com/dynamodb/pricing/
    """
    yield usage("Data exported", PriceQuery(DYNAMODB, "ExportDataSize-Bytes"), export_size_gb, "GB")


class IndexKeys(Block):
    """What contributor insights read of a `global_secondary_index` block."""

    name: str = ""
    range_key: str = ""


class Keys(Block):
    """What contributor insights read of their table."""

    range_key: str = ""
    global_secondary_index: tuple[IndexKeys, ...] = ()


RULES, SORT_KEY_RULES = 2, 2
"""Rules that DynamoDB makes for a table or an index, of accessed and of throttled keys, and more if it has a sort key.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html"""


@resource("aws_dynamodb_contributor_insights")
def contributor_insights(
    *,
    table: Annotated[Keys | None, Ref("aws_dynamodb_table", "table_name")] = None,
    index_name: str = "",
    mode: str = "ACCESSED_AND_THROTTLED_KEYS",
    monthly_events: Usage[Decimal | None] = None,
) -> Components:
    """Contributor insights of a table or an index: the rules that DynamoDB makes for its keys, each read and write.

    Where it looks at throttled keys alone there are half as many rules, and only requests that are throttled count.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    if table is None:
        raise Unpriced("its table is not in this plan, which tells whether there is a sort key")
    sort_keys = {index.name: index.range_key for index in table.global_secondary_index}
    sorted_too = sort_keys.get(index_name, "") if index_name else table.range_key
    rules = RULES + (SORT_KEY_RULES if sorted_too else 0)
    if mode == "THROTTLED_KEYS":
        rules //= 2
    yield monthly("Rules", PriceQuery(CLOUDWATCH, "CW:ContributorRulesManaged"), rules, "Rules")
    yield usage("Reads and writes", PriceQuery(CLOUDWATCH, "CW:ContributorEventsManaged"), monthly_events, "Events")
