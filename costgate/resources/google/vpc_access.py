"""Google Serverless VPC Access."""

from __future__ import annotations

from costgate.resources.components import Components, times
from costgate.resources.google.machines import machine
from costgate.resources.registry import resource

LEAST_INSTANCES = 2
"""Machines of a connector that states none. https://cloud.google.com/vpc/docs/configure-serverless-vpc-access"""


@resource("google_vpc_access_connector")
def vpc_access_connector(*, machine_type: str = "e2-micro", min_instances: int | None = None) -> Components:
    """Connector: the machines that it runs at least, at their price. More of them and traffic are not modelled.

    Prices: https://cloud.google.com/vpc/pricing#serverless-vpc-pricing
    """
    yield from times(min_instances or LEAST_INSTANCES, machine(machine_type))
