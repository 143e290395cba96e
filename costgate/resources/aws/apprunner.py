"""AWS App Runner: services."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws.ecs import sized
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Ref, Usage
from costgate.resources.registry import resource

APP_RUNNER = "AWSAppRunner"


class InstanceConfiguration(Block):
    """An `instance_configuration` block. Without units, a number is 1024ths of a vCPU or GB.
    https://docs.aws.amazon.com/apprunner/latest/api/API_InstanceConfiguration.html"""

    cpu: str = "1024"
    memory: str = "2048"


class AutoScaling(Block):
    """What is read of an `aws_apprunner_auto_scaling_configuration_version`."""

    min_size: int = 1


@resource("aws_apprunner_service")
def service(
    *,
    instance_configuration: InstanceConfiguration = InstanceConfiguration(),
    scaling: Annotated[
        AutoScaling | None, Ref("aws_apprunner_auto_scaling_configuration_version", "auto_scaling_configuration_arn")
    ] = None,
    monthly_active_instance_hrs: Usage[Decimal | None] = None,
) -> Components:
    """App Runner service: memory of its least instances all month, vCPUs and memory while instances serve requests.

    `monthly_active_instance_hrs` are the hours of all instances that serve; those of the least instances pay for their
    memory but once. Builds and automatic deployments are not modelled.

    Prices: https://aws.amazon.com/apprunner/pricing/
    """
    vcpus = sized("cpu of its instance_configuration", instance_configuration.cpu)
    gb = sized("memory of its instance_configuration", instance_configuration.memory)
    active = monthly_active_instance_hrs
    provisioned = HOURS_PER_MONTH * (scaling or AutoScaling()).min_size
    idle = provisioned - min(active or 0, provisioned)
    query = PriceQuery(APP_RUNNER, "AppRunner-Provisioned-GB-hours")
    yield hourly("Provisioned memory", query, idle, gb, "GB-Hours")
    for name, meter, size, unit in (
        ("Active vCPUs", "AppRunner-vCPU-hours", vcpus, "vCPU-Hours"),
        ("Active memory", "AppRunner-GB-hours", gb, "GB-Hours"),
    ):
        yield usage(name, PriceQuery(APP_RUNNER, meter), None if active is None else active * size, unit)
