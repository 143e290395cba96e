"""Public IPv4 addresses that nothing uses cost as much as used ones, or more.

Elastic IPs, Azure's public IP addresses and Google's reserved ones. An address is idle if it is associated with
nothing, and nothing in the plan that can use one refers to it. If something there refers to an address that only apply
will tell, no new address is called idle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from costgate.model import Resource
from costgate.recommendations import Candidate, Surroundings
from costgate.savings import Edit, Proposal, Risk


class Address(NamedTuple):
    """A type of address: the vendor's page, who can use one (type and attribute), and what says that somebody does."""

    source: str
    users: tuple[tuple[str, str], ...]
    associations: tuple[str, ...] = ()


AZURE_USERS = tuple(
    (f"azurerm_{type_}", attribute)
    for attribute, types in {
        "public_ip_address_id": "nat_gateway_public_ip_association api_management route_server",
        "ip_configuration.public_ip_address_id": "network_interface firewall bastion_host virtual_network_gateway",
        "management_ip_configuration.public_ip_address_id": "firewall",
        "frontend_ip_configuration.public_ip_address_id": "lb application_gateway",
        "network_profile.load_balancer_profile.outbound_ip_address_ids": "kubernetes_cluster",
        "public_ip_address_ids": "nat_gateway",
    }.items()
    for type_ in types.split()
)
"""https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#at-a-glance"""

ADDRESSES = {
    "aws_eip": Address(
        "https://aws.amazon.com/vpc/pricing/",
        (
            ("aws_nat_gateway", "allocation_id"),
            ("aws_nat_gateway", "secondary_allocation_ids"),
            ("aws_eip_association", "allocation_id"),
            ("aws_lb", "subnet_mapping.allocation_id"),
        ),
        ("association_id", "instance", "network_interface"),
    ),
    "azurerm_public_ip": Address("https://azure.microsoft.com/pricing/details/ip-addresses/", AZURE_USERS),
    "google_compute_address": Address(
        "https://cloud.google.com/vpc/network-pricing#ipaddress",
        (
            ("google_compute_instance", "network_interface.access_config.nat_ip"),
            ("google_compute_router_nat", "nat_ips"),
            ("google_compute_forwarding_rule", "ip_address"),
        ),
        ("users",),
    ),
    "google_compute_global_address": Address(
        "https://cloud.google.com/vpc/network-pricing#ipaddress",
        (("google_compute_global_forwarding_rule", "ip_address"),),
    ),
}

TYPES = tuple(ADDRESSES)


def propose(of: Candidate) -> Iterator[Proposal]:
    """Release the address."""
    kind = ADDRESSES[of.type]
    is_new = of.resource.unknown() is not None
    if any(of.known(name, default="") != "" for name in kind.associations):
        return  # somebody uses it, or may
    if is_new and of.resource.expressions is None:
        return  # in a plan without configuration nothing tells who refers to it
    for type_, attribute in kind.users:
        if of.around.referring(of.resource, type_, attribute):
            return
        if is_new and of.around.grouped(type_, _unresolved(attribute, of.type)):
            return
    yield Proposal(
        "Release an idle address",
        "Nothing in the plan uses it. Make sure that nobody has it in an allow-list or DNS: it is not given back.",
        kind.source,
        Risk.NEEDS_THOUGHT,
        (Edit(of.address, removed=True),),
    )


@cache
def _unresolved(attribute: str, type_: str) -> Callable[[Surroundings, Resource], bool | None]:
    """What says True of a resource that the configuration gives an address which only apply will tell."""
    path = attribute.split(".")

    def key(around: Surroundings, user: Resource) -> bool | None:
        refers = user.expressions is None or any("references" in e for e in _all(user.expressions, path) if e)
        later = refers and any(_all(user.unknown(), path))
        return True if later and not around.referred(user, attribute, (type_,)) else None

    return key


def _all(value: Any, path: list[str]) -> list[Any]:
    """Everything at a path, through lists; true as a whole is true of every part."""
    if value is True:
        return [True]
    if isinstance(value, list):
        return [found for item in value for found in _all(item, path)]
    if not path:
        return [value]
    return _all(value.get(path[0]), path[1:]) if isinstance(value, dict) else []
