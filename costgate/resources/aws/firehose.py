"""Amazon Data Firehose: delivery streams."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

FIREHOSE = "AmazonKinesisFirehose"


class FormatConversion(Block):
    """A `data_format_conversion_configuration` block."""

    enabled: bool = True


class DynamicPartitioning(Block):
    """A `dynamic_partitioning_configuration` block."""

    enabled: bool = False


class ExtendedS3(Block):
    """An `extended_s3_configuration` block."""

    data_format_conversion_configuration: FormatConversion = FormatConversion(enabled=False)
    dynamic_partitioning_configuration: DynamicPartitioning = DynamicPartitioning()


class Vpc(Block):
    """A `vpc_config` block."""

    subnet_ids: tuple[str, ...] = ()


class Search(Block):
    """A destination that may lie in a VPC."""

    vpc_config: Vpc = Vpc()


class Elsewhere(Block):
    """An `iceberg_configuration` or `snowflake_configuration` block, which only tells that it is there."""

    role_arn: str = ""


class Source(Block):
    """A `kinesis_source_configuration` or `msk_source_configuration` block. Its attributes tell that it is there."""

    role_arn: str = ""
    msk_cluster_arn: str = ""


@resource("aws_kinesis_firehose_delivery_stream")
def delivery_stream(
    *,
    kinesis_source_configuration: Source | None = None,
    msk_source_configuration: Source | None = None,
    extended_s3_configuration: ExtendedS3 = ExtendedS3(),
    elasticsearch_configuration: Search = Search(),
    opensearch_configuration: Search = Search(),
    opensearchserverless_configuration: Search = Search(),
    iceberg_configuration: Elsewhere | None = None,
    snowflake_configuration: Elsewhere | None = None,
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
) -> Components:
    """Firehose stream: each GB that it ingests, converts, partitions and delivers to a VPC, and the zones of the VPC.

    A zone is counted for each subnet. Records are billed in steps of 5 KB: state GB so. AWS sums an account's streams
    before it applies the tiers; here each has its own. Partitioned objects, their processing with JQ, Snowflake,
    Iceberg and database sources are not modelled.

    Prices: https://aws.amazon.com/firehose/pricing/
    """
    if iceberg_configuration or snowflake_configuration:
        raise Unpriced("what is delivered to Iceberg and Snowflake has meters of its own, which are not modelled")
    source = "MSKAsSource" if msk_source_configuration else "StreamsSource" if kinesis_source_configuration else ""
    s3 = extended_s3_configuration
    zones = sum(
        len(d.vpc_config.subnet_ids)
        for d in (elasticsearch_configuration, opensearch_configuration, opensearchserverless_configuration)
    )
    for name, meter, is_on in (
        ("Data ingested", f"{source}BilledBytes", True),
        ("Format conversion", "DFCBilledBytes", s3.data_format_conversion_configuration.enabled),
        ("Dynamic partitioning", "DPBytesDelivered", s3.dynamic_partitioning_configuration.enabled),
        ("Data to the VPC", "Firehose-VpcDelivery-Bytes", zones > 0),
    ):
        if is_on:
            yield usage(name, PriceQuery(FIREHOSE, meter), monthly_data_ingested_gb, "GB")
    if zones:
        query = PriceQuery(FIREHOSE, "Firehose-VpcDelivery-Hours")
        yield hourly("Zones of the VPC", query, HOURS_PER_MONTH, zones)
