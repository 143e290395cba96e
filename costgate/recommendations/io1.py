"""EBS volumes of type io1 cost as much as io2 ones, or more above 32,000 IOPS, and far more than gp3 ones.

gp3 is proposed up to 16,000 IOPS, with the same IOPS and throughput provisioned; its latency is less even. io2 has the
same IOPS, and is made to lose fewer volumes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from costgate.recommendations import Candidate
from costgate.recommendations._volumes import VOLUMES, Device, devices_of
from costgate.resources.aws.ebs import GP3_FREE_IOPS
from costgate.savings import Edit, Path, Proposal, Risk

TYPES = VOLUMES

GP3_MOST_IOPS = 16_000
"""What gp3 has had in every region since it was launched; newer limits are higher.
https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""

IO1_MIBPS = 500
"""What an io1 volume of up to 32,000 IOPS reaches at most, at 256 KiB for each.
https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html"""


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move every io1 volume of the resource: to gp3 where that can do as much, else to io2."""
    found = [d for d in devices_of(of) if d.type == "io1" and d.iops is not None]
    io2: dict[Path, Any] = {}
    gp3: dict[Path, Any] = {}
    for device in found:
        iops = device.iops or 0
        io2 |= device.as_type("io2", iops)
        gp3 |= _as_gp3(device, iops) if iops <= GP3_MOST_IOPS else device.as_type("io2", iops)
    if any(kind == "gp3" for kind in gp3.values()):
        yield Proposal(
            "Move io1 volumes to gp3",
            "gp3 has the same IOPS and throughput here for less; its latency is single-digit milliseconds, less even "
            "than io1's.",
            "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
            Risk.NEEDS_THOUGHT,
            (Edit(of.address, gp3),),
        )
    if io2:
        yield Proposal(
            "Move io1 volumes to io2",
            "Above 32,000 IOPS io2 costs less for each, and is as fast.",
            "https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html",
            Risk.LOW,
            (Edit(of.address, io2),),
        )


def _as_gp3(device: Device, iops: int) -> dict[Path, Any]:
    return device.as_type("gp3", max(iops, GP3_FREE_IOPS), min(IO1_MIBPS, -(-iops // 4)))
