"""costgate check: price plans, ask the policies, answer."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from costgate import __version__, config
from costgate.catalogue import Catalogue
from costgate.cli import _unknown_types
from costgate.cli._base import settings_of
from costgate.cli._comment import CommentOptions, comment_options, post, refuse_without_comment
from costgate.cli._common import (
    catalogue_option,
    config_option,
    echo_lines,
    named,
    region_defaults,
    usage_option,
    write,
)
from costgate.diff import compare
from costgate.errors import EXIT_BUG, EXIT_GATE, ConfigError
from costgate.judging import subject_of
from costgate.model import CostDiff, Level, Note, ProjectDiff, SourceLine, Verdict
from costgate.plan import Plan, load_plan
from costgate.policies import judge
from costgate.report import CatalogueInfo, Report
from costgate.reporters import formats, needs_sources, reporter
from costgate.resources.registry import known_usage
from costgate.savings import Recommendation
from costgate.usage import Usage
from costgate.waivers import Baseline, shrunk, waive
from costgate.waivers import write as written

if TYPE_CHECKING:
    from costgate.cli._sources import Sources


def _outputs(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    """FORMAT=PATH, parsed."""
    found = []
    for value in values:
        form, equals, path = value.partition("=")
        if not equals or not path or form not in formats():
            raise click.BadParameter(f"{value!r}: expected FORMAT=PATH with a format of {', '.join(formats())}")
        found.append((form, Path(path)))
    return tuple(found)


_FORMATS = textwrap.fill(", ".join(formats()), 76, break_on_hyphens=False)
"""The names of all formats, for the help."""


def _warn_exit_code(_ctx: click.Context, _param: click.Parameter, value: int) -> int:
    """A code that means nothing else: neither costgate's own, nor a shell's."""
    if value and (value not in range(10, 125) or value == EXIT_BUG):
        raise click.BadParameter(f"{value} means something else: expected 10 to 124 without {EXIT_BUG}, or 0")
    return value


@click.command(
    context_settings={"ignore_unknown_options": False},
    epilog=f"\b\nFormats (docs/reports.md says what each is for):\n{textwrap.indent(_FORMATS, '  ')}",
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@config_option
@usage_option
@click.option(
    "--base-config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Judge by this configuration, of a checkout of the base branch.",
)
@click.option("--config-ref", metavar="REF", help="Judge by the configuration of a git ref, such as origin/main.")
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
    "--format",
    "form",
    type=click.Choice(formats()),
    metavar="FORMAT",
    default="terminal",
    show_default=True,
    help="What is printed; the formats are listed below.",
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
    "--source",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The plan's root module, for file and line in reports; default: the plan's folder, or here. One for all plans,"
    " or one for each, in their order.",
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
@click.option("--comment", is_flag=True, help="Also comment on the pull or merge request that is built.")
@comment_options
@click.pass_context
def command(
    context: click.Context,
    /,
    plans: tuple[str, ...],
    config: Path | None,
    base_config: Path | None,
    config_ref: str | None,
    usage_file: Path | None,
    catalogue: Path | None,
    overlays: tuple[Path, ...],
    strict_usage: bool,
    form: str,
    outputs: tuple[tuple[str, Path], ...],
    folders: tuple[Path, ...],
    fail_on: str,
    warn_exit_code: int,
    comment: bool,
    **options: Any,
) -> None:
    """Price plans, ask the policies, and exit 1 if one of them says no.

    PLAN is the JSON of `terraform show -json` or `tofu show -json`; "-" is standard input; .gz is read as it is.
    Several plans are several projects of one report.

    \b
    costgate check plan.json
    costgate check plan.json --format markdown --output json=result.json
    terraform show -json tfplan | costgate check - --fail-on warn
    costgate check plan.json --comment --key network
    """
    if not comment:
        refuse_without_comment(context)
    names = dict.fromkeys([*(name for name, _ in outputs), form])
    sources = None
    if folders or any(map(needs_sources, names)):
        from costgate.cli._sources import Sources  # imported here: most runs show no source lines

        sources = Sources(plans, folders)
    with settings_of(config, base_config, config_ref) as found:
        settings = found.with_overlays(overlays)
        key = options["key"] or settings.key
        report = _report(plans, settings, usage_file, catalogue, sources, strict_usage=strict_usage, key=key)
    if settings.baseline_file:
        _shrink(settings.baseline_file, settings.baseline, report)
    rendered = {name: reporter(name)(report) for name in names if name != "terminal"}
    for name, path in outputs:
        write(path, rendered[name] if name != "terminal" else reporter(name)(report))
    if form == "terminal":
        from costgate.reporters.terminal import lines

        echo_lines([(line.text, line.style) for line in lines(report)])
    else:
        click.echo(rendered[form], nl=False)
    threshold = {"fail": Level.FAIL, "warn": Level.WARN}.get(fail_on)
    says_no = threshold is not None and report.verdict.level >= threshold
    unposted = post(report, CommentOptions(**options), failed=says_no or not report.verdict.passed) if comment else 0
    if says_no or unposted:
        raise click.exceptions.Exit(EXIT_GATE if says_no else unposted)
    if report.verdict.level >= Level.WARN:
        raise click.exceptions.Exit(warn_exit_code)


def _report(
    plans: tuple[str, ...],
    settings: config.Settings,
    usage_file: Path | None,
    root: Path | None,
    sources: Sources | None,
    *,
    strict_usage: bool,
    key: str,
) -> Report:
    usage = Usage(usage_file or settings.usage_file)
    catalogue = Catalogue(root, settings.overlays, settings.terms)
    defaults = region_defaults(settings)
    asked = any(policy.asks_plan for policy in settings.policies)
    projects, lines, plan_of = [], dict[tuple[str, str], SourceLine](), dict[str, Plan]()
    for path, name in named(plans):
        plan = load_plan(path, name, defaults)
        projects.append(compare(plan, catalogue, usage))
        lines |= sources.of(path, plan) if sources else {}
        plan_of |= {name: plan} if asked else {}  # a plan is large: it is kept only for a policy that asks it
    projects = _with_usage_problems(projects, usage, strict=strict_usage)
    held = {r.change.type for p in projects for r in p.resources}
    projects = _noted(projects, _unknown_types.notes(settings.policies, held))
    diff = CostDiff(tuple(projects), settings.terms.currency)
    prices = CatalogueInfo(catalogue.version, *catalogue.dates, settings.terms.exchange)
    report = Report(diff, Verdict(), prices, __version__, key, lines)
    verdict = waive(
        judge(settings.policies, subject_of(report, today(), _recommended(plan_of, diff, catalogue, usage, settings))),
        diff,
        today(),
        settings.waivers,
        settings.baseline,
        settings.proposed,
    )
    return msgspec.structs.replace(report, verdict=verdict)


def _recommended(
    plan_of: Mapping[str, Plan], diff: CostDiff, catalogue: Catalogue, usage: Usage, settings: config.Settings
) -> Callable[[], list[Recommendation]]:
    """What tells what could cost less, once a policy asks."""

    def recommended() -> list[Recommendation]:
        from costgate.recommend import recommend  # imported here: most runs have no policy that asks

        kept = (p for p in diff.projects if p.name in plan_of)
        return [r for p in kept for r in recommend(plan_of[p.name], p, catalogue, usage, settings.schedules)]

    return recommended


def _shrink(file: Path, baseline: Baseline, report: Report) -> None:
    """Take what was mended out of the baseline's file, so that it cannot come back unseen."""
    complete = {p.name: p.complete for p in report.diff.projects}
    left = shrunk(baseline, report.verdict.findings, complete)
    if left == baseline:
        return
    gone = len(baseline.known) - len(left.known)
    try:
        write(file, written(left))
    except ConfigError as error:
        click.echo(f"costgate: the baseline could be smaller, but {error.message}", err=True)
        return
    what = "1 violation is" if gone == 1 else f"{gone} violations are"
    click.echo(
        f"costgate: {file}: {f'{what} mended and taken out' if gone else 'what got better is held to that'}", err=True
    )


def _with_usage_problems(projects: list[ProjectDiff], usage: Usage, *, strict: bool) -> list[ProjectDiff]:
    changes = [r.change for p in projects for r in p.resources]
    problems = usage.problems((c.address for c in changes), {c.type for c in changes}, known_usage)
    if problems and strict:
        raise ConfigError("\n".join(problems), "Mend the usage file, or leave --strict-usage out.")
    return _noted(projects, (Note(f"Usage file: {p}") for p in problems))


def _noted(projects: list[ProjectDiff], notes: Iterable[Note]) -> list[ProjectDiff]:
    """The same with notes that are about all of them: the first one has them."""
    first, added = projects[0], tuple(notes)
    return [msgspec.structs.replace(first, notes=first.notes + added), *projects[1:]] if added else projects


def today() -> str:
    """The day by which the catalogue's age is judged; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch.isdecimal() else None))
