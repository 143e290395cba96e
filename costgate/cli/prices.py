"""costgate prices: what the catalogue holds."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from costgate import money
from costgate.catalogue import Catalogue
from costgate.cli._common import catalogue_option
from costgate.errors import ConfigError


@click.group()
def command() -> None:
    """Look into the price catalogue."""


@command.command()
@catalogue_option
@click.option("--regions", is_flag=True, help="A row a region, not a row a service.")
def status(catalogue: Path | None, regions: bool) -> None:
    """Show what the catalogue covers, and how old it is."""
    prices = Catalogue(catalogue)
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in prices.manifest.shards:
        vendor, service, file = name.split("/")
        rows[vendor, file.partition(".")[0] if regions else service].append(name)
    click.echo(f"Catalogue {prices.version} in {prices.root}")
    heads = ("region", "services") if regions else ("service", "regions")
    click.echo(f"{'vendor':<7} {heads[0]:<36} {'prices':>9} {heads[1]:>8}  dates")
    for (vendor, word), names in sorted(rows.items()):
        shards = [prices.manifest.shards[n] for n in names]
        other = {n.split("/")[1] if regions else n.split("/")[2].partition(".")[0] for n in names}
        dates = f"{min(s.oldest for s in shards)} to {max(s.newest for s in shards)}"
        click.echo(f"{vendor:<7} {word:<36} {sum(s.rows for s in shards):>9,} {len(other):>8}  {dates}")
    click.echo(
        f"{sum(s.rows for s in prices.manifest.shards.values()):,} prices in {len(prices.manifest.shards):,} shards"
    )


@command.command()
@click.argument("vendor", type=click.Choice(["aws", "azure", "google"]))
@click.argument("service")
@click.argument("region")
@click.argument("meter", default="")
@catalogue_option
@click.option(
    "--purchase", default="", help="Only this purchase option, such as on_demand or reserved-1yr-standard-no-upfront."
)
def find(vendor: str, service: str, region: str, meter: str, catalogue: Path | None, purchase: str) -> None:
    r"""List the prices whose meter contains METER, with source and date.

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
            money.unit_price(t.list_unit_price, price.currency)
            + (f" from {money.quantity(t.start)}" if t.start else "")
            for t in price.tiers
        )
        sku = f"SKU {price.sku_id}, " if price.sku_id else ""
        click.echo(f"{words}\n    {steps} per {price.pricing_unit}; {sku}{prices.source(price)}")
    if not found:
        raise ConfigError(
            f"the catalogue has no {meter or 'price'} of {service} in {region} ({vendor})",
            "`costgate prices status` lists services, `--regions` regions.",
        )
