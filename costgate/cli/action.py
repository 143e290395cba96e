"""costgate action: what action.yml runs. Inputs come from the environment, outputs go where GitHub reads them.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import glob
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from costgate.errors import ConfigError
from costgate.report import Report
from costgate.result import document, load

MOST_VIOLATIONS = 100
"""Findings of the output `violations`; result.json has them all. A job's outputs may have 1 MB.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs"""


@click.command(hidden=True)
@click.option("--plan", envvar="INPUT_PLAN", default="plan.json")
@click.option("--config", envvar="INPUT_CONFIG")
@click.option("--usage-file", envvar="INPUT_USAGE_FILE")
@click.option("--catalogue", envvar="INPUT_CATALOGUE")
@click.option("--fail-on", envvar="INPUT_FAIL_ON", default="fail")
@click.option("--reports", envvar="INPUT_REPORTS", type=click.Path(path_type=Path))
def command(plan: str, fail_on: str, reports: Path | None, **optional: str | None) -> None:
    """Check plans in a step of GitHub Actions."""
    folder = (reports or Path(os.environ.get("RUNNER_TEMP", ".")) / "costgate").absolute()
    files = {"json": folder / "result.json", "markdown": folder / "comment.md"}
    for file in files.values():
        file.unlink(missing_ok=True)
    arguments = ["check", *found(plan), "--fail-on", fail_on]
    arguments += [f"--{name.replace('_', '-')}={value}" for name, value in optional.items() if value]
    arguments += [f"--output={form}={file}" for form, file in files.items()]
    with commands_stopped():
        code = run(arguments)
    report = load(files["json"].read_bytes()) if files["json"].exists() else None
    for name, value in outputs(code, report, files).items():
        output(name, value)
    if files["markdown"].exists():
        append("GITHUB_STEP_SUMMARY", files["markdown"].read_text(encoding="utf-8"))
    raise click.exceptions.Exit(code)


def run(arguments: list[str]) -> int:
    """Run another command; its exit code."""
    from costgate import __main__ as main  # imported here: it imports this package

    code = main.run(arguments)
    sys.stdout.flush()
    return code


def found(patterns: str) -> list[str]:
    """The plans that paths or patterns name, one a line, each once."""
    names: dict[str, None] = {}
    for pattern in filter(None, (line.strip() for line in patterns.splitlines())):
        # Not Path.glob: that takes no absolute pattern, and looks into .terragrunt-cache and the like.
        matches = [pattern] if Path(pattern).exists() else sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
        if not matches:
            raise ConfigError(
                f"No file matches {pattern} in {Path.cwd()}",
                "Write the plan with `terraform show -json tfplan > plan.json` in a step before this one.",
            )
        names.update(dict.fromkeys(matches))
    if not names:
        raise ConfigError("The input `plan` is empty", "Name the JSON of a plan, such as plan.json or **/plan.json.")
    return list(names)


@contextmanager
def commands_stopped() -> Iterator[None]:
    """What is printed inside is text: the runner looks for commands in every line, and names in a plan are hostile."""
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def outputs(code: int, report: Report | None, files: Mapping[str, Path]) -> dict[str, str]:
    """The action's outputs, by name. Without a report there is no verdict."""
    if report is None:
        return {"verdict": "error", "exit-code": str(code)}
    cost = report.diff.effective_cost
    violations = [f for f in document(report).verdict.findings if f.level != "note"]
    return {
        "verdict": report.result,
        "exit-code": str(code),
        "currency": report.diff.currency,
        "monthly-before": f"{cost.before:z.2f}",
        "monthly-after": f"{cost.after:z.2f}",
        "monthly-diff": f"{cost.delta:z.2f}",
        "diff-percent": f"{cost.delta / cost.before * 100:z.1f}" if cost.before > 0 else "",
        "unpriced-count": str(report.counts.unpriced),
        "violations": msgspec.json.encode(violations[:MOST_VIOLATIONS]).decode(),
        "result-json": str(files["json"]),
        "comment-body-path": str(files["markdown"]),
    }


def output(name: str, value: str) -> None:
    """Set an output of the step. No value can end the text early: its end is random."""
    end = f"end-{secrets.token_hex(16)}"
    append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")


def append(variable: str, text: str) -> None:
    """Add to the file that GitHub names in a variable; outside of GitHub there is none."""
    path = os.environ.get(variable)
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
