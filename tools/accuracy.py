"""Score costgate against reference estimates, counting only the types that it prices: python -m tools.accuracy ORACLE.

ORACLE is a folder with score.py and cases (<cloud>/<case>/plan.json, expected.json, usage.yml). Where the reference is
wrong, accuracy_differences.csv names the resource and the row of docs/accuracy.md that says why. `--assert` fails where
a figure is below 95 % or an estimate is silently too low, and nobody has explained it; and where what was explained
agrees by now. Further options go to score.py (--cloud, --show).
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from costgate.addresses import type_of
from costgate.model import VENDORS
from costgate.resources.registry import priced_types

GOAL = 95.0
SHARE, CENTS = 0.01, 0.02
"""What score.py lets pass: a part of the cost, or dollars."""


def filtered(oracle: Path, cases: Path) -> int:
    """Write to `cases` what `oracle` expects of priced types; how many resources that are."""
    known = {t for v in VENDORS for t in priced_types(v)}
    count = 0
    for file in sorted(oracle.glob("*/*/expected.json")):
        expected = json.loads(file.read_text())
        expected["resources"] = [r for r in expected["resources"] if type_of(r["address"]) in known]
        if expected["resources"]:
            count += len({r["address"] for r in expected["resources"]})
            target = cases / file.parent.parent.name / file.parent.name
            shutil.copytree(file.parent, target)
            (target / "expected.json").chmod(0o644)
            (target / "expected.json").write_text(json.dumps(expected))
    return count


DIFFERENCES = Path(__file__).with_name("accuracy_differences.csv")


class Misses(NamedTuple):
    """What the cases of a cloud miss, or how much there is in all."""

    resources: int = 0
    components: int = 0
    usage: int = 0
    silent: int = 0

    def plus(self, other: Misses) -> Misses:
        """Both together."""
        return Misses(*(a + b for a, b in zip(self, other, strict=True)))


def explained() -> dict[tuple[str, str], str]:
    """(case, address) -> the row of docs/accuracy.md that says why costgate differs there."""
    with DIFFERENCES.open(newline="", encoding="utf-8") as lines:
        return {(row["case"], row["address"]): row["what"] for row in csv.DictReader(lines)}


def missed(miss: dict[str, Any]) -> Misses:
    """What score.py says of a resource that differs."""
    usage = sum("want usage line" in line for line in miss["lines"])
    differs = abs(miss["want"] - miss["got"]) > max(CENTS, SHARE * abs(miss["want"]))
    return Misses(int(differs), len(miss["lines"]) - usage, usage, miss["silent"])


def unexplained(results: list[dict[str, Any]]) -> dict[str, str]:
    """Cloud -> what is wrong with its figures once the explained differences are taken off."""
    known, seen = explained(), set()
    left: dict[str, Misses] = defaultdict(Misses)
    total: dict[str, Misses] = defaultdict(Misses)
    for result in results:
        cloud = result["case"].partition("/")[0]
        counts = (result["tally"].get(key, 0) for key in ("resources", "components", "usage"))
        total[cloud] = total[cloud].plus(Misses(*counts))
        if result["error"]:
            left[cloud] = left[cloud].plus(Misses(silent=1))
        for miss in result["misses"]:
            key = (result["case"], miss["address"])
            seen.add(key)
            if key not in known:
                left[cloud] = left[cloud].plus(missed(miss))
    found = {}
    for cloud, all_of in total.items():
        worst = min(100 - 100 * bad / n for bad, n in zip(left[cloud], all_of[:3], strict=False) if n)
        cases = {r["case"] for r in results}
        stale = [a for c, a in known if c in cases and c.startswith(cloud) and (c, a) not in seen]
        if worst < GOAL or left[cloud].silent or stale:
            found[cloud] = f"{worst:.1f} %, silent or in error {left[cloud].silent}, explained but agreeing {stale}"
    return found


def main() -> int:
    """Print score.py's figures; with --assert, fail where they miss the goal and nothing explains it."""
    oracle, *options = sys.argv[1:]
    strict = "--assert" in options
    options = [o for o in options if o != "--assert"]
    with tempfile.TemporaryDirectory() as folder:
        filtered(Path(oracle), Path(folder))
        scored = Path(folder) / "score.json"
        command = [sys.executable, str(Path(oracle) / "score.py"), "--cases", folder, "--json", str(scored), *options]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command
        results = json.loads(scored.read_text())
    print(out, end="")
    listed = {(r["case"], m["address"]) for r in results for m in r["misses"]} & explained().keys()
    print(f"{len(listed)} of the resources that differ are explained in docs/accuracy.md")
    bad = unexplained(results)
    for cloud, figures in bad.items():
        print(f"unexplained: {cloud} {figures}", file=sys.stderr)
    return 1 if strict and bad else 0


if __name__ == "__main__":
    sys.exit(main())
