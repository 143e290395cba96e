"""Amazon Kinesis Data Streams."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

KINESIS = "AmazonKinesis"

INCLUDED_HOURS = 24
"""Hours that a record is kept without extra charge. https://aws.amazon.com/kinesis/data-streams/pricing/"""

MODES = ("PROVISIONED", "ON_DEMAND")

ON_DEMAND = (
    ("Data in", "OnDemand-BilledIncomingBytes", "GB"),
    ("Data out", "OnDemand-BilledOutgoingBytes", "GB"),
    ("EFO data out", "OnDemand-BilledOutgoingEFOBytes", "GB"),
    ("Kept up to 7 days", "OnDemand-ExtendedRetention-ByteHrs", "GB-Months"),
    ("Kept longer than 7 days", "LongTermRetention-ByteHrs", "GB-Months"),
)
PROVISIONED = (
    ("PUT payload units", "PutRequestPayloadUnits", "PayloadUnits"),
    ("Kept longer than 7 days", "LongTermRetention-ByteHrs", "GB-Months"),
    ("Read after 7 days", "LongTermRetention-ReadBytes", "GB"),
    ("EFO data out", "ReadBytes", "GB"),
    ("EFO consumers", "EnhancedFanoutHour", "ConsumerShard-Hours"),
)


class StreamMode(Block):
    """A `stream_mode_details` block."""

    stream_mode: str = "PROVISIONED"


@resource("aws_kinesis_stream")
def stream(
    *,
    stream_mode_details: StreamMode = StreamMode(),
    shard_count: int = 1,
    retention_period: int = INCLUDED_HOURS,
    monthly_on_demand_data_in_gb: Usage[Decimal | None] = None,
    monthly_on_demand_data_out_gb: Usage[Decimal | None] = None,
    monthly_on_demand_efo_data_out_gb: Usage[Decimal | None] = None,
    monthly_on_demand_extended_retention_gb: Usage[Decimal | None] = None,
    monthly_on_demand_long_term_retention_gb: Usage[Decimal | None] = None,
    monthly_provisioned_put_units: Usage[Decimal | None] = None,
    monthly_provisioned_extended_retention_gb: Usage[Decimal | None] = None,
    monthly_provisioned_long_term_retention_gb: Usage[Decimal | None] = None,
    monthly_provisioned_long_term_retrieval_gb: Usage[Decimal | None] = None,
    monthly_provisioned_efo_data_out_gb: Usage[Decimal | None] = None,
    monthly_provisioned_efo_consumer_hours: Usage[Decimal | None] = None,
) -> Components:
    """Kinesis stream: shards and units that are put, or by demand; what is kept longer, and enhanced fan-out (EFO).

    A provisioned stream pays for being kept more than 24 hours by the shard, not by the GB: a usage file that states GB
    says that it is. EFO hours are those of a consumer and a shard.

    Prices: https://aws.amazon.com/kinesis/data-streams/pricing/
    """
    mode = stream_mode_details.stream_mode
    if mode not in MODES:
        raise Unpriced(f"stream_mode is {mode!r}, expected one of {', '.join(MODES)}")
    if mode == "ON_DEMAND":
        yield hourly("Stream (on demand)", PriceQuery(KINESIS, "OnDemand-StreamHour"), unit="Stream-Hours")
        yield from _used(
            ON_DEMAND,
            monthly_on_demand_data_in_gb,
            monthly_on_demand_data_out_gb,
            monthly_on_demand_efo_data_out_gb,
            monthly_on_demand_extended_retention_gb,
            monthly_on_demand_long_term_retention_gb,
        )
        return
    longer = retention_period > INCLUDED_HOURS or bool(monthly_provisioned_extended_retention_gb)
    yield from _shards(shard_count, longer=longer)
    yield from _used(
        PROVISIONED,
        monthly_provisioned_put_units,
        monthly_provisioned_long_term_retention_gb,
        monthly_provisioned_long_term_retrieval_gb,
        monthly_provisioned_efo_data_out_gb,
        monthly_provisioned_efo_consumer_hours,
    )


def _used(lines: Iterable[tuple[str, str, str]], *stated: Decimal | None) -> Components:
    """What is billed by use."""
    for (name, meter, unit), quantity in zip(lines, stated, strict=True):
        yield usage(name, PriceQuery(KINESIS, meter), quantity, unit)


def _shards(count: int, *, longer: bool) -> Components:
    """Shards all month, and what it costs that they keep records longer than included."""
    yield hourly("Shards", PriceQuery(KINESIS, "Storage-ShardHour"), HOURS_PER_MONTH, count, "Shard-Hours")
    if longer:
        extended = PriceQuery(KINESIS, "Extended-ShardHour")
        yield hourly("Shards: kept up to 7 days", extended, HOURS_PER_MONTH, count, "Shard-Hours")


class Stream(Block):
    """What a consumer reads of its stream."""

    stream_mode_details: StreamMode = StreamMode()
    shard_count: int = 1


@resource("aws_kinesis_stream_consumer")
def stream_consumer(
    *,
    of: Annotated[Stream | None, Ref("aws_kinesis_stream", "stream_arn")] = None,
    monthly_data_out_gb: Usage[Decimal | None] = None,
) -> Components:
    """Enhanced fan-out consumer: its hours for each shard of its stream, and what it reads.

    State with the stream what its consumers cost only if they are not in the plan.

    Prices: https://aws.amazon.com/kinesis/data-streams/pricing/
    """
    if of is None:
        raise Unpriced("its stream is not in this plan, by whose shards it is billed")
    if of.stream_mode_details.stream_mode == "ON_DEMAND":
        data = PriceQuery(KINESIS, "OnDemand-BilledOutgoingEFOBytes")
    else:
        query = PriceQuery(KINESIS, "EnhancedFanoutHour")
        yield hourly("Consumer", query, HOURS_PER_MONTH, of.shard_count, "ConsumerShard-Hours")
        data = PriceQuery(KINESIS, "ReadBytes")
    yield usage("Data out", data, monthly_data_out_gb, "GB")
