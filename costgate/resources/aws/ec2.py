"""Amazon EC2: instances, and what launches them: templates, configurations, Auto Scaling groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec.structs import replace

from costgate.resources.aws import CLOUDWATCH, EC2, instance_hours, reservation
from costgate.resources.aws.ebs import ebs_volume
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    Unpriced,
    grouped,
    hourly,
    monthly,
    times,
    usage,
)
from costgate.resources.facts import table
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

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


class LaunchTemplate(Block):
    """What is read of an `aws_launch_template`."""

    instance_type: str = ""
    ebs_optimized: bool = False
    monitoring: Monitoring = Monitoring()
    credit_specification: CreditSpecification = CreditSpecification()
    placement: Placement = Placement()
    instance_market_options: MarketOptions = MarketOptions()
    block_device_mappings: tuple[Mapping, ...] = ()

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


class LaunchConfiguration(Block):
    """What is read of an `aws_launch_configuration`."""

    instance_type: str
    ebs_optimized: bool = False
    enable_monitoring: bool = True
    placement_tenancy: str = "default"
    spot_price: str = ""
    root_block_device: BlockDevice = BlockDevice()
    ebs_block_device: tuple[BlockDevice, ...] = ()


class Attachment(Block):
    """What is read of an `aws_volume_attachment`."""

    volume_id: str = ""


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
        name = f"Instance usage ({self.operating_system}, {self.purchase}, {instance_type})"
        yield from instance_hours(name, query, self.monthly_hrs)

    def _credits(self, instance_type: str) -> Decimal | None:
        """vCPU-hours above the baseline: stated hours, for each vCPU."""
        if self.monthly_cpu_credit_hrs is None:
            return None
        vcpus = self.vcpu_count or int(table("aws/instance_types").get(instance_type, {}).get("vcpu", 0))
        return self.monthly_cpu_credit_hrs * vcpus if vcpus else None


def _credit_operation(operating_system: str) -> str:
    """Credits cost the same on every system but Windows. https://aws.amazon.com/ec2/pricing/on-demand/"""
    return OPERATIONS["windows" if operating_system == "windows" else "linux"]


@resource("aws_instance", "aws_spot_instance_request")
def instance(
    *,
    instance_type: str = "",
    launch_template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template.id launch_template.name")
    ] = None,
    tenancy: str = "",
    ebs_optimized: bool | None = None,
    monitoring: bool | None = None,
    credit_specification: CreditSpecification | None = None,
    instance_market_options: MarketOptions = MarketOptions(),
    spot_type: str = "",
    root_block_device: BlockDevice | None = None,
    ebs_block_device: tuple[BlockDevice, ...] = (),
    attachments: Annotated[tuple[Attachment, ...], ReferredBy("aws_volume_attachment", "instance_id")] = (),
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    vcpu_count: Usage[int | None] = None,
    reserved_instance_type: Usage[str | None] = None,
    reserved_instance_term: Usage[str | None] = None,
    reserved_instance_payment_option: Usage[str | None] = None,
) -> Components:
    """EC2 instance: compute, its own volumes, detailed monitoring, credits of burstable types.

    What the instance does not say, its launch template does. An image's operating system is not in a plan:
    `operating_system` in the usage file names it. Volumes that `aws_volume_attachment` attaches are billed as
    `aws_ebs_volume`, though a plan lists them here too. Public addresses that a subnet assigns are not modelled.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    template = launch_template or LaunchTemplate()
    kind = instance_type or template.instance_type
    if not kind:
        raise Unpriced("instance_type is not set, neither here nor in a launch template of this plan")
    reserved = reservation(reserved_instance_term, reserved_instance_payment_option, reserved_instance_type)
    markets = (instance_market_options.market_type, template.instance_market_options.market_type)
    compute = Compute(
        operating_system=operating_system,
        monthly_hrs=monthly_hrs,
        monthly_cpu_credit_hrs=monthly_cpu_credit_hrs,
        vcpu_count=vcpu_count,
        purchase="spot" if spot_type or "spot" in markets else reserved,
    )
    yield from compute.components(
        kind,
        tenancy=tenancy or template.placement.tenancy,
        ebs_optimized=template.ebs_optimized if ebs_optimized is None else ebs_optimized,
        monitoring=template.monitoring.enabled if monitoring is None else monitoring,
        cpu_credits=(credit_specification or template.credit_specification).cpu_credits,
    )
    yield from (root_block_device or BlockDevice()).over(template.root).components("root_block_device")
    attached = {a.volume_id for a in attachments}
    own = [d for d in ebs_block_device if not d.volume_id or d.volume_id not in attached]
    for i, device in enumerate(_overridden(template.others, own)):
        yield from device.components(f"ebs_block_device[{i}]")


def _overridden(below: tuple[BlockDevice, ...], own: list[BlockDevice]) -> list[BlockDevice]:
    """A template's devices with an instance's own over them, by device name.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html"""
    named = {d.device_name: d for d in below if d.device_name}
    mine = {d.device_name for d in own}
    return [
        *(d.over(named.get(d.device_name, BlockDevice())) for d in own),
        *(d for d in below if not d.device_name or d.device_name not in mine),
    ]


class Specification(Block):
    """A `launch_template_specification` block: which template a mixed-instances policy launches."""

    template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template_id launch_template_name")
    ] = None


class Override(Block):
    """An `override` block: a type to launch instead, counting as `weighted_capacity` units."""

    instance_type: str = ""
    weighted_capacity: str = ""


class MixedLaunchTemplate(Block):
    """The `launch_template` block of a mixed-instances policy."""

    launch_template_specification: Specification = Specification()
    override: tuple[Override, ...] = ()


class Distribution(Block):
    """An `instances_distribution` block, with AWS's defaults."""

    on_demand_base_capacity: int = 0
    on_demand_percentage_above_base_capacity: int = 100


