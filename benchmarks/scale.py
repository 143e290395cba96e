"""Write a plan of N resources by repeating a real one in N / 30 modules: python -m benchmarks.scale N FILE."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parent.parent / "examples" / "web" / "plan.json"


def write(count: int, target: Path) -> None:
    """A plan of `count` resources, with planned values and prior state; it is never whole in memory."""
    plan = json.loads(EXAMPLE.read_text())
    changes = plan["resource_changes"]
    configuration = plan["configuration"]
    inner = configuration["root_module"]
    configuration["root_module"] = {"module_calls": {"stack": {"source": "./stack", "module": inner}}}
    with target.open("w", encoding="utf-8") as file:
        file.write(
            '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"child_modules":'
        )
        _array(file, _states(changes, count, "after"))
        file.write('}},"resource_changes":')
        _array(file, (c for _, c in _instances(changes, count)))
        file.write(',"prior_state":{"format_version":"1.0","values":{"root_module":{"child_modules":')
        _array(file, _states(changes, count, "before"))
        file.write(f'}}}}}},"configuration":{json.dumps(configuration)},"complete":true,"errored":false}}')


def _instances(changes: list[dict[str, Any]], count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(count):
        change = changes[number % len(changes)]
        module = f'module.stack["s-{number // len(changes):05}"]'
        yield module, {**change, "address": f"{module}.{change['address']}", "module_address": module}


def _states(changes: list[dict[str, Any]], count: int, side: str) -> Iterator[dict[str, Any]]:
    for module, change in _instances(changes, count):
        if values := change["change"][side]:
            resource = {k: change[k] for k in ("address", "mode", "type", "name", "provider_name")} | {"values": values}
            yield {"address": module, "resources": [resource]}


def _array(file: Any, items: Iterator[Any]) -> None:
    file.write("[")
    for number, item in enumerate(items):
        file.write(("," if number else "") + json.dumps(item, separators=(",", ":")))
    file.write("]")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
