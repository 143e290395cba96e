"""Google Cloud Interconnect: lines to Google's network, and their VLAN attachments."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.google import GCE
from costgate.resources.marks import Attribute, Usage
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
    """Dedicated interconnect: the hours of its circuits; or Cross-Cloud Interconnect, if it leads to another cloud.

    What the facility asks for, application awareness and traffic are not modelled; traffic is billed by attachment.

    Prices: https://cloud.google.com/network-connectivity/docs/interconnect/pricing
    """
    kind = "Cross-Cloud" if remote_location else "Dedicated"
    speed = link_type.removeprefix("LINK_TYPE_ETHERNET_").partition("G")[0]
    price = PriceQuery(GCE, f"{kind} Interconnect connection {speed} Gbps", region="global")
    yield hourly(f"Circuits ({speed} Gbps)", price, count=requested_link_count)


@resource("google_compute_interconnect_attachment")
def interconnect_attachment(
    *,
    kind: Annotated[Literal["DEDICATED", "PARTNER", "PARTNER_PROVIDER"], Attribute("type")] = "DEDICATED",
    bandwidth: Bandwidth | None = None,
    partner_bandwidth: Usage[Bandwidth | None] = None,
    monthly_outbound_gb: Usage[Decimal | None] = None,
) -> Components:
    """VLAN attachment of an interconnect: its hours, by bandwidth, and what leaves through it.

    A partner decides on the bandwidth of its attachments, so that the usage file has to say it. Traffic is priced as
    where the connection is in the area of the attachment's region, such as Europe.

    Prices: https://cloud.google.com/network-connectivity/docs/interconnect/pricing
    """
    if kind == "PARTNER_PROVIDER":
        raise Unpriced("type is PARTNER_PROVIDER: it is billed where the customer's attachment is")
    if kind == "PARTNER":
        stated = partner_bandwidth or bandwidth
        if stated is None:
            raise Unpriced("type is PARTNER: the partner decides on its bandwidth, and no partner_bandwidth is stated")
        speed = speed_of(stated)
        yield hourly(f"Attachment ({speed})", PriceQuery(GCE, f"Partner VLAN attachment {speed}", region="global"))
    else:
        speed = WIDE.get(bandwidth or "", SMALL)
        yield hourly(f"Attachment ({speed})", PriceQuery(GCE, f"VLAN attachment {speed}", region="global"))
    if monthly_outbound_gb is not None:
        yield usage("Data transfer", PriceQuery(GCE, "Interconnect Data Transfer Out"), monthly_outbound_gb, "GiB")


def speed_of(bandwidth: Bandwidth) -> str:
    """A bandwidth as price lists write it: "BPS_50M" -> "50 Mbps"."""
    number = bandwidth.removeprefix("BPS_")
    return f"{number[:-1]} {number[-1]}bps"
