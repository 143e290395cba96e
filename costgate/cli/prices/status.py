"""costgate prices status: what the catalogue holds, and how old it is."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from costgate.catalogue import Catalogue, place_of
from costgate.cli._common import catalogue_option


@click.command()
@catalogue_option
@click.option("--regions", is_flag=True, help="A row a region, not a row a service.")
def command(catalogue: Path | None, regions: bool) -> None:
    """Show what the catalogue covers, and how old it is."""
    prices = Catalogue(catalogue)
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in prices.manifest.shards:
        place = place_of(name)
        rows[place.vendor, place.region if regions else place.service].append(name)
    click.echo(f"Catalogue {prices.version} in {prices.root}")
    heads = ("region", "services") if regions else ("service", "regions")
    click.echo(f"{'vendor':<7} {heads[0]:<36} {'prices':>9} {heads[1]:>8}  dates")
    for (vendor, word), names in sorted(rows.items()):
        shards = [prices.manifest.shards[n] for n in names]
        other = {place.service if regions else place.region for place in map(place_of, names)}
        dates = f"{min(s.oldest for s in shards)} to {max(s.newest for s in shards)}"
        click.echo(f"{vendor:<7} {word:<36} {sum(s.rows for s in shards):>9,} {len(other):>8}  {dates}")
    click.echo(
        f"{sum(s.rows for s in prices.manifest.shards.values()):,} prices in {len(prices.manifest.shards):,} shards"
    )
