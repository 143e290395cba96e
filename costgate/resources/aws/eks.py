"""Amazon EKS: clusters, managed node groups, Fargate profiles."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec.structs import replace

from costgate.resources.aws import EC2
from costgate.resources.aws.addresses import SUBNETS, Subnet
from costgate.resources.aws.launch import (
    OPERATIONS,
    ROOT_DEVICES,
    BlockDevice,
    InstanceUsage,
    LaunchTemplate,
    Mapping,
    OperatingSystem,
    from_template,
)
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, times, usage
from costgate.resources.marks import PlannedOn, Ref, Together, Usage
from costgate.resources.registry import resource

EKS = "AmazonEKS"

EXTENDED_SUPPORT = {
    "1.21": "2023-02-16",
    "1.22": "2023-06-04",
    "1.23": "2023-10-11",
    "1.24": "2024-01-31",
    "1.25": "2024-05-01",
    "1.26": "2024-06-11",
    "1.27": "2024-07-24",
    "1.28": "2024-11-26",
    "1.29": "2025-03-23",
    "1.30": "2025-07-23",
    "1.31": "2025-11-26",
    "1.32": "2026-03-23",
    "1.33": "2026-07-29",
    "1.34": "2026-12-02",
    "1.35": "2027-03-27",
}
"""Kubernetes version -> the day from which extended support is charged.
https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"""

INSTANCE_TYPE = "t3.medium"
LINUX_DISK_GB, WINDOWS_DISK_GB = 20, 50
"""What a node has unless the group says otherwise.
https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html"""

POD_VCPUS, POD_GB = 1, 1
"""What the pods of a Fargate profile are taken to use together: no plan tells."""


class UpgradePolicy(Block):
    """An `upgrade_policy` block. A cluster without extended support is upgraded when standard support ends."""

    support_type: str = "EXTENDED"


class ComputeConfig(Block):
    """A `compute_config` block: Auto Mode, in which EKS launches the machines that the pods need."""

    enabled: bool = False


class AutoMode(Block):
    """What the usage file says of the machines of Auto Mode, which are in no plan: their type, and how many run."""

    instance_type: str = ""
    instances: Decimal | None = None
    monthly_hrs: Decimal = HOURS_PER_MONTH

    def components(self) -> Components:
        """The machines on demand, and the fee for each, which depends on its type alone."""
        if self.instances is None:
            yield usage("Auto Mode: machines and fee", PriceQuery(EKS, "EKS-Auto"), None, "Hours")
            return
        if not self.instance_type:
            raise Unpriced("auto_mode.instances is stated, but not auto_mode.instance_type, which decides the price")
        machine = PriceQuery(EC2, f"BoxUsage:{self.instance_type}", OPERATIONS["linux"])
        fee = PriceQuery(EKS, f"EKS-Auto:{self.instance_type}-management-hours")
        hours = self.instances * self.monthly_hrs
        yield usage(f"Auto Mode: machines ({self.instance_type})", machine, hours, "Hours")
        yield usage(f"Auto Mode: fee ({self.instance_type})", fee, hours, "Hours")


@resource("aws_eks_cluster")
def eks_cluster(
    *,
    version: str = "",
    upgrade_policy: UpgradePolicy = UpgradePolicy(),
    compute_config: ComputeConfig = ComputeConfig(),
    planned_on: Annotated[str, PlannedOn],
    auto_mode: Usage[AutoMode] = AutoMode(),
) -> Components:
    """EKS cluster: its control plane, what a Kubernetes version past standard support costs more, Auto Mode.

    Which machines Auto Mode runs is not in a plan; `auto_mode` in the usage file says it. Their disks are not modelled.

    Prices: https://aws.amazon.com/eks/pricing/
    """
    yield hourly("EKS cluster", PriceQuery(EKS, "AmazonEKS-Hours:perCluster"))
    starts = next((day for past, day in EXTENDED_SUPPORT.items() if version == past), "")
    if starts and planned_on >= starts and upgrade_policy.support_type != "STANDARD":
        yield hourly("Extended support", PriceQuery(EKS, "AmazonEKS-Hours:extendedSupport"))
    if compute_config.enabled:
        yield from auto_mode.components()


class Scaling(Block):
    """A `scaling_config` block."""

    desired_size: int


class LaunchTemplateReference(Block):
    """A `launch_template` block. Its attributes are only read to know whether it is there."""

    version: str = ""


@resource("aws_eks_node_group")
def eks_node_group(
    *,
    scaling_config: Scaling,
    instance_types: tuple[str, ...] = (),
    capacity_type: str = "ON_DEMAND",
    disk_size: int | None = None,
    ami_type: str = "",
    launch_template: LaunchTemplateReference | None = None,
    template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template.id launch_template.name")
    ] = None,
    subnets: Annotated[tuple[Subnet, ...], Ref(SUBNETS, "subnet_ids")] = (),
    instances: Usage[int | None] = None,
    operating_system: Usage[OperatingSystem | None] = None,
    stated: Annotated[InstanceUsage, Together],
) -> Components:
    """Managed node group: its first instance type, or its launch template's, `desired_size` times, with disks.

    `instances` in the usage file says how many run on average. Windows images are billed as such without being told.

    Prices: https://aws.amazon.com/eks/pricing/
    """
    if launch_template and template is None:
        raise Unpriced("its launch template is not in this plan")
    windows = ami_type.startswith("WINDOWS")
    disk = BlockDevice(volume_size=disk_size or (WINDOWS_DISK_GB if windows else LINUX_DISK_GB))
    of = template or LaunchTemplate()
    if not any(m.ebs and m.device_name in ROOT_DEVICES for m in of.block_device_mappings):
        root = Mapping(device_name=min(ROOT_DEVICES), ebs=disk)
        of = replace(of, block_device_mappings=(root, *of.block_device_mappings))
    compute = stated.compute(operating_system or ("windows" if windows else "linux"))
    instance_type = (instance_types[0] if instance_types else "") or of.instance_type or INSTANCE_TYPE
    count = scaling_config.desired_size if instances is None else instances
    purchase = "spot" if capacity_type == "SPOT" else ""
    yield from times(count, from_template(compute, of, instance_type, purchase, subnets))


@resource("aws_eks_fargate_profile")
def eks_fargate_profile() -> Components:
    """Fargate profile: pods of 1 vCPU and 1 GB in all, running all month. What really runs is not in a plan.

    Prices: https://aws.amazon.com/fargate/pricing/
    """
    vcpus = PriceQuery(EKS, "Fargate-vCPU-Hours:perCPU")
    yield hourly("Pods: vCPU", vcpus, HOURS_PER_MONTH, POD_VCPUS, unit="vCPU-Hours")
    yield hourly("Pods: memory", PriceQuery(EKS, "Fargate-GB-Hours"), HOURS_PER_MONTH, POD_GB, unit="GB-Hours")
