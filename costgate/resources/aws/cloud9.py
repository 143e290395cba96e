"""AWS Cloud9: environments on EC2."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.launch import BlockDevice, Compute
from costgate.resources.components import HOURS_PER_MONTH, Components
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

VOLUME_GB = 10
"""What an environment's volume has at first. https://docs.aws.amazon.com/cloud9/latest/user-guide/move-environment.html"""


@resource("aws_cloud9_environment_ec2")
def environment(*, instance_type: str, monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH) -> Components:
    """Cloud9 environment: the instance that it starts, all month unless the usage file says otherwise, and its volume.

    With `automatic_stop_time_minutes` it stops when nobody works; `monthly_hrs` says for how long somebody does.

    Prices: https://aws.amazon.com/cloud9/pricing/
    """
    yield from Compute(monthly_hrs=monthly_hrs).components(instance_type)
    yield from BlockDevice(volume_size=VOLUME_GB).components("root volume")
