"""costgate check: price plans, ask the policies, answer."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import click

from costgate import __version__, config
from costgate.catalogue import Catalogue
from costgate.cli._common import catalogue_option, config_option, echo_lines, region_defaults, usage_option, write
from costgate.diff import compare
from costgate.errors import EXIT_BUG, EXIT_GATE, ConfigError
from costgate.model import CostDiff, Level, Note, ProjectDiff
from costgate.plan import load_plan
from costgate.policies import Subject, judge
from costgate.report import CatalogueInfo, Report
from costgate.reporters import formats, reporter
from costgate.resources.registry import known_usage
from costgate.usage import Usage


def _outputs(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    """FORMAT=PATH, parsed."""
    found = []
    for value in values:
        form, equals, path = value.partition("=")
        if not equals or not path or form not in formats():
            raise click.BadParameter(f"{value!r}: expected FORMAT=PATH with a format of {', '.join(formats())}")
        found.append((form, Path(path)))
    return tuple(found)


def _warn_exit_code(_ctx: click.Context, _param: click.Parameter, value: int) -> int:
    """A code that means nothing else: neither costgate's own, nor a shell's."""
    if value and (value not in range(10, 125) or value == EXIT_BUG):
        raise click.BadParameter(f"{value} means something else: expected 10 to 124 without {EXIT_BUG}, or 0")
    return value


@click.command(context_settings={"ignore_unknown_options": False})
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@config_option
@usage_option
@catalogue_option
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Prices that go before the catalogue's; repeatable.",
)
@click.option("--strict-usage", is_flag=True, help="Entries of the usage file that match nothing are an error.")
@click.option(
    "--format", "form", type=click.Choice(formats()), default="terminal", show_default=True, help="What is printed."
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=_outputs,
    metavar="FORMAT=PATH",
    help="Also write a format to a file; repeatable.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["fail", "warn", "never"]),
    default="fail",
    show_default=True,
    help="The level of finding that makes the exit code 1.",
)
@click.option(
    "--warn-exit-code",
    type=int,
    default=0,
    callback=_warn_exit_code,
    metavar="N",
    help="Exit with N instead of 0 if there is a warning, or a failure that --fail-on lets pass.",
)
def command(
    plans: tuple[str, ...],
    config: Path | None,
    usage_file: Path | None,
    catalogue: Path | None,
    overlays: tuple[Path, ...],
    strict_usage: bool,
    form: str,
    outputs: tuple[tuple[str, Path], ...],
    fail_on: str,
    warn_exit_code: int,
) -> None:
    """Price plans, ask the policies, and exit 1 if one of them says no.

    PLAN is the JSON of `terraform show -json` or `tofu show -json`; "-" is standard input; .gz is read as it is.
    Several plans are several projects of one report.

    \b
    costgate check plan.json
    costgate check plan.json --format markdown --output json=result.json
    terraform show -json tfplan | costgate check - --fail-on warn
    """
    settings = _settings(config, overlays)
    report = _report(plans, settings, usage_file, catalogue, strict_usage=strict_usage)
    rendered = {
        name: reporter(name)(report) for name in dict.fromkeys([n for n, _ in outputs] + [form]) if name != "terminal"
    }
    for name, path in outputs:
        write(path, rendered[name] if name != "terminal" else reporter(name)(report))
    if form == "terminal":
        from costgate.reporters.terminal import lines

        echo_lines([(line.text, line.style) for line in lines(report)])
    else:
        click.echo(rendered[form], nl=False)
    threshold = {"fail": Level.FAIL, "warn": Level.WARN}.get(fail_on)
    if threshold is not None and report.verdict.level >= threshold:
        raise click.exceptions.Exit(EXIT_GATE)
    if report.verdict.level >= Level.WARN:
        raise click.exceptions.Exit(warn_exit_code)


def _settings(path: Path | None, overlays: tuple[Path, ...]) -> config.Settings:
    settings = config.load(path)
    return settings.with_overlays(overlays)


def _report(
    plans: tuple[str, ...], settings: config.Settings, usage_file: Path | None, root: Path | None, *, strict_usage: bool
) -> Report:
    usage = Usage(usage_file or settings.usage_file)
    catalogue = Catalogue(root, settings.overlays, settings.terms)
    defaults = region_defaults(settings)
    projects = [compare(load_plan(path, name, defaults), catalogue, usage) for path, name in _named(plans)]
    projects = _with_usage_problems(projects, usage, strict=strict_usage)
    diff = CostDiff(tuple(projects), settings.terms.currency)
    verdict = judge(settings.policies, Subject(diff, catalogue.dates[0], today()))
    prices = CatalogueInfo(catalogue.version, *catalogue.dates, settings.terms.exchange)
    return Report(diff, verdict, prices, __version__)


def _named(plans: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(path, project name): the path itself, since plans are often all called plan.json."""
    if len(set(plans)) < len(plans):
        raise ConfigError("A plan is named twice: it would count double", "Name each plan once.")
    for path in plans:
        yield path, "stdin" if path == "-" else path


def _with_usage_problems(projects: list[ProjectDiff], usage: Usage, *, strict: bool) -> list[ProjectDiff]:
    changes = [r.change for p in projects for r in p.resources]
    problems = usage.problems((c.address for c in changes), {c.type for c in changes}, known_usage)
    if problems and strict:
        raise ConfigError("\n".join(problems), "Mend the usage file, or leave --strict-usage out.")
    if not problems:
        return projects
    first = projects[0]
    notes = (*first.notes, *(Note(f"Usage file: {p}") for p in problems))
    return [ProjectDiff(first.name, first.path, first.resources, notes, first.errored, first.timestamp), *projects[1:]]


def today() -> str:
    """The day by which the catalogue's age is judged; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch.isdecimal() else None))
