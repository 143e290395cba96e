"""Google Cloud Interconnect: lines to Google's network, and their VLAN attachments."""

from __future__ import annotations

from typing import Annotated, Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly
from costgate.resources.google import GCE
from costgate.resources.marks import Attribute
from costgate.resources.registry import resource

Bandwidth = Literal[
    "BPS_50M",
    "BPS_100M",
    "BPS_200M",
    "BPS_300M",
    "BPS_400M",
    "BPS_500M",
    "BPS_1G",
    "BPS_2G",
    "BPS_5G",
    "BPS_10G",
    "BPS_20G",
    "BPS_50G",
    "BPS_100G",
    "BPS_400G",
]

SMALL = "50 Mbps to 10 Gbps"
WIDE = {"BPS_20G": "20 Gbps", "BPS_50G": "50 Gbps", "BPS_100G": "100 Gbps", "BPS_400G": "400 Gbps"}
"""Bandwidths of attachments that have a price of their own; all smaller ones share one."""


@resource("google_compute_interconnect")
def interconnect(
    *,
    link_type: Literal["LINK_TYPE_ETHERNET_10G_LR", "LINK_TYPE_ETHERNET_100G_LR", "LINK_TYPE_ETHERNET_400G_LR4"],
    requested_link_count: int = 1,
    remote_location: str = "",
) -> Components:
    """Dedicated interconnect: the hours of its circuits. What the facility asks for, and traffic, are not modelled.

    Prices: https://cloud.google.com/network-connectivity/docs/interconnect/pricing
    """
    if remote_location:
        raise Unpriced("remote_location is set, and the price of Cross-Cloud Interconnect is not known")
    speed = link_type.removeprefix("LINK_TYPE_ETHERNET_").partition("G")[0]
    price = PriceQuery(GCE, f"Dedicated Interconnect connection {speed} Gbps", region="global")
    yield hourly(f"Circuits ({speed} Gbps)", price, count=requested_link_count)


@resource("google_compute_interconnect_attachment")
def interconnect_attachment(
    *,
    kind: Annotated[Literal["DEDICATED", "PARTNER", "PARTNER_PROVIDER"], Attribute("type")] = "DEDICATED",
    bandwidth: Bandwidth = "BPS_10G",
) -> Components:
    """VLAN attachment of a dedicated interconnect: its hours, by bandwidth. Traffic is not modelled.

    Prices: https://cloud.google.com/network-connectivity/docs/interconnect/pricing
    """
    if kind != "DEDICATED":
        raise Unpriced(f"type is {kind}: the partner decides on its bandwidth, and prices by it are not known")
    speed = WIDE.get(bandwidth, SMALL)
    yield hourly(f"Attachment ({speed})", PriceQuery(GCE, f"VLAN attachment {speed}", region="global"))
