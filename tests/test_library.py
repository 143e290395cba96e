"""costgate as a library: what its package docstring shows works."""

from __future__ import annotations

import subprocess
import sys

import costgate
from tests.conftest import ROOT


def test_every_public_name_is_there() -> None:
    for name in costgate.__all__:
        assert getattr(costgate, name) is not None


def test_example_of_the_docstring_runs() -> None:
    code = "\n".join(line.strip() for line in (costgate.__doc__ or "").splitlines() if line.startswith("    "))
    code = code.replace("plan.json", str(ROOT / "examples" / "web" / "plan.json"))
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert answer.stderr == ""
    assert answer.stdout.endswith("[]\n")
