"""The examples' plans are what Terraform makes of the examples' configurations.

Skipped where Terraform or the AWS provider is missing: nothing is downloaded. COSTGATE_TEST_TF_MIRROR may name a
folder laid out as a Terraform filesystem mirror; whoever sets it wants these tests: they fail instead of skipping.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.model import ProjectDiff
from costgate.plan import parse
from costgate.usage import Usage

EXAMPLES = Path(__file__).parent.parent / "examples"
MIRROR = "COSTGATE_TEST_TF_MIRROR"
NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: what needs the network fails at once."""


class Terraform:
    """Runs terraform in one folder, with neither network nor the user's AWS settings."""

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

    def __call__(self, *arguments: str) -> bytes:
        """What terraform prints. Raises CalledProcessError."""
        assert self.binary
        command = [self.binary, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=True, timeout=300
        ).stdout

    def missing(self) -> str:
        """Why it cannot be used here, "" if it can."""
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


@pytest.fixture(scope="module", params=["data", "web"])
def plans(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The committed plan of an example, and the one that Terraform makes now."""
    source = EXAMPLES / request.param
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("main.tf", "before.tfstate"):
        shutil.copy(source / name, folder)
    terraform = Terraform(folder)
    if reason := terraform.missing():
        (pytest.fail if os.environ.get(MIRROR) else pytest.skip)(reason)
    terraform("plan", "-no-color", "-refresh=false", "-out=tfplan")
    return (source / "plan.json").read_bytes(), terraform("show", "-json", "tfplan")


def changes(plan: bytes) -> dict[str, Any]:
    """Address -> what the plan wants of it. The plan's time and Terraform's version are elsewhere."""
    keys = ("actions", "before", "after", "after_unknown", "after_sensitive")
    return {c["address"]: {k: c["change"].get(k) for k in keys} for c in json.loads(plan)["resource_changes"]}


def priced(plan: bytes) -> ProjectDiff:
    """The plan with the embedded prices, and no usage file."""
    return compare(parse(plan, "plan.json", "example"), Catalogue(), Usage())


def bills(diff: ProjectDiff) -> list[tuple[str, Decimal, Decimal]]:
    """Every resource's address and its monthly cost before and after."""
    return [(r.change.address, r.list_cost.before, r.list_cost.after) for r in diff.resources]


def test_replanned_example_makes_the_committed_changes(plans: tuple[bytes, bytes]) -> None:
    committed, made = map(changes, plans)
    assert {a: c["actions"] for a, c in made.items()} == {a: c["actions"] for a, c in committed.items()}
    assert made == committed


def test_replanned_example_costs_what_the_committed_one_does(plans: tuple[bytes, bytes]) -> None:
    committed, made = map(priced, plans)
    assert (made.list_cost.before, made.list_cost.after) == (committed.list_cost.before, committed.list_cost.after)
    assert bills(made) == bills(committed)
    assert committed.list_cost.delta > 0
