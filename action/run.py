"""Run costgate from this checkout, with the pinned packages that it needs: what action.yml calls.

    python3 -I action/run.py key            what a cache of the packages is called; nothing if this Python will not do
    python3 -I action/run.py ARGUMENT...    install the packages into a folder for this run, then `costgate ARGUMENT...`

The packages are the wheels of requirements.txt, by hash, and with COSTGATE_REGO=true those of rego.txt. They come from
COSTGATE_WHEELS, a folder that may be cached: what a cache holds is worth no more than its hashes. What is missing there
is downloaded into it. Nothing is built, and nothing of the checkout that is judged is ever imported: `-I` keeps the
working directory off Python's path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = [HERE / "requirements.txt", *([HERE / "rego.txt"] if os.environ.get("COSTGATE_REGO") == "true" else [])]
EXIT_INSTALL = 69
"""EX_UNAVAILABLE of sysexits.h: no code of the gate's."""


def main(arguments: list[str]) -> int:
    """Answer `key`, or run costgate, which takes its arguments where it always does and exits with its own code."""
    if arguments == ["key"]:
        sys.stdout.write(f"key={key() if usable() else ''}\n")
        return 0
    packages = tempfile.mkdtemp(prefix="costgate-packages-", dir=os.environ.get("RUNNER_TEMP"))
    try:
        install(Path(packages), Path(os.environ.get("COSTGATE_WHEELS") or Path(packages) / "wheels"))
        sys.path[:0] = [str(HERE.parent), packages]
        importlib.import_module("costgate.__main__").main()
    except subprocess.CalledProcessError as error:
        names = " and ".join(map(str, LOCKS))
        sys.stderr.write(f"costgate: the packages of {names} could not be installed; pip says:\n{error.stderr}\n")
        sys.stderr.write("They come from PyPI, or from where PIP_INDEX_URL says.\n")
        return EXIT_INSTALL
    finally:
        shutil.rmtree(packages, ignore_errors=True)
    return 0


def usable() -> bool:
    """True if this Python can run costgate and has pip."""
    return sys.version_info >= (3, 11) and importlib.util.find_spec("pip") is not None


def key() -> str:
    """A name for the wheels that this Python takes of the locks."""
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()[:16]
    return "-".join(["costgate", digest, str(sys.implementation.cache_tag), sys.platform, platform.machine()])


def install(packages: Path, wheels: Path) -> None:
    """Unpack the wheels of the locks into `packages`; download those that `wheels` lacks."""
    arguments = ["install", "--no-index", "--find-links", str(wheels), "--no-compile", "--target", str(packages)]
    try:
        pip(*arguments)
    except subprocess.CalledProcessError:
        pip("download", "--dest", str(wheels))
        pip(*arguments)


def pip(command: str, *arguments: str) -> None:
    """Run pip on the locks: by hash, wheels only, and nothing that is not named there."""
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    locks = [argument for lock in LOCKS for argument in ("-r", str(lock))]
    subprocess.run(  # noqa: S603 - this Python, and arguments of our own
        [sys.executable, "-I", "-m", "pip", command, *options, "--no-deps", *arguments, *locks],
        check=True,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "COSTGATE_TOKEN"},
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
