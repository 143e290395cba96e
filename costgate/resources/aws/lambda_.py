"""AWS Lambda: functions, their provisioned concurrency, event source mappings."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated, NamedTuple

from costgate.resources.components import (
    HOURS_PER_MONTH,
    SECONDS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    usage,
)
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

LAMBDA = "AWSLambda"

ARCHITECTURES = {"x86_64": "", "arm64": "-ARM"}

MEMORY_MB = 128
"""A function's memory unless it says otherwise.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

FREE_STORAGE_MB = 512
"""Ephemeral storage without charge. https://aws.amazon.com/lambda/pricing/"""


def _suffix(architecture: str) -> str:
    if architecture not in ARCHITECTURES:
        raise Unpriced(f"architecture is {architecture!r}, expected one of {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[architecture]


def _gb_seconds(megabytes: Decimal, requests: Decimal | None, duration_ms: Decimal | None) -> Decimal | None:
    """What so many requests take, each rounded up to a millisecond (https://aws.amazon.com/lambda/pricing/)."""
    if requests is None or duration_ms is None:
        return None
    return requests * duration_ms.to_integral_value(ROUND_CEILING) / 1000 * megabytes / 1024


class EphemeralStorage(Block):
    """An `ephemeral_storage` block."""

    size: Decimal = Decimal(FREE_STORAGE_MB)


class SnapStart(Block):
    """A `snap_start` block."""

    apply_on: str = "None"


@resource("aws_lambda_function")
def function(
    *,
    memory_size: Decimal = Decimal(MEMORY_MB),
    architectures: tuple[str, ...] = ("x86_64",),
    ephemeral_storage: EphemeralStorage = EphemeralStorage(),
    runtime: str = "",
    snap_start: SnapStart = SnapStart(),
    monthly_requests: Usage[Decimal | None] = None,
    request_duration_ms: Usage[Decimal | None] = None,
    snapstart_versions: Usage[Decimal | None] = None,
    monthly_snapstart_restores: Usage[Decimal | None] = None,
) -> Components:
    """Lambda function: requests, duration by memory, ephemeral storage beyond the free 512 MB, SnapStart.

    SnapStart is free for Java; else it keeps a snapshot of each published version that is active. The account's free
    million requests are not taken off. Lambda@Edge is not modelled.

    Prices: https://aws.amazon.com/lambda/pricing/
    """
    suffix = _suffix(architectures[0])
    yield usage("Requests", PriceQuery(LAMBDA, f"Request{suffix}"), monthly_requests, "Requests")
    duration = _gb_seconds(memory_size, monthly_requests, request_duration_ms)
    yield usage("Duration", PriceQuery(LAMBDA, f"Lambda-GB-Second{suffix}"), duration, "GB-Seconds")
    if ephemeral_storage.size > FREE_STORAGE_MB:
        storage = _gb_seconds(ephemeral_storage.size - FREE_STORAGE_MB, monthly_requests, request_duration_ms)
        yield usage("Ephemeral storage", PriceQuery(LAMBDA, f"Lambda-Storage-GB-Second{suffix}"), storage, "GB-Seconds")
    if snap_start.apply_on == "PublishedVersions" and not runtime.startswith("java"):
        kept = None if snapstart_versions is None else snapstart_versions * memory_size / 1024 * SECONDS_PER_MONTH
        yield usage("SnapStart cache", PriceQuery(LAMBDA, "Lambda-SnapStart-Cached-GB-S"), kept, "GB-Seconds")
        restored = None if monthly_snapstart_restores is None else monthly_snapstart_restores * memory_size / 1024
        yield usage("SnapStart restores", PriceQuery(LAMBDA, "Lambda-SnapStart-Restored-GB"), restored, "GB")


class Polling(NamedTuple):
    """How pollers of a kind of source are billed: so many in a unit (EPU), and so many that there are at least."""

    source: str
    in_a_unit: int
    least: int


KAFKA, QUEUE = Polling("Kafka", 10, 1), Polling("SQS", 1, 2)
"""https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html https://aws.amazon.com/lambda/pricing/"""


class Pollers(Block):
    """A `provisioned_poller_config` block."""

    minimum_pollers: int = 0


class Source(Block):
    """A queue that is polled; nothing is read of it."""


@resource("aws_lambda_event_source_mapping")
def event_source_mapping(
    *,
    event_source_arn: str = "",
    queue: Annotated[Source | None, Ref("aws_sqs_queue", "event_source_arn")] = None,
    cluster: Annotated[Source | None, Ref("aws_msk_cluster aws_msk_serverless_cluster", "event_source_arn")] = None,
    provisioned_poller_config: Pollers | None = None,
    event_poller_units: Usage[Decimal | None] = None,
) -> Components:
    """Event source mapping: free, unless its pollers are provisioned: the units (EPU) that the least of them take.

    `event_poller_units` in the usage file says how many there are on average. What it reads from and the function are
    billed by themselves.

    Prices: https://aws.amazon.com/lambda/pricing/
    """
    if provisioned_poller_config is None:
        return
    kind = QUEUE if queue or (not cluster and ":sqs:" in event_source_arn) else KAFKA
    units = -(-max(provisioned_poller_config.minimum_pollers, kind.least) // kind.in_a_unit)
    count = units if event_poller_units is None else event_poller_units
    query = PriceQuery(LAMBDA, f"Event-Poller-Unit-Hours:{kind.source}")
    yield hourly(f"Event poller units ({kind.source})", query, HOURS_PER_MONTH, count, "EPU-Hours")


class Function(Block):
    """What provisioned concurrency reads of its function."""

    memory_size: Decimal = Decimal(MEMORY_MB)
    architectures: tuple[str, ...] = ("x86_64",)


@resource("aws_lambda_provisioned_concurrency_config")
def provisioned_concurrency(
    *,
    provisioned_concurrent_executions: int,
    function: Annotated[Function | None, Ref("aws_lambda_function", "function_name")] = None,
    monthly_duration_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    monthly_requests: Usage[Decimal | None] = None,
    request_duration_ms: Usage[Decimal | None] = None,
    architecture: Usage[str | None] = None,
    memory_mb: Usage[Decimal | None] = None,
) -> Components:
    """Provisioned concurrency: environments kept ready, and the requests that they serve at a lower rate.

    It is on all month unless `monthly_duration_hrs` says otherwise. Memory and architecture are the function's.

    Prices: https://aws.amazon.com/lambda/pricing/
    """
    if function is None and memory_mb is None:
        raise Unpriced("its function is not in this plan: memory_mb in the usage file can tell its memory")
    of = function or Function()
    megabytes = of.memory_size if memory_mb is None else memory_mb
    suffix = _suffix(architecture or of.architectures[0])
    ready = provisioned_concurrent_executions * monthly_duration_hrs * 3600 * megabytes / 1024
    query = PriceQuery(LAMBDA, f"Lambda-Provisioned-Concurrency{suffix}")
    yield monthly("Provisioned concurrency", query, ready, "GB-Seconds")
    yield usage("Requests", PriceQuery(LAMBDA, f"Request{suffix}"), monthly_requests, "Requests")
    duration = _gb_seconds(megabytes, monthly_requests, request_duration_ms)
    yield usage("Duration", PriceQuery(LAMBDA, f"Lambda-Provisioned-GB-Second{suffix}"), duration, "GB-Seconds")
