"""costgate baseline: write down what is wrong now, so that only what is new blocks."""

from __future__ import annotations

from pathlib import Path

import click

from costgate.cli._common import write
from costgate.errors import ConfigError, PlanError
from costgate.text import counted

DEFAULT = "costgate-baseline.json"


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT.json...", type=click.Path(path_type=Path))
@click.option(
    "--file", "file", type=click.Path(path_type=Path), default=DEFAULT, show_default=True, metavar="FILE",
    help="The baseline.",
)  # fmt: skip
@click.option("--add", is_flag=True, help="Add what a baseline that is there does not know yet.")
def command(results: tuple[Path, ...], file: Path, add: bool) -> None:
    """Write the violations of results down as known, so that only new and worse ones block.

    RESULT.json is what `costgate check --output json=RESULT.json` wrote. Name the baseline in costgate.yml:
    `baseline: costgate-baseline.json`. From then on `check` takes out what is mended; new violations get in with --add
    alone.

    \b
    costgate check plan.json --fail-on never --output json=result.json
    costgate baseline result.json
    """
    from costgate import result, waivers

    if file.exists() and not add:
        raise ConfigError(f"{file} is already there", "Use --add to add what is new, or name another with --file.")
    known: dict[tuple[str, str, str, str], waivers.Known] = {}
    if file.exists():
        known = {k.identity: k for k in waivers.read(file.read_bytes(), str(file)).known}
    before = len(known)
    for path in results:
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise PlanError(f"{path} cannot be read: {error.strerror}", "Name a result of `costgate check`.") from None
        known |= {k.identity: k for k in waivers.violations(result.load(raw, str(path)).verdict).known}
    write(file, waivers.write(waivers.Baseline(known=tuple(known.values()))))
    click.echo(f"{file} knows {counted(len(known), 'violation')}, {len(known) - before} of them new")
