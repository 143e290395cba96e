"""Amazon EBS: volumes and snapshots."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import EC2
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Attribute, Ref, Usage
from costgate.resources.registry import resource

STORAGE = {"standard": "EBS:VolumeUsage", "io1": "EBS:VolumeUsage.piops"}
"""Storage meters that are not called after their volume type."""

GP3_FREE_IOPS, GP3_FREE_MIBPS = 3000, 125
"""What a gp3 volume has without extra charge. https://aws.amazon.com/ebs/pricing/"""

IO2_TIERS = ((0, 32_000, ""), (32_000, 64_000, ".tier2"), (64_000, None, ".tier3"))
"""io2 IOPS are cheaper above 32,000 and above 64,000, each under a meter of its own. https://aws.amazon.com/ebs/pricing/"""


@resource("aws_ebs_volume")
def ebs_volume(
    *,
    volume_type: Annotated[str, Attribute("type")] = "gp2",
    size: int = 8,
    iops: int = 0,
    throughput: int = 0,
    monthly_standard_io_requests: Usage[Decimal | None] = None,
) -> Components:
    """EBS volume: capacity, and for gp3, io1 and io2 what is provisioned beyond the free baseline.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    meter = STORAGE.get(volume_type, f"EBS:VolumeUsage.{volume_type}")
    yield monthly(f"Storage ({volume_type})", PriceQuery(EC2, meter), size, "GB-Months")
    if volume_type == "io1":
        yield monthly("Provisioned IOPS (io1)", PriceQuery(EC2, "EBS:VolumeP-IOPS.piops"), iops or 100, "IOPS-Months")
    elif volume_type == "io2":
        for start, end, tier in IO2_TIERS:
            if (iops or 100) > start:
                part = min(iops or 100, end or iops) - start
                yield monthly(
                    "Provisioned IOPS (io2)", PriceQuery(EC2, f"EBS:VolumeP-IOPS.io2{tier}"), part, "IOPS-Months"
                )
    elif volume_type == "gp3":
        if iops > GP3_FREE_IOPS:
            extra_iops = PriceQuery(EC2, "EBS:VolumeP-IOPS.gp3")
            yield monthly("Provisioned IOPS (gp3)", extra_iops, iops - GP3_FREE_IOPS, "IOPS-Months")
        if throughput > GP3_FREE_MIBPS:
            extra = Decimal(throughput - GP3_FREE_MIBPS) / 1024
            yield monthly(
                "Provisioned throughput (gp3)", PriceQuery(EC2, "EBS:VolumeP-Throughput.gp3"), extra, "GiBps-Months"
            )
    elif volume_type == "standard":
        yield usage("I/O requests", PriceQuery(EC2, "EBS:VolumeIOUsage"), monthly_standard_io_requests, "IOs")


TIERS = {"standard": "EBS:SnapshotUsage", "archive": "EBS:SnapshotArchiveStorage"}
"""Where a snapshot is stored. https://aws.amazon.com/ebs/pricing/"""


def _snapshot(gb: int, tier: str) -> Components:
    """A full snapshot of so many GB."""
    if tier not in TIERS:
        raise Unpriced(f"storage_tier is {tier!r}, expected one of {', '.join(TIERS)}")
    name = "Snapshot storage" if tier == "standard" else f"Snapshot storage ({tier})"
    yield monthly(name, PriceQuery(EC2, TIERS[tier]), gb, "GB-Months")


class Volume(Block):
    """What a snapshot reads of its volume."""

    size: int = 8


@resource("aws_ebs_snapshot")
def ebs_snapshot(
    *,
    volume: Annotated[Volume | None, Ref("aws_ebs_volume", "volume_id")] = None,
    volume_size: int = 8,
    storage_tier: str = "standard",
    monthly_list_block_requests: Usage[Decimal | None] = None,
    monthly_get_block_requests: Usage[Decimal | None] = None,
    monthly_put_block_requests: Usage[Decimal | None] = None,
    fast_snapshot_restore_hours: Usage[Decimal | None] = None,
) -> Components:
    """EBS snapshot: stored as if it were full; the blocks that really changed are not in a plan.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    yield from _snapshot(volume.size if volume else volume_size, storage_tier)
    restore = PriceQuery(EC2, "EBS:FastSnapshotRestore")
    yield usage("Fast snapshot restore", restore, fast_snapshot_restore_hours, "DSU-Hours")
    for verb, requests, unit in (
        ("List", monthly_list_block_requests, "Requests"),
        ("Get", monthly_get_block_requests, "SnapshotAPIUnits"),
        ("Put", monthly_put_block_requests, "SnapshotAPIUnits"),
    ):
        yield usage(f"{verb} API requests", PriceQuery(EC2, f"EBS:directAPI.snapshot.{verb}"), requests, unit)


class Snapshot(Block):
    """What a copy reads of its snapshot."""

    volume: Annotated[Volume | None, Ref("aws_ebs_volume", "volume_id")] = None
    volume_size: int | None = None


@resource("aws_ebs_snapshot_copy")
def ebs_snapshot_copy(
    *,
    source: Annotated[Snapshot, Ref("aws_ebs_snapshot", "source_snapshot_id")] = Snapshot(),
    volume_size: int | None = None,
    storage_tier: str = "standard",
) -> Components:
    """Copy of an EBS snapshot: stored as if it were full. Its size is that of the volume that the snapshot is of.

    Data transfer from another region and time-based copies are not modelled.

    Prices: https://aws.amazon.com/ebs/pricing/
    """
    size = source.volume.size if source.volume else source.volume_size or volume_size
    if size is None:
        raise Unpriced("the snapshot that it copies is not in this plan, which tells the size")
    yield from _snapshot(size, storage_tier)
