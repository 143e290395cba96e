"""Terraform, for tests that let it plan: with neither a network nor the user's AWS settings.

They skip where Terraform or a provider is missing: nothing is downloaded. COSTGATE_TEST_TF_MIRROR may name a folder
laid out as a Terraform filesystem mirror: whoever sets it wants these tests, and they fail instead of skipping.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

MIRROR = "COSTGATE_TEST_TF_MIRROR"
NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: what needs the network fails at once."""


class Terraform:
    """Runs terraform in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.binary = shutil.which("terraform")
        proxies = {name: NOWHERE for upper in ("HTTP_PROXY", "HTTPS_PROXY") for name in (upper, upper.lower())}
        passed = {name: value for name, value in os.environ.items() if _harmless(name.upper())}
        self.environment = {**passed, **proxies, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
        if mirror := os.environ.get(MIRROR):
            config = folder / "mirror.tfrc"
            path = json.dumps(str(Path(mirror).resolve()))
            config.write_text(f"provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n")
            self.environment["TF_CLI_CONFIG_FILE"] = str(config)

    def __call__(self, *arguments: str, check: bool = True) -> bytes:
        """What terraform prints. Raises CalledProcessError if it fails, unless it may."""
        assert self.binary
        command = [self.binary, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=check, timeout=300
        ).stdout

    def begin(self) -> None:
        """Initialise the folder; skip the test, or fail it, where that cannot be done here."""
        if reason := self._missing():
            (pytest.fail if os.environ.get(MIRROR) else pytest.skip)(reason)

    def _missing(self) -> str:
        if not self.binary:
            return "terraform is not on PATH"
        try:
            self("init", "-no-color")
        except subprocess.CalledProcessError as error:
            return f"terraform init fails without network: {' '.join(error.stderr.decode(errors='replace').split())}"
        except subprocess.TimeoutExpired:
            return "terraform init takes too long without network"
        return ""


def _harmless(name: str) -> bool:
    """Whether an environment variable may reach terraform: it cannot change the plan, or says where providers are."""
    return name in {"TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR"} or not name.startswith(("AWS_", "TF_", "NO_PROXY"))
