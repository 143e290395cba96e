"""A place in a resource, and which block of the configuration wrote what stands there.

A place is a dotted attribute, "version[1].instance_template": with an index it means one of several blocks, without
one what all of them say. The configuration lists the blocks that are written out, in the order of the file, and none
of those that `dynamic` makes; a plan has all, and those of a set in an order of its own. So a block's expressions are
told by what they say, never by its index alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

_STEP = re.compile(r"([^.\[]+)(?:\[(\d+)\])?")


def top_of(place: str) -> str:
    """The attribute of the resource in which a place is."""
    return _steps(place)[0][0]


def value_at(values: Any, place: str) -> Any:
    """What stands at a place; a list where it means several blocks."""
    for name, index in _steps(place):
        values = _inside(values, name)
        if index is not None and isinstance(values, list):
            values = values[index] if index < len(values) else None
    return values


def expression_at(expressions: Any, values: Any, place: str) -> Any:
    """What the configuration says of a place in `values`; a list where it means, or may be, several blocks."""
    for name, index in _steps(place):
        expressions, values = _inside(expressions, name), _inside(values, name)
        if index is not None:
            expressions = _written(expressions, values, index)
            values = values[index] if isinstance(values, list) and index < len(values) else None
    return expressions


@lru_cache(maxsize=1024)
def _steps(place: str) -> tuple[tuple[str, int | None], ...]:
    return tuple((step[1], None if step[2] is None else int(step[2])) for step in _STEP.finditer(place))


def _inside(value: Any, name: str) -> Any:
    """What an attribute is; lists on the way (Terraform's blocks) are looked into."""
    if isinstance(value, list):
        found = [item.get(name) for item in _flat(value) if isinstance(item, dict)]
        return found[0] if len(found) == 1 else found
    return value.get(name) if isinstance(value, dict) else None


def _flat(items: list[Any]) -> Iterator[Any]:
    """Items of a list and of the lists in it: the blocks in several blocks."""
    for item in items:
        if isinstance(item, list):
            yield from item
        else:
            yield item


def _written(written: Any, blocks: Any, index: int) -> Any:
    """The expressions of the block at `index`, or those of all where it may be several.

    They are those that say the same as this block, if they say it of no other. Alike blocks share what fits them: which
    of them has which does not matter. Where more blocks stand than are written out, `dynamic` made some.
    """
    if not (isinstance(written, list) and isinstance(blocks, list)) or len(written) != len(blocks):
        return written
    if len(written) == 1:
        return written[0]
    block = blocks[index] if index < len(blocks) else None
    fitting = [w for w in written if _agrees(w, block)]
    claimants = [i for i, other in enumerate(blocks) if any(_agrees(w, other) for w in fitting)]
    if fitting and len(fitting) == len(claimants) and all(blocks[i] == block for i in claimants):
        return fitting[claimants.index(index)]
    return written


def _agrees(written: Any, block: Any) -> bool:
    """False if the constants of a block, or the blocks in it, are not what is written."""
    if not (isinstance(written, dict) and isinstance(block, dict)):
        return False
    nested = {name for name, value in block.items() if _are_blocks(value)}
    return nested <= written.keys() and all(_says(said, block.get(name)) for name, said in written.items())


def _says(said: Any, value: Any) -> bool:
    """False if an expression is seen to be of another value."""
    if _are_blocks(said):
        return _are_blocks(value) and all(any(_agrees(inner, block) for block in value) for inner in said)
    return not (isinstance(said, dict) and "constant_value" in said) or _same(said["constant_value"], value)


def _are_blocks(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _same(constant: Any, value: Any) -> bool:
    """True if a constant may have become a value: 1, "1" and 1.0 are one, and null leaves it to the provider."""
    if constant is None or isinstance(constant, (list, dict)) or isinstance(value, (list, dict)):
        return True
    texts = [str(v).lower() if isinstance(v, bool) else str(v) for v in (constant, value)]
    try:
        return texts[0] == texts[1] or Decimal(texts[0]) == Decimal(texts[1])
    except InvalidOperation:
        return False
