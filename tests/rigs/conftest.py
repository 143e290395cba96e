"""The pipelines that costgate ships, run by real runners and checked by real linters, without a network.

A test that lacks its tool is skipped, and says which; with COSTGATE_TEST_RIGS=all, as .ci/run has it, it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

Find = Callable[[str], str]

BIN = Path(sys.executable).parent
PATH = f"{BIN}{os.pathsep}{os.environ['PATH']}"
"""This Python first: a costgate beside it is the one that the pipelines find."""

INSTALL = {
    "act": "pip install -e '.[rigs]'",
    "actionlint": "pip install -e '.[rigs]'",
    "check-jsonschema": "pip install -e '.[rigs]'",
    "zizmor": "pip install -e '.[rigs]'",
    "gitlab-ci-local": "npm install --prefix FOLDER gitlab-ci-local@4.61.1, and FOLDER/node_modules/.bin in PATH",
    "rsync": "apt-get install rsync",
    "groovy": "apt-get install groovy",
}

GIT = ["git", "-c", "user.name=Rig", "-c", "user.email=rig@example.com", "-c", "init.defaultBranch=main"]


def lacking(what: str) -> None:
    """Skip the test, or fail it where nothing may be lacking."""
    if os.environ.get("COSTGATE_TEST_RIGS") == "all":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def tool() -> Find:
    """Finds a program, or skips the test."""

    def find(name: str) -> str:
        found = shutil.which(name, path=PATH)
        if not found:
            lacking(f"{name} is not there: {INSTALL[name]}")
        return str(found)

    return find


@pytest.fixture(scope="session")
def wheels(tool: Find, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels that the action installs: of COSTGATE_TEST_WHEELS, else downloaded, if there is who would run it."""
    tool("act")
    given = os.environ.get("COSTGATE_TEST_WHEELS")
    if given:
        return Path(given)
    folder = tmp_path_factory.mktemp("wheels")
    lock = ROOT / "action" / "requirements.txt"
    download = ["download", "--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--dest", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *download, "-r", str(lock)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        lacking(f"the action's wheels cannot be downloaded: {done.stderr[-300:]}")
    return folder


class Repository:
    """A repository of somebody who uses costgate."""

    def __init__(self, folder: Path, remote: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.git("init", "--quiet")
        self.git("remote", "add", "origin", remote)

    def git(self, *arguments: str) -> None:
        subprocess.run([*GIT, *arguments], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def commit(self, files: Mapping[str, str | Path]) -> None:
        """Commit files: path -> its text, or the file to copy."""
        for path, content in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.read_bytes() if isinstance(content, Path) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[str], Repository]:
    """Makes a repository with a remote."""
    return lambda remote: Repository(tmp_path / "infra", remote)
