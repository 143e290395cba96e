"""Azure Kubernetes Service: clusters and their node pools."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.azure import DNS, nat
from costgate.resources.azure.addresses import OF_A_MACHINE
from costgate.resources.azure.application_gateway import Sku, application_gateway
from costgate.resources.azure.compute import (
    OperatingSystem,
    instance,
    takes_premium,
    ultra_reservation,
    vcpus_of,
)
from costgate.resources.azure.disks import disk
from costgate.resources.azure.dns import zone_of
from costgate.resources.azure.load_balancing import load_balancer as standard_load_balancer
from costgate.resources.components import (
    HOURS_PER_MONTH,
    Block,
    Components,
    PriceQuery,
    grouped,
    hourly,
    monthly,
    times,
)
from costgate.resources.marks import Attribute, Ref, Together, Usage
from costgate.resources.registry import resource

AKS = "Azure Kubernetes Service"

CONTROL_PLANES = {
    "Standard": ("Uptime SLA", f"{AKS} / Standard / Standard Uptime SLA"),
    "Paid": ("Uptime SLA", f"{AKS} / Standard / Standard Uptime SLA"),
    "Premium": ("Uptime SLA and long-term support", f"{AKS} / Standard / Standard Long Term Support"),
}
"""`sku_tier` -> what the control plane costs; Free costs nothing, Paid is Standard's name in older providers.
https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""

OS_DISKS_GB = {8: 128, 16: 256, 64: 512}
"""vCPUs of a node, of which it has fewer -> the size of its disk if none is chosen; larger nodes have LARGEST_GB.
https://learn.microsoft.com/azure/aks/concepts-storage#os-disk-sizing"""

LARGEST_GB = 1024


class Pool(Block):
    """The `default_node_pool` block, and what a pool of its own has alike. One node is the provider's default."""

    vm_size: str
    node_count: int | None = None
    min_count: int | None = None
    os_sku: str = ""
    os_disk_type: str = "Managed"
    os_disk_size_gb: int | None = None
    ultra_ssd_enabled: bool = False
    enable_node_public_ip: bool = False
    node_public_ip_enabled: bool = False
    node_public_ip_prefix_id: str = ""
    host_group_id: str = ""

    @property
    def public(self) -> bool:
        """True if each node has a public address; the provider has called it otherwise since 4.0."""
        return self.enable_node_public_ip or self.node_public_ip_enabled


class NatProfile(Block):
    """The `nat_gateway_profile` block. One address is the provider's default.
    https://learn.microsoft.com/azure/aks/nat-gateway"""

    managed_outbound_ip_count: int = 1


class BalancerProfile(Block):
    """The `load_balancer_profile` block. The cluster makes an address of its own unless it is given some.
    https://learn.microsoft.com/azure/aks/load-balancer-standard#scale-the-number-of-managed-outbound-public-ips"""

    managed_outbound_ip_count: int = 1
    outbound_ip_address_ids: tuple[str, ...] = ()
    outbound_ip_prefix_ids: tuple[str, ...] = ()

    @property
    def addresses(self) -> int:
        """How many addresses the cluster makes."""
        return 0 if self.outbound_ip_address_ids or self.outbound_ip_prefix_ids else self.managed_outbound_ip_count


class NetworkProfile(Block):
    """The `network_profile` block. Outbound traffic goes through a standard load balancer unless it says otherwise.
    https://learn.microsoft.com/azure/aks/egress-outboundtype"""

    load_balancer_sku: str = "standard"
    outbound_type: str = "loadBalancer"
    load_balancer_profile: BalancerProfile = BalancerProfile()
    nat_gateway_profile: NatProfile = NatProfile()


class IngressGateway(Block):
    """The `ingress_application_gateway` block: without `gateway_id` the cluster makes a gateway of its own.
    https://learn.microsoft.com/azure/application-gateway/tutorial-ingress-controller-add-on-new"""

    gateway_id: str = ""


class WindowsNodes(Block):
    """The `windows_profile` block of a cluster: the licence of its Windows nodes."""

    license: str = ""


class Cluster(Block):
    """What a node pool reads of its cluster: where it is, and a Windows licence that is brought along."""

    windows_profile: WindowsNodes = WindowsNodes()


class PoolUsage(Block):
    """What the usage file says of the default node pool."""

    nodes: int | None = None
    monthly_hrs: Decimal = HOURS_PER_MONTH


class BalancerUsage(Block):
    """What the usage file says of the load balancer."""

    monthly_data_processed_gb: Decimal | None = None


