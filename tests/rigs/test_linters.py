"""Workflows, action, templates and snippets, in the eyes of the linters and of the vendors' published schemas."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.rigs.conftest import Find
from tests.test_pipelines import component, filled

OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXAMPLES = sorted((ROOT / "examples" / "workflows").glob("*.yml"))
PIPELINES = ROOT / "examples" / "pipelines"
TERSE = ROOT / "examples" / "workflows" / "quickstart.yml"
"""Ten lines: it has no room for what zizmor's strictest persona asks beside security, such as names."""

SCHEMAS = {
    "vendor.github-workflows": [*OWN, *EXAMPLES],
    "vendor.github-actions": [ROOT / "action.yml"],
    "vendor.gitlab-ci --data-transform gitlab-ci": [ROOT / ".gitlab-ci-template.yml", *PIPELINES.glob("gitlab-*.yml")],
    "vendor.azure-pipelines --regex-variant nonunicode": [PIPELINES / "azure-pipelines.yml"],
    "vendor.bitbucket-pipelines": [PIPELINES / "bitbucket-pipelines.yml"],
}


def passes(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", [*OWN, *EXAMPLES], ids=lambda f: f"{f.parent.parent.name}/{f.name}")
def test_workflow_is_clean_under_actionlint_and_act(file: Path, tool: Find) -> None:
    passes(tool("actionlint"), "-no-color", file)
    passes(tool("act"), "--validate", "--strict", "-W", file)


def test_action_and_workflows_are_clean_under_zizmor(tool: Find) -> None:
    strict = [ROOT / "action.yml", *OWN, *(f for f in EXAMPLES if f != TERSE)]
    zizmor = (tool("zizmor"), "--offline", "--quiet", "--config", ROOT / ".github" / "zizmor.yml")
    passes(*zizmor, "--persona", "pedantic", *strict)
    passes(*zizmor, TERSE)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_file_fits_the_vendors_schema(schema: str, tool: Find) -> None:
    assert SCHEMAS[schema]
    passes(tool("check-jsonschema"), "--builtin-schema", *schema.split(), *SCHEMAS[schema])


def test_component_fits_gitlabs_schema(tool: Find, tmp_path: Path) -> None:
    """Its header and its job each for themselves: check-jsonschema reads no file of two documents."""
    inputs, body = component()
    job = filled(body, {name: spec["default"] for name, spec in inputs.items()})
    for number, document in enumerate(({"spec": {"inputs": inputs}}, job)):
        file = tmp_path / f"{number}.yml"
        file.write_text(yaml.safe_dump(document))
        passes(
            tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", file
        )  # fmt: skip


def test_linters_see_what_they_look_for(tool: Find, tmp_path: Path) -> None:
    bad = tmp_path / ".github" / "workflows" / "bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\n"
        "jobs:\n"
        "  gate:\n"
        "    runs-on: ubuntu-latest\n"
        "    steps:\n"
        "      - uses: actions/checkout@v1\n"
        "      - run: echo ${{ github.event.pull_request.title }} ${{ steps.gatee.outputs.x }}\n"
        "        sheel: bash\n"
    )
    commands: list[list[str | Path]] = [
        [tool("actionlint"), bad],
        [tool("act"), "--validate", "--strict", "-W", bad],
        [tool("zizmor"), "--offline", "--quiet", bad],
        [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", bad],
    ]
    for command in commands:
        with pytest.raises(AssertionError, match=r"(?i)sheel|additional|template|not allowed|unexpected"):
            passes(*command)
