"""Names from a plan are hostile text: made harmless here, before they reach a terminal or a comment."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 160
"""Characters of a name that are shown; an address may have 20,000."""


def plain(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, without control and direction characters, cut in its middle if it is too long."""
    text = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else "�" for c in text)
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


_MARKUP = {c: f"&#{ord(c)};" for c in "&<>`*_[]|~\\:$^"}
"""Characters that Markdown or HTML give a meaning wherever they stand in a line."""

_REFERENCE = re.compile(r"([@#!%~&$^])(?=\w)")
"""What makes a mention or a link of the word behind it, on GitHub or GitLab."""


def markdown(text: str, longest: int = LONGEST) -> str:
    """`text` for a Markdown comment: no markup, no mention, no reference, no table cell's end.

    A forge looks for mentions after it has decoded entities, so a zero-width space keeps sign and word apart.
    """
    text = _REFERENCE.sub("\\1\u200b", plain(text, longest))
    text = "".join(_MARKUP.get(c, c) for c in text)
    return text.replace("www.", "www\u200b.")


def code(text: str, longest: int = LONGEST) -> str:
    """`text` as code in Markdown; HTML's element, since backticks end at a backtick."""
    return f"<code>{markdown(text, longest)}</code>"


def label(text: str, longest: int = 28) -> str:
    """`text` as a label in a diagram: what could be grammar is left out, and of a long name the end is kept."""
    text = re.sub(r"[^A-Za-z0-9_.-]+", " ", text).strip()
    return text if len(text) <= longest else f"..{text[2 - longest :]}"
