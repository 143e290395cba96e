"""costgate comment: post a result that an earlier run wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from costgate.cli._comment import KEY, CommentOptions, comment_options, post
from costgate.config import is_key
from costgate.errors import ResultError
from costgate.report import Report
from costgate.result import load
from costgate.text import plain


@click.command()
@click.argument("result", metavar="RESULT.json")
@comment_options
def command(result: str, **options: Any) -> None:
    """Post the result of an earlier `check` to a pull or merge request.

    RESULT.json is what `costgate check --output json=RESULT.json` wrote; "-" is standard input. It is held to its
    schema, and the comment is made anew from its data. The result is not judged: that it failed is no failure here.

    The token is taken from COSTGATE_TOKEN, else GITHUB_TOKEN or GITLAB_TOKEN.

    \b
    costgate comment result.json
    costgate comment result.json --key network --comment-when on-failure
    costgate comment result.json --forge gitlab --repository acme/infra --merge-request 7
    """
    report = load_result(result)
    code = post(report, CommentOptions(**options), failed=not report.verdict.passed)
    if code:
        raise click.exceptions.Exit(code)


def load_result(path: str) -> Report:
    """The report of a result.json; "-" is standard input. Raises ResultError."""
    report = load(_read(path), path)
    if not is_key(report.key):
        remedy = f"{KEY.capitalize()}; `check --key` sets it."
        raise ResultError(f"{path}: the key {plain(report.key)} tells no comments apart", remedy)
    return report


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        remedy = "Write one with `costgate check PLAN --output json=result.json`."
        raise ResultError(f"{path} cannot be read: {error.strerror or error}", remedy) from None
