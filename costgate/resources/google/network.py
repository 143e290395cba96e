"""Google Cloud networking: addresses, forwarding rules, proxies, NAT and VPN tunnels."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, hourly, usage
from costgate.resources.google import GCE
from costgate.resources.google.compute import Nothing, Scheduling, address_in_use
from costgate.resources.marks import Attribute, BilledTogether, Ref, ReferredBy, TypeName, Usage
from costgate.resources.registry import resource

NETWORKING = "Networking"
LOAD_BALANCING = "Network Load Balancing"

NAT_ADDRESS = PriceQuery(NETWORKING, "Networking Cloud NAT IP Usage", region="global")
"""An address of a NAT gateway, reserved or not. https://cloud.google.com/nat/pricing"""

EXTERNAL_PURPOSES = ("", "GCE_ENDPOINT")
"""Purposes that an external address may have; the others are of internal ranges, which are free.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_address#purpose"""

GLOBAL_REGION = "us-central1"
"""Where prices of global addresses and forwarding rules are read: the price list has none without a region.
https://cloud.google.com/vpc/network-pricing#ipaddress"""

FEW_RULES = 2
"""Forwarding rules that cost less as further ones than the first five do together: $0.01 an hour each, and $0.025.
https://cloud.google.com/load-balancing/pricing"""

BALANCED = (
    "google_compute_region_target_http_proxy google_compute_region_target_https_proxy "
    "google_compute_region_target_tcp_proxy google_compute_target_grpc_proxy google_compute_target_http_proxy "
    "google_compute_target_https_proxy google_compute_target_instance google_compute_target_pool "
    "google_compute_target_ssl_proxy google_compute_target_tcp_proxy google_compute_vpn_gateway"
)
"""What a forwarding rule may send traffic to, but for services that are published."""

BUNDLES = ("all-apis", "vpc-sc")
"""What a rule's target is if that is an endpoint of Private Service Connect for Google's APIs.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_global_forwarding_rule#target"""

ENDPOINT = "Networking Private Service Connect Consumer"
"""How the meters of such endpoints begin. https://cloud.google.com/vpc/pricing#psc-forwarding-rules"""

NAT_VMS = 32
"""Machines beyond which a NAT gateway costs no more. https://cloud.google.com/nat/pricing"""


MACHINES = (
    "google_compute_instance google_compute_instance_from_template google_compute_instance_template "
    "google_compute_region_instance_template"
)
"""What may have an address in its `access_config`."""


class Machine(Block):
    """What an address reads of the machine, or its template, that has it."""

    scheduling: Scheduling = Scheduling()
    desired_status: str = "RUNNING"


@resource("google_compute_address")
def address(
    *,
    address_type: str = "EXTERNAL",
    ip_version: str = "IPV4",
    purpose: str = "",
    machines: Annotated[tuple[Machine, ...], ReferredBy(MACHINES, "network_interface.access_config.nat_ip")] = (),
    nats: Annotated[tuple[Nothing, ...], ReferredBy("google_compute_router_nat", "nat_ips")] = (),
    rules: Annotated[tuple[Nothing, ...], ReferredBy("google_compute_forwarding_rule", "ip_address")] = (),
) -> Components:
    """Reserved external address: the price of one that is not used, or of one on a machine or NAT gateway.

    It is free while a forwarding rule uses it, and as what it is in this plan: an address that nothing here refers to,
    or that is on a machine that is to be stopped, counts as not used. Internal and IPv6 addresses are free.

    Prices: https://cloud.google.com/vpc/network-pricing#ipaddress
    """
    if address_type != "EXTERNAL" or purpose not in EXTERNAL_PURPOSES or ip_version == "IPV6":
        return
    running = [machine for machine in machines if machine.desired_status == "RUNNING"]
    if running:
        spot = all(machine.scheduling.spot for machine in running)
        yield hourly(f"IP address (on a {'spot' if spot else 'standard'} VM)", address_in_use(spot=spot))
    elif nats:
        yield hourly("IP address (NAT)", NAT_ADDRESS)
    elif not rules:
        yield hourly("IP address (unused)", PriceQuery(GCE, "Static Ip Charge"))


@resource("google_compute_global_address")
def global_address(
    *,
    address_type: str = "EXTERNAL",
    ip_version: str = "IPV4",
    rules: Annotated[tuple[Nothing, ...], ReferredBy("google_compute_global_forwarding_rule", "ip_address")] = (),
) -> Components:
    """Reserved global address: paid for unless a forwarding rule of this plan uses it, or it is internal or IPv6.

    Prices: https://cloud.google.com/vpc/network-pricing#ipaddress
    """
    if address_type == "EXTERNAL" and ip_version != "IPV6" and not rules:
        yield hourly("IP address (unused)", PriceQuery(GCE, "Static Ip Charge", region=GLOBAL_REGION))


