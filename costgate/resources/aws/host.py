"""Amazon EC2: Dedicated Hosts."""

from __future__ import annotations

from typing import Annotated

from costgate.resources.aws import EC2, Reserved, instance_hours
from costgate.resources.components import Components, PriceQuery, Unpriced, bought
from costgate.resources.marks import Together
from costgate.resources.registry import resource


@resource("aws_ec2_host")
def dedicated_host(
    *,
    instance_family: str = "",
    instance_type: str = "",
    reserved: Annotated[Reserved, Together],
) -> Components:
    """EC2 Dedicated Host: hours of a host of its family, whatever runs on it.

    Instances with `tenancy = "host"` cost nothing beside it, but for licences of Windows, RHEL and SUSE, which are not
    modelled.

    Prices: https://aws.amazon.com/ec2/dedicated-hosts/pricing/
    """
    family = instance_family or instance_type.partition(".")[0]
    if not family:
        raise Unpriced("neither instance_family nor instance_type is set")
    purchase = reserved.purchase
    query = PriceQuery(EC2, f"HostUsage:{family}", "RunInstances", purchase)
    yield from instance_hours(f"Dedicated Host ({bought(purchase)}, {family})", query)
