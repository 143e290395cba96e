"""costgate resources: which types have a price, and what is priced of each."""

from __future__ import annotations

import inspect
import json as jsonlib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import click

from costgate.errors import ConfigError
from costgate.model import VENDORS
from costgate.resources.marks import Elements, Ref
from costgate.resources.registry import free_types, model_of, priced_types
from costgate.resources.signature import Param, parameters, reads, usage_keys


@click.command()
@click.argument("type_", metavar="[TYPE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(type_: str | None, as_json: bool) -> None:
    """List the resource types that costgate prices, or explain one.

    TYPE may be a part of types' names: it lists them.

    \b
    costgate resources
    costgate resources aws_instance
    costgate resources kms
    """
    if type_ is None:
        _list(as_json)
        return
    vendor = next((v for v in VENDORS if type_ in priced_types(v)), None)
    if vendor:
        found = described(type_, vendor)
        click.echo(jsonlib.dumps(found, indent=2, default=str) if as_json else _text(found))
        return
    if any(type_ in free_types(v) for v in VENDORS):
        click.echo(jsonlib.dumps({"type": type_, "free": True}) if as_json else f"{type_} costs nothing by itself.")
        return
    if not as_json and _list_those_with(type_):
        return
    names = [t for v in VENDORS for t in (*priced_types(v), *free_types(v))]
    near = get_close_matches(type_, names, n=1)
    raise ConfigError(
        f"costgate does not know {type_}",
        f"Did you mean {near[0]}?" if near else "`costgate resources` lists all types.",
    )


def described(type_: str, vendor: str) -> dict[str, Any]:
    """What a type's model says of itself: its words, the attributes and other types that it reads, its usage keys."""
    model = model_of(type_, vendor)
    assert model is not None, "a priced type has a model"
    return {
        "type": type_,
        "vendor": vendor,
        "about": inspect.getdoc(model) or "",
        "attributes": list(dict.fromkeys(a for p in parameters(model) for a in _attributes(p))),
        "others": sorted(reads(model).types),
        "usage": _keys(usage_keys(model)),
    }


def _attributes(param: Param) -> list[str]:
    """The attributes of its own resource that a parameter is read of; none where it comes from elsewhere."""
    if isinstance(param.kind, Ref):
        return param.kind.attributes.split()
    return [param.source] if param.kind is None or isinstance(param.kind, Elements) else []


def _keys(keys: Mapping[str, Any], prefix: str = "") -> list[str]:
    found = []
    for key, inner in keys.items():
        found += _keys(inner, f"{prefix}{key}.") if inner else [f"{prefix}{key}"]
    return found


def _text(found: Mapping[str, Any]) -> str:
    text = f"{found['type']}\n\n{found['about']}\n\nReads: {', '.join(found['attributes']) or 'nothing of the plan'}"
    text += f"\nLooks at: {', '.join(found['others'])}" if found["others"] else ""
    return text + (f"\nUsage: {', '.join(found['usage'])}" if found["usage"] else "")


def _list_those_with(part: str) -> bool:
    """List the types with `part` in their names; False if there are none."""
    priced = {t: _first_line(t, v) for v in VENDORS for t in priced_types(v) if part in t}
    free = {t: "Costs nothing by itself." for v in VENDORS for t in sorted(free_types(v)) if part in t}
    _table(priced | free)
    return bool(priced or free)


def _table(lines: Mapping[str, str]) -> None:
    width = max(map(len, lines), default=0)
    for type_, words in lines.items():
        click.echo(f"{type_:<{width}}  {words}")


def _first_line(type_: str, vendor: str) -> str:
    return (inspect.getdoc(model_of(type_, vendor)) or "").partition("\n")[0]


def _list(as_json: bool) -> None:
    if as_json:
        listed = {v: {"priced": priced_types(v), "free": sorted(free_types(v))} for v in VENDORS}
        click.echo(jsonlib.dumps(listed, indent=2))
        return
    for vendor in VENDORS:
        _table({type_: _first_line(type_, vendor) for type_ in priced_types(vendor)})
    free = ", ".join(f"{len(free_types(v))} of {v}" for v in VENDORS)
    click.echo(f"\nKnown to cost nothing: {free}. Everything else is reported as unpriced.")