class MixedInstances(Block):
    """A `mixed_instances_policy` block."""

    instances_distribution: Distribution = Distribution()
    launch_template: MixedLaunchTemplate = MixedLaunchTemplate()


@resource("aws_autoscaling_group")
def autoscaling_group(
    *,
    launch_template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template.id launch_template.name")
    ] = None,
    launch_configuration: Annotated[
        LaunchConfiguration | None, Ref("aws_launch_configuration", "launch_configuration")
    ] = None,
    mixed_instances_policy: MixedInstances | None = None,
    min_size: int = 0,
    desired_capacity: int | None = None,
    instances: Usage[int | None] = None,
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    monthly_cpu_credit_hrs: Usage[Decimal | None] = None,
    vcpu_count: Usage[int | None] = None,
    reserved_instance_type: Usage[str | None] = None,
    reserved_instance_term: Usage[str | None] = None,
    reserved_instance_payment_option: Usage[str | None] = None,
) -> Components:
    """Auto Scaling group: what its template or configuration launches, `desired_capacity` (else `min_size`) times.

    `instances` in the usage file says how many run on average. A mixed-instances policy counts its first override, its
    base capacity and percentage on demand, the rest spot.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    compute = Compute(
        operating_system=operating_system,
        monthly_hrs=monthly_hrs,
        monthly_cpu_credit_hrs=monthly_cpu_credit_hrs,
        vcpu_count=vcpu_count,
        purchase=reservation(reserved_instance_term, reserved_instance_payment_option, reserved_instance_type),
    )
    count = instances if instances is not None else min_size if desired_capacity is None else desired_capacity
    if mixed_instances_policy:
        yield from _mixed(compute, mixed_instances_policy, count)
    elif launch_template:
        yield from times(count, from_template(compute, launch_template, launch_template.instance_type))
    elif launch_configuration:
        yield from times(count, _from_configuration(compute, launch_configuration))
    else:
        raise Unpriced("its launch template or launch configuration is not in this plan")


def from_template(compute: Compute, template: LaunchTemplate, instance_type: str, purchase: str = "") -> Components:
    """One instance of a launch template, with its volumes. `purchase` overrides how it is bought."""
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


def _from_configuration(compute: Compute, launch: LaunchConfiguration) -> Components:
    yield from (replace(compute, purchase="spot") if launch.spot_price else compute).components(
        launch.instance_type,
        tenancy=launch.placement_tenancy,
        ebs_optimized=launch.ebs_optimized,
        monitoring=launch.enable_monitoring,
    )
    yield from launch.root_block_device.components("root_block_device")
    for i, device in enumerate(launch.ebs_block_device):
        yield from device.components(f"ebs_block_device[{i}]")


def _mixed(compute: Compute, policy: MixedInstances, capacity: int) -> Components:
    """A mixed-instances policy: capacity in units of the first override, split between on demand and spot.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html"""
    template = policy.launch_template.launch_template_specification.template
    if template is None:
        raise Unpriced("the launch template of its mixed_instances_policy is not in this plan")
    override = policy.launch_template.override[0] if policy.launch_template.override else Override()
    weight = int(override.weighted_capacity) if override.weighted_capacity.isdecimal() else 1
    count = -(-capacity // max(weight, 1))
    split = policy.instances_distribution
    base = min(split.on_demand_base_capacity, count)
    on_demand = base + -(-(count - base) * split.on_demand_percentage_above_base_capacity // 100)
    instance_type = override.instance_type or template.instance_type
    yield from times(on_demand, from_template(compute, template, instance_type))
    if count > on_demand:
        yield from times(count - on_demand, from_template(compute, template, instance_type, "spot"))
