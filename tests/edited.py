"""Plans as recommendations want them: the JSON itself is edited, as a person would edit it.

Nothing of the engine is used here, so that what it says can be held against `costgate check` of the edited plan.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml


def document(path: Path) -> dict[str, Any]:
    """A plan's JSON."""
    raw = path.read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw)
    return found


def edited(plan: dict[str, Any], recommendation: dict[str, Any]) -> dict[str, Any]:
    """`plan` with the edits of a recommendation, as `costgate recommend --json` writes it."""
    made = copy.deepcopy(plan)
    for edit in recommendation["edits"]:
        if edit["removed"]:
            _remove(made, edit["address"])
        for value in edit["values"]:
            _put(_values(made, edit["address"]), value["path"], value["after"])
    return made


def usage(stated: dict[str, Any], recommendation: dict[str, Any]) -> dict[str, Any]:
    """A usage file with what a recommendation says of use."""
    made: dict[str, Any] = copy.deepcopy(stated) or {"version": 0.1}
    resources = made.setdefault("resource_usage", {})
    for edit in recommendation["edits"]:
        if edit["usage"]:
            resources[edit["address"]] = {**resources.get(edit["address"], {}), **edit["usage"]}
    return made


def written(folder: Path, plan: dict[str, Any], stated: dict[str, Any]) -> list[str | Path]:
    """Arguments that price a plan with a usage file: both are written to `folder`."""
    (folder / "plan.json").write_text(json.dumps(plan))
    (folder / "usage.yml").write_text(yaml.safe_dump(stated or {"version": 0.1}))
    return [folder / "plan.json", "--usage-file", folder / "usage.yml"]


def costs(report: str) -> tuple[Decimal, Decimal]:
    """The list and the effective cost after the change, of a report in JSON."""
    summary = json.loads(report)["summary"]
    return Decimal(summary["list_cost"]["after"]), Decimal(summary["effective_cost"]["after"])


def _entries(plan: dict[str, Any], address: str) -> Iterator[dict[str, Any]]:
    """The entries of `resource_changes` that say what will be at an address."""
    for entry in plan.get("resource_changes") or ():
        if entry["address"] == address and entry["change"].get("after") is not None and not entry.get("deposed"):
            yield entry


def _standing(module: dict[str, Any], address: str) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Where a resource stands in a state, with the list that it is in."""
    resources = module.get("resources") or []
    yield from ((resources, r) for r in resources if r["address"] == address)
    for child in module.get("child_modules") or ():
        yield from _standing(child, address)


def _stated(plan: dict[str, Any], address: str) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    prior = (plan.get("prior_state") or {}).get("values") or {}
    for part in (plan.get("values"), prior, plan.get("planned_values")):
        yield from _standing((part or {}).get("root_module") or {}, address)


def _values(plan: dict[str, Any], address: str) -> dict[str, Any]:
    for entry in _entries(plan, address):
        after: dict[str, Any] = entry["change"]["after"]
        return after
    _, resource = next(_stated(plan, address))
    values: dict[str, Any] = resource["values"]
    return values


def _remove(plan: dict[str, Any], address: str) -> None:
    for entry in _entries(plan, address):
        change = entry["change"]
        change |= {"after": None, "after_unknown": {}, "after_sensitive": {}}
        change["actions"] = ["delete"] if change.get("before") is not None else ["no-op"]
        return
    for resources, resource in list(_stated(plan, address)):
        resources.remove(resource)


def _put(values: Any, path: list[str | int], value: Any) -> None:
    *way, last = path
    for step in way:
        values = values[step]
    values[last] = value
