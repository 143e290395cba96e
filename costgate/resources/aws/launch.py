"""What instances are launched with: templates, configurations, block devices, and the bill of one instance."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec.structs import replace

from costgate.resources.aws import CLOUDWATCH, EC2, Reserved, instance_hours, reservation
from costgate.resources.aws.addresses import SUBNETS, Subnet, launched_with
from costgate.resources.aws.ebs import ebs_volume
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    bought,
    grouped,
    hourly,
    monthly,
    usage,
)
from costgate.resources.facts import table
from costgate.resources.marks import Ref, Usage

OPERATIONS = {
    "linux": "RunInstances",
    "windows": "RunInstances:0002",
    "rhel": "RunInstances:0010",
    "suse": "RunInstances:000g",
}
"""What an image's operating system is called on the bill.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html"""

OperatingSystem = Literal["linux", "windows", "rhel", "suse"]

BOXES = {"default": "BoxUsage", "dedicated": "DedicatedUsage"}

EBS_OPTIMIZED_FEE = frozenset(
    f"{family}.{size}"
    for family, sizes in {
        "c1": "xlarge",
        "c3": "xlarge 2xlarge 4xlarge",
        "g2": "2xlarge",
        "i2": "xlarge 2xlarge 4xlarge",
        "m1": "large xlarge",
        "m2": "2xlarge 4xlarge",
        "m3": "xlarge 2xlarge",
        "r3": "xlarge 2xlarge 4xlarge",
    }.items()
    for size in sizes.split()
)
"""Old types for which EBS optimisation is an option with a price; later ones include it.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html"""

UNLIMITED_BY_DEFAULT = frozenset({"t3", "t3a", "t4g"})
BURSTABLE = UNLIMITED_BY_DEFAULT | {"t2"}
"""https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode.html"""

MONITORING_METRICS = 7
"""Metrics that detailed monitoring adds an instance. https://aws.amazon.com/cloudwatch/pricing/"""

ROOT_DEVICES = frozenset({"/dev/sda1", "/dev/xvda"})
"""https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html"""


class BlockDevice(Block):
    """A `root_block_device`, `ebs_block_device` or `ebs` block. Empty fields are left to what is below it."""

    volume_type: str = ""
    volume_size: int = 0
    iops: int = 0
    throughput: int = 0
    volume_id: str = ""
    device_name: str = ""

    def over(self, below: BlockDevice) -> BlockDevice:
        """This device with `below` filling in what it leaves open."""
        return BlockDevice(**{name: getattr(self, name) or getattr(below, name) for name in self.__struct_fields__})

    def components(self, group: str) -> Components:
        """The volume's bill, under a heading. 8 GB if nobody says: an image's root volume is not in a plan."""
        volume = ebs_volume(
            volume_type=self.volume_type or "gp2",
            size=self.volume_size or 8,
            iops=self.iops,
            throughput=self.throughput,
        )
        yield from grouped(group, volume)


class CreditSpecification(Block):
    """A `credit_specification` block."""

    cpu_credits: str = ""


class Monitoring(Block):
    """A launch template's `monitoring` block."""

    enabled: bool = False


class Placement(Block):
    """A launch template's `placement` block."""

    tenancy: str = "default"


class MarketOptions(Block):
    """A launch template's `instance_market_options` block."""

    market_type: str = ""


class Mapping(Block):
    """A launch template's `block_device_mappings` block."""

    device_name: str = ""
    ebs: BlockDevice | None = None


class NetworkInterface(Block):
    """A `network_interfaces` block: an interface that is made, or, with `network_interface_id`, one that exists."""

    network_interface_id: str = ""
    associate_public_ip_address: bool | None = None
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_id")] = ()


class LaunchTemplate(Block):
    """What is read of an `aws_launch_template`."""

    instance_type: str = ""
    ebs_optimized: bool = False
    monitoring: Monitoring = Monitoring()
    credit_specification: CreditSpecification = CreditSpecification()
    placement: Placement = Placement()
    instance_market_options: MarketOptions = MarketOptions()
    block_device_mappings: tuple[Mapping, ...] = ()
    network_interfaces: tuple[NetworkInterface, ...] = ()

    def address(self, subnets: tuple[Subnet, ...], hours: Decimal, stated: bool | None = None) -> Components:
        """The public address of one instance that is launched in one of `subnets`, if they are told.

        `stated` is what goes before what the template says. Only an interface that is made gets an address.
        """
        for interface in self.network_interfaces if stated is None else ():
            stated = False if interface.network_interface_id else interface.associate_public_ip_address
            subnets = subnets or interface.subnets
            if stated is not None:
                break
        yield from launched_with(stated, subnets, hours)

    @property
    def root(self) -> BlockDevice:
        """The root volume: the mapping of a root device, else the image's own."""
        return next((d for d in self._devices() if d.device_name in ROOT_DEVICES), BlockDevice())

    @property
    def others(self) -> tuple[BlockDevice, ...]:
        """The volumes besides the root."""
        return tuple(d for d in self._devices() if d.device_name not in ROOT_DEVICES)

    def _devices(self) -> list[BlockDevice]:
        return [replace(m.ebs, device_name=m.device_name) for m in self.block_device_mappings if m.ebs]


