"""Google Compute Engine: machines, their GPUs, licences and addresses, and disks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.facts import table
from costgate.resources.google import GCE, last
from costgate.resources.google.licences import licences
from costgate.resources.marks import Attribute, Ref, Usage
from costgate.resources.registry import resource

CUSTOM = re.compile(r"(?:([a-z0-9]+)-)?custom-(?:(micro|small|medium)|(\d{1,3}))-(\d{1,8})(?:-ext)?")
"""A custom type: "n2-custom-4-8192", "custom-2-15360-ext" (N1), "e2-custom-small-4096".
https://cloud.google.com/compute/docs/instances/creating-instance-with-custom-machine-type"""

CUSTOM_FAMILIES = {"": "Custom", "n1": "Custom", "n2d": "N2D AMD Custom"}
"""Families of custom machines whose bill does not simply say their name in capitals."""

FAMILIES = {"c2d": "C2D AMD", "c4a": "C4A Arm", "n1": "N1 Predefined", "n2d": "N2D AMD", "t2d": "T2D AMD"}
"""Families whose bill does not simply say their name in capitals. https://cloud.google.com/skus"""

SHARED_CORES = {"micro": Decimal("0.25"), "small": Decimal("0.5"), "medium": Decimal(1)}
"""What custom E2 machines with shared cores are billed for. https://cloud.google.com/compute/vm-instance-pricing"""

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

WITH_GPUS = ("a2", "a3", "a4", "a4x", "g2", "g4")
"""Families whose types include their GPUs. https://cloud.google.com/compute/docs/accelerator-optimized-machines"""

LOCAL_SSD_GB = 375
"""https://cloud.google.com/compute/docs/disks/local-ssd"""

WINDOWS_IMAGE_GB, IMAGE_GB = 50, 10
"""What public images' disks have. https://cloud.google.com/compute/docs/images/os-details"""


class Performance(NamedTuple):
    """How IOPS or MiB/s of a disk are billed: the meter, and what is free of them.

    A disk that states none is provisioned with `base` and `per_gb`, up to `most`; with what nobody knows if there is
    no base.
    """

    meter: str
    free: int
    base: int | None
    per_gb: Decimal = Decimal(0)
    most: int = 1_000_000

    def of(self, gigabytes: int) -> Decimal | None:
        """What a disk of that size has that states none."""
        return None if self.base is None else min(self.base + self.per_gb * gigabytes, Decimal(self.most))


class DiskType(NamedTuple):
    """How a type of disk is billed: its capacity's meter, the size of a disk that names none, and performance."""

    capacity: str
    default_gb: int
    iops: Performance | None = None
    throughput: Performance | None = None


DISKS = {
    "pd-standard": DiskType("Storage PD Capacity", 500),
    "pd-balanced": DiskType("Balanced PD Capacity", 100),
    "pd-ssd": DiskType("SSD backed PD Capacity", 100),
    "pd-extreme": DiskType("Extreme PD Capacity", 1000, iops=Performance("Extreme PD IOPS", 0, 100_000)),
    "hyperdisk-balanced": DiskType(
        "Hyperdisk Balanced Capacity",
        100,
        iops=Performance("Hyperdisk Balanced IOPS", 3000, 3000, Decimal(6), 160_000),
        throughput=Performance("Hyperdisk Balanced Throughput", 140, 140, Decimal("1.5"), 2400),
    ),
    "hyperdisk-extreme": DiskType(
        "Hyperdisk Extreme Capacity", 1000, iops=Performance("Hyperdisk Extreme IOPS", 0, 0, Decimal(1000), 350_000)
    ),
    "hyperdisk-throughput": DiskType(
        "Hyperdisk Throughput Capacity", 2048, throughput=Performance("Hyperdisk Throughput Throughput", 0, None)
    ),
    "hyperdisk-ml": DiskType("Hyperdisk ML Capacity", 100, throughput=Performance("Hyperdisk ML Throughput", 0, None)),
}
"""Disk types. https://cloud.google.com/compute/disks-image-pricing,
https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-balanced#default-performance"""

FORMER_NAME = re.compile(r"n1-(?=(mega|ultra)mem-)")
"""What M1 machines were called, and still may be. https://cloud.google.com/compute/docs/memory-optimized-machines#m1_series"""

HYPERDISK_ONLY = ("a4", "a4x", "c4", "c4a", "c4d", "c4n", "g4", "h4d", "m4", "n4", "n4a", "n4d", "x4")
"""Families that cannot boot from a persistent disk, so that Hyperdisk Balanced is their default.
https://cloud.google.com/compute/docs/disks/hyperdisks"""

NO_STANDARD_DISK = ("a3", "c3", "c3d", "g2", "h3", "m3", "z3")
"""More families that take no pd-standard. https://cloud.google.com/compute/docs/disks/persistent-disks#machine_series_support"""


def kind_of(machine_type: str) -> str:
    """A machine type without its path, by its present name: "zones/z/machineTypes/n1-megamem-96" -> "m1-megamem-96"."""
    return FORMER_NAME.sub("m1-", last(machine_type))


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


