"""The GitHub Action: its inputs and outputs, the packages that it pins, and how it gets them."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from costgate.catalogue import Catalogue
from costgate.cli import action
from tests.conftest import ROOT
from tests.plans import Answer, change, costgate, encode

RUN = ROOT / "action" / "run.py"
LOCK = ROOT / "action" / "requirements.txt"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
VOLUME = "aws_ebs_volume.data"
LIMIT = "version: 1\npolicies:\n  monthly-increase: {level: LEVEL, max: 5}\n"


class Step:
    """A step of a workflow: the files that GitHub gives it, and what a run left there."""

    def __init__(self, folder: Path, catalogue: Path) -> None:
        self.folder, self.catalogue = folder, catalogue

    def run(self, **inputs: str) -> Answer:
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            (self.folder / name).write_text("")
            os.environ[name] = str(self.folder / name)
        os.environ["RUNNER_TEMP"] = str(self.folder / "temp")
        (self.folder / "temp").mkdir(exist_ok=True)
        os.environ.update({f"INPUT_{n.upper()}": v for n, v in {"catalogue": str(self.catalogue), **inputs}.items()})
        return costgate("action")

    @property
    def outputs(self) -> dict[str, str]:
        """As the runner reads them."""
        text = (self.folder / "GITHUB_OUTPUT").read_text()
        return {m[1]: m[3] for m in re.finditer(r"^(\S+)<<(\S+)\n(.*?)\n\2$", text, re.MULTILINE | re.DOTALL)}

    @property
    def summary(self) -> str:
        return (self.folder / "GITHUB_STEP_SUMMARY").read_text()


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_catalogue: Catalogue) -> Step:
    for name in [n for n in os.environ if n.startswith(("INPUT_", "GITHUB_", "RUNNER_", "CI"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    (tmp_path / "repo").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    return Step(tmp_path, small_catalogue.root)


def plan(path: str = "plan.json", address: str = VOLUME, size: int = 100) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(encode(change(address, {"type": "gp3", "size": size})))


def test_outputs_are_those_of_action_yml(step: Step) -> None:
    plan()
    assert step.run().code == 0
    for name, output in ACTION["outputs"].items():
        default = " || 'error'" if name == "verdict" else ""
        assert output["value"] == f"${{{{ steps.costgate.outputs.{name}{default} }}}}"
    assert set(step.outputs) == set(ACTION["outputs"])


def test_every_input_of_action_yml_is_an_option_of_the_command() -> None:
    given = {n for s in ACTION["runs"]["steps"] for n in s.get("env", {}) if n.startswith("INPUT_")}
    elsewhere = {"github-token", "working-directory", "rego"}
    assert given == {f"INPUT_{n.upper().replace('-', '_')}" for n in ACTION["inputs"] if n not in elsewhere}
    assert given == {p.envvar for p in action.command.params}


def test_numbers_are_plain(step: Step) -> None:
    plan()
    step.run()
    found = step.outputs
    assert (found["verdict"], found["exit-code"]) == ("pass", "0")
    assert (found["monthly-before"], found["monthly-after"], found["monthly-diff"]) == ("0.00", "8.00", "8.00")
    assert found["diff-percent"] == ""
    assert found["unpriced-count"] == "0"
    assert json.loads(found["violations"]) == []
    assert json.loads(Path(found["result-json"]).read_text())["verdict"]["result"] == "pass"
    assert Path(found["comment-body-path"]).read_text() == step.summary


@pytest.mark.parametrize(("level", "code"), [("fail", 1), ("warn", 0)])
def test_violations_are_json(step: Step, level: str, code: int) -> None:
    plan()
    Path("costgate.yml").write_text(LIMIT.replace("LEVEL", level))
    assert step.run().code == code
    assert step.outputs["verdict"] == level
    assert step.outputs["exit-code"] == str(code)
    (violation,) = json.loads(step.outputs["violations"])
    assert (violation["policy"], violation["level"]) == ("monthly-increase", level)


def test_annotations_are_at_the_line_of_the_resource(step: Step) -> None:
    plan("out/plan.json")
    Path("infra").mkdir()
    Path("infra/main.tf").write_text('\n\nresource "aws_ebs_volume" "data" {\n  size = 100\n}\n')
    Path("costgate.yml").write_text("version: 1\npolicies:\n  resource-cost: {level: fail, max: 1}\n")
    (step.folder / "repo" / ".git").mkdir()
    answer = step.run(plan="out/plan.json", source="infra")
    assert re.search(r"^::error .*file=infra/main\.tf,.*line=3\b", answer.out, re.MULTILINE), answer.out


def test_plan_without_a_verdict_leaves_none_of_an_earlier_run(step: Step) -> None:
    plan()
    step.run(reports="reports")
    assert Path("reports/result.json").exists()
    Path("plan.json").write_text("{")
    answer = step.run(reports="reports")
    assert answer.code == 3
    assert "::error title=costgate::plan.json is not valid JSON" in answer.out
    assert step.outputs == {"exit-code": "3"}
    assert step.summary == ""
    assert not list(Path("reports").iterdir())


def test_steps_of_one_job_keep_their_reports_apart(step: Step) -> None:
    plan()
    step.run(key="one")
    first = step.outputs
    step.run(key="two")
    assert step.outputs["reports"] != first["reports"]
    for found in (first, step.outputs):
        names = {f.name for f in Path(found["reports"]).iterdir()}
        assert names == {"result.json", "comment.md", "report.html", "junit.xml", "costgate.sarif"}
    assert json.loads(Path(first["result-json"]).read_text())["key"] == "one"


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ("plan.json", ["plan.json"]),
        ("**/plan.json", ["plan.json", "a/plan.json", "b/plan.json"]),
        ("a/*.json\nplan.json\n\n  b/plan.json  \na/plan.json", ["a/plan.json", "plan.json", "b/plan.json"]),
        ("odd[1].json", ["odd[1].json"]),
    ],
)
def test_patterns_name_plans(step: Step, patterns: str, names: list[str]) -> None:
    for name in ("plan.json", "a/plan.json", "b/plan.json", "odd[1].json", ".terragrunt-cache/plan.json"):
        plan(name)
    assert step.run(plan=patterns).code == 0
    result = json.loads(Path(step.outputs["result-json"]).read_text())
    assert sorted(p["name"].replace("\\", "/") for p in result["projects"]) == sorted(names)


@pytest.mark.parametrize(("patterns", "told"), [("nothing/*.json", "No file matches nothing/*.json"), (" \n", "empty")])
def test_plan_that_is_not_there_is_exit_2(step: Step, patterns: str, told: str) -> None:
    answer = step.run(plan=patterns)
    assert answer.code == 2
    assert re.search(rf"^::error title=costgate::.*{re.escape(told)}", answer.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"fail_on": "always"}, "'always' is not one of"),
        ({"config": "none.yml"}, "none.yml: there is no such file"),
        ({"result": "none.json"}, "none.json cannot be read"),
        ({"comment": "sometimes"}, "sometimes"),
        ({"reports": "costgate.yml"}, "cannot be written"),
    ],
)
def test_wrong_input_is_exit_2_or_3_and_says_so(step: Step, inputs: dict[str, str], told: str) -> None:
    plan()
    Path("costgate.yml").write_text("version: 1\n")
    answer = step.run(**inputs)
    assert answer.code == (3 if "result" in inputs else 2)
    assert told in answer.out + answer.err
    assert "Traceback" not in answer.err


def test_names_in_a_plan_are_no_commands(step: Step) -> None:
    plan(address='aws_ebs_volume.data["::error::x"]')
    answer = step.run()
    assert answer.code == 0
    first, *rest = answer.out.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    end = rest.index(f"::{token}::")
    assert any("::error::x" in line for line in rest[:end]), "the test prints what it is about"
    assert not [line for line in rest[end + 1 :] if line.lstrip().startswith("::error::x")]


def test_error_is_one_command_whatever_is_in_it(step: Step) -> None:
    answer = step.run(plan="100%::error::x\r.json")
    assert answer.code == 2
    (line,) = answer.out.splitlines()
    head, command, text = line.partition("::error title=costgate::")
    assert (head, command) == ("", "::error title=costgate::")
    assert text.startswith("No file matches 100%25:\u200b:error:\u200b:x")
    assert "::" not in text


def test_output_cannot_be_ended_early(step: Step) -> None:
    plan(address='aws_ebs_volume.data["x\\nend-0\\nverdict=pass"]')
    Path("costgate.yml").write_text("version: 1\npolicies:\n  resource-cost: {level: fail, max: 1}\n")
    step.run()
    text = (step.folder / "GITHUB_OUTPUT").read_text()
    ends = re.findall(r"^\S+<<(end-[0-9a-f]{32})$", text, re.MULTILINE)
    assert len(set(ends)) == len(ends) > 5
    assert step.outputs["verdict"] == "fail"


# What is installed ----------------------------------------------------------------------------------------------------


def pinned() -> dict[str, Requirement]:
    """Name -> requirement of the lock."""
    text = re.sub(r"\s*\\\n\s+--hash=\S+", "", LOCK.read_text())
    found = [Requirement(line) for line in text.splitlines() if line]
    return {canonicalize_name(r.name): r for r in found}


@pytest.mark.parametrize("lock", ["requirements.txt", "rego.txt"])
def test_every_package_of_a_lock_has_a_version_and_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (RUN.parent / lock).read_text().strip())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", entry)) >= 1, entry


def test_lock_is_what_the_project_needs() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    queue, seen = [Requirement(r) for r in needed], set[tuple[str, str]]()
    lock = pinned()
    while queue:
        requirement = queue.pop()
        name, extras = canonicalize_name(requirement.name), ["", *sorted(requirement.extras)]
        assert name in lock, f"{name} is not locked: python -m tools.lock"
        (version,) = lock[name].specifier
        assert requirement.specifier.contains(version.version), (
            f"{lock[name]} is not {requirement}: python -m tools.lock"
        )
        inner = [Requirement(r) for r in importlib.metadata.requires(name) or []]
        for extra in extras:
            if (name, extra) not in seen:
                seen.add((name, extra))
                queue += [r for r in inner if r.marker is None or r.marker.evaluate({"extra": extra})]
    here = {n for n, r in lock.items() if r.marker is None or r.marker.evaluate()}
    assert here == {name for name, _ in seen}, "the lock holds what nothing needs: python -m tools.lock"


def test_rego_is_locked_for_every_system_in_a_version_that_fits() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (wanted,) = map(Requirement, extras["rego"])
    text = re.sub(r"\s*\\\n\s+--hash=\S+", "", (RUN.parent / "rego.txt").read_text())
    locked = [Requirement(line) for line in text.splitlines()]
    for system in ("linux", "darwin", "win32"):
        (one,) = [r for r in locked if r.marker is None or r.marker.evaluate({"sys_platform": system})]
        assert one.name == wanted.name
        assert wanted.specifier.contains(str(one.specifier).removeprefix("=="))


def run_py(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(RUN), *arguments],
        env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_key_names_the_lock_and_the_python() -> None:
    done = run_py("key")
    assert re.fullmatch(
        rf"key=costgate-[0-9a-f]{{16}}-{sys.implementation.cache_tag}-{sys.platform}-\S+\n", done.stdout
    )


@pytest.mark.parametrize("what", ["old", "no pip"])
def test_python_that_will_not_do_has_no_key(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = runpy.run_path(str(RUN))
    if what == "old":
        monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    else:
        monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert module["usable"]() is False


def test_packages_that_cannot_be_had_are_not_the_gates_no(tmp_path: Path) -> None:
    done = run_py(
        "check", "plan.json", RUNNER_TEMP=str(tmp_path), COSTGATE_WHEELS=str(tmp_path / "wheels"),
        PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull,
    )  # fmt: skip
    assert done.returncode == 69
    assert done.stdout == ""
    assert "could not be installed; pip says" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("costgate-packages-*")), "nothing is left behind"


def test_pip_never_sees_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    module, seen = runpy.run_path(str(RUN)), []
    monkeypatch.setenv("COSTGATE_TOKEN", "secret")
    monkeypatch.setattr(subprocess, "run", lambda command, **options: seen.append((command, options)))
    module["pip"]("download")
    ((command, options),) = seen
    assert "--require-hashes" in command
    assert "secret" not in str(options["env"].values())
    assert "PATH" in options["env"]


def test_scripts_of_the_action_hold_no_expressions() -> None:
    runs: list[dict[str, Any]] = [s for s in ACTION["runs"]["steps"] if "run" in s]
    assert len(runs) >= 3
    for run in runs:
        assert "${{" not in run["run"]
        assert run["shell"] == "bash"
        assert "\n" not in run["run"].strip(), "more than a line of shell belongs into Python"
