"""Amazon EC2: instances."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.addresses import OfInstance
from costgate.resources.aws.launch import (
    BlockDevice,
    CreditSpecification,
    InstanceUsage,
    LaunchTemplate,
    MarketOptions,
    OperatingSystem,
)
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    Unpriced,
)
from costgate.resources.marks import Ref, ReferredBy, Together, Usage
from costgate.resources.registry import resource


class Attachment(Block):
    """What is read of an `aws_volume_attachment`."""

    volume_id: str = ""


@resource("aws_instance", "aws_spot_instance_request")
def instance(
    *,
    instance_type: str = "",
    launch_template: Annotated[
        LaunchTemplate | None, Ref("aws_launch_template", "launch_template.id launch_template.name")
    ] = None,
    tenancy: str = "",
    host_id: str = "",
    host_resource_group_arn: str = "",
    ebs_optimized: bool | None = None,
    monitoring: bool | None = None,
    credit_specification: CreditSpecification | None = None,
    instance_market_options: MarketOptions = MarketOptions(),
    spot_type: str = "",
    root_block_device: BlockDevice | None = None,
    ebs_block_device: tuple[BlockDevice, ...] = (),
    address: Annotated[OfInstance, Together],
    attachments: Annotated[tuple[Attachment, ...], ReferredBy("aws_volume_attachment", "instance_id")] = (),
    operating_system: Usage[OperatingSystem] = "linux",
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
    stated: Annotated[InstanceUsage, Together],
) -> Components:
    """EC2 instance: compute, its own volumes, its public address, detailed monitoring, credits of burstable types.

    What the instance does not say, its launch template does. An image's operating system is not in a plan:
    `operating_system` in the usage file names it. Volumes that `aws_volume_attachment` attaches are billed as
    `aws_ebs_volume`. It has a public address if it, its template or its subnet in the plan says so.

    Prices: https://aws.amazon.com/ec2/pricing/on-demand/
    """
    template = launch_template or LaunchTemplate()
    kind = instance_type or template.instance_type
    if not kind:
        raise Unpriced("instance_type is not set, neither here nor in a launch template of this plan")
    markets = (instance_market_options.market_type, template.instance_market_options.market_type)
    compute = stated.compute(operating_system, monthly_hrs, spot=bool(spot_type) or "spot" in markets)
    yield from compute.components(
        kind,
        tenancy="host" if host_id or host_resource_group_arn else tenancy or template.placement.tenancy,
        ebs_optimized=template.ebs_optimized if ebs_optimized is None else ebs_optimized,
        monitoring=template.monitoring.enabled if monitoring is None else monitoring,
        cpu_credits=(credit_specification or template.credit_specification).cpu_credits,
    )
    yield from (root_block_device or BlockDevice()).over(template.root).components("root_block_device")
    attached = {a.volume_id for a in attachments}
    own = [d for d in ebs_block_device if not d.volume_id or d.volume_id not in attached]
    for i, device in enumerate(_overridden(template.others, own)):
        yield from device.components(f"ebs_block_device[{i}]")
    yield from template.address(address.subnets, monthly_hrs, address.stated)


def _overridden(below: tuple[BlockDevice, ...], own: list[BlockDevice]) -> list[BlockDevice]:
    """A template's devices with an instance's own over them, by device name.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html"""
    named = {d.device_name: d for d in below if d.device_name}
    mine = {d.device_name for d in own}
    return [
        *(d.over(named.get(d.device_name, BlockDevice())) for d in own),
        *(d for d in below if not d.device_name or d.device_name not in mine),
    ]
