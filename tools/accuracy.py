"""Score costgate against reference estimates, counting only the types that it prices: python -m tools.accuracy ORACLE.

ORACLE is a folder with score.py and cases (<cloud>/<case>/plan.json, expected.json, usage.yml). `--assert` fails where
a figure is below 95 % or an estimate is silently too low; further options go to score.py (--cloud, --show).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from costgate.addresses import type_of
from costgate.model import VENDORS
from costgate.resources.registry import priced_types

GOAL = 95.0


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


def main() -> int:
    """Print score.py's figures; with --assert, fail where they miss the goal."""
    oracle, *options = sys.argv[1:]
    strict = "--assert" in options
    options = [o for o in options if o != "--assert"]
    with tempfile.TemporaryDirectory() as folder:
        filtered(Path(oracle), Path(folder))
        command = [sys.executable, str(Path(oracle) / "score.py"), "--cases", folder, *options]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command
    print(out, end="")
    bad = [line for line in out.splitlines() if re.match(r"aws|azure|google", line) and not _good(line)]
    return 1 if strict and bad else 0


def _good(line: str) -> bool:
    shares = [float(share) for share in re.findall(r"= ([\d.]+) %", line)]
    return min(shares, default=0) >= GOAL and "silent 0" in line and line.endswith("cases in error 0")


if __name__ == "__main__":
    sys.exit(main())