@resource("azurerm_kubernetes_cluster")
def cluster(
    *,
    location: str = "",
    sku_tier: Literal["Free", "Standard", "Paid", "Premium"] = "Free",
    default_node_pool: Pool,
    network_profile: NetworkProfile = NetworkProfile(),
    windows_profile: WindowsNodes = WindowsNodes(),
    http_application_routing_enabled: bool = False,
    ingress_application_gateway: IngressGateway | None = None,
    pool_usage: Annotated[Usage[PoolUsage], Attribute("default_node_pool")] = PoolUsage(),
    load_balancer: Usage[BalancerUsage] = BalancerUsage(),
) -> Components:
    """Kubernetes cluster: its control plane, the default node pool, and the load balancer that it makes, with address.

    Autoscaled pools count `node_count`, else their smallest; the usage file says how many nodes run on average. A NAT
    gateway that the cluster manages is its own, and so is an application gateway that it makes for its ingress. What
    Kubernetes' services add, rules and addresses of the load balancer and disks of volumes, no plan has.

    Prices: https://azure.microsoft.com/pricing/details/kubernetes-service/
    """
    if sku_tier in CONTROL_PLANES:
        name, meter = CONTROL_PLANES[sku_tier]
        yield hourly(name, PriceQuery(AKS, meter))
    pool = _nodes(default_node_pool, pool_usage.nodes, pool_usage.monthly_hrs, licence=windows_profile.license)
    yield from grouped("default_node_pool", pool)
    if network_profile.load_balancer_sku.lower() == "standard" and network_profile.outbound_type == "loadBalancer":
        balancer = _outbound(location, network_profile.load_balancer_profile, load_balancer.monthly_data_processed_gb)
        yield from grouped("load_balancer", balancer)
    if network_profile.outbound_type == "managedNATGateway":
        addresses = network_profile.nat_gateway_profile.managed_outbound_ip_count
        yield from grouped("nat_gateway", nat.of_a_service(location, addresses))
    if ingress_application_gateway and not ingress_application_gateway.gateway_id:
        yield from grouped("ingress_application_gateway", _ingress_gateway())
    if http_application_routing_enabled:
        query = PriceQuery(DNS, "Azure DNS / Public / Public Zone", region=zone_of(location))
        zone = monthly("Hosted zone", query, 1, "Units")
        yield from grouped("http_application_routing", iter((zone,)))


def _outbound(location: str, profile: BalancerProfile, processed_gb: Decimal | None) -> Components:
    """The load balancer that a cluster makes for itself, with its outbound rule, and its addresses.

    They are billed: "Paying for only the virtual machines, and associated storage and networking resources consumed".
    https://azure.microsoft.com/pricing/details/kubernetes-service/
    https://learn.microsoft.com/azure/aks/load-balancer-standard
    """
    yield from standard_load_balancer(location=location, rules=1, monthly_data_processed_gb=processed_gb)
    if profile.addresses:
        yield hourly("Public IP address", OF_A_MACHINE, count=profile.addresses)


def _ingress_gateway() -> Components:
    """The application gateway that a cluster makes for itself, and its address."""
    yield from application_gateway(sku=Sku(name="Standard_v2"))
    yield hourly("Public IP address", OF_A_MACHINE)


@resource("azurerm_kubernetes_cluster_node_pool", region_of="cluster")
def node_pool(
    *,
    cluster: Annotated[Cluster | None, Ref("azurerm_kubernetes_cluster", "kubernetes_cluster_id")] = None,
    pool: Annotated[Pool, Together],
    os_type: OperatingSystem = "Linux",
    priority: Literal["Regular", "Spot"] = "Regular",
    nodes: Usage[int | None] = None,
    monthly_hrs: Usage[Decimal] = HOURS_PER_MONTH,
) -> Components:
    """Node pool of a Kubernetes cluster: its machines, their disks and public addresses.

    An autoscaled pool counts `node_count`, else its smallest, and one node if that is none; the usage file says how
    many nodes run on average. Nodes on dedicated hosts are paid for with the hosts, addresses of a prefix with that.

    Prices: https://azure.microsoft.com/pricing/details/kubernetes-service/
    """
    licence = cluster.windows_profile.license if cluster else ""
    yield from _nodes(pool, nodes, monthly_hrs, windows=os_type == "Windows", licence=licence, priority=priority)


def _nodes(
    pool: Pool, stated: int | None, hours: Decimal, *, windows: bool = False, licence: str, priority: str = "Regular"
) -> Components:
    count = next((n for n in (stated, pool.node_count, pool.min_count or None) if n is not None), 1)
    system: OperatingSystem = "Windows" if windows or pool.os_sku.startswith("Windows") else "Linux"
    if not pool.host_group_id:
        yield from times(count, instance(pool.vm_size, system, licence if system == "Windows" else "", priority, hours))
    if pool.ultra_ssd_enabled:
        yield from ultra_reservation()
    if pool.public and not pool.node_public_ip_prefix_id:
        yield from times(count, iter((hourly("Public IP address", OF_A_MACHINE),)))
    if pool.os_disk_type != "Ephemeral":
        vcpus = vcpus_of(pool.vm_size)
        size = pool.os_disk_size_gb or next((gb for below, gb in OS_DISKS_GB.items() if vcpus < below), LARGEST_GB)
        yield from times(count, grouped("os_disk", _os_disk(pool.vm_size, size)))


def _os_disk(vm_size: str, size: int) -> Components:
    """The disk of a node: a Premium SSD where the size takes one, else an HDD, whose operations depend on use."""
    return disk("Premium_LRS" if takes_premium(vm_size) else "Standard_LRS", size)
