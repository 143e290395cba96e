"""EBS volumes of type gp2 cost more than gp3 ones of the same size.

Where a gp2 volume does more than the 3,000 IOPS and 125 MiB/s that gp3 has without extra charge, the same is
provisioned, and is in the price. Between 170 and 334 GiB gp2 reaches its 250 MiB/s only while it has I/O credits: to
provision no more than what it does without them is a proposal of its own, with a low risk. The 128 MiB/s that a smaller
gp2 volume reaches with credits count as gp3's 125. Volumes of instances, launch templates and launch configurations are
looked at, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from costgate.recommendations import Candidate
from costgate.recommendations._volumes import VOLUMES, devices_of
from costgate.resources.aws.ebs import GP3_FREE_IOPS, GP3_FREE_MIBPS
from costgate.savings import Edit, Path, Proposal, Risk

TYPES = VOLUMES

IOPS_PER_GIB, MOST_IOPS = 3, 16_000
"""What a gp2 volume does. https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""

SMALL_GIB, LARGE_GIB, MOST_MIBPS = 170, 334, 250
"""A gp2 volume above 170 GiB reaches 250 MiB/s with I/O credits, from 334 GiB on without: 256 KiB for each IOPS.
https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp2-performance"""

WHY = "gp3 costs less a GB and has at least the IOPS of gp2; a volume is changed while it is in use."
SOURCE = "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move every gp2 volume of the resource."""
    moving = [(d, d.size) for d in devices_of(of) if d.type == "gp2" and d.size is not None]
    peak: dict[Path, Any] = {}
    lasting: dict[Path, Any] = {}
    for device, gib in moving:
        iops = max(GP3_FREE_IOPS, min(MOST_IOPS, gib * IOPS_PER_GIB))
        most = GP3_FREE_MIBPS if gib <= SMALL_GIB else MOST_MIBPS
        peak |= device.as_type("gp3", iops, most)
        lasting |= device.as_type("gp3", iops, min(most, -(-gib * IOPS_PER_GIB // 4)))
    if peak:
        yield Proposal("Move gp2 volumes to gp3", WHY, SOURCE, Risk.NONE, (Edit(of.address, peak),))
    if lasting != peak:
        why = f"{WHY} Bursts of throughput, while gp2 has I/O credits, are not provided for."
        yield Proposal("Move gp2 volumes to gp3", why, SOURCE, Risk.LOW, (Edit(of.address, lasting),))
