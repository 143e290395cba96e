"""Types in `match` and `except` that nothing is called: a policy about them would silently never say no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from costgate.model import Note
from costgate.patterns import any_fits
from costgate.plan import vendor_of
from costgate.policies import Policy, ResourcePolicy
from costgate.resources.registry import free_types, priced_types, taggable_types
from costgate.selection import Selection, Selector


def notes(policies: Iterable[Policy], held: Iterable[str]) -> Iterator[Note]:
    """A note on each pattern that fits no type of the plans, `held`, and none that costgate knows of its vendor."""
    types = frozenset(held)
    for policy in policies:
        if isinstance(policy, ResourcePolicy):
            for name, selection in (("match", policy.match), ("except", policy.except_)):
                for pattern in _patterns(selection):
                    if not any(any_fits(pattern, type_) for type_ in types):
                        yield from _note(f"{policy.ident}.{name}", pattern)


def _patterns(selection: Selection) -> Iterator[str]:
    for part in selection if isinstance(selection, tuple) else (selection,):
        if isinstance(part, Selector):
            yield from (part.type,) if isinstance(part.type, str) else part.type


def _note(place: str, pattern: str) -> Iterator[Note]:
    vendor = vendor_of(pattern, None)
    if not vendor:
        return
    known = sorted({*priced_types(vendor), *free_types(vendor), *taggable_types(vendor)})
    if any(any_fits(pattern, type_) for type_ in known):
        return
    from difflib import get_close_matches  # imported here: most patterns fit something

    near = get_close_matches(pattern, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    yield Note(f"costgate.yml: policies.{place}: costgate knows no type {pattern}{hint}", loud=bool(near))
