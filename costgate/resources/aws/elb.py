"""Elastic Load Balancing: application, network, gateway and classic load balancers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.aws.addresses import public_addresses
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Elements, ReferredBy, Usage
from costgate.resources.registry import resource

ELB = "AWSELB"


class Capacity(NamedTuple):
    """What one load balancer capacity unit (LCU) holds. None: it is not a dimension of this load balancer."""

    new_connections: Decimal
    """A second."""
    active_connections: Decimal
    """A minute."""
    gb: Decimal = Decimal(1)
    """An hour."""
    rule_evaluations: Decimal | None = None
    """A second."""


CAPACITY = {
    "application": Capacity(Decimal(25), Decimal(3_000), rule_evaluations=Decimal(1_000)),
    "network": Capacity(Decimal(800), Decimal(100_000)),
    "gateway": Capacity(Decimal(600), Decimal(60_000)),
}
"""https://aws.amazon.com/elasticloadbalancing/pricing/"""

NETWORK_CAPACITY = {
    "TLS": Capacity(Decimal(50), Decimal(3_000)),
    "UDP": Capacity(Decimal(400), Decimal(50_000)),
    "TCP_UDP": Capacity(Decimal(400), Decimal(50_000)),
}
"""Network load balancer: protocols of which a unit holds less than of TCP, those that it holds least of first.
https://aws.amazon.com/elasticloadbalancing/pricing/"""

LEAST_ZONES = {"application": 2, "network": 1}
"""In how many availability zones a load balancer is at least, with a node and its address in each. A gateway load
balancer has no public ones. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"""

NO_ADDRESSES = "dualstack-without-public-ipv4"
"""The `ip_address_type` of clients with IPv6 alone."""

NAMES = {"application": "Application", "network": "Network", "gateway": "Gateway"}


class Listener(Block):
    """What is read of an `aws_lb_listener`."""

    protocol: str = ""


class SubnetMapping(Block):
    """A `subnet_mapping` block: a subnet, and the Elastic IP address that the load balancer has in it."""

    allocation_id: str = ""


class ReservedCapacity(Block):
    """A `minimum_load_balancer_capacity` block: capacity units that are paid for whether used or not."""

    capacity_units: Decimal = Decimal(0)


@resource("aws_lb", "aws_alb")
def load_balancer(
    *,
    load_balancer_type: str = "application",
    internal: bool = False,
    ip_address_type: str = "",
    customer_owned_ipv4_pool: str = "",
    subnets: Annotated[int | None, Elements("subnets")] = None,
    subnet_mapping: tuple[SubnetMapping, ...] = (),
    minimum_load_balancer_capacity: ReservedCapacity = ReservedCapacity(),
    listeners: Annotated[tuple[Listener, ...], ReferredBy("aws_lb_listener", "load_balancer_arn")] = (),
    new_connections: Usage[Decimal | None] = None,
    active_connections: Usage[Decimal | None] = None,
    processed_bytes_gb: Usage[Decimal | None] = None,
    rule_evaluations: Usage[Decimal | None] = None,
) -> Components:
    """Application, network or gateway load balancer: hours, load balancer capacity units (LCU), public addresses.

    An hour's units are the largest of its dimensions: `new_connections` a second, `active_connections` a minute,
    `processed_bytes_gb` a month, `rule_evaluations` a second (application only). Lambda targets, of which a unit holds
    0.4 GB, are not modelled. One that is not internal has an address in each subnet, at least; Elastic IP addresses are
    billed as `aws_eip`.

    Prices: https://aws.amazon.com/elasticloadbalancing/pricing/
    """
    if load_balancer_type not in CAPACITY:
        raise Unpriced(f"load_balancer_type is {load_balancer_type!r}, expected one of {', '.join(CAPACITY)}")
    name = NAMES[load_balancer_type]
    operation = f"LoadBalancing:{name}"
    capacity = CAPACITY[load_balancer_type]
    if load_balancer_type == "network":
        protocols = {listener.protocol for listener in listeners}
        capacity = next((c for protocol, c in NETWORK_CAPACITY.items() if protocol in protocols), capacity)
    hourly_gb = None if processed_bytes_gb is None else processed_bytes_gb / HOURS_PER_MONTH
    stated = zip((new_connections, active_connections, hourly_gb, rule_evaluations), capacity, strict=True)
    units = max((amount / held for amount, held in stated if amount is not None and held), default=None)
    yield hourly(f"{name} load balancer", PriceQuery(ELB, "LoadBalancerUsage", operation))
    hours = None if units is None else units * HOURS_PER_MONTH
    yield usage("Load balancer capacity units", PriceQuery(ELB, "LCUUsage", operation), hours, "LCU-Hours")
    if reserved := minimum_load_balancer_capacity.capacity_units:
        query = PriceQuery(ELB, "ReservedLCUUsage", operation)
        yield hourly("Reserved capacity units", query, HOURS_PER_MONTH * reserved, unit="LCU-Hours")
    public = not (internal or ip_address_type == NO_ADDRESSES or customer_owned_ipv4_pool)
    if public and (least := LEAST_ZONES.get(load_balancer_type)):
        zones = max(subnets or 0, len(subnet_mapping)) or least
        yield from public_addresses(zones - sum(bool(m.allocation_id) for m in subnet_mapping))


@resource("aws_elb")
def classic_load_balancer(
    *,
    internal: bool = False,
    subnets: Annotated[int | None, Elements("subnets")] = None,
    availability_zones: Annotated[int | None, Elements("availability_zones")] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Classic load balancer: hours, each GB that it processes, a public address in each zone if it is not internal.

    Prices: https://aws.amazon.com/elasticloadbalancing/pricing/
    """
    yield hourly("Classic load balancer", PriceQuery(ELB, "LoadBalancerUsage", "LoadBalancing"))
    yield usage("Data processed", PriceQuery(ELB, "DataProcessing-Bytes"), monthly_data_processed_gb, "GB")
    if not internal:
        yield from public_addresses(max(subnets or 0, availability_zones or 0, 1))
