"""costgate prices find: a price, where it is from and of which day."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from costgate import money
from costgate.catalogue import Catalogue, place_of
from costgate.cli._common import catalogue_option
from costgate.errors import ConfigError
from costgate.model import VENDORS


@click.command()
@click.argument("vendor", type=click.Choice(VENDORS))
@click.argument("service")
@click.argument("region")
@click.argument("meter", default="")
@catalogue_option
@click.option(
    "--purchase", default="", help="Only this purchase option, such as on_demand or reserved-1yr-standard-no-upfront."
)
def command(vendor: str, service: str, region: str, meter: str, catalogue: Path | None, purchase: str) -> None:
    """List the prices whose meter contains METER, with source and date.

    \b
    costgate prices find aws AmazonEC2 eu-west-1 NatGateway
    costgate prices find azure "Virtual Machines" westeurope Standard_D2s_v3
    """
    prices = Catalogue(catalogue)
    found = 0
    for price in prices.search(vendor, service, region, meter):
        query = price.query
        if purchase and query.purchase != purchase:
            continue
        found += 1
        words = " / ".join(w for w in (query.meter, query.operation, query.purchase) if w)
        steps = "; ".join(
            money.unit_price(t.unit_price, price.currency) + (f" from {money.quantity(t.start)}" if t.start else "")
            for t in price.tiers
        )
        sku = f"SKU {price.sku_id}, " if price.sku_id else ""
        click.echo(f"{words}\n    {steps} per {price.pricing_unit}; {sku}{prices.source(price)}")
    if not found:
        raise ConfigError(
            f"the catalogue has no {meter or 'price'} of {service} in {region} ({vendor})",
            _meant(prices, vendor, service, region)
            or ("Meters are as on the vendor's bill; leave it out to see all." if meter else _LISTS),
        )


_LISTS = "`costgate prices status` lists services, `--regions` regions."


def _meant(prices: Catalogue, vendor: str, service: str, region: str) -> str:
    """What to do if the catalogue does not know the service or the region; "" if it knows both."""
    regions: dict[str, set[str]] = {}
    for place in map(place_of, prices.manifest.shards):
        if place.vendor == vendor:
            regions.setdefault(place.service, set()).add(place.region)
    if service not in regions:
        parts = [s for s in sorted(regions, key=len) if service.lower() in s.lower()]
        near = parts[:3] or get_close_matches(service, regions, n=3)
        return f"Did you mean {' or '.join(near)}? {_LISTS}" if near else _LISTS
    if region not in regions[service]:
        near = ["global"] if regions[service] == {"global"} else get_close_matches(region, sorted(regions[service]))
        return f"Did you mean {' or '.join(near)}? {_LISTS}" if near else _LISTS
    return ""
