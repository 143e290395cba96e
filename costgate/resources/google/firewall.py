"""What looks at traffic: Cloud NGFW beyond its Essentials, Cloud IDS, mirrored packets, Secure Web Proxy, meshes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, hourly, monthly, usage
from costgate.resources.google import GCE
from costgate.resources.google.network import NETWORKING
from costgate.resources.marks import Attribute, Usage
from costgate.resources.registry import resource

SECURITY = "Network Security"
IDS = "Cloud IDS"
STANDARD = PriceQuery(SECURITY, "Cloud NGFW Standard Data Processing", region="global")
ENTERPRISE = PriceQuery(SECURITY, "Cloud NGFW Enterprise Data Processing", region="global")


class Match(Block):
    """The `match` block: what a rule looks for beyond addresses, ports and tags.

    https://cloud.google.com/firewall/docs/about-firewalls
    """

    dest_fqdns: tuple[str, ...] = ()
    dest_region_codes: tuple[str, ...] = ()
    dest_threat_intelligences: tuple[str, ...] = ()
    src_fqdns: tuple[str, ...] = ()
    src_region_codes: tuple[str, ...] = ()
    src_threat_intelligences: tuple[str, ...] = ()

    @property
    def standard(self) -> bool:
        """Whether it needs Cloud NGFW Standard."""
        sources = self.src_fqdns or self.src_region_codes or self.src_threat_intelligences
        return bool(sources or self.dest_fqdns or self.dest_region_codes or self.dest_threat_intelligences)


class FirewallRule(Block):
    """A `rule` block."""

    action: str = ""
    match: Match = Match()


def _inspected(rules: tuple[FirewallRule, ...], gigabytes: Decimal | None) -> Components:
    """Standard's price is not due for what Enterprise looks at too, and they are the same."""
    if any(rule.action == "apply_security_profile_group" for rule in rules):
        yield usage("Data inspected (Enterprise)", ENTERPRISE, gigabytes, "GiB")
    elif any(rule.match.standard for rule in rules):
        yield usage("Data evaluated (Standard)", STANDARD, gigabytes, "GiB")


