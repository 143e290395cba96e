"""Logs that AWS services vend, besides flow logs: of web ACLs, firewalls, resolvers and VPC Lattice."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import CLOUDWATCH
from costgate.resources.aws.cloudwatch import VENDED
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

STREAM = "kinesis-data-firehose"
"""What a web ACL or a firewall sends to a stream, the stream bills alone.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html"""

DESTINATIONS = {
    "logs": "cloud-watch-logs",
    "s3": "s3",
    "firehose": STREAM,
    "cloudwatchlogs": "cloud-watch-logs",
    "kinesisdatafirehose": STREAM,
}
"""Service of a destination's ARN, or how Network Firewall calls it, in lower case -> where a flow log would go."""


class Destination(Block):
    """A resource that logs go to; nothing is read of it."""


def _delivered(destination: str, gb: Decimal | None, unbilled: str = "", name: str = "Logs delivered") -> Components:
    """Each GB that is delivered, by where to, unless that is where its service delivers to without a charge."""
    place = DESTINATIONS.get(destination.lower())
    if place is None:
        raise Unpriced(f"the logs go to {destination!r}, expected CloudWatch Logs, S3 or Firehose")
    if place != unbilled:
        yield usage(name, PriceQuery(CLOUDWATCH, VENDED[place]), gb, "GB")


def _service(arn: str) -> str:
    """The service in an ARN: "s3" of "arn:aws:s3:::bucket"."""
    return arn.split(":")[2] if arn.count(":") > 1 else arn


@resource("aws_wafv2_web_acl_logging_configuration")
def web_acl_logs(
    *,
    log_destination_configs: tuple[str, ...] = (),
    group: Annotated[Destination | None, Ref("aws_cloudwatch_log_group", "log_destination_configs")] = None,
    bucket: Annotated[Destination | None, Ref("aws_s3_bucket", "log_destination_configs")] = None,
    stream: Annotated[
        Destination | None, Ref("aws_kinesis_firehose_delivery_stream", "log_destination_configs")
    ] = None,
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
) -> Components:
    """Logs of a web ACL: each GB that is delivered to CloudWatch or S3; a stream bills what goes to it.

    The 500 MB that each million requests may log to CloudWatch without charge are not taken off: state what is above.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    known = "logs" if group else "s3" if bucket else "firehose" if stream else ""
    destination = known or _service("".join(log_destination_configs[:1]))
    yield from _delivered(destination, monthly_data_ingested_gb, STREAM)


@resource("aws_route53_resolver_query_log_config", "aws_vpclattice_access_log_subscription")
def destination_logs(
    *,
    destination_arn: str,
    group: Annotated[Destination | None, Ref("aws_cloudwatch_log_group", "destination_arn")] = None,
    bucket: Annotated[Destination | None, Ref("aws_s3_bucket", "destination_arn")] = None,
    stream: Annotated[Destination | None, Ref("aws_kinesis_firehose_delivery_stream", "destination_arn")] = None,
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
) -> Components:
    """Query logs of VPC resolvers, access logs of VPC Lattice: each GB that is delivered, by where to.

    Storage is the destination's.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    known = "logs" if group else "s3" if bucket else "firehose" if stream else ""
    yield from _delivered(known or _service(destination_arn), monthly_data_ingested_gb)


class FirewallDestination(Block):
    """A `log_destination_config` block."""

    log_type: str = ""
    log_destination_type: str = ""


class FirewallLogs(Block):
    """A `logging_configuration` block."""

    log_destination_config: tuple[FirewallDestination, ...] = ()


@resource("aws_networkfirewall_logging_configuration")
def firewall_logs(
    *,
    logging_configuration: FirewallLogs = FirewallLogs(),
    monthly_data_ingested_gb: Usage[Decimal | None] = None,
) -> Components:
    """Logs of a network firewall: each GB that is delivered to CloudWatch or S3; a stream bills what goes to it.

    Each kind of log that is delivered is taken to have the GB that the usage file states.

    Prices: https://aws.amazon.com/cloudwatch/pricing/
    """
    for destination in logging_configuration.log_destination_config:
        name = f"Logs delivered ({destination.log_type})"
        yield from _delivered(destination.log_destination_type, monthly_data_ingested_gb, STREAM, name)
