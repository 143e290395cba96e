"""Patterns of names: `*` stands for any text, `?` for one character, and nothing else means anything.

The brackets of a file name's patterns are no brackets here: they stand in addresses, `aws_instance.web[0]`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

Patterns = str | tuple[str, ...]
"""One pattern, or several of which one must fit."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


@lru_cache(maxsize=65536)
def fits(pattern: str, text: str) -> bool:
    """True if `pattern` fits all of `text`."""
    if pattern in ("*", text):
        return True
    return ("*" in pattern or "?" in pattern) and _compiled(pattern).fullmatch(text) is not None


def any_fits(patterns: Patterns, text: str) -> bool:
    """True if one of `patterns` fits all of `text`."""
    return fits(patterns, text) if isinstance(patterns, str) else any(fits(p, text) for p in patterns)
