"""AWS Lambda: functions and their provisioned concurrency."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
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
        kept = None if snapstart_versions is None else snapstart_versions * memory_size / 1024 * HOURS_PER_MONTH * 3600
        yield usage("SnapStart cache", PriceQuery(LAMBDA, "Lambda-SnapStart-Cached-GB-S"), kept, "GB-Seconds")
        restored = None if monthly_snapstart_restores is None else monthly_snapstart_restores * memory_size / 1024
        yield usage("SnapStart restores", PriceQuery(LAMBDA, "Lambda-SnapStart-Restored-GB"), restored, "GB")


class Pollers(Block):
    """A `provisioned_poller_config` block, which only tells that it is there."""

    minimum_pollers: int = 1


@resource("aws_lambda_event_source_mapping")
def event_source_mapping(*, provisioned_poller_config: Pollers | None = None) -> Components:
    """Event source mapping: free, unless its pollers are provisioned; their price is in no source in reach.

    What it reads from and the function are billed by themselves, reads of SQS as requests of the queue.

    Prices: https://aws.amazon.com/lambda/pricing/
    """
    if provisioned_poller_config:
        raise Unpriced("its pollers are provisioned, and no source in reach has the price of event poller units")
    yield from ()


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
