"""Parts of a resource's address. Instance keys may hold dots, brackets and quotes: nothing here splits at a dot."""

from __future__ import annotations

import re

KEY = re.compile(r'\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\]')
"""An instance key: a number, a quoted string, or the star of a pattern."""

_MODULES = re.compile(rf"(?:module\.[^.\[]+(?:{KEY.pattern})?\.)*")


def module_of(address: str) -> str:
    """The module that a resource stands in, without instance keys; "" for the root module.

    `module.shop["eu"].module.db.aws_db_instance.main[0]` -> `module.shop.module.db`.
    """
    match = _MODULES.match(address)
    return KEY.sub("", match[0]).rstrip(".") if match else ""


def type_of(address: str) -> str:
    """The resource type in an address: the last but one name once instance keys are cut off."""
    names = KEY.sub("", address).split(".")
    return names[-2] if len(names) > 1 else names[0]
