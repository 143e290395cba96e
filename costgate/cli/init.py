"""costgate init: a commented configuration to start from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from costgate.cli._common import write
from costgate.config import FILE
from costgate.errors import ConfigError


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=FILE)
@click.option("--force", is_flag=True, help="Overwrite the file.")
def command(path: Path, force: bool) -> None:
    """Write a commented costgate.yml.

    It warns and fails nothing that a first run would be surprised by; its comments say what else there is.
    """
    if path.exists() and not force:
        raise ConfigError(f"{path} is already there", "Use --force to overwrite it, or name another file.")
    write(path, resources.files("costgate").joinpath("cli/costgate.yml").read_text(encoding="utf-8"))
    click.echo(f"Wrote {path}. Try `costgate check plan.json`.")