class Compute(Block):
    """What the usage file and a launch template say of instances, however they are launched."""

    operating_system: OperatingSystem = "linux"
    monthly_hrs: Decimal = HOURS_PER_MONTH
    monthly_cpu_credit_hrs: Decimal | None = None
    vcpu_count: int | None = None
    purchase: str = "on_demand"

    def components(
        self,
        instance_type: str,
        *,
        tenancy: str = "default",
        ebs_optimized: bool = False,
        monitoring: bool = False,
        cpu_credits: str = "",
    ) -> Components:
        """One instance without its volumes."""
        if tenancy != "host":
            yield from self._hours(instance_type, tenancy)
        if ebs_optimized and instance_type in EBS_OPTIMIZED_FEE:
            yield hourly("EBS-optimized usage", PriceQuery(EC2, f"EBSOptimized:{instance_type}"), self.monthly_hrs)
        if monitoring:
            metrics = PriceQuery(CLOUDWATCH, "CW:MetricMonitorUsage")
            yield monthly("Detailed monitoring", metrics, MONITORING_METRICS, "Metrics")
        family = instance_type.partition(".")[0]
        if (
            family in BURSTABLE
            and (cpu_credits or ("unlimited" if family in UNLIMITED_BY_DEFAULT else "")) == "unlimited"
        ):
            query = PriceQuery(EC2, f"CPUCredits:{family}", _credit_operation(self.operating_system))
            yield usage("CPU credits", query, self._credits(instance_type), "vCPU-Hours")

    def _hours(self, instance_type: str, tenancy: str) -> Components:
        if tenancy not in BOXES:
            raise Unpriced(f"tenancy is {tenancy!r}, expected one of default, dedicated, host")
        box = "SpotUsage" if self.purchase == "spot" else BOXES[tenancy]
        query = PriceQuery(EC2, f"{box}:{instance_type}", OPERATIONS[self.operating_system], self.purchase)
        name = f"Instance usage ({self.operating_system}, {bought(self.purchase)}, {instance_type})"
        yield from instance_hours(name, query, self.monthly_hrs)

    def _credits(self, instance_type: str) -> Decimal | None:
        """vCPU-hours above the baseline: stated hours, for each vCPU."""
        if self.monthly_cpu_credit_hrs is None:
            return None
        vcpus = self.vcpu_count or int(table("aws/instance_types").get(instance_type, {}).get("vcpu", 0))
        return self.monthly_cpu_credit_hrs * vcpus if vcpus else None


class InstanceUsage(Reserved):
    """What the usage file says of instances, their hours and operating system aside."""

    monthly_cpu_credit_hrs: Usage[Decimal | None] = None
    vcpu_count: Usage[int | None] = None
    reserved_instance_type: Usage[str | None] = None

    def compute(
        self, operating_system: OperatingSystem, hours: Decimal = HOURS_PER_MONTH, *, spot: bool = False
    ) -> Compute:
        """Such instances, spot ones whatever is reserved."""
        term, payment = self.reserved_instance_term, self.reserved_instance_payment_option
        purchase = reservation(term, payment, self.reserved_instance_type)
        return Compute(
            operating_system=operating_system,
            monthly_hrs=hours,
            monthly_cpu_credit_hrs=self.monthly_cpu_credit_hrs,
            vcpu_count=self.vcpu_count,
            purchase="spot" if spot else purchase,
        )


class Launched(Block):
    """What launches without a template: an instance with its volumes, as one block says."""

    instance_type: str
    ebs_optimized: bool = False
    placement_tenancy: str = "default"
    associate_public_ip_address: bool | None = None
    root_block_device: BlockDevice = BlockDevice()
    ebs_block_device: tuple[BlockDevice, ...] = ()

    def components(self, compute: Compute, *, monitoring: bool, subnets: tuple[Subnet, ...] = ()) -> Components:
        """One instance with its volumes, and the public address that it gets in one of `subnets`."""
        yield from compute.components(
            self.instance_type,
            tenancy=self.placement_tenancy,
            ebs_optimized=self.ebs_optimized,
            monitoring=monitoring,
        )
        yield from self.root_block_device.components("root_block_device")
        for i, device in enumerate(self.ebs_block_device):
            yield from device.components(f"ebs_block_device[{i}]")
        yield from launched_with(self.associate_public_ip_address, subnets, compute.monthly_hrs)


class LaunchConfiguration(Launched):
    """What is read of an `aws_launch_configuration`."""

    enable_monitoring: bool = True
    spot_price: str = ""


def _credit_operation(operating_system: str) -> str:
    """Credits cost the same on every system but Windows. https://aws.amazon.com/ec2/pricing/on-demand/"""
    return OPERATIONS["windows" if operating_system == "windows" else "linux"]


def from_template(
    compute: Compute, template: LaunchTemplate, instance_type: str, purchase: str = "", subnets: tuple[Subnet, ...] = ()
) -> Components:
    """One instance of a launch template, with its volumes and public address. `purchase` overrides how it is bought."""
    if not instance_type:
        raise Unpriced("its launch template names no instance_type")
    spot = purchase == "spot" or template.instance_market_options.market_type == "spot"
    yield from (replace(compute, purchase="spot") if spot else compute).components(
        instance_type,
        tenancy=template.placement.tenancy,
        ebs_optimized=template.ebs_optimized,
        monitoring=template.monitoring.enabled,
        cpu_credits=template.credit_specification.cpu_credits,
    )
    yield from template.root.components("root_block_device")
    for i, device in enumerate(template.others):
        yield from device.components(f"block_device_mappings[{i}]")
    yield from template.address(subnets, compute.monthly_hrs)
