"""Google's Arm machines (T2A and C4A) can cost less than x86 ones with the same vCPUs and memory.

Google's discount for sustained use is in the comparison. T2A takes Persistent Disks; C4A takes Hyperdisk only, so it
is proposed where the boot disk is one already. Machines with GPUs or local SSDs are left alone. Images and programs
have to be there for arm64.
"""

from __future__ import annotations

from collections.abc import Iterator

from costgate.recommendations import Candidate
from costgate.resources.facts import table
from costgate.savings import Edit, Proposal, Risk

TYPES = ("google_compute_instance",)

X86 = ("n1", "n2", "n2d", "n4", "e2", "t2d", "c2", "c2d", "c3", "c3d", "c4", "c4d")
"""General-purpose and compute-optimised series. https://cloud.google.com/compute/docs/machine-resource"""


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move the machine to an Arm type of the same size."""
    name = str(of.known("machine_type")).rpartition("/")[2]
    family, _, rest = name.partition("-")
    if family not in X86 or of.blocks("guest_accelerator") or of.blocks("scratch_disk"):
        return
    kind, _, vcpus = rest.partition("-")
    hyperdisk = str(of.known("boot_disk", 0, "initialize_params", 0, "type")).startswith("hyperdisk-")
    if kind in ("standard", "highcpu", "highmem"):
        for arm in (f"c4a-{kind}-{vcpus}",) if hyperdisk else (f"t2a-standard-{vcpus}",):
            if _fits(name, arm):
                yield Proposal(
                    "Move to an Arm machine",
                    "The image and all programs must be there for arm64, and not every zone has these machines.",
                    "https://cloud.google.com/compute/docs/instances/arm-on-compute",
                    Risk.NEEDS_WORK,
                    (Edit(of.address, {("machine_type",): arm}),),
                )


def _fits(name: str, other: str) -> bool:
    mine, its = (table("google/machine_types").get(n) for n in (name, other))
    return bool(mine and its) and all(float(its[x]) >= float(mine[x]) for x in ("vcpu", "memory_gib"))  # type: ignore[index]
