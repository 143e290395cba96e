"""What is shipped for pipelines, as far as it can be seen without running it; tests/rigs runs it."""

from __future__ import annotations

import re
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
