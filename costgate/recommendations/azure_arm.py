"""Azure's Arm machines (Cobalt and Ampere) cost less than x86 ones with the same vCPUs and memory.

Linux machines of the B, D and E series; images and programs have to be there for arm64.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from costgate.recommendations import Candidate
from costgate.savings import Edit, Proposal, Risk

TYPES = ("azurerm_linux_virtual_machine",)

SIZE = re.compile(r"Standard_(?P<series>[BDE])(?P<vcpus>\d+)a?(?P<less>[lt]?)(?P<disk>d?)s?_v(?P<version>\d)")
"""Sizes of x86 series; from version 3 of D and E on the number is that of the vCPUs.
https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions"""

VERSIONS = {"D": (6, 5), "E": (6, 5), "B": (2,)}
"""Versions of the Arm series, the later first: https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/dpsv6-series,
https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/bpsv2-series"""

OLDEST = {"D": 3, "E": 3, "B": 2}
"""The x86 versions that name their vCPUs and have the memory of the Arm series.
https://learn.microsoft.com/azure/virtual-machines/sizes/previous-gen-sizes-list"""

LESS_MEMORY = {("D", 64, 5), ("E", 32, 5)}
"""Arm sizes with less memory than their x86 counterparts.
https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/dpsv5-series"""


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move the machine to the Arm size with the same vCPUs and memory."""
    found = SIZE.fullmatch(str(of.known("size")))
    if not found or int(found["version"]) < OLDEST[found["series"]]:
        return
    series, vcpus = found["series"], int(found["vcpus"])
    for version in VERSIONS[series]:
        if (series, vcpus, version) not in LESS_MEMORY:
            size = f"Standard_{series}{vcpus}p{found['less']}{found['disk']}s_v{version}"
            yield Proposal(
                "Move to an Arm machine",
                "The image and all programs must be there for arm64.",
                "https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/dpsv6-series",
                Risk.NEEDS_WORK,
                (Edit(of.address, {("size",): size}),),
            )
