"""Amazon Route 53: what the DNS firewall filters by and where, networks for routing by address."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.route53 import ROUTE53
from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


@resource("aws_route53_resolver_firewall_domain_list")
def firewall_domain_list(*, domains: tuple[str, ...] = ()) -> Components:
    """Domain list of the DNS firewall: the month of each domain in it.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    if domains:
        yield monthly("Domains", PriceQuery(ROUTE53, "DNSFirewall-DomainNames"), len(domains), "Domains")


@resource("aws_route53_resolver_firewall_rule_group_association")
def firewall_association(*, monthly_queries: Usage[Decimal | None] = None) -> Components:
    """Association of a DNS firewall with a VPC: each query that it inspects; with one association of the VPC, not each.

    AWS sums the queries of an account before it applies the tiers. DNS Firewall Advanced is not modelled.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    yield usage("Queries inspected", PriceQuery(ROUTE53, "DNSFirewall-Queries"), monthly_queries, "Queries")


@resource("aws_route53_cidr_location")
def cidr_location(*, cidr_blocks: tuple[str, ...] = ()) -> Components:
    """Networks of a location: the month of each block of addresses; an account's first thousand cost nothing.

    AWS sums the blocks of an account before it applies the tiers; here each location has its own.

    Prices: https://aws.amazon.com/route53/pricing/
    """
    if cidr_blocks:
        yield monthly("CIDR blocks", PriceQuery(ROUTE53, "CidrBlocks", region="global"), len(cidr_blocks), "Blocks")
