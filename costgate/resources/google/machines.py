"""Google Compute Engine's machines: types, GPUs and local SSDs, as any service that runs them is billed for them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    times,
)
from costgate.resources.facts import table
from costgate.resources.google import GCE, last
from costgate.resources.marks import Attribute

CUSTOM = re.compile(r"(?:([a-z0-9]+)-)?custom-(?:(micro|small|medium)|(\d{1,3}))-(\d{1,8})(?:-ext)?")
"""A custom type: "n2-custom-4-8192", "custom-2-15360-ext" (N1), "e2-custom-small-4096".
https://cloud.google.com/compute/docs/instances/creating-instance-with-custom-machine-type"""

CUSTOM_FAMILIES = {"": "Custom", "n1": "Custom", "n2d": "N2D AMD Custom"}
"""Families of custom machines whose bill does not simply say their name in capitals."""

FAMILIES = {"c2d": "C2D AMD", "c4a": "C4A Arm", "n1": "N1 Predefined", "n2d": "N2D AMD", "t2d": "T2D AMD"}
"""Families whose bill does not simply say their name in capitals. https://cloud.google.com/skus"""

SHARED_CORES = {"micro": Decimal("0.25"), "small": Decimal("0.5"), "medium": Decimal(1)}
"""What custom E2 machines with shared cores are billed for. https://cloud.google.com/compute/vm-instance-pricing"""

E2_SHARED = re.compile(r"e2-(?:custom-)?(?:micro|small|medium)(?:-\d{1,8})?")
E2_CORES = 2
"""Machines that see two cores of which they have a part. https://cloud.google.com/compute/docs/general-purpose-machines#e2-shared-core"""

STANDARD_GIB = {"": Decimal("6.5"), "n1": Decimal("6.5"), "n2": Decimal(8), "n2d": Decimal(8), "n4": Decimal(8)}
"""Memory a core beyond which it is extended memory, which costs more.
https://cloud.google.com/compute/docs/instances/creating-instance-with-custom-machine-type#extendedmemory"""

GPUS = {
    "nvidia-tesla-k80": "Nvidia Tesla K80 GPU",
    "nvidia-tesla-p4": "Nvidia Tesla P4 GPU",
    "nvidia-tesla-p100": "Nvidia Tesla P100 GPU",
    "nvidia-tesla-v100": "Nvidia Tesla V100 GPU",
    "nvidia-tesla-t4": "Nvidia Tesla T4 GPU",
    "nvidia-tesla-a100": "Nvidia Tesla A100 GPU",
    "nvidia-a100-80gb": "Nvidia Tesla A100 80GB GPU",
    "nvidia-h100-80gb": "Nvidia H100 80GB GPU",
    "nvidia-l4": "Nvidia L4 GPU",
}
"""Accelerator types and what they are called on the bill. https://cloud.google.com/compute/gpus-pricing"""

WORKSTATION = "-vws"
"""What accelerator types end in that come with a licence for a virtual workstation, by the GPU.
https://cloud.google.com/compute/docs/gpus/create-gpu-vm-general-purpose#workstations"""
WORKSTATION_LICENCE = "Licensing Fee for NVIDIA Quadro Virtual Workstation"

WITH_GPUS = ("a2", "a3", "a4", "a4x", "g2", "g4")
"""Families whose types include their GPUs. https://cloud.google.com/compute/docs/accelerator-optimized-machines"""

LOCAL_SSD_GB = 375
"""https://cloud.google.com/compute/docs/disks/local-ssd"""

FORMER_NAMES = {"n1-megamem-": "m1-megamem-", "n1-ultramem-": "m1-ultramem-"}
"""What M1 machines were called, and still may be. https://cloud.google.com/compute/docs/memory-optimized-machines#m1_series"""

HYPERDISK_ONLY = ("a4", "a4x", "c4", "c4a", "c4d", "c4n", "g4", "h4d", "m4", "n4", "n4a", "n4d", "x4")
"""Families that cannot boot from a persistent disk, so that Hyperdisk Balanced is their default.
https://cloud.google.com/compute/docs/disks/hyperdisks"""

NO_STANDARD_DISK = ("a3", "c3", "c3d", "g2", "h3", "m3", "z3")
"""More families that take no pd-standard. https://cloud.google.com/compute/docs/disks/persistent-disks#machine_series_support"""


def kind_of(machine_type: str) -> str:
    """A machine type without its path, by its present name: "zones/z/machineTypes/n1-megamem-96" -> "m1-megamem-96"."""
    kind = last(machine_type)
    for former, present in FORMER_NAMES.items():
        kind = kind.replace(former, present)
    return kind


def boot_disk_of(machine_type: str, usual: str = "pd-standard") -> str:
    """The type of a boot disk that names none: the `usual` one where the machine takes it."""
    family = machine_type.partition("-")[0]
    if family in HYPERDISK_ONLY:
        return "hyperdisk-balanced"
    return "pd-balanced" if family in NO_STANDARD_DISK else usual


Term = Literal["1_year", "3_year"]
"""How long a commitment lasts, in the words in which usage files state reservations."""

COMMITMENTS = {"1_year": ("committed-1yr", "1 year commitment"), "3_year": ("committed-3yr", "3 year commitment")}
"""How a machine is bought that a commitment covers. https://cloud.google.com/compute/docs/instances/committed-use-discounts-overview"""


