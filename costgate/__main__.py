"""`costgate` and `python -m costgate`: run the command line, and turn what goes wrong into an exit code."""

from __future__ import annotations

import gc
import os
import sys

import click

from costgate.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_PIPE, CostgateError

ISSUES = "https://github.com/costgate/costgate/issues"


def main() -> None:
    """Run the command line and exit."""
    # A run makes many small objects, drops few, and ends soon: collecting would only walk them again and again.
    gc.disable()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code. Nothing escapes but a message."""
    from costgate.cli import cli

    try:
        result = cli.main(arguments, prog_name="costgate", standalone_mode=False)
        sys.stdout.flush()
    except CostgateError as error:
        _say(error.message)
        if error.remedy:
            click.echo(error.remedy, err=True)
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    except SystemExit:
        # Whoever read our output has gone, as `head` does. click leaves with 1 then, which is the gate's own.
        return EXIT_PIPE
    except BrokenPipeError:
        # The same, noticed by the last flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE
    except Exception as bug:
        if "--debug" in arguments:
            raise
        _say(f"this is a bug of costgate, not of your plan: {type(bug).__name__}: {str(bug)[:200]}")
        click.echo(
            f"Please report it at {ISSUES} with the output of the same command after `costgate --debug`.", err=True
        )
        return EXIT_BUG
    return result if isinstance(result, int) else 0


def _say(message: str) -> None:
    from costgate.text import plain

    for number, line in enumerate(message.splitlines()):
        click.echo(("costgate: " if number == 0 else "          ") + plain(line, 600), err=True)


if __name__ == "__main__":
    main()
