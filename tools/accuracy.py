"""Score costgate against reference estimates, and hold each difference to a reason: python -m tools.accuracy ORACLE.

ORACLE is a folder with score.py and cases (<cloud>/<case>/plan.json, expected.json, usage.yml). Where one differs,
accuracy_differences.csv names the resource and the row of docs/accuracy.md that says why. `--assert` fails where one
differs without a reason, where a case breaks off, and where what was explained agrees by now. Further options go to
score.py (--cloud, --show).
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

DIFFERENCES = Path(__file__).with_name("accuracy_differences.csv")

Key = tuple[str, str]
"""A case and the address of a resource in it."""


def explained() -> dict[Key, str]:
    """(case, address) -> the row of docs/accuracy.md that says why costgate differs there."""
    with DIFFERENCES.open(newline="", encoding="utf-8") as lines:
        return {(row["case"], row["address"]): row["what"] for row in csv.DictReader(lines)}


def differing(results: list[dict[str, Any]]) -> dict[Key, str]:
    """What differs, by how much."""
    return {
        (result["case"], miss["address"]): f"want {miss['want']}, got {miss['got']}: {'; '.join(miss['lines'])}"
        for result in results
        for miss in result["misses"]
    }


def faults(results: list[dict[str, Any]]) -> list[str]:
    """What has no reason, what has one and agrees, and what broke off."""
    known, found = explained(), differing(results)
    cases = {r["case"] for r in results}
    return [
        *(f"{r['case']}: {r['error']}" for r in results if r["error"]),
        *(f"{' '.join(key)} is not explained: {what}" for key, what in found.items() if key not in known),
        *(f"{' '.join(key)} is explained, and agrees" for key in known if key[0] in cases and key not in found),
    ]


def main() -> int:
    """Print score.py's figures and how often each reason holds; with --assert, fail where there is a fault."""
    oracle, *options = sys.argv[1:]
    strict = "--assert" in options
    options = [o for o in options if o != "--assert"]
    with tempfile.TemporaryDirectory() as folder:
        scored = Path(folder) / "score.json"
        command = [sys.executable, str(Path(oracle) / "score.py"), "--json", str(scored), *options]
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - our own command
        print(done.stdout, end="")
        results = json.loads(scored.read_text())
    known = explained()
    reasons = Counter(known[key] for key in differing(results) if key in known)
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:5} {reason}")
    bad = faults(results)
    print(*bad, sep="\n", file=sys.stderr)
    return 1 if strict and bad else 0


if __name__ == "__main__":
    sys.exit(main())
