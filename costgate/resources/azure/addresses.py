"""Azure's public IP addresses."""

from __future__ import annotations

from typing import Annotated, Literal

from costgate.resources.azure import NETWORK
from costgate.resources.azure.ddos import DDOS
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.marks import Ref
from costgate.resources.registry import resource

BITS = 32
"""Of an address: a prefix of 28 of them has 16 addresses.
https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix"""

FREE = "IPv6"
"""Addresses and prefixes that cost nothing.
https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview#pricing"""

OF_A_MACHINE = PriceQuery(NETWORK, "IP Addresses / Standard / Standard IPv4 Static Public IP")
"""The address that a machine of a scale set or a node pool may have. https://azure.microsoft.com/pricing/details/ip-addresses/"""


class Prefix(Block):
    """What is read of an address's prefix: that there is one, whose id is not known before it is created."""


class ProtectionPlan(Block):
    """What is read of an address's DDoS protection plan: that there is one, which pays for its addresses."""


class CustomPrefix(Block):
    """What is read of an `azurerm_custom_ip_prefix`: that a prefix is taken of it."""


@resource("azurerm_public_ip")
def public_ip(
    *,
    allocation_method: Literal["Static", "Dynamic"] = "Static",
    ip_version: Literal["IPv4", "IPv6"] = "IPv4",
    sku: str = "",
    sku_tier: Literal["Regional", "Global"] = "Regional",
    public_ip_prefix_id: str = "",
    prefix: Annotated[Prefix | None, Ref("azurerm_public_ip_prefix", "public_ip_prefix_id")] = None,
    ddos_protection_mode: str = "VirtualNetworkInherited",
    ddos_protection_plan_id: str = "",
    plan: Annotated[
        ProtectionPlan | None, Ref("azurerm_network_ddos_protection_plan", "ddos_protection_plan_id")
    ] = None,
) -> Components:
    """Public IP address: its hours, in use or not, and DDoS protection of its own. A prefix pays for its addresses.

    One of IPv6 costs nothing. Only Basic addresses are dynamic; static ones are Standard unless they say Basic, as in
    the provider since 4.0. Edge zones are not modelled.
    Prices: https://azure.microsoft.com/pricing/details/ip-addresses/, https://azure.microsoft.com/pricing/details/ddos-protection/
    """
    if ddos_protection_mode == "Enabled" and not (ddos_protection_plan_id or plan):
        query = PriceQuery(DDOS, f"{DDOS} / IP Protection / IP Protection Resource")
        yield hourly("DDoS IP protection", query)
    if public_ip_prefix_id or prefix or ip_version == FREE:
        return
    regional = "Basic" if allocation_method == "Dynamic" or sku.lower() == "basic" else "Standard"
    kind = "Global" if sku_tier == "Global" else regional
    query = PriceQuery(NETWORK, f"IP Addresses / {kind} / {kind} IPv4 {allocation_method} Public IP")
    yield hourly(f"IP address ({allocation_method.lower()}, {sku_tier.lower()})", query)


@resource("azurerm_public_ip_prefix")
def public_ip_prefix(
    *,
    ip_version: Literal["IPv4", "IPv6"] = "IPv4",
    prefix_length: int = 28,
    sku_tier: Literal["Regional", "Global"] = "Regional",
    custom_ip_prefix_id: str = "",
    custom: Annotated[CustomPrefix | None, Ref("azurerm_custom_ip_prefix", "custom_ip_prefix_id")] = None,
) -> Components:
    """Public IP prefix: the hours of each address in it, taken or not. One of IPv6 or of own addresses costs nothing:
    https://learn.microsoft.com/azure/virtual-network/ip-services/custom-ip-address-prefix#pricing

    Prices: https://azure.microsoft.com/pricing/details/ip-addresses/
    """
    if custom_ip_prefix_id or custom or ip_version == FREE:
        return
    if not 0 <= prefix_length <= BITS:
        raise Unpriced(f"prefix_length is {prefix_length}, expected at most {BITS} for IPv4")
    addresses = 2 ** (BITS - prefix_length)
    tier = "Global / Global Static Public IP" if sku_tier == "Global" else "Standard / Standard Static IP Addresses"
    yield hourly("IP prefix", PriceQuery(NETWORK, f"Public IP Prefix / {tier}"), count=addresses)
