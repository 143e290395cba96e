"""costgate prices pull: take a zipped catalogue."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from costgate.cli.prices._place import accept_option, into_option, place, tell_use
from costgate.errors import ConfigError


@click.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--sha256", default="", metavar="HEX", help="The digest that the zip file must have.")
@into_option
@accept_option
def command(source: str, sha256: str, into: Path | None, accept: bool) -> None:
    """Take a zipped catalogue, check it, and swap it in.

    A URL without --sha256 must be https. The last good catalogue stays if anything is wrong.
    """
    from costgate.ingest.pull import pull
    from costgate.ingest.transport import Transport

    folder = place(into)
    if "://" not in source:
        table = pull(Path(source), folder, sha256, accept=accept)
    else:
        if not sha256 and not source.startswith("https://"):
            raise ConfigError("--sha256 is not given, and the address is not https", "Name the digest of the zip file.")
        with tempfile.TemporaryDirectory() as kept:
            archive = Path(kept) / "catalogue.zip"
            fetch = Transport(source, Path(kept), tell=lambda text: click.echo(text, err=True))
            with fetch.stream(source) as chunks, archive.open("wb") as out:
                out.writelines(chunks)
            table = pull(archive, folder, sha256, accept=accept)
    rows = sum(shard.rows for shard in table.shards.values())
    click.echo(f"{folder} holds {rows:,} prices in {len(table.shards):,} shards")
    tell_use(folder)
