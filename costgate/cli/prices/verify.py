"""costgate prices verify: is the catalogue whole and sane?"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from costgate.catalogue import Catalogue
from costgate.cli._common import catalogue_option
from costgate.errors import CatalogueError

_SHOWN = 50


@click.command()
@catalogue_option
def command(catalogue: Path | None) -> None:
    """Check digests, order and uniqueness of keys, units, tiers and amounts.

    Exit 4 if anything is wrong, with a list.
    """
    from costgate.ingest import verify

    prices = Catalogue(catalogue)
    found = list(islice(verify.problems(prices.root), _SHOWN))
    if found:
        raise CatalogueError(
            "\n".join([f"{prices.root} is not sound:", *found, *(["..."] if len(found) == _SHOWN else [])]),
            "Install costgate again, or refresh or pull another catalogue.",
        )
    rows = sum(shard.rows for shard in prices.manifest.shards.values())
    click.echo(
        f"Catalogue {prices.version} in {prices.root} is sound: {rows:,} prices, {len(prices.manifest.shards):,} shards"
    )
