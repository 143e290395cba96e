"""The command line: the only part that prints or exits. One module a command, imported when it is called."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import click

from costgate import __version__


class Commands(click.Group):
    """A group whose commands are the modules of a package."""

    def __init__(self, *args: Any, package: str = __name__, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        path = importlib.import_module(self._package).__path__
        return sorted(info.name for info in pkgutil.iter_modules(path) if not info.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{self._package}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; of an unknown one, the one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # imported here: most calls name a command

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with all of their first sentence: click cuts it where a line ends."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, found.get_short_help_str(limit=1000)) for name, found in commands if found and not found.hidden]
            )


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
@click.version_option(__version__, prog_name="costgate")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """The price of a Terraform or OpenTofu plan, and a gate that can say no.

    \b
    terraform plan -out=tfplan
    terraform show -json tfplan > plan.json
    costgate check plan.json

    No account, no key and no network: prices come from a catalogue that ships with costgate.

    Exit codes: 0 passed; 1 the gate says no; 2 usage or configuration; 3 the plan cannot be read; 4 the price
    catalogue is missing or broken; 5 the comment could not be posted, with --require-publish; 70 a bug of costgate.
    """
    ctx.obj = {"debug": debug}
