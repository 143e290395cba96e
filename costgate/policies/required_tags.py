"""required-tags: which tags (or labels) new and changed resources must carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct

from costgate.model import Action, Finding, Level, ResourceDiff, Tags
from costgate.policies import ResourcePolicy, Subject
from costgate.selection import by_tags


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
            near = _nearest(value, self.values)
            meant = f"; did you mean {near!r}?" if near else ""
            return f"is {value!r}, expected one of {', '.join(self.values)}{meant}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"is {value!r}, expected to match {self.pattern} in full"
        return "" if value else "is empty"


class RequiredTags(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every taggable resource that is created or changed must carry these tags; `all: true` asks the unchanged too.

    Provider default tags count. Types that cannot be tagged are skipped, by the providers' schemas. What is known only
    after apply cannot be verified, and is noted.

    `launched: true` also asks what a resource makes later: instances of Auto Scaling and EKS node groups, volumes of
    instances, tasks of ECS services. Those take no tags unless the resource passes them on.

    required-tags:
      level: fail
      match: {type: "aws_*"}
      except: ["module.sandbox.*"]
      keys:
        CostCenter: {pattern: "cc-[0-9]{4}"}
        Environment: {values: [dev, staging, prod]}
        Owner: {}
    """

    ident: ClassVar[str] = "required-tags"
    keys: dict[str, TagRule]
    all: bool = False
    launched: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        judged = by_tags(self._judge)
        asked = subject.remaining
        if not self.all:
            asked = tuple(r for r in asked if r.change.action is not Action.NO_OP)
        for resource in self.of_these(asked):
            if resource.taggable and (faults := judged(resource)):
                yield from self._findings(resource, "Tags", faults)
            for launch in resource.launches if self.launched else ():
                yield from self._findings(resource, f"Tags of its {launch.what}", self._judge(launch.tags))

    def _judge(self, tags: Tags) -> dict[str, str | None]:
        """What is wrong by key: None where it cannot be told yet."""
        found = {key: self._problem(key, rule, tags) for key, rule in self.keys.items()}
        return {key: problem for key, problem in found.items() if problem != ""}

    def _findings(self, resource: ResourceDiff, what: str, faults: dict[str, str | None]) -> Iterator[Finding]:
        wrong = {key: problem for key, problem in faults.items() if problem}
        later = [key for key, problem in faults.items() if problem is None]
        if wrong:
            message = f"{what}: {'; '.join(wrong.values())}"
            about = ", ".join(wrong) if what == "Tags" else f"{what}: {', '.join(wrong)}"
            yield self.finding(message, of=resource, about=about)
        if later:
            whose = "" if what == "Tags" else f" of {what.removeprefix('Tags of ')}"
            message = f"Cannot verify {', '.join(later)}{whose}: known only after apply"
            yield self.finding(message, of=resource, level=Level.NOTE)

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
        near = _nearest(key, tags.values)
        return f"{key} is missing" + (f" (found {near!r}, want {key!r})" if near else "")


def _nearest(name: str, others: Iterable[str]) -> str:
    """The one of `others` that is `name` in another spelling, "" if none is."""
    from difflib import get_close_matches  # imported here: most plans have their tags

    return next((o for o in others if _bare(o) == _bare(name)), "") or next(
        iter(get_close_matches(name, list(others), n=1)), ""
    )


def _bare(name: str) -> str:
    """A name without its case and what joins its words: Cost-Center and cost_center are one."""
    return "".join(c for c in name.casefold() if c.isalnum())
