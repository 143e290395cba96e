"""Google's data transfer: between regions, and out to the internet by way of a VPN."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.google import GCE
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

CONTINENTS = {
    "africa": "Africa",
    "asia": "Asia",
    "asia1": "Asia",
    "australia": "Oceania",
    "eu": "Europe",
    "eur4": "Europe",
    "europe": "Europe",
    "me": "Middle East",
    "nam4": "Northern America",
    "northamerica": "Northern America",
    "southamerica": "South America",
    "us": "Northern America",
}
"""What locations begin with -> what the price pages call the continent. https://cloud.google.com/vpc/network-pricing"""

INDONESIA = "asia-southeast2"
"""Jakarta counts as Oceania. https://cloud.google.com/vpc/network-pricing"""


def continent_of(location: str) -> str:
    """The continent of a region, dual-region or multi-region; the location itself if it is not known."""
    location = location.lower()
    return "Oceania" if location == INDONESIA else CONTINENTS.get(location.partition("-")[0], location)


MULTI_REGIONS = {"Asia": "asia", "Oceania": "asia", "Northern America": "us", "South America": "us"}
"""Continent -> the multi-region that is nearest; to the others it is the EU.
https://cloud.google.com/compute/docs/disks/snapshots#selecting_a_storage_location"""


def multi_region_of(location: str) -> str:
    """The multi-region that is nearest to a region."""
    return MULTI_REGIONS.get(continent_of(location), "eu")


class BetweenRegions(Block):
    """Usage of the network between virtual machines, in GB by where it goes."""

    same_region: Decimal | None = None
    us_or_canada: Decimal | None = None
    europe: Decimal | None = None
    asia: Decimal | None = None
    south_america: Decimal | None = None
    oceania: Decimal | None = None
    worldwide: Decimal | None = None


@resource("google_compute_ha_vpn_gateway", "google_compute_vpn_gateway", "google_service_networking_connection")
def between_regions(*, monthly_egress_data_transfer_gb: Usage[BetweenRegions | None] = None) -> Components:
    """VPN gateway or private connection to services: only what leaves through it costs, tunnels aside.

    Traffic between zones of a region costs half of what is taken here for the same region, and none within a zone.

    Prices: https://cloud.google.com/vpc/network-pricing
    """
    stated = monthly_egress_data_transfer_gb or BetweenRegions()
    for name, where, quantity in (
        ("Within the same region", "a Region", stated.same_region),
        ("Within the US or Canada", "Northern America", stated.us_or_canada),
        ("Within Europe", "Europe", stated.europe),
        ("Within Asia", "Asia", stated.asia),
        ("Within South America", "South America", stated.south_america),
        ("To and from Indonesia and Oceania", "Oceania", stated.oceania),
        ("Between continents but Oceania", "Continents", stated.worldwide),
    ):
        query = PriceQuery(GCE, f"Network Inter Region Data Transfer Out within {where}", region="global")
        yield usage(name, query, quantity, "GiB")


class ToInternet(Block):
    """Usage of the network out to the internet, in GB by destination."""

    worldwide: Decimal | None = None
    china: Decimal | None = None
    australia: Decimal | None = None


def internet(destination: str = "") -> PriceQuery:
    """Data transfer out to the internet, Premium Tier; `destination` is " to China" or " to Australia"."""
    return PriceQuery(GCE, f"Network Internet Data Transfer Out{destination}")


@resource("google_compute_external_vpn_gateway")
def external_vpn_gateway(*, monthly_egress_data_transfer_gb: Usage[ToInternet | None] = None) -> Components:
    """Peer's VPN gateway: what leaves for it over the internet, at the prices of the provider's region.

    Prices: https://cloud.google.com/vpc/network-pricing
    """
    stated = monthly_egress_data_transfer_gb or ToInternet()
    yield usage("To worldwide but China and Australia", internet(), stated.worldwide, "GiB")
    yield usage("To China but Hong Kong", internet(" to China"), stated.china, "GiB")
    yield usage("To Australia", internet(" to Australia"), stated.australia, "GiB")
