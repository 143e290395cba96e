"""Parts of a resource's address. Instance keys may hold dots, brackets and quotes: nothing here splits at a dot."""

from __future__ import annotations

import re
from collections.abc import Sequence

KEY = re.compile(r'\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\]')
"""An instance key: a number, a quoted string, or the star of a pattern."""

ROOT_MODULE = "the root module"
"""What reports call the module that has no name."""

_DIGITS, _WIDTH = re.compile(r"\d+"), 12

_MODULES = re.compile(rf"(?:module\.[^.\[]+(?:{KEY.pattern})?\.)*")


def module_of(address: str) -> str:
    """The module that a resource stands in, without instance keys; "" for the root module.

    `module.shop["eu"].module.db.aws_db_instance.main[0]` -> `module.shop.module.db`.
    """
    match = _MODULES.match(address)
    return KEY.sub("", match[0]).rstrip(".") if match else ""


def shared(addresses: Sequence[str]) -> str:
    """What instances of one block are called together: where their keys differ, a star. One address is itself.

    `module.shop["eu"].aws_lb.main[0]`, `module.shop["eu"].aws_lb.main[1]` -> `module.shop["eu"].aws_lb.main[*]`.
    """
    keys = zip(*(KEY.findall(address) for address in addresses), strict=False)
    same = iter([found[0] if len(set(found)) == 1 else "[*]" for found in keys])
    return KEY.sub(lambda key: next(same, key[0]), addresses[0])


def natural(address: str) -> str:
    """What addresses are sorted by for a reader: `web[2]` stands before `web[10]`."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(_WIDTH), address)


def type_of(address: str) -> str:
    """The resource type in an address: the last but one name once instance keys are cut off."""
    names = KEY.sub("", address).split(".")
    return names[-2] if len(names) > 1 else names[0]


def block_of(address: str) -> tuple[tuple[str, ...], str]:
    """The module calls that lead to a resource, and its block there: what the configuration knows of an address.

    `module.shop["eu"].module.db.aws_db_instance.main[0]` -> (("shop", "db"), "aws_db_instance.main").
    """
    names = KEY.sub("", address).split(".")
    start = 0
    while names[start] == "module" and start + 2 < len(names):
        start += 2
    return tuple(names[1:start:2]), ".".join(names[start : start + 2])
