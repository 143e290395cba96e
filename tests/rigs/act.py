"""act, which runs workflows as GitHub's runner does: https://github.com/nektos/act.

It models neither what a token may do, nor the cache, nor artifacts; actions/ has stand-ins for these, and the forge of
tests/forges refuses a token that may not write.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import ROOT
from tests.rigs.conftest import PATH

STAND_INS = Path(__file__).parent / "actions"

USES = re.compile(r"uses: (?P<action>[\w.-]+/(?P<name>[\w.-]+)[\w./-]*)@(?P<ref>\S+)")


class Run(NamedTuple):
    """What a workflow did: the events of the runner, one a line."""

    code: int
    events: list[dict[str, Any]]
    log: str

    def outputs(self, step: str) -> dict[str, str]:
        """The outputs of a step of the workflow, by its id or number."""
        sets = (e for e in self.events if e.get("command") == "set-output" and e.get("stepID") == [step])
        return {e["name"]: e["arg"] for e in sets}

    def summary(self, step: str) -> str:
        """The job summary that a step wrote."""
        return "".join(e["content"] for e in self.events if e.get("command") == "summary" and e.get("stepID") == [step])

    def commands(self, name: str) -> list[dict[str, Any]]:
        """The workflow commands that the runner obeyed."""
        return [e for e in self.events if e.get("command") == name]

    def results(self) -> dict[str, str]:
        """The results of the workflow's own steps, and of the job as `job`."""
        found = {}
        for event in self.events:
            if event.get("stage") == "Main" and "stepResult" in event and len(event["stepID"]) == 1:
                found[event["stepID"][0]] = event["stepResult"]
            if "jobResult" in event:
                found["job"] = event["jobResult"]
        return found


def export(folder: Path) -> Path:
    """What the action needs of this checkout: act copies the folder of an action for every run."""
    for name in ("action", "costgate", "pricing_data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "action.yml", folder)
    return folder


def run(
    act: str,
    workflow: Path,
    repository: Path,
    event: tuple[str, Mapping[str, Any]],
    *,
    token: str,
    action: Path,
    wheels: Path,
    **environment: str,
) -> Run:
    """Run a workflow file for an event, with costgate's action from `action`."""
    work = repository.parent
    payload = work / "event.json"
    payload.write_text(json.dumps(event[1]))
    rig = {"RIG_WHEELS": str(wheels), "RIG_ARTIFACTS": str(work / "artifacts"), **environment}
    actions = replaced([workflow, ROOT / "action.yml"], action)
    command: list[str | Path] = [
        act, event[0], "--json", "--workflows", workflow, "--eventpath", payload, "--secret", f"GITHUB_TOKEN={token}",
        "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server", "--no-recurse",
        *(a for name, value in rig.items() for a in ("--env", f"{name}={value}")),
        *(a for there, here in actions for a in ("--local-repository", f"{there}={here}")),
    ]  # fmt: skip
    own = {"PATH": PATH, "HOME": str(work), "XDG_CACHE_HOME": str(work / "act"), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        command, cwd=repository, env={**os.environ, **own}, capture_output=True, text=True, check=False, timeout=300
    )
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    log = "".join(e["msg"] for e in events if e.get("raw_output"))
    assert any("jobResult" in e for e in events), done.stdout[-2000:] + done.stderr[-2000:]
    return Run(done.returncode, events, log)


def replaced(files: Iterable[Path], action: Path) -> set[tuple[str, Path]]:
    """(action@ref, folder) of every action that is here: costgate's, and the stand-ins."""
    found = set()
    for file in files:
        for match in USES.finditer(file.read_text()):
            folder = action if match["action"] == "costgate/costgate" else STAND_INS / match["name"]
            if folder.exists():
                found.add((f"{match['action']}@{match['ref']}", folder))
    return found
