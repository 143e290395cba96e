"""required-tags: which tags (or labels) new and changed resources must carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from costgate.model import Action, Finding, Level, ResourceDiff, Tags
from costgate.policies import Policy, Subject


class TagRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the value of one tag must be. Without `values` and `pattern`, any value that is not empty will do."""

    values: tuple[str, ...] = ()
    pattern: str = ""

    def __post_init__(self) -> None:
        """A pattern that is no regular expression is a mistake in the file, not in a plan."""
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"`pattern` is not a regular expression: {error}") from None

    def problem(self, value: str) -> str:
        """What is wrong with `value`, "" if nothing."""
        if self.values and value not in self.values:
            return f"is {value!r}, expected one of {', '.join(self.values)}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"is {value!r}, expected to match {self.pattern} in full"
        return "" if value else "is empty"


class RequiredTags(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"except_": "except"}):
    """Every taggable resource that is created or changed must carry these tags; `all: true` asks the unchanged too.

    Provider default tags count. Types that cannot be tagged are skipped, by the providers' schemas. What is known only
    after apply cannot be verified, and is noted. `types` and `except` are patterns of types and of addresses.

    required-tags:
      level: fail
      types: ["aws_*"]
      except: ["module.sandbox.*"]
      keys:
        CostCenter: {pattern: "cc-[0-9]{4}"}
        Environment: {values: [dev, staging, prod]}
        Owner: {}
    """

    ident: ClassVar[str] = "required-tags"
    keys: dict[str, TagRule]
    types: tuple[str, ...] = ("*",)
    except_: tuple[str, ...] = ()
    all: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        for resource in subject.diff.resources:
            if self._concerns(resource):
                yield from self._judge(resource)

    def _concerns(self, resource: ResourceDiff) -> bool:
        change = resource.change
        return (
            resource.taggable
            and change.after is not None
            and change.action is not Action.FORGET
            and (self.all or change.action is not Action.NO_OP)
            and any(fnmatchcase(change.type, t) for t in self.types)
            and not any(fnmatchcase(change.address, a) for a in self.except_)
        )

    def _judge(self, resource: ResourceDiff) -> Iterator[Finding]:
        assert resource.change.after is not None
        tags = resource.change.after.tags()
        wrong, later = [], []
        for key, rule in self.keys.items():
            problem = self._problem(key, rule, tags)
            if problem is None:
                later.append(key)
            elif problem:
                wrong.append(problem)
        address, project = resource.change.address, resource.project
        if wrong:
            yield self.finding(f"Tags: {'; '.join(wrong)}", address=address, project=project)
        if later:
            message = f"Cannot verify {', '.join(later)}: known only after apply"
            yield self.finding(message, address=address, project=project, level=Level.NOTE)

    @staticmethod
    def _problem(key: str, rule: TagRule, tags: Tags) -> str | None:
        """What is wrong, "" if nothing, None if it cannot be told yet."""
        if key in tags.values:
            value = tags.values[key]
            if value is None:
                return None
            found = rule.problem(value)
            if found and key in tags.hidden:
                return f"{key} is sensitive, and not what is expected"
            return f"{key} {found}" if found else ""
        if not tags.known:
            return None
        near = [k for k in tags.values if k.lower() == key.lower()] or get_close_matches(key, tags.values, n=1)
        return f"{key} is missing" + (f" (found {near[0]!r})" if near else "")