@resource("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
def forwarding_rule(
    *,
    kind: Annotated[str, TypeName],
    target: str = "",
    balanced: Annotated[Nothing | None, Ref(BALANCED, "target")] = None,
    service: Annotated[Nothing | None, Ref("google_compute_service_attachment", "target")] = None,
    rules: Annotated[int, BilledTogether("project load_balancing_scheme")] = 1,
    monthly_ingress_data_gb: Usage[Decimal | None] = None,
    monthly_endpoint_data_gb: Usage[Decimal | None] = None,
) -> Components:
    """Forwarding rule: its hours, and the data that comes in through it, a global one's at the prices of us-central1.

    One that is an endpoint of Private Service Connect has a price of its own: its hours, and what goes through it in
    either direction, but for one of Google's APIs.

    The first five of a project have one price together, as much as two and a half further ones. Others than the plan's
    may be among them: one or two in a region, or global, share that price, three or more count as further ones, which
    is never too low. Kinds of load balancers are counted apart, as their prices are. Data that leaves is not modelled.

    Prices: https://cloud.google.com/load-balancing/pricing
    """
    if service or (not balanced and _published(target)):
        yield from endpoint(
            monthly_endpoint_data_gb, of_google=not service and any(target == bundle for bundle in BUNDLES)
        )
        return
    region = GLOBAL_REGION if kind == "google_compute_global_forwarding_rule" else None
    few = rules <= FEW_RULES
    meter = f"{LOAD_BALANCING}: Forwarding Rule {'Minimum' if few else 'Additional'} Service Charge"
    share = f" (1 of {rules} that share the first five's price)" if few and rules > 1 else ""
    hours = HOURS_PER_MONTH / (rules if few else 1)
    yield hourly(f"Forwarding rule{share}", PriceQuery(GCE, meter, region=region), hours)
    data = PriceQuery(GCE, f"{LOAD_BALANCING}: Data Processing Charge", region=region)
    yield usage("Ingress data", data, monthly_ingress_data_gb, "GiB")


def endpoint(data_gb: Decimal | None, *, of_google: bool) -> Components:
    """An endpoint of Private Service Connect, for somebody's service or a bundle of Google's APIs.

    Prices: https://cloud.google.com/vpc/pricing#psc-forwarding-rules
    """
    yield hourly("Private Service Connect endpoint", PriceQuery(NETWORKING, f"{ENDPOINT} End Point", region="global"))
    if not of_google:
        query = PriceQuery(NETWORKING, f"{ENDPOINT} Data Processing", region="global")
        yield usage("Data processed", query, data_gb, "GiB")


def _published(target: str) -> bool:
    """True if a target is what somebody or Google publishes through Private Service Connect."""
    return "/serviceAttachments/" in target or any(target == bundle for bundle in BUNDLES)


@resource(
    "google_compute_region_target_http_proxy",
    "google_compute_region_target_https_proxy",
    "google_compute_region_target_tcp_proxy",
    "google_compute_target_grpc_proxy",
    "google_compute_target_http_proxy",
    "google_compute_target_https_proxy",
    "google_compute_target_ssl_proxy",
    "google_compute_target_tcp_proxy",
)
def target_proxy(
    *,
    monthly_proxy_instances: Usage[Decimal | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Target proxy: the proxy instances of a load balancer, and the data that they process.

    Google has them for internal and regional load balancers, as many as the traffic asks for: the usage file says how
    many there are on average.

    Prices: https://cloud.google.com/load-balancing/pricing
    """
    hours = None if monthly_proxy_instances is None else monthly_proxy_instances * HOURS_PER_MONTH
    instance = PriceQuery(GCE, "Network Internal Load Balancing: Proxy Instance")
    data = PriceQuery(GCE, "Network Internal Load Balancing: Data Processing")
    yield usage("Proxy instance", instance, hours, "Hours")
    yield usage("Data processed", data, monthly_data_processed_gb, "GiB")


@resource("google_compute_router_nat")
def router_nat(
    *,
    kind: Annotated[str, Attribute("type")] = "PUBLIC",
    nat_ip_allocate_option: str = "",
    nat_ips: tuple[str, ...] = (),
    assigned_vms: Usage[Decimal | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
    nat_addresses: Usage[Decimal | None] = None,
) -> Components:
    """Cloud NAT: an hourly charge for each machine that uses it up to 32, its data, and addresses that it takes itself.

    Of these the usage file says how many there are on average; a private one has none. Addresses that it is given are
    billed as addresses.

    Prices: https://cloud.google.com/nat/pricing
    """
    hours = None if assigned_vms is None else min(assigned_vms, Decimal(NAT_VMS)) * HOURS_PER_MONTH
    uptime = PriceQuery(NETWORKING, "Networking Cloud Nat Gateway Uptime", region="global")
    data = PriceQuery(NETWORKING, "Networking Cloud Nat Data Processing", region="global")
    yield usage(f"Assigned VMs (first {NAT_VMS})", uptime, hours, "VM-Hours")
    yield usage("Data processed", data, monthly_data_processed_gb, "GiB")
    if kind == "PUBLIC" and nat_ip_allocate_option != "MANUAL_ONLY" and not nat_ips:
        taken = None if nat_addresses is None else nat_addresses * HOURS_PER_MONTH
        yield usage("IP addresses (taken automatically)", NAT_ADDRESS, taken, "Hours")


@resource("google_compute_vpn_tunnel")
def vpn_tunnel() -> Components:
    """VPN tunnel: its hours. What goes through it is a matter of the gateway.

    Prices: https://cloud.google.com/network-connectivity/docs/vpn/pricing
    """
    yield hourly("VPN tunnel", PriceQuery(GCE, "Network Vpn Tunnel"))
