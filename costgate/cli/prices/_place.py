"""Where a refreshed catalogue lies, and how it is used from there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from costgate.catalogue import VARIABLE

into_option = click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"Where the catalogue lies; default ${VARIABLE}, else a folder of the user's.",
)
accept_option = click.option(
    "--accept", is_flag=True, help="Take it though many rows are gone, units changed or prices moved tenfold."
)


def place(into: Path | None, environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The folder of the refreshed catalogue: `into`, else $COSTGATE_CATALOGUE, else the platform's place for data.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    if into or environment.get(VARIABLE):
        return into or Path(environment[VARIABLE])
    if platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "costgate" / "catalogue"


def tell_use(into: Path) -> None:
    """Say how the catalogue at `into` is used, unless it is already."""
    named = os.environ.get(VARIABLE)
    if not named or Path(named).resolve() != into.resolve():
        click.echo(f"To use it: export {VARIABLE}={into.resolve()}   (or --catalogue)", err=True)
