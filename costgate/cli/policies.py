"""costgate policies: which policies there are, and what each does."""

from __future__ import annotations

import inspect
import json
from difflib import get_close_matches

import click
import msgspec

from costgate.errors import ConfigError
from costgate.policies import Policy, all_policies


@click.command()
@click.argument("ident", required=False)
@click.option("--json", "as_json", is_flag=True, help="All of them, as data.")
def command(ident: str | None, as_json: bool) -> None:
    """List the policies, or explain one with an example.

    \b
    costgate policies
    costgate policies required-tags
    """
    known = all_policies()
    if ident is not None and ident not in known:
        near = get_close_matches(ident, known, n=1)
        raise ConfigError(
            f"there is no policy {ident}",
            f"Did you mean {near[0]}?" if near else "`costgate policies` lists them.",
        )
    if as_json:
        click.echo(json.dumps([described(i) for i in known if ident in (None, i)], indent=2))
    elif ident is None:
        width = max(map(len, known))
        for name in known:
            click.echo(f"{name:<{width}}  {_first_sentence(str(described(name)['about']))}")
    else:
        found = described(ident)
        click.echo(f"{ident}\n\n{found['about']}\n\nSettings: {', '.join(found['settings'])}\n\n{found['example']}")


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0].partition(". ")[0].partition("; ")[0].rstrip(".")


def described(ident: str) -> dict[str, str | list[str]]:
    """What a policy says of itself: its text, its settings, an example for costgate.yml."""
    policy: type[Policy] = all_policies()[ident]
    about, _, example = (inspect.getdoc(policy) or "").partition(f"\n{ident}:")
    lines = [f"  {line}" for line in f"{ident}:{example}".splitlines()]
    return {
        "ident": ident,
        "about": about.strip(),
        "settings": [f.encode_name for f in msgspec.structs.fields(policy)],
        "example": "\n".join(["policies:", *lines]),
    }
