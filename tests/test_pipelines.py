"""What is shipped for pipelines, as far as it can be seen without running it; tests/rigs runs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from costgate import __version__
from tests.conftest import ROOT

TEMPLATE = ROOT / ".gitlab-ci-template.yml"
COMPONENT = ROOT / "templates" / "costgate.yml"
INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")


def component() -> tuple[dict[str, Any], dict[str, Any]]:
    """The component's inputs and its jobs."""
    header, body = yaml.safe_load_all(COMPONENT.read_text())
    return header["spec"]["inputs"], body


def filled(value: Any, inputs: dict[str, Any]) -> Any:
    """`value` with inputs put in as GitLab does: an array that stands alone stays one, everything else becomes text."""
    if isinstance(value, dict):
        return {filled(k, inputs): filled(v, inputs) for k, v in value.items()}
    if isinstance(value, list):
        return [filled(v, inputs) for v in value]
    if not isinstance(value, str):
        return value
    alone = INPUT.fullmatch(value)
    if alone and isinstance(inputs[alone[1]], list):
        return inputs[alone[1]]
    return INPUT.sub(lambda m: str(inputs[m[1]]).lower() if inputs[m[1]] in (True, False) else inputs[m[1]], value)


def test_component_is_the_template_with_inputs() -> None:
    inputs, body = component()
    jobs = filled(body, {name: spec["default"] for name, spec in inputs.items()})
    assert jobs == yaml.safe_load(TEMPLATE.read_text())


def test_every_input_of_the_component_is_used_and_explained() -> None:
    inputs, body = component()
    assert set(INPUT.findall(yaml.dump(body))) == set(inputs)
    assert all(spec["description"].endswith(".") for spec in inputs.values())


def test_inputs_reach_the_script_as_variables_only() -> None:
    (job,) = component()[1].values()
    assert not INPUT.search(yaml.dump(job["script"]))


SHIPPED = [
    TEMPLATE, COMPONENT, ROOT / "Jenkinsfile.example", ROOT / "README.md", ROOT / "docs" / "ci.md",
    *(ROOT / "examples" / "workflows").iterdir(), *(ROOT / "examples" / "pipelines").iterdir(),
]  # fmt: skip


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.name)
def test_version_that_is_named_is_this_one(file: Any) -> None:
    named = re.findall(r"(?<!# )\bv([0-9]+\.[0-9]+\.[0-9]+)\b", file.read_text())
    assert set(named) <= {__version__}


def test_quickstart_is_at_most_ten_lines() -> None:
    assert len((ROOT / "examples" / "workflows" / "quickstart.yml").read_text().splitlines()) <= 10


@pytest.mark.parametrize(
    "file", [TEMPLATE, COMPONENT, ROOT / "Jenkinsfile.example", *SHIPPED[5:]], ids=lambda f: f.name
)
def test_token_is_no_argument(file: Any) -> None:
    for line in file.read_text().splitlines():
        assert not re.search(r"--token|costgate .*\$\{?(COSTGATE|GITLAB|GITHUB)_TOKEN\}?[\" ]", line), line


# The scripts in the snippets, run by a shell -------------------------------------------------------------------------

EXAMPLES = {"refused": ROOT / "examples" / "data", "passes": ROOT / "examples" / "web"}
PIPELINES = ROOT / "examples" / "pipelines"
STRICT = "version: 1\npolicies:\n  monthly-increase: {level: warn, max: 1}\n"


def written(name: str) -> Any:
    """A snippet, read."""
    return yaml.safe_load((PIPELINES / name).read_text())


Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs a script in a checkout with a plan: one that is refused, passes, warns, or is none."""
    if sys.platform == "win32":
        pytest.skip("the snippets are for a POSIX shell")
    terraform = tmp_path / "bin" / "terraform"
    terraform.parent.mkdir()
    terraform.write_text('#!/bin/sh\ntest "$1" = show && cat plan.json\n')
    terraform.chmod(0o755)
    checkout = tmp_path / "checkout"
    checkout.mkdir()

    def run(script: str, plan: str, **environment: str) -> subprocess.CompletedProcess[str]:
        folder = EXAMPLES["refused" if plan == "refused" else "passes"]
        for file in ("plan.json", "costgate.yml"):
            shutil.copy(folder / file, checkout)
        if plan == "warns":
            (checkout / "costgate.yml").write_text(STRICT)
        if plan == "none":
            (checkout / "plan.json").write_text("{")
        path = os.pathsep.join([str(terraform.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
        return subprocess.run(
            ["bash", "-c", script], cwd=checkout, env={**os.environ, "PATH": path, **environment},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    ("plan", "code", "told"),
    [
        ("refused", 1, "The gate says no"),
        ("passes", 0, "Passed."),
        ("warns", 0, "Passed with warnings."),
        ("none", 3, "No verdict (exit code 3)"),
    ],
)
def test_shell_script_tells_the_verdict_by_its_exit_code(plan: str, code: int, told: str, shell: Shell) -> None:
    done = shell(f"sh {PIPELINES / 'gate.sh'}", plan)
    assert done.returncode == code, done.stderr
    assert told in done.stdout


@pytest.mark.parametrize(("plan", "code"), [("refused", 1), ("passes", 0), ("warns", 0), ("none", 3)])
def test_azure_step_uploads_the_summary_and_is_orange_on_warnings(plan: str, code: int, shell: Shell) -> None:
    (script,) = [s["bash"] for s in written("azure-pipelines.yml")["steps"] if s.get("displayName") == "Cost gate"]
    done = shell(script, plan)
    assert done.returncode == code, done.stderr
    assert ("SucceededWithIssues" in done.stdout) == (plan == "warns")
    summary = re.search(r"##vso\[task\.uploadsummary\](.*)", done.stdout)
    assert bool(summary) == (plan != "none")
    assert summary is None or "costgate:" in Path(summary[1]).read_text()


@pytest.mark.parametrize(("plan", "code"), [("refused", 1), ("passes", 0), ("none", 3)])
def test_bitbucket_step_fails_with_the_gate(plan: str, code: int, shell: Shell) -> None:
    (step,) = written("bitbucket-pipelines.yml")["pipelines"]["pull-requests"]["**"]
    done = shell(step["step"]["script"][-1], plan)
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize(("plan", "code"), [("refused", 1), ("passes", 0), ("none", 3)])
def test_atlantis_steps_show_and_judge(plan: str, code: int, shell: Shell) -> None:
    *_, show, check = written("atlantis.yaml")["workflows"]["costgate"]["plan"]["steps"]
    done = shell(f"set -e\n{show['run']}\n{check['run']}", plan, PLANFILE="default.tfplan", SHOWFILE="default.json")
    assert done.returncode == code, done.stderr


def test_hook_of_pre_commit_judges_the_files_that_it_is_given(shell: Shell) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (repository,) = written("pre-commit-config.yaml")["repos"]
    assert repository["hooks"][0]["id"] == hook["id"]
    assert shell(f"{hook['entry']} plan.json", "passes").returncode == 0
    assert shell(f"{hook['entry']} plan.json", "refused").returncode == 1
    assert re.search(hook["files"], "envs/prod/plan.json")
    assert not re.search(hook["files"], "envs/prod/explan.json")
