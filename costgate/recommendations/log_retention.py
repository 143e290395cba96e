"""Log groups without a retention keep everything for ever.

With `monthly_data_ingested_gb` and `storage_gb` in the usage file the saving is what is stored beyond the logs of 90
days, taken as if they were not compressed: really it is more. Without them it is said, and not priced.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from costgate.recommendations import Candidate
from costgate.savings import Edit, Proposal, Risk

TYPES = ("aws_cloudwatch_log_group",)

DAYS = 90
"""One of the retentions that CloudWatch knows.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

NEEDS = "monthly_data_ingested_gb, storage_gb"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Let logs expire."""
    if of.known("retention_in_days", default=0) != 0:
        return
    kept = _kept(of)
    usage = {} if kept is None else {"storage_gb": kept}
    yield Proposal(
        "Let logs expire",
        f"Without a retention logs are stored for ever. {DAYS} days are an example: what must be kept decides.",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        Risk.NEEDS_THOUGHT,
        (Edit(of.address, {("retention_in_days",): DAYS}, usage),),
        needs="" if usage else NEEDS,
    )


def _kept(of: Candidate) -> Decimal | None:
    """What is still stored, in GB; None if nobody says how much comes in, or is stored."""
    try:
        ingested, stored = (Decimal(str(of.usage[k])) for k in ("monthly_data_ingested_gb", "storage_gb"))
    except (KeyError, InvalidOperation):
        return None
    return min(stored, ingested * 12 * DAYS / 365)
