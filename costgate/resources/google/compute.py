"""Google Compute Engine: machines with their boot disks, licences and addresses."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly
from costgate.resources.google import GCE
from costgate.resources.google.disks import ORIGINS, Origin, disk, size_of
from costgate.resources.google.licences import licences
from costgate.resources.google.machines import (
    LOCAL_SSD_GB,
    Accelerator,
    Term,
    boot_disk_of,
    gpus,
    kind_of,
    local_ssd,
    machine,
    surcharges,
    suspended,
)
from costgate.resources.google.public_images import BLANK_GB
from costgate.resources.google.region_disk import replicated
from costgate.resources.marks import Attribute, Ref, Together, Usage
from costgate.resources.registry import resource


class InitializeParams(Block):
    """The `initialize_params` block of a boot disk."""

    kind: Annotated[str, Attribute("type")] = ""
    size: int | None = None
    image: str = ""
    snapshot: str = ""
    origin: Annotated[Origin | None, Ref(ORIGINS, "image snapshot")] = None
    provisioned_iops: int | None = None
    provisioned_throughput: int | None = None
    storage_pool: str = ""
    replica_zones: tuple[str, ...] = ()

    @property
    def software(self) -> str:
        """The image, or what an image of this plan was made from."""
        return self.origin.software if self.origin else self.image

    def components(self, usual: str) -> Components:
        """The disk, of the `usual` type and as large as its image where nothing says otherwise."""
        if not self.storage_pool:
            size = size_of(self.size, self.origin, self.image, self.snapshot) or BLANK_GB
            if self.replica_zones:
                yield from replicated(self.kind or usual, size)
            else:
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


PUBLIC = (Interface(access_config=(AccessConfig(),)),)
"""The interface of a machine with an external address."""


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


class Machine(Block):
    """What a machine and a template of machines say alike."""

    machine_type: str
    guest_accelerator: tuple[Accelerator, ...] = ()
    network_interface: tuple[Interface, ...] = ()
    scheduling: Scheduling = Scheduling()
    confidential_instance_config: Confidential = Confidential()
    network_performance_config: NetworkPerformance = NetworkPerformance()

    @property
    def kind(self) -> str:
        """Its type, without a path."""
        return kind_of(self.machine_type)

    def running(self, hours: Decimal, term: Term | None, local_gb: int, software: str) -> Components:
        """What costs while it runs: its type, GPUs, `local_gb` of local SSDs, licences of `software`, and addresses.

        A commitment covers it if it has a `term`, and a sole-tenant node pays for the machines on it.
        """
        kind, spot = self.kind, self.scheduling.spot
        if not self.scheduling.node_affinities:
            yield from machine(kind, hours, spot=spot, term=term)
        tier = self.network_performance_config.total_egress_bandwidth_tier
        yield from surcharges(hours, confidential=self.confidential_instance_config.on, tier=tier)
        yield from gpus(self.guest_accelerator, kind, hours, spot=spot)
        yield from local_ssd(local_gb, hours, spot=spot, machine_type=kind)
        yield from licences(software, kind, hours)
        addresses = sum(not each.reserved for interface in self.network_interface for each in interface.access_config)
        if addresses:
            yield hourly("External IP address", address_in_use(spot=spot), hours, addresses)


@resource("google_compute_instance")
def compute_instance(
    *,
    made: Annotated[Machine, Together],
    boot_disk: BootDisk = BootDisk(),
    scratch_disk: tuple[ScratchDisk, ...] = (),
    desired_status: str = "RUNNING",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    committed_use_term: Usage[Term | None] = None,
) -> Components:
    """Machine: its hours, GPUs, local SSDs, boot disk, the licences of its image and its external addresses.

    Attached disks and addresses that this plan reserves are resources of their own, and a sole-tenant node pays for
    the machines on it. A machine that is to be stopped pays for its disk, one that is to be suspended for its memory
    too. `committed_use_term` says that a commitment covers the machine, its GPUs, local SSDs and licences aside.
    Licences of images that are neither public nor made in this plan, and traffic, are not modelled.

    Prices: https://cloud.google.com/compute/vm-instance-pricing
    """
    hours = monthly_hrs if desired_status == "RUNNING" else Decimal(0)
    yield from made.running(hours, committed_use_term, sum(d.size for d in scratch_disk), boot_disk.software)
    yield from suspended(desired_status, made.kind)
    yield from boot_disk.components(boot_disk_of(made.kind))
