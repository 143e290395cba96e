"""What several commands need: options, reading inputs, writing files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from costgate.config import Settings
from costgate.errors import ConfigError
from costgate.plan import RegionDefaults

F = TypeVar("F", bound=Callable[..., Any])

_ENVIRONMENT = {
    "aws": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "google": ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"),
}
"""What the providers themselves read where no configuration names a region.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs, .../google/latest/docs/guides/provider_reference"""

catalogue_option = click.option(
    "--catalogue", type=click.Path(path_type=Path), metavar="DIR", help="Another price catalogue than the embedded one."
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The configuration; default ./costgate.yml if it is there.",
)
usage_option = click.option(
    "--usage-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What a plan cannot know: requests, gigabytes, hours.",
)


def region_defaults(settings: Settings, environment: Mapping[str, str] = os.environ) -> RegionDefaults:
    """Where resources are whose region the plan does not tell: by costgate.yml, else as the provider would find it."""
    regions, said = dict(settings.regions), []
    for vendor, names in _ENVIRONMENT.items():
        name = next((n for n in names if environment.get(n)), None)
        if vendor not in regions and name:
            regions[vendor] = environment[name]
            said.append(name)
    origin = f"from the environment ({', '.join(said)})" if said else "the default in costgate.yml"
    return RegionDefaults(regions, origin)


def named(plans: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(path, project name): the path itself, since plans are often all called plan.json."""
    if len(set(plans)) < len(plans):
        raise ConfigError("A plan is named twice: it would count double", "Name each plan once.")
    for path in plans:
        yield path, "stdin" if path == "-" else path


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    import tempfile  # imported here: most runs only print

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}", "Name another place.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def echo_lines(lines: list[tuple[str, str]]) -> None:
    """Print (text, style) lines: with colour on a terminal, plain elsewhere."""
    if _colourful():
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False, soft_wrap=True)
        for text, style in lines:
            console.print(Text(text, style=style))
    else:
        click.echo("\n".join(text for text, _ in lines))


def _colourful() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
