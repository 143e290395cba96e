"""What Google does at the edge of its network: Cloud Armor's policies, and Cloud CDN."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, grouped, monthly, usage
from costgate.resources.google import GCE
from costgate.resources.google.network import NETWORKING
from costgate.resources.marks import Attribute, TypeName, Usage
from costgate.resources.registry import resource

ARMOR = "Networking Cloud Armor"


class Rule(Block):
    """A `rule` or `rules` block: that it is there is what costs."""


def armor(what: str) -> PriceQuery:
    """The price of a policy, a rule or requests, the same everywhere."""
    return PriceQuery(NETWORKING, f"{ARMOR} {what}", region="global")


@resource("google_compute_region_security_policy", "google_compute_security_policy")
def security_policy(
    *,
    scope: Annotated[str, TypeName],
    kind: Annotated[
        Literal["CLOUD_ARMOR", "CLOUD_ARMOR_EDGE", "CLOUD_ARMOR_INTERNAL_SERVICE", "CLOUD_ARMOR_NETWORK"],
        Attribute("type"),
    ] = "CLOUD_ARMOR",
    rule: tuple[Rule, ...] = (),
    rules: tuple[Rule, ...] = (),
    monthly_requests: Usage[Decimal | None] = None,
) -> Components:
    """Cloud Armor policy: the policy, each of its rules, and the requests that they look at.

    Rules that are resources of their own are billed there. Enterprise, which includes all this, is not modelled.

    Prices: https://cloud.google.com/armor/pricing
    """
    if kind == "CLOUD_ARMOR_NETWORK":
        raise Unpriced("a policy of type CLOUD_ARMOR_NETWORK is part of Cloud Armor Enterprise")
    regional = " Regional" if scope == "google_compute_region_security_policy" else ""
    yield monthly("Policy", armor("Policy"), 1, "Months")
    if rule or rules:
        yield monthly("Rules", armor("Rule"), len(rule) + len(rules), "Months")
    yield usage("Requests", armor(f"Requests{regional}"), monthly_requests, "Requests")


@resource("google_compute_region_security_policy_rule", "google_compute_security_policy_rule")
def security_policy_rule() -> Components:
    """Rule of a Cloud Armor policy: its price by the month.

    Prices: https://cloud.google.com/armor/pricing
    """
    yield monthly("Rule", armor("Rule"), 1, "Months")


class Destinations(Block):
    """Usage of a CDN: GB that leave its caches, by where they go."""

    north_america: Decimal | None = None
    europe: Decimal | None = None
    asia: Decimal | None = None
    latin_america: Decimal | None = None
    oceania: Decimal | None = None
    china: Decimal | None = None
    other: Decimal | None = None


class Fill(Block):
    """Usage of a CDN: GB that fill its caches, by where these and the origin are."""

    within_north_america: Decimal | None = None
    within_europe: Decimal | None = None
    within_another_continent: Decimal | None = None
    between_continents: Decimal | None = None


@resource("google_compute_backend_bucket", "google_compute_backend_service")
def backend(
    *,
    enable_cdn: bool = False,
    monthly_cache_data_transfer_gb: Usage[Destinations | None] = None,
    monthly_cache_fill_gb: Usage[Fill | None] = None,
    monthly_cache_lookups: Usage[Decimal | None] = None,
) -> Components:
    """Backend of a load balancer: free by itself; with Cloud CDN what leaves and fills its caches, and look-ups.

    Invalidations and the load balancer are not modelled here.

    Prices: https://cloud.google.com/cdn/pricing
    """
    if not enable_cdn:
        return
    yield from grouped("Cache data transfer", _leaving(monthly_cache_data_transfer_gb or Destinations()))
    yield from grouped("Cache fill", _filling(monthly_cache_fill_gb or Fill()))
    lookups = PriceQuery(NETWORKING, "Networking Cloud Cdn Cache Lookups", region="global")
    yield usage("Cache look-ups", lookups, monthly_cache_lookups, "Requests")


def _filling(stated: Fill) -> Components:
    """Each other continent costs as much as Asia, and any two of them as much as these."""
    for name, path, quantity in (
        ("Within North America", "North America to North America", stated.within_north_america),
        ("Within Europe", "Europe to Europe", stated.within_europe),
        ("Within another continent", "Asia Pacific to Asia Pacific", stated.within_another_continent),
        ("Between continents", "North America to Europe", stated.between_continents),
    ):
        yield usage(name, PriceQuery(GCE, f"Network CDN Cache Fill from {path}", region="global"), quantity, "GiB")


def _leaving(stated: Destinations) -> Components:
    for name, where, quantity in (
        ("To North America", "North America", stated.north_america),
        ("To Europe", "Europe", stated.europe),
        ("To Asia", "Asia", stated.asia),
        ("To Latin America", "Latin America", stated.latin_america),
        ("To Oceania", "Oceania", stated.oceania),
        ("To China", "China", stated.china),
        ("To elsewhere", "Other", stated.other),
    ):
        meter = f"Networking Cloud CDN Traffic Cache Data Transfer to {where}"
        yield usage(name, PriceQuery(NETWORKING, meter, region="global"), quantity, "GiB")
