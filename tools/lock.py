"""Pin what the GitHub Action installs: python -m tools.lock [PACKAGE...]. A test checks that it fits pyproject.toml.

Writes action/requirements.txt: each package that costgate needs, in one version, with the hashes of its wheels for
every system and Python. Versions stay that still fit, but for those of the packages that are named, or of --all.
Needs `uv`, which the extra `rigs` brings.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "action" / "requirements.txt"


def main(names: list[str]) -> int:
    """Write the lock anew."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if not uv:
        print("uv is not there: pip install -e '.[rigs]'", file=sys.stderr)
        return 2
    upgrade = ["--upgrade"] if names == ["--all"] else [f"--upgrade-package={n}" for n in names]
    command = [uv, "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--no-build", "--quiet"]
    style = ["--no-annotate", "--no-header", "--python-version", "3.11", "--output-file", str(LOCK)]
    return subprocess.run([*command, *style, *upgrade], cwd=ROOT, check=False).returncode  # noqa: S603 - our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
