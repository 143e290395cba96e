"""Google Serverless VPC Access."""

from __future__ import annotations

from costgate.resources.components import Components, times
from costgate.resources.google.machines import machine
from costgate.resources.registry import resource

LEAST_INSTANCES = 2
"""Machines of a connector that states none. https://cloud.google.com/vpc/docs/configure-serverless-vpc-access"""

MBPS_AN_INSTANCE = 100
"""What an `e2-micro` carries, to which throughput refers whatever the machines are; 200 Mbps is the least.
https://cloud.google.com/vpc/docs/reference/vpcaccess/rest/v1/projects.locations.connectors"""


@resource("google_vpc_access_connector")
def vpc_access_connector(
    *, machine_type: str = "e2-micro", min_instances: int | None = None, min_throughput: int = 0
) -> Components:
    """Connector: the machines that it runs at least, at their price. More of them and traffic are not modelled.

    They are those that it states, else as many as the least throughput takes.

    Prices: https://cloud.google.com/vpc/pricing#serverless-vpc-pricing
    """
    least = min_instances or max(-(-min_throughput // MBPS_AN_INSTANCE), LEAST_INSTANCES)
    yield from times(least, machine(machine_type))