def machine(
    machine_type: str, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False, term: Term | None = None
) -> Components:
    """One machine for `hours`. The discount for sustained use is in the prices' tiers, machine by machine.

    One that a commitment covers is paid for all month, used or not. Nobody commits to spot machines.
    """
    purchase, how = ("spot", "spot") if spot else ("on_demand", "on demand")
    if term and not spot:
        (purchase, how), hours = COMMITMENTS[term], HOURS_PER_MONTH
    custom = CUSTOM.fullmatch(machine_type)
    if not custom:
        query = PriceQuery(GCE, machine_type, purchase=purchase)
        yield hourly(f"Instance usage ({how}, {machine_type})", query, hours)
        return
    family = custom[1] or ""
    meter = f"{CUSTOM_FAMILIES.get(family, f'{family.upper()} Custom')} Instance"
    cores, memory = _custom(custom)
    standard = min(memory, cores * STANDARD_GIB[family]) if family in STANDARD_GIB else memory
    name = (family or "n1").upper()
    query = PriceQuery(GCE, f"{meter} Core", purchase=purchase)
    core = hourly(f"Custom instance CPU ({how}, {name})", query, hours, unit="vCPU-Hours")
    yield from times(cores, iter((core,)))
    for extended, gib in (("", standard), ("Extended ", memory - standard)):
        if gib:
            query = PriceQuery(GCE, f"{meter.replace('Instance', f'{extended}Instance')} Ram", purchase=purchase)
            gigabyte = hourly(f"Custom instance {extended}RAM ({how}, {name})", query, hours, unit="GiB-Hours")
            yield from times(gib, iter((gigabyte,)))


def surcharges(hours: Decimal = HOURS_PER_MONTH, *, confidential: bool, tier: str) -> Components:
    """What a machine pays besides for confidential computing and for a faster network. No source has either price.

    https://cloud.google.com/compute/vm-instance-pricing, https://cloud.google.com/confidential-computing/confidential-vm/pricing
    """
    if confidential:
        yield hourly("Confidential VM", PriceQuery(GCE, "Confidential VM"), hours)
    if tier == "TIER_1":
        yield hourly("Tier_1 networking", PriceQuery(GCE, "Tier_1 networking"), hours)


def suspended(desired_status: str, machine_type: str) -> Components:
    """The memory of a machine that is to be suspended, which is kept while it does not run.

    https://cloud.google.com/compute/docs/instances/suspend-resume-instance#pricing
    """
    if desired_status == "SUSPENDED":
        gibibytes = shape_of(machine_type)[1]
        if not gibibytes:
            raise Unpriced(f"the memory of machine type {machine_type!r} is not known")
        query = PriceQuery(GCE, "VM state: suspended RAM")
        yield hourly("Suspended memory", query, HOURS_PER_MONTH * gibibytes, unit="GiB-Hours")


def _custom(found: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Cores and GiB of a custom type."""
    cores = SHARED_CORES[found[2]] if found[2] else Decimal(found[3])
    return cores, Decimal(found[4]) / 1024


def shape_of(machine_type: str) -> tuple[Decimal, Decimal]:
    """The cores that a type is billed for, parts of one if they are shared, and its GiB; 0 if the type is not known."""
    custom = CUSTOM.fullmatch(machine_type)
    facts = table("google/machine_types").get(machine_type, {})
    return _custom(custom) if custom else (Decimal(facts.get("vcpu", 0)), Decimal(facts.get("memory_gib", 0)))


def cores_of(machine_type: str) -> Decimal:
    """The cores that a type is billed for, parts of one if they are shared; 0 if the type is not known."""
    return shape_of(machine_type)[0]


def visible_cores(machine_type: str) -> Decimal:
    """The cores that its software sees, and is licensed for: all of a shared one, whatever part of it is billed."""
    return Decimal(E2_CORES) if E2_SHARED.fullmatch(machine_type) else cores_of(machine_type)


def family_of(machine_type: str) -> str:
    """What the bill calls the family of a type: "n2d-standard-4" -> "N2D AMD"."""
    family = machine_type.partition("-")[0]
    return FAMILIES.get(family, family.upper())


class Accelerator(Block):
    """A `guest_accelerator` block."""

    type_: Annotated[str, Attribute("type")] = ""
    count: int = 0


class SpeltOut(Block):
    """A block of accelerators whose fields say what they are of."""

    accelerator_type: str = ""
    accelerator_count: int = 0

    @property
    def accelerator(self) -> Accelerator:
        """The same, as machines have it."""
        return Accelerator(type_=self.accelerator_type, count=self.accelerator_count)


def gpus(
    accelerators: tuple[Accelerator, ...], machine_type: str, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False
) -> Components:
    """The GPUs of one machine, unless its type includes them, and licences of virtual workstations on them.

    https://cloud.google.com/compute/gpus-pricing
    """
    included = machine_type.partition("-")[0] in WITH_GPUS
    for accelerator in accelerators:
        stated = last(accelerator.type_)
        kind = stated.removesuffix(WORKSTATION)
        query = PriceQuery(GCE, GPUS.get(kind, kind), purchase="spot" if spot else "on_demand")
        gpu = hourly(f"GPU ({'spot' if spot else 'on demand'}, {kind})", query, hours)
        licence = hourly("Virtual workstation", PriceQuery(GCE, WORKSTATION_LICENCE, region="global"), hours)
        lines = (gpu,) * (not included) + (licence,) * (stated != kind)
        yield from times(accelerator.count, iter(lines))


def local_ssd(
    gigabytes: int, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False, machine_type: str = ""
) -> Components:
    """Local SSDs of one machine, billed while it runs; those that its type includes are in its price."""
    gigabytes -= int(table("google/machine_types").get(machine_type, {}).get("local_ssd_gib") or 0)
    if gigabytes > 0:
        query = PriceQuery(GCE, "SSD backed Local Storage", purchase="spot" if spot else "on_demand")
        yield monthly("Local SSD provisioned storage", query, gigabytes * hours / HOURS_PER_MONTH, "GiB-Months")
