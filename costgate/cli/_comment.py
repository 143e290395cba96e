"""What `check --comment` and `comment` share: the options, and posting a report with a word on what became of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from costgate.config import is_key
from costgate.errors import PublishError
from costgate.model import Action, Level
from costgate.report import Report, usage_lines
from costgate.text import plain

if TYPE_CHECKING:
    from costgate.publishers import Context, Mode, Published

F = TypeVar("F", bound=Callable[..., Any])


def _forges() -> list[str]:
    """The names of all forges, without importing what publishes to them: a plain check needs none."""
    spec = find_spec("costgate.publishers")
    places = spec.submodule_search_locations if spec else None
    return sorted(info.name for info in iter_modules(places) if not info.name.startswith("_"))


WHENS = ("auto", "always", "on-change", "on-failure", "never")
MODES = ("update", "new", "hide-and-new", "delete-and-new")

TOLD = {
    "created": "comment posted",
    "updated": "comment updated",
    "unchanged": "the comment is as it should be",
    "superseded": "a newer run has commented already",
    "skipped": "no comment: there is nothing to tell",
    "removed": "the outdated comment was removed: there is nothing to tell",
}


class CommentOptions(Struct, frozen=True, kw_only=True):
    """What the options say. None and an empty text: the CI's environment, or the report, tells."""

    comment_when: str
    comment_mode: Mode
    key: str | None
    require_publish: bool
    run_number: int | None
    forge: str | None
    repository: str | None
    pull_request: int | None


KEY = "expected one line of at most 100 characters"


def _key(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_key(value):
        raise click.BadParameter(KEY)
    return value


def _repository(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        from costgate.publishers import is_repository  # imported here: few name one

        if not is_repository(value):
            raise click.BadParameter(f"{value!r}: expected OWNER/NAME, or GROUP/PROJECT")
    return value


_OPTIONS = (
    click.option(
        "--comment-when",
        type=click.Choice(WHENS),
        default="auto",
        show_default=True,
        help="When to comment; auto: if a cost changes or is new and not known, or a policy warns or fails. A comment "
        "that is there is brought up to date all the same, but with never.",
    ),
    click.option(
        "--comment-mode",
        type=click.Choice(MODES),
        default="update",
        show_default=True,
        help="What becomes of the last run's comment.",
    ),
    click.option(
        "--key",
        callback=_key,
        metavar="NAME",
        help="Tells the comments of several runs on one pull request apart. Default: costgate.yml's or the result's.",
    ),
    click.option("--require-publish", is_flag=True, help="Exit 5 if the comment could not be posted."),
    click.option(
        "--run-number",
        type=click.IntRange(min=1),
        metavar="N",
        help="Which run this is: an older one does not overwrite a newer one's comment. Default: the CI's.",
    ),
    click.option(
        "--forge", type=click.Choice(_forges()), help="Default: detected in GitHub Actions, GitLab CI, Jenkins."
    ),
    click.option(
        "--repository", callback=_repository, metavar="OWNER/NAME", help="Or GROUP/PROJECT. Default: detected."
    ),
    click.option(
        "--pull-request",
        "--merge-request",
        type=click.IntRange(min=1),
        metavar="N",
        help="Its number. Default: detected.",
    ),
)


def comment_options(command: F) -> F:
    """Give a command the options of a comment; `CommentOptions` takes their values."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_without_comment(context: click.Context) -> None:
    """An option that does nothing without --comment is a mistake: somebody relies on it."""
    said = {name for name in CommentOptions.__struct_fields__ if name != "key" and _is_given(context, name)}
    for param in context.command.params:
        if param.name in said:
            raise click.UsageError(f"{param.opts[0]} says how to comment: it needs --comment", context)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def post(report: Report, options: CommentOptions, *, failed: bool) -> int:
    """Post a report, and say on stderr where it is, or why it is nowhere. The exit code: 5 if it had to be, else 0.

    What the gate says (`failed`) is not changed by it.
    """
    if options.comment_when == "never":
        return 0
    try:
        published = publish_report(report, options, failed=failed)
    except PublishError as error:
        word = "" if options.require_publish else "warning: "
        _tell(f"{word}no comment was posted: {error.message}")
        if error.remedy:
            _tell(error.remedy)
        return error.exit_code if options.require_publish else 0
    _tell(f"{TOLD[published.outcome]}{f': {published.url}' if published.url else ''}")
    return 0


def publish_report(report: Report, options: CommentOptions, *, failed: bool) -> Published:
    """Post a report as the options say. Raises PublishError."""
    from costgate.publishers import publish  # imported here: a plain check needs no network
    from costgate.reporters.markdown import render

    context = _context(report, options)
    return publish(
        lambda longest: render(report, longest),
        context,
        os.environ,
        mode=options.comment_mode,
        wanted=_wanted(report, options.comment_when, failed=failed),
        tell=_tell,
    )


def _context(report: Report, options: CommentOptions) -> Context:
    """Where the comment belongs: as the options say, else as the CI does."""
    from costgate.publishers import detect

    context = detect(os.environ, options.forge or "", options.key or report.key)
    if options.run_number is not None:
        run = replace(context.run, series=context.run.series or "run", number=options.run_number)
        context = replace(context, run=run)
    if options.repository is not None:
        context = replace(context, repository=options.repository)
    if options.pull_request is not None:
        context = replace(context, number=options.pull_request)
    return context


def _wanted(report: Report, when: str, *, failed: bool) -> bool:
    """True if there should be a comment.

    What changed and has no price may cost anything: that is a change, and so is what is new and costs by use.
    """
    new = (r for r in report.diff.resources if r.change.action is Action.CREATE)
    changed = bool(report.drivers) or any(r.is_changed for r in report.gaps) or any(any(usage_lines(r)) for r in new)
    loud = failed or report.verdict.level >= Level.WARN
    return {"always": True, "auto": changed or loud, "on-change": changed, "on-failure": failed}[when]


def _tell(message: str) -> None:
    click.echo(f"costgate: {plain(message, 800)}", err=True)
