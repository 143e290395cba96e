"""Which resources a policy is about: `match` and `except` in costgate.yml, and how costs are grouped: `by`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from msgspec import Struct

from costgate.addresses import ROOT_MODULE
from costgate.model import Action, ResourceDiff, Tags
from costgate.patterns import Patterns, any_fits

T = TypeVar("T")


class Selector(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resources that all given patterns fit. Of several patterns for one thing, one must fit.

    `module` is the module's path without instance keys. `tag` has a pattern for each tag's value.
    """

    address: Patterns = "*"
    type: Patterns = "*"
    module: Patterns = "*"
    project: Patterns = "*"
    action: Patterns = "*"
    region: Patterns = "*"
    tag: dict[str, Patterns] = {}

    def __post_init__(self) -> None:
        """An action that there is not would select nothing, and the policy never say no."""
        for pattern in (self.action,) if isinstance(self.action, str) else self.action:
            if not any(any_fits(pattern, action) for action in Action):
                raise ValueError(f"action is {pattern!r}, expected {', '.join(Action)}")


Selection = str | Selector | tuple[str | Selector, ...]
"""What `match` and `except` take: a pattern of addresses, patterns of several things, or a list of either."""


Test = Callable[[ResourceDiff], bool]


def chooser(selection: Selection, *, doubt: bool) -> Test:
    """What tells whether a selection selects a resource; `doubt` is the answer where only apply will tell.

    It remembers what it said of a type, a region or a set of tags: a plan has few of those, and many resources.
    """
    parts = selection if isinstance(selection, tuple) else (selection,)
    tests = [_by_text(_address, p) if isinstance(p, str) else _by_selector(p, doubt=doubt) for p in parts]
    return tests[0] if len(tests) == 1 else lambda resource: any(test(resource) for test in tests)


def _by_selector(selector: Selector, *, doubt: bool) -> Test:
    tests = [
        _by_text(text_of, patterns)
        for text_of, patterns in (
            (_type, selector.type),
            (_action, selector.action),
            (_project, selector.project),
            (_module, selector.module),
            (_address, selector.address),
        )
        if patterns != "*"
    ]
    if selector.region != "*":
        tests.append(_by_text(_region, selector.region, {"": doubt}))
    tests += [_by_tag(key, patterns, doubt=doubt) for key, patterns in selector.tag.items()]
    return tests[0] if len(tests) == 1 else lambda resource: all(test(resource) for test in tests)


def _by_text(text_of: Callable[[ResourceDiff], str], patterns: Patterns, known: dict[str, bool] | None = None) -> Test:
    answers = dict(known or {})

    def test(resource: ResourceDiff) -> bool:
        text = text_of(resource)
        answer = answers.get(text)
        if answer is None:
            answer = answers[text] = any_fits(patterns, text)
        return answer

    return test


def _by_tag(key: str, patterns: Patterns, *, doubt: bool) -> Test:
    def answer(tags: Tags) -> bool:
        if key not in tags.values:
            return not tags.known and doubt
        value = tags.values[key]
        return doubt if value is None else any_fits(patterns, value)

    return by_tags(answer)


def by_tags(answer: Callable[[Tags], T]) -> Callable[[ResourceDiff], T]:
    """`answer` for the tags of a resource, asked once for each set of tags that resources share."""
    answers: dict[int, tuple[Tags, T]] = {}

    def of(resource: ResourceDiff) -> T:
        tags = resource.tags
        found = answers.get(id(tags))
        if found is None:
            found = answers[id(tags)] = tags, answer(tags)  # kept with its tags, so that no other gets their id
        return found[1]

    return of


def _type(resource: ResourceDiff) -> str:
    return resource.change.type


def _action(resource: ResourceDiff) -> str:
    return resource.change.action


def _project(resource: ResourceDiff) -> str:
    return resource.project


def _module(resource: ResourceDiff) -> str:
    return resource.module


def _address(resource: ResourceDiff) -> str:
    return resource.change.address


def _region(resource: ResourceDiff) -> str:
    return resource.change.side.region or ""


class ByTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group for each value of a tag."""

    tag: str


By = Literal["module", "project", "resource"] | ByTag


def grouping(by: By) -> Callable[[ResourceDiff], str]:
    """Resource -> the name of its group, as a reader knows it."""
    if isinstance(by, ByTag):
        key = by.tag
        return by_tags(lambda tags: _tag_group(tags, key))
    if by == "module":
        return lambda resource: resource.module or ROOT_MODULE
    return _project if by == "project" else _address


def _tag_group(tags: Tags, key: str) -> str:
    if key in tags.values:
        found = tags.shown[key]
        return f"{key} not known" if found is None else f"{key}={found}"
    return f"without {key}" if tags.known else f"{key} not known"