def family_of(machine_type: str) -> str:
    """What the bill calls the family of a type: "n2d-standard-4" -> "N2D AMD"."""
    family = machine_type.partition("-")[0]
    return FAMILIES.get(family, family.upper())


class Accelerator(Block):
    """A `guest_accelerator` block."""

    type_: Annotated[str, Attribute("type")] = ""
    count: int = 0


def gpus(
    accelerators: tuple[Accelerator, ...], machine_type: str, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False
) -> Components:
    """The GPUs of one machine, unless its type includes them."""
    if machine_type.partition("-")[0] in WITH_GPUS:
        return
    for accelerator in accelerators:
        kind = last(accelerator.type_)
        query = PriceQuery(GCE, GPUS.get(kind, kind), purchase="spot" if spot else "on_demand")
        gpu = hourly(f"GPU ({'spot' if spot else 'on demand'}, {kind})", query, hours)
        yield from times(accelerator.count, iter((gpu,)))


def local_ssd(
    gigabytes: int, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False, machine_type: str = ""
) -> Components:
    """Local SSDs of one machine, billed while it runs; those that its type includes are in its price."""
    gigabytes -= int(table("google/machine_types").get(machine_type, {}).get("local_ssd_gib") or 0)
    if gigabytes > 0:
        query = PriceQuery(GCE, "SSD backed Local Storage", purchase="spot" if spot else "on_demand")
        yield monthly("Local SSD provisioned storage", query, gigabytes * hours / HOURS_PER_MONTH, "GiB-Months")


def disk(kind: str, size: int | None = None, iops: int | None = None, throughput: int | None = None) -> Components:
    """A disk: its capacity, and where it is provisioned apart, its IOPS and MiB/s above what is free."""
    kind = last(kind)
    if kind not in DISKS:
        raise Unpriced(f"disk type {kind!r}, expected one of {', '.join(DISKS)}")
    how = DISKS[kind]
    gigabytes = size or how.default_gb
    yield monthly(f"Storage ({kind})", PriceQuery(GCE, how.capacity), gigabytes, "GiB-Months")
    for name, performance, stated, unit in (
        ("Provisioned IOPS", how.iops, iops, "IOPS-Months"),
        ("Provisioned throughput", how.throughput, throughput, "MiBps-Months"),
    ):
        if performance:
            provisioned = performance.of(gigabytes) if stated is None else stated
            query = PriceQuery(GCE, performance.meter)
            if provisioned is None:
                yield usage(name, query, None, unit)
            elif provisioned > performance.free:
                yield monthly(name, query, provisioned - performance.free, unit)


ORIGINS = "google_compute_disk google_compute_image google_compute_snapshot"
ORIGIN_ATTRIBUTES = "image snapshot source_disk source_image source_snapshot"


class Origin(Block):
    """A disk, image or snapshot, as what is made from it reads it."""

    size: int | None = None
    disk_size_gb: int | None = None
    kind: Annotated[str, Attribute("type")] = ""
    image: str = ""
    source_image: str = ""
    origin: Annotated[Origin | None, Ref(ORIGINS, ORIGIN_ATTRIBUTES)] = None

    @property
    def software(self) -> str:
        """The image that it was made from in the end, with the licences that go with it."""
        return self.origin.software if self.origin else self.image or self.source_image

    @property
    def gigabytes(self) -> int | None:
        """Its own size, else that of what it was made from, else that of a disk of its type."""
        found = self.size or self.disk_size_gb or (self.origin.gigabytes if self.origin else None)
        default = DISKS.get(last(self.kind))
        return found or (default.default_gb if default else None)


@resource("google_compute_disk")
def compute_disk(
    *,
    kind: Annotated[str, Attribute("type")] = "pd-standard",
    size: int | None = None,
    origin: Annotated[Origin | None, Ref(ORIGINS, ORIGIN_ATTRIBUTES)] = None,
    image: str = "",
    snapshot: str = "",
    source_disk: str = "",
    storage_pool: str = "",
    provisioned_iops: int | None = None,
    provisioned_throughput: int | None = None,
) -> Components:
    """Disk: its capacity, and the IOPS and throughput that extreme disks and Hyperdisk are provisioned with.

    A disk without a size has that of what it is made from, else its type's default. One in a storage pool is paid
    for with the pool.

    Prices: https://cloud.google.com/compute/disks-image-pricing
    """
    if storage_pool:
        return
    made_from = (origin.gigabytes if origin else None) or (image_size(image) if image else None)
    if not size and not made_from and (snapshot or source_disk):
        raise Unpriced("size is not set, and what the disk is made from is not in this plan")
    yield from disk(kind, size or made_from, provisioned_iops, provisioned_throughput)


def image_size(image: str) -> int:
    """What the disk of a public image has in GB."""
    return WINDOWS_IMAGE_GB if "windows" in image else IMAGE_GB


