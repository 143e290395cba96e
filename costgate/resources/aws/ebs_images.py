"""Amazon EBS: snapshots that images, imports and schedules make, and snapshots that are kept at hand."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws import EC2
from costgate.resources.aws.ebs import TIERS
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

RESTORE = PriceQuery(EC2, "EBS:FastSnapshotRestore")


@resource("aws_ebs_fast_snapshot_restore")
def fast_snapshot_restore() -> Components:
    """Fast restore of a snapshot: the hours for which it is on, in its one availability zone.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    yield hourly("Fast snapshot restore", RESTORE, unit="DSU-Hours")


@resource("aws_ami_copy", "aws_ami_from_instance")
def image(*, storage_gb: Usage[Decimal | None] = None) -> Components:
    """Image that is copied or made of an instance: the snapshots of its volumes, whose size no plan tells.

    Data transfer from another region is not modelled.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    yield usage("Snapshot storage", PriceQuery(EC2, TIERS["standard"]), storage_gb, "GB-Months")


@resource("aws_ebs_snapshot_import")
def snapshot_import(*, storage_tier: str = "standard", storage_gb: Usage[Decimal | None] = None) -> Components:
    """Snapshot of a disk that is imported: what it takes, which no plan tells.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    if storage_tier not in TIERS:
        raise Unpriced(f"storage_tier is {storage_tier!r}, expected one of {', '.join(TIERS)}")
    yield usage("Snapshot storage", PriceQuery(EC2, TIERS[storage_tier]), storage_gb, "GB-Months")


class FastRestoreRule(Block):
    """A `fast_restore_rule` block."""

    availability_zones: tuple[str, ...] = ()


class Schedule(Block):
    """A `schedule` block."""

    fast_restore_rule: FastRestoreRule | None = None


class PolicyDetails(Block):
    """A `policy_details` block."""

    schedule: tuple[Schedule, ...] = ()


@resource("aws_dlm_lifecycle_policy")
def lifecycle_policy(
    *,
    state: str = "ENABLED",
    policy_details: PolicyDetails = PolicyDetails(),
    storage_gb: Usage[Decimal | None] = None,
    fast_snapshot_restore_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Lifecycle policy: free in itself; the snapshots that it makes and keeps, and fast restore where it turns that on.

    `fast_snapshot_restore_hrs` are those of all snapshots in all zones. Copies in other regions are not modelled.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    if state == "DISABLED":
        return
    yield usage("Snapshot storage", PriceQuery(EC2, TIERS["standard"]), storage_gb, "GB-Months")
    if any(schedule.fast_restore_rule for schedule in policy_details.schedule):
        yield usage("Fast snapshot restore", RESTORE, fast_snapshot_restore_hrs, "DSU-Hours")
