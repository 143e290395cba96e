"""The documentation says what is true: what follows from the code is compared with it, what can be run is run."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest
import yaml

from costgate import config
from costgate.reporters import formats, needs_sources
from costgate.resources import registry
from tests.conftest import ROOT
from tools import docs


@pytest.mark.parametrize("name", ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_page_is_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text() == docs.pages()[name], "run python -m tools.docs"


def test_example_in_the_configuration_page_is_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(policies:.*?)```", (ROOT / "docs/configuration.md").read_text(), re.DOTALL)
    assert len(blocks) >= 7
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "x.rego").write_text("package costgate\n")
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.yml"
        file.write_text(f"version: 1\n{block}")
        (ident,) = yaml.safe_load(block)["policies"]
        assert ident in {p.ident for p in config.load(file).policies}


def test_worked_example_of_contributing_is_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    assert block
    file = tmp_path / "kinesis_video.py"
    file.write_text(block[1])
    monkeypatch.setattr(registry, "_models", {})
    monkeypatch.setitem(sys.modules, "kinesis_video", None)
    model = runpy.run_path(str(file))["video_stream"]
    names = [c.name for c in model(monthly_data_in_gb=None, storage_gb=None)]
    assert names == ["Data in", "Data out", "Storage"]
    assert registry._models == {"aws_kinesis_video_stream": model}


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(str(p) for p in Path("docs").glob("*.md"))]
)
def test_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), f"{page} links to {target}"


def test_page_of_reports_has_every_format_and_no_other() -> None:
    text = (ROOT / "docs/reports.md").read_text()
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", text.partition("\n## ")[0], re.MULTILINE))
    assert listed == set(formats())
    used = set(re.findall(r"--(?:format |output )([a-z-]+)", text))
    assert used <= listed


def test_page_of_reports_says_which_formats_show_lines() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| (yes)? ?\|$", (ROOT / "docs/reports.md").read_text(), re.MULTILINE)
    assert {name for name, yes in rows if yes} == {name for name in formats() if needs_sources(name)}


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/reports.md").read_text(), re.DOTALL))
def test_snippet_of_the_page_of_reports_is_yaml(block: str) -> None:
    assert yaml.safe_load(block)
