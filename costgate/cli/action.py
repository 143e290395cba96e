"""costgate action: what action.yml runs. Inputs come from the environment, outputs go where GitHub reads them.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import glob
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from costgate.cli import cli
from costgate.cli._comment import MODES, TOLD, WHENS, CommentOptions, publish_report
from costgate.cli._common import write
from costgate.cli.comment import load_result
from costgate.errors import EXIT_GATE, ConfigError, CostgateError, PublishError
from costgate.report import Report
from costgate.reporters import reporter
from costgate.result import document, load
from costgate.text import plain

F = TypeVar("F", bound=Callable[..., Any])

REPORTS = {
    "json": "result.json",
    "markdown": "comment.md",
    "sarif": "costgate.sarif",
    "html": "report.html",
    "junit": "junit.xml",
}
"""Format -> its file in the folder of the reports."""

PATHS = {"result-json": "json", "comment-body-path": "markdown", "sarif": "sarif"}
"""Output -> the format whose file it names."""

MOST_VIOLATIONS = 100
"""Findings of the output `violations`; result.json has them all. A job's outputs may have 1 MB.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs"""


def _input(name: str, **attributes: Any) -> Callable[[F], F]:
    """An option that is an input of action.yml; an empty one counts as not given."""
    return click.option(f"--{name}", envvar=f"INPUT_{name.upper().replace('-', '_')}", **attributes)


@click.command(hidden=True)
@_input("plan", default="plan.json")
@_input("result")
@_input("config")
@_input("config-ref")
@_input("usage-file")
@_input("catalogue")
@_input("source", default="")
@_input("fail-on", default="fail")
@_input("comment", type=click.Choice(WHENS), default="auto")
@_input("comment-mode", type=click.Choice(MODES), default="update")
@_input("key")
@_input("require-publish", type=bool, default=False)
@_input("reports", type=click.Path(path_type=Path))
def command(plan: str, result: str | None, reports: Path | None, **inputs: Any) -> None:
    """Check plans, or post the result of another run, in a step of GitHub Actions."""
    folder = (reports or Path(tempfile.mkdtemp(prefix="costgate-", dir=os.environ.get("RUNNER_TEMP")))).absolute()
    files = {form: folder / name for form, name in REPORTS.items()}
    for file in files.values():
        if file.is_file():
            file.unlink()
    try:
        if result:
            code, report = 0, load_result(result)
            for form in ("json", "markdown"):
                write(files[form], reporter(form)(report))
        else:
            code = _check(plans(plan), files, inputs)
            report = load(files["json"].read_bytes())
            click.echo(reporter("github-annotations")(report), nl=False)
    except CostgateError as error:
        _annotate("error", error.message, error.remedy)
        _outputs({"exit-code": str(error.exit_code)})
        raise click.exceptions.Exit(error.exit_code) from None
    _append("GITHUB_STEP_SUMMARY", files["markdown"].read_text(encoding="utf-8"))
    comment, failure = _post(report, failed=code == EXIT_GATE or not report.verdict.passed, **inputs)
    code = code or failure
    _outputs({**facts(report), **paths(files), "reports": str(folder), "comment-id": comment, "exit-code": str(code)})
    raise click.exceptions.Exit(code)


def _check(names: list[str], files: Mapping[str, Path], inputs: Mapping[str, Any]) -> int:
    """Run `costgate check`; its exit code."""
    given = ("config", "config_ref", "usage_file", "catalogue", "fail_on", "key")
    arguments = ["check", *(f"--{name.replace('_', '-')}={inputs[name]}" for name in given if inputs[name])]
    arguments += [f"--source={folder}" for folder in _lines(inputs["source"])]
    arguments += [f"--output={form}={file}" for form, file in files.items()]
    with _commands_stopped():
        try:
            return int(cli.main([*arguments, "--", *names], prog_name="costgate", standalone_mode=False) or 0)
        except click.ClickException as error:
            raise ConfigError(error.format_message(), "Mend the inputs of the action.") from None


def _post(
    report: Report, *, failed: bool, comment: str, comment_mode: Any, key: str | None, require_publish: bool, **_: Any
) -> tuple[str, int]:
    """Comment; the comment's number, and the exit code of not having done so."""
    options = CommentOptions(
        comment_when=comment, comment_mode=comment_mode, key=key, require_publish=require_publish,
        run_number=None, forge=None, repository=None, pull_request=None,
    )  # fmt: skip
    if comment == "never":
        return "", 0
    from costgate.publishers import detect  # imported here: the help of all commands needs no publisher

    here = detect(os.environ)
    if here.number is None and not here.head:
        click.echo(f"No comment: {plain(here.lacks)}.")
        return "", 0
    try:
        published = publish_report(report, options, failed=failed)
    except PublishError as error:
        _annotate("error" if require_publish else "warning", f"no comment was posted: {error.message}", error.remedy)
        return "", error.exit_code if require_publish else 0
    click.echo(f"{TOLD[published.outcome]}{f': {published.url}' if published.url else ''}")
    return str(published.id or ""), 0


def plans(patterns: str) -> list[str]:
    """The plans that paths or patterns name, one a line, each once."""
    names: dict[str, None] = {}
    for pattern in _lines(patterns):
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


def _lines(text: str) -> list[str]:
    return [stripped for line in text.splitlines() if (stripped := line.strip())]


def facts(report: Report) -> dict[str, str]:
    """The outputs that are in a report, by name."""
    cost = report.diff.effective_cost
    violations = [f for f in document(report).verdict.findings if f.level != "note"]
    return {
        "verdict": report.result,
        "currency": report.diff.currency,
        "monthly-before": f"{cost.before:z.2f}",
        "monthly-after": f"{cost.after:z.2f}",
        "monthly-diff": f"{cost.delta:z.2f}",
        "diff-percent": f"{cost.delta / cost.before * 100:z.1f}" if cost.before > 0 else "",
        "unpriced-count": str(report.counts.unpriced),
        "violations": msgspec.json.encode(violations[:MOST_VIOLATIONS]).decode(),
    }


def paths(files: Mapping[str, Path]) -> dict[str, str]:
    """The outputs that name a file, of those that were written."""
    return {name: str(files[form]) for name, form in PATHS.items() if files[form].exists()}


@contextmanager
def _commands_stopped() -> Iterator[None]:
    """What is printed inside is text: the runner looks for commands in every line, and names in a plan are hostile."""
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def _annotate(kind: str, message: str, remedy: str = "") -> None:
    """An annotation of the run: `error` or `warning`."""
    text = "\n".join(plain(line, 1000) for line in f"{message}\n{remedy}".strip().splitlines())
    # GitHub ends the command at the first two colons, act and Gitea's runner at the last.
    escaped = text.replace("%", "%25").replace("\n", "%0A").replace("::", ":\u200b:")
    click.echo(f"::{kind} title=costgate::{escaped}")


def _outputs(values: Mapping[str, str]) -> None:
    """Set outputs of the step. No value can end its text early: each end is random."""
    for name, value in values.items():
        end = f"end-{secrets.token_hex(16)}"
        _append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")


def _append(variable: str, text: str) -> None:
    """Add to the file that GitHub names in a variable; outside of GitHub there is none."""
    path = os.environ.get(variable)
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