class InitializeParams(Block):
    """The `initialize_params` block of a boot disk."""

    kind: Annotated[str, Attribute("type")] = ""
    size: int | None = None
    image: str = ""
    origin: Annotated[Origin | None, Ref(ORIGINS, "image")] = None
    provisioned_iops: int | None = None
    provisioned_throughput: int | None = None
    storage_pool: str = ""

    @property
    def software(self) -> str:
        """The image, or what an image of this plan was made from."""
        return self.origin.software if self.origin else self.image

    def components(self, usual: str) -> Components:
        """The disk, of the `usual` type and as large as its image where nothing says otherwise."""
        if not self.storage_pool:
            size = self.size or (self.origin.gigabytes if self.origin else None) or image_size(self.software)
            yield from disk(self.kind or usual, size, self.provisioned_iops, self.provisioned_throughput)


class Nothing(Block):
    """A resource of which nothing is read: that it is in the plan says enough."""


class BootDisk(Block):
    """The `boot_disk` block."""

    source: str = ""
    existing: Annotated[Origin | None, Ref("google_compute_disk google_compute_region_disk", "source")] = None
    initialize_params: InitializeParams | None = None

    @property
    def software(self) -> str:
        """The image that the machine boots from."""
        made = self.initialize_params or self.existing
        return made.software if made else ""

    def components(self, usual: str) -> Components:
        """The disk, unless it is a resource of its own."""
        if not self.existing and (self.initialize_params or not self.source):
            yield from (self.initialize_params or InitializeParams()).components(usual)


class ScratchDisk(Block):
    """A `scratch_disk` block: a local SSD."""

    size: int = LOCAL_SSD_GB


def address_in_use(*, spot: bool) -> PriceQuery:
    """The price of an external address on a machine. https://cloud.google.com/vpc/network-pricing#ipaddress"""
    return PriceQuery(GCE, f"External IP Charge on a {'Spot Preemptible' if spot else 'Standard'} VM", region="global")


class AccessConfig(Block):
    """An `access_config` block: an external address."""

    reserved: Annotated[Nothing | None, Ref("google_compute_address", "nat_ip")] = None


class Interface(Block):
    """A `network_interface` block."""

    access_config: tuple[AccessConfig, ...] = ()


class NodeAffinity(Block):
    """A `node_affinities` block: the machine runs on a sole-tenant node."""


class Scheduling(Block):
    """The `scheduling` block."""

    preemptible: bool = False
    provisioning_model: str = "STANDARD"
    node_affinities: tuple[NodeAffinity, ...] = ()

    @property
    def spot(self) -> bool:
        """True for spot machines, which used to be called preemptible."""
        return self.preemptible or self.provisioning_model == "SPOT"


class Confidential(Block):
    """The `confidential_instance_config` block."""

    enable_confidential_compute: bool = False
    confidential_instance_type: str = ""

    @property
    def on(self) -> bool:
        """True if it is switched on, of whatever type."""
        return self.enable_confidential_compute or self.confidential_instance_type != ""


class NetworkPerformance(Block):
    """The `network_performance_config` block."""

    total_egress_bandwidth_tier: str = "DEFAULT"


@resource("google_compute_instance")
def compute_instance(
    *,
    machine_type: str,
    boot_disk: BootDisk = BootDisk(),
    scratch_disk: tuple[ScratchDisk, ...] = (),
    guest_accelerator: tuple[Accelerator, ...] = (),
    network_interface: tuple[Interface, ...] = (),
    scheduling: Scheduling = Scheduling(),
    confidential_instance_config: Confidential = Confidential(),
    network_performance_config: NetworkPerformance = NetworkPerformance(),
    desired_status: str = "RUNNING",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    committed_use_term: Usage[Term | None] = None,
) -> Components:
    """Machine: its hours, GPUs, local SSDs, boot disk, the licences of its image and its external addresses.

    Attached disks and addresses that this plan reserves are resources of their own, and a sole-tenant node pays for
    the machines on it. A machine that is to be stopped pays for its disk. `committed_use_term` says that a commitment
    covers the machine, its GPUs, local SSDs and licences aside. Traffic is not modelled.

    Prices: https://cloud.google.com/compute/vm-instance-pricing
    """
    kind, spot = kind_of(machine_type), scheduling.spot
    hours = Decimal(0) if desired_status == "TERMINATED" else monthly_hrs
    if not scheduling.node_affinities:
        yield from machine(kind, hours, spot=spot, term=committed_use_term)
    tier = network_performance_config.total_egress_bandwidth_tier
    yield from surcharges(hours, confidential=confidential_instance_config.on, tier=tier)
    yield from gpus(guest_accelerator, kind, hours, spot=spot)
    yield from local_ssd(sum(d.size for d in scratch_disk), hours, spot=spot, machine_type=kind)
    yield from boot_disk.components(boot_disk_of(kind))
    yield from licences(boot_disk.software, kind, cores_of(kind), hours)
    addresses = sum(not config.reserved for interface in network_interface for config in interface.access_config)
    if addresses:
        yield hourly("External IP address", address_in_use(spot=spot), hours, addresses)
