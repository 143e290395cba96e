"""costgate prices: what the catalogue holds, and how to make it fresh. One module a command."""

from __future__ import annotations

import click

from costgate.cli import Commands


@click.group(cls=Commands, package=__name__)
def command() -> None:
    """Look into the price catalogue, check it, make it fresh."""
