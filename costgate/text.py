"""Names from a plan are hostile text: made harmless here, before they reach a terminal or a comment."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 160
"""Characters of a name that are shown; an address may have 20,000."""


_LOG_COMMAND = re.compile(r"##(?=\w*\[)")
"""What Azure's agent, GitHub's older syntax and TeamCity obey wherever it stands in a line of a log: ##vso[, ##[ and
##teamcity[. https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands"""


def plain(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, without control and direction characters, cut in its middle if it is too long.

    No log takes it for a command: a space keeps the signs of one apart.
    """
    text = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else "�" for c in text)
    text = _LOG_COMMAND.sub("# #", text)
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


JOINER = "\u2060"
"""Keeps apart two characters that a reader sees side by side; a line breaks at a zero-width space, and not here."""

_MARKUP = {c: f"&#{ord(c)};" for c in "&<>`*_[]|~\\:$^"}
"""Characters that Markdown or HTML give a meaning wherever they stand in a line."""

_LIVE = re.compile(
    r"""( [@#!%~&$^] (?=\w)    # a mention, an issue, a merge request, a label, an epic, a snippet, an alert
        | % (?={)              # GitLab's placeholders
        | : (?=//)             # a link: GitLab looks for these in the finished page
        | : (?=[\w+-]+:)       # an emoji
        | www (?=\.)           # a link
        | \bGH- (?=\d)         # an issue
        | [{\[] (?=[+-])       # GitLab's coloured changes
        )""",
    re.VERBOSE | re.IGNORECASE,
)
"""What GitHub or GitLab turn into something else together with what follows.
https://docs.github.com/en/get-started/writing-on-github, https://docs.gitlab.com/user/markdown/"""


def markdown(text: str, longest: int = LONGEST) -> str:
    """`text` for a Markdown comment: no markup, no mention, no reference, no table cell's end.

    A forge looks for mentions, links and emoji after it has decoded entities, so a joiner keeps sign and word apart.
    """
    text = _LIVE.sub(rf"\1{JOINER}", plain(text, longest))
    return "".join(_MARKUP.get(c, c) for c in text)


def code(text: str, longest: int = LONGEST) -> str:
    """`text` as code in Markdown; HTML's element, since backticks end at a backtick."""
    return f"<code>{markdown(text, longest)}</code>"


def counted(number: int, noun: str) -> str:
    """A number of things: "1 resource", "1,200 resources"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def label(text: str, longest: int = 28) -> str:
    """`text` as a label in a diagram: what could be grammar is left out, and of a long name the end is kept."""
    text = re.sub(r"[^A-Za-z0-9_.-]+", " ", text).strip()
    return text if len(text) <= longest else f"..{text[2 - longest :]}"
