"""Measure costgate as whole processes: python -m benchmarks.run [--assert].

Every figure is the median ratio of two commands run in turn: it holds on a slow machine too, and on one whose speed
changes from one second to the next. `--assert` fails where a figure is a quarter above its goal.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import scale

EXAMPLE = Path(__file__).parent.parent / "examples" / "web" / "plan.json"
LOAD = "import json, sys; json.load(open(sys.argv[1]))"
SLACK = 1.25

Measured = tuple[float, float]
"""Seconds, and megabytes at the peak."""


def measure(command: list[str]) -> Measured:
    """Run a command once, as a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())  # noqa: S603 - our own command
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} failed with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def ratio(first: list[str], second: list[str], runs: int) -> tuple[float, str]:
    """How much longer `first` takes than `second`: the median of `runs` pairs, and that pair in words."""
    pairs = [(measure(first)[0], measure(second)[0]) for _ in range(runs + 1)][1:]
    mine, other = sorted(pairs, key=lambda p: p[0] / p[1])[runs // 2]
    return mine / other, f"{mine:.3g} s, {other:.2g} s"


def policies(count: int) -> str:
    """A configuration of `count` policies of all kinds that look at every resource, most of which find nothing."""
    kinds = [
        "monthly-total: {max: 1000000000, by: module, match: {tag: {Environment: 'p*'}}}",
        "monthly-increase: {max: 1000000000, match: {region: 'eu-*', type: ['aws_*', 'azurerm_*']}}",
        "resource-cost: {max: 1000000, all: true, match: {module: 'module.stack*'}, except: ['*.worker*']}",
        "required-tags: {all: true, keys: {Environment: {pattern: '[a-z]*'}}, match: 'module.stack*'}",
        "budget: {by: {tag: Environment}, limits: {'*': 1000000000}, without: 1000000000}",
        "untagged-cost: {keys: [Environment], max: 1000000000}",
        "allowed-regions: {all: true, allow: '*-*'}",
        "allowed-machine-types: {all: true, deny: ['*.metal']}",
        "coverage: {min_priced_percent: 0}",
        "unpriced: {max: 100000, all: true}",
    ]
    chosen: dict[str, list[str]] = {}
    for number in range(count):
        ident, _, settings = kinds[number % len(kinds)].partition(": ")
        chosen.setdefault(ident, []).append(settings)
    lines = [f"  {ident}: [{', '.join(settings)}]" for ident, settings in chosen.items()]
    return "version: 1\npolicies:\n" + "\n".join(lines) + "\n"


def main() -> int:
    """Print the figures; with --assert, fail where one is far from its goal."""
    os.environ["PYTHONPATH"] = str(EXAMPLE.parents[2])
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled, too
    python = [sys.executable]
    check = [*python, "-m", "costgate", "check", "--fail-on", "never"]
    missed = []

    def report(name: str, value: float, goal: float, detail: str) -> None:
        print(f"{name:<58} {value:8.2f}   goal {goal:g}   {detail}")
        if value > goal * SLACK:
            missed.append(name)

    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        times, detail = ratio([*check, str(EXAMPLE)], [*python, "-c", "pass"], 15)
        report("check of 30 resources / python -c pass", times, 12, detail)
        scale.write(10_000, plan)
        size = plan.stat().st_size / 1000000
        times, detail = ratio([*check, str(plan)], [*python, "-c", LOAD, str(plan)], 7)
        report("check of 10,000 resources / json.load of the file", times, 1, f"{size:.0f} MB, {detail}")
        config = Path(folder) / "costgate.yml"
        config.write_text(policies(50))
        times, detail = ratio([*check, str(plan), "--config", str(config)], [*check, str(plan)], 7)
        report("50 policies on 10,000 resources: what they add / the rest", times - 1, 0.5, detail)
        scale.write(100_000, plan)
        seconds, megabytes = measure([*check, str(plan)])
        detail = f"{plan.stat().st_size / 1000000:.0f} MB, {seconds:.1f} s"
        report("check of 100,000 resources: peak GB", megabytes / 1000, 1, detail)
    return 1 if missed and "--assert" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