@resource(
    "google_compute_firewall_policy_rule",
    "google_compute_network_firewall_policy_rule",
    "google_compute_region_network_firewall_policy_rule",
)
def firewall_policy_rule(
    *, action: str, match: Match = Match(), monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Rule of a firewall policy: free with what Cloud NGFW Essentials has, else by the data that it looks at.

    Names of domains, countries and lists of threats are Standard's, which is for traffic with the internet; inspection
    by a security profile is Enterprise's, whose endpoints are billed apart.

    Prices: https://cloud.google.com/firewall/pricing
    """
    yield from _inspected((FirewallRule(action=action, match=match),), monthly_data_processed_gb)


@resource(
    "google_compute_firewall_policy_with_rules",
    "google_compute_network_firewall_policy_with_rules",
    "google_compute_region_network_firewall_policy_with_rules",
)
def firewall_policy(
    *, rule: tuple[FirewallRule, ...] = (), monthly_data_processed_gb: Usage[Decimal | None] = None
) -> Components:
    """Firewall policy with its rules: the data that they look at, if one needs more than Cloud NGFW Essentials.

    Prices: https://cloud.google.com/firewall/pricing
    """
    yield from _inspected(rule, monthly_data_processed_gb)


@resource("google_network_security_firewall_endpoint")
def firewall_endpoint() -> Components:
    """Endpoint of Cloud NGFW Enterprise: its hours. What it inspects is billed with the rules that send it there.

    Prices: https://cloud.google.com/firewall/pricing
    """
    yield hourly("Endpoint", PriceQuery(SECURITY, "Cloud NGFW Enterprise Endpoint Uptime", region="global"))


@resource("google_network_security_mirroring_deployment")
def mirroring_deployment(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Deployment that mirrored traffic goes to: its hours, and the traffic.

    Prices: https://cloud.google.com/network-security-integration/pricing
    """
    uptime = PriceQuery(SECURITY, "Out-of-band Integration Deployment Uptime", region="global")
    processed = PriceQuery(SECURITY, "Out-of-band Integration Data Processing", region="global")
    yield hourly("Deployment", uptime)
    yield usage("Data processed", processed, monthly_data_processed_gb, "GiB")


@resource("google_cloud_ids_endpoint")
def ids_endpoint(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Endpoint of Cloud IDS: its hours, and the traffic that it looks at.

    Prices: https://cloud.google.com/intrusion-detection-system/pricing
    """
    yield hourly("Endpoint", PriceQuery(IDS, "Endpoint Usage", region="global"))
    query = PriceQuery(IDS, "Traffic Usage", region="global")
    yield usage("Traffic inspected", query, monthly_data_processed_gb, "GiB")


@resource("google_compute_packet_mirroring")
def packet_mirroring(*, monthly_data_processed_gb: Usage[Decimal | None] = None) -> Components:
    """Packet mirroring: the traffic that it copies. The load balancer that receives it is billed by itself.

    Prices: https://cloud.google.com/vpc/network-pricing
    """
    query = PriceQuery(GCE, "Network Packet Mirroring Data Processing")
    yield usage("Data mirrored", query, monthly_data_processed_gb, "GiB")


@resource("google_network_services_gateway")
def gateway(*, kind: Annotated[Literal["SECURE_WEB_GATEWAY", "OPEN_MESH"], Attribute("type")]) -> Components:
    """Secure Web Proxy: the hours of its gateway. What it processes is not modelled.

    A gateway of a mesh is not a machine: the mesh's proxies are billed with the mesh.

    Prices: https://cloud.google.com/secure-web-proxy/pricing
    """
    if kind == "SECURE_WEB_GATEWAY":
        yield hourly("Gateway", PriceQuery(NETWORKING, "Cloud SWP Standard Gateway", region="global"))


@resource("google_network_services_mesh")
def mesh(*, mesh_endpoints: Usage[Decimal | None] = None) -> Components:
    """Mesh: its endpoints, which are proxies or clients that it configures, by the month.

    The hundred that are free are not taken off. Meshes of Kubernetes clusters are enabled on these, and billed there.

    Prices: https://cloud.google.com/service-mesh/pricing
    """
    query = PriceQuery("Anthos Service Mesh", "Service Mesh Endpoints", region="global")
    yield usage("Endpoints", query, mesh_endpoints, "Endpoints")


@resource("google_network_management_connectivity_test")
def connectivity_test(*, monthly_tests: Usage[Decimal | None] = None) -> Components:
    """Connectivity test: how often it runs. The 20 runs a month that are free are not taken off.

    Prices: https://cloud.google.com/network-intelligence-center/pricing
    """
    query = PriceQuery("Network Intelligence Center", "Connectivity Tests", region="global")
    yield usage("Tests", query, monthly_tests, "Tests")


PROTECTED = "Networking Cloud Armor Enterprise {}: Protected Resource"
INCLUDED_AS_IT_GOES, INCLUDED_BY_THE_YEAR = 2, 100
"""Protected resources that the fee of a project, or of a year, includes.
https://cloud.google.com/armor/docs/armor-enterprise-overview"""


@resource("google_compute_project_cloud_armor_tier")
def cloud_armor_tier(
    *,
    tier: Annotated[
        Literal["CA_STANDARD", "CA_ENTERPRISE_PAYGO", "CA_ENTERPRISE_ANNUAL"], Attribute("cloud_armor_tier")
    ],
    protected_resources: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Armor's tier of a project: free in Standard, where policies are billed; in Enterprise a fee and resources.

    As it goes, the fee is a project's and has two protected resources in it. By the year it is a billing account's,
    however many projects that has, and has a hundred. What data Enterprise processes is not modelled.

    Prices: https://cloud.google.com/armor/pricing
    """
    if tier == "CA_ENTERPRISE_PAYGO":
        query = PriceQuery(NETWORKING, "Networking Cloud Armor Enterprise Paygo: Enrollment", region="global")
        yield monthly("Enrolment (as it goes)", query, 1, "Months")
        yield from beyond("Paygo", INCLUDED_AS_IT_GOES, protected_resources)
    if tier == "CA_ENTERPRISE_ANNUAL":
        query = PriceQuery(GCE, "Cloud Armor Enterprise Annual Subscription", region="global")
        yield monthly("Subscription (annual)", query, 1, "Months")
        yield from beyond("Annual", INCLUDED_BY_THE_YEAR, protected_resources)


def beyond(name: str, included: int, resources: Decimal | None) -> Components:
    """Protected resources that a fee does not include."""
    more = None if resources is None else max(resources - included, Decimal(0))
    query = PriceQuery(NETWORKING, PROTECTED.format(name), region="global")
    yield usage(f"Protected resources beyond {included}", query, more, "Resources")
