"""AWS Cloud WAN: core networks, and what is attached to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import DecodeError, Struct, field, json

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, located, usage
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

CLOUD_WAN = "AWSCloudWAN"


@resource(
    "aws_networkmanager_connect_attachment",
    "aws_networkmanager_site_to_site_vpn_attachment",
    "aws_networkmanager_transit_gateway_peering",
    "aws_networkmanager_vpc_attachment",
)
def attachment(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Attachment to a core network: its hours, and each GB that it sends into the network.

    The core network's own edges are billed with the policy that names their regions.

    Prices: https://aws.amazon.com/cloud-wan/pricing/
    """
    yield hourly("Core network attachment", PriceQuery(CLOUD_WAN, "CloudWAN-Attachment-Hours"))
    data = PriceQuery(CLOUD_WAN, "CloudWAN-DataProcessing-Bytes")
    yield usage("Data processed", data, monthly_data_processed_gb, "GB")


class Edge(Struct):
    """A location of a core network's policy."""

    location: str


class Configuration(Struct):
    """What a policy says of the core network itself."""

    edge_locations: tuple[Edge, ...] = field(default=(), name="edge-locations")


class Document(Struct):
    """A policy. https://docs.aws.amazon.com/network-manager/latest/cloudwan/cloudwan-policies-json.html"""

    configuration: Configuration = field(name="core-network-configuration")


def _regions(attribute: str, text: str) -> tuple[str, ...]:
    """The regions in which a policy wants an edge."""
    try:
        document = json.decode(str(text), type=Document)  # what is known later is no str
    except DecodeError as error:
        raise Unpriced(f"{attribute} is no policy of a core network: {error}") from None
    return tuple(edge.location for edge in document.configuration.edge_locations)


def _edges(regions: tuple[str, ...]) -> Components:
    for region in regions:
        yield from located(region, iter([hourly(f"Edge ({region})", PriceQuery(CLOUD_WAN, "CloudWAN-CNE-Hours"))]))


@resource("aws_networkmanager_core_network_policy_attachment")
def policy(*, policy_document: str) -> Components:
    """Policy of a core network: the hours of an edge in each region that it names.

    Prices: https://aws.amazon.com/cloud-wan/pricing/
    """
    yield from _edges(_regions("policy_document", policy_document))


class Policy(Block):
    """A policy that is attached to a core network; its edges are billed with it."""


@resource("aws_networkmanager_core_network")
def core_network(
    *,
    base_policy_document: str = "",
    base_policy_regions: tuple[str, ...] = (),
    policies: Annotated[
        tuple[Policy, ...], ReferredBy("aws_networkmanager_core_network_policy_attachment", "core_network_id")
    ] = (),
) -> Components:
    """Core network: the hours of its edges by its base policy, unless a policy is attached to it, with which they are.

    Prices: https://aws.amazon.com/cloud-wan/pricing/
    """
    if policies:
        return
    if base_policy_document:
        yield from _edges(_regions("base_policy_document", base_policy_document))
    else:
        yield from _edges(base_policy_regions)
