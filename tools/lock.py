"""Pin what the GitHub Action installs: python -m tools.lock [PACKAGE...]. A test checks that it fits pyproject.toml.

Writes action/requirements.txt: each package that costgate needs, in one version, with the hashes of its wheels for
every system and Python; and action/rego.txt, what the extra `rego` needs besides. Versions stay that still fit, but for
those of the packages that are named, or of --all. Needs `uv`, which the extra `rigs` brings.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "action"

REGO = """\
regopy>=1.5 ; sys_platform != 'darwin'
regopy>=1.3,<1.4 ; sys_platform == 'darwin'
"""
"""There are wheels of 1.3 for macOS, and of no later version. https://pypi.org/project/regopy/#files"""


def main(names: list[str]) -> int:
    """Write the locks anew."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if not uv:
        print("uv is not there: pip install -e '.[rigs]'", file=sys.stderr)
        return 2
    upgrade = ["--upgrade"] if names == ["--all"] else [f"--upgrade-package={n}" for n in names]
    options = ["--universal", "--generate-hashes", "--no-build", "--quiet", "--no-annotate", "--no-header", *upgrade]
    for source, lock in (("pyproject.toml", "requirements.txt"), ("-", "rego.txt")):
        target = ["--python-version", "3.11", "--output-file", str(FOLDER / lock)]
        command = [uv, "pip", "compile", source, *options, *target]
        code = subprocess.run(command, cwd=ROOT, input=REGO, text=True, check=False).returncode  # noqa: S603 - our own
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
