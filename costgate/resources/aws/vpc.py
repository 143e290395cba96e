"""Amazon VPC: NAT gateways, endpoints, mirrored traffic, IPAM and VPC Lattice."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.aws import EC2, VPC
from costgate.resources.aws.addresses import public_addresses
from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

ENDPOINTS = {
    "Interface": ("VpcEndpoint-Hours", "VpcEndpoint-Bytes"),
    "GatewayLoadBalancer": ("VpcEndpoint-GWLBE-Hours", "VpcEndpoint-GWLBE-Bytes"),
}
"""Hours and data of the endpoint types that cost. https://aws.amazon.com/privatelink/pricing/"""

FREE_ENDPOINT = "Gateway"
"""Gateway endpoints (S3, DynamoDB) are free. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"""


class ZoneAddress(Block):
    """A zone that a regional gateway is in, with its addresses: as it is listed, or as it is found."""

    availability_zone: str = ""


@resource("aws_nat_gateway")
def nat_gateway(
    *,
    availability_mode: str = "zonal",
    auto_provision_zones: str = "",
    availability_zone_address: tuple[ZoneAddress, ...] = (),
    regional_nat_gateway_address: tuple[ZoneAddress, ...] = (),
    availability_zones: Usage[int | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """NAT gateway: an hourly charge, plus each GB that it processes. Its public address is an `aws_eip`.

    A regional one is charged for in each zone, with an address there unless it is given some. It finds its zones by
    itself if none are listed; `availability_zones` in the usage file says how many.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    query = PriceQuery(EC2, "NatGateway-Hours")
    if availability_mode == "regional":
        listed = 0 if auto_provision_zones == "enabled" else len(availability_zone_address)
        found = len({address.availability_zone for address in regional_nat_gateway_address})
        zones = listed or availability_zones or found
        yield hourly("NAT gateway (regional)", query, count=zones or 1)
        if not zones:
            yield usage("NAT gateway (regional), further zones", query, None, "Hours")
        if not listed:
            yield from public_addresses(max(len(regional_nat_gateway_address), zones, 1))
    else:
        yield hourly("NAT gateway", query)
    yield usage("Data processed", PriceQuery(EC2, "NatGateway-Bytes"), monthly_data_processed_gb, "GB")


class SubnetConfiguration(Block):
    """A `subnet_configuration` block."""

    subnet_id: str = ""


class SubnetAssociation(Block):
    """What is read of an `aws_vpc_endpoint_subnet_association`. One that is made has an id."""

    id: str = ""
    subnet_id: str = ""


@resource("aws_vpc_endpoint")
def vpc_endpoint(
    *,
    vpc_endpoint_type: str = FREE_ENDPOINT,
    subnet_ids: tuple[str, ...] = (),
    subnet_configuration: tuple[SubnetConfiguration, ...] = (),
    associations: Annotated[
        tuple[SubnetAssociation, ...], ReferredBy("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id")
    ] = (),
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """VPC endpoint: an hourly charge for each availability zone, that is for each subnet, plus each GB it processes.

    Subnets that `aws_vpc_endpoint_subnet_association` adds are billed with the association, though the endpoint lists
    them too once they are made.

    AWS sums the data of all endpoints of an account and region before it applies the tiers; here each has its own.

    Prices: https://aws.amazon.com/privatelink/pricing/
    """
    if vpc_endpoint_type == FREE_ENDPOINT:
        return
    if vpc_endpoint_type not in ENDPOINTS:
        known = ", ".join((FREE_ENDPOINT, *ENDPOINTS))
        raise Unpriced(f"vpc_endpoint_type is {vpc_endpoint_type!r}, expected one of {known}")
    listed = subnet_ids or tuple(of.subnet_id for of in subnet_configuration)
    added = sum(any(a.id and a.subnet_id == subnet for a in associations) for subnet in listed)
    zones = max(len(subnet_ids), len(subnet_configuration)) - added
    least = 0 if associations else 1
    yield from endpoint_in(max(zones, least), monthly_data_processed_gb, vpc_endpoint_type)


def endpoint_in(zones: int, monthly_data_processed_gb: Decimal | None, kind: str = "Interface") -> Components:
    """An endpoint in so many zones, one's own or another service's: its hours in each, and its data."""
    hours, data = ENDPOINTS[kind]
    if zones:
        yield hourly(f"Endpoint ({kind})", PriceQuery(VPC, hours), HOURS_PER_MONTH, zones)
    yield usage("Data processed", PriceQuery(VPC, data), monthly_data_processed_gb, "GB")


class Endpoint(Block):
    """What an association takes from its endpoint. Only those of other types than the free one are in subnets."""

    vpc_endpoint_type: str = "Interface"


@resource("aws_vpc_endpoint_subnet_association")
def endpoint_subnet(
    *, endpoint: Annotated[Endpoint, Ref("aws_vpc_endpoint", "vpc_endpoint_id")] = Endpoint()
) -> Components:
    """Subnet that is added to a VPC endpoint: the endpoint's hourly charge there.

    Prices: https://aws.amazon.com/privatelink/pricing/
    """
    if endpoint.vpc_endpoint_type not in ENDPOINTS:
        raise Unpriced(f"vpc_endpoint_type is {endpoint.vpc_endpoint_type!r}, expected one of {', '.join(ENDPOINTS)}")
    hours, _ = ENDPOINTS[endpoint.vpc_endpoint_type]
    yield hourly(f"Endpoint ({endpoint.vpc_endpoint_type})", PriceQuery(VPC, hours))


@resource("aws_ec2_traffic_mirror_session")
def traffic_mirror_session() -> Components:
    """Traffic mirror session: the hours of the network interface that it mirrors.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    yield hourly("Traffic mirror", PriceQuery(VPC, "ENI-TrafficMirror-Hours"))


@resource("aws_vpc_ipam")
def ipam(*, tier: str = "advanced", active_ip_addresses: Usage[Decimal | None] = None) -> Components:
    """IP address manager: the hours of each address that it manages and that is in use; the free tier costs nothing.

    Prices: https://aws.amazon.com/vpc/pricing/
    """
    if tier != "free":
        hours = None if active_ip_addresses is None else active_ip_addresses * HOURS_PER_MONTH
        yield usage("Active IP addresses", PriceQuery(VPC, "IPAddressManager-IP-Hours"), hours, "Hours")


@resource("aws_vpclattice_service")
def lattice_service(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """VPC Lattice service: hours, and each GB that it processes.

    Requests beyond the free ones an hour are not modelled.

    Prices: https://aws.amazon.com/vpc/lattice/pricing/
    """
    yield hourly("Lattice service", PriceQuery(VPC, "VPCLattice-Service-Hourly"))
    data = PriceQuery(VPC, "VPCLattice-DataProcessing-Bytes")
    yield usage("Data processed", data, monthly_data_processed_gb, "GB")
