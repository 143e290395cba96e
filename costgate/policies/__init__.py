"""Policies: one file, one policy, one ident.

The ident is the file's name with dashes and the key in costgate.yml. A policy is a frozen struct whose fields are its
settings; `check` says what it finds. To add one, add its file: it is found, configured, explained and in the schema.

    Policy              level
    └── ResourcePolicy  and `match`, `except`: which resources it is about
        └── CostPolicy  and `cost`, `by`: which cost it limits, and of what
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, cached_property
from itertools import filterfalse
from pathlib import Path
from typing import ClassVar, Literal, Self

from msgspec import Struct

from costgate.addresses import natural
from costgate.machines import Machines, machines_of
from costgate.model import (
    ZERO,
    Action,
    CostChange,
    CostDiff,
    Finding,
    Level,
    ProjectDiff,
    ResourceDiff,
    Verdict,
)
from costgate.money import is_amount
from costgate.report import Coverage, coverage_of
from costgate.savings import Recommendation
from costgate.selection import By, Selection, chooser, grouping

LevelName = Literal["note", "warn", "fail"]


def _unwritten(form: str) -> str:
    raise LookupError(f"nobody writes {form} here")


FREE = CostChange(ZERO, ZERO)


class Subject(Struct, frozen=True, dict=True):
    """What a policy judges: the costs, and the day of the oldest prices that they come from. Days are ISO 8601.

    `written` gives the report in a format by name, for rules in another language; `recommended` what could cost less,
    None where there is no plan to tell from.
    """

    diff: CostDiff
    catalogue_date: str
    today: str
    written: Callable[[str], str] = _unwritten
    recommended: Callable[[], Sequence[Recommendation]] | None = None

    @cached_property
    def resources(self) -> tuple[ResourceDiff, ...]:
        """All resources of all projects."""
        return tuple(self.diff.resources)

    @cached_property
    def remaining(self) -> tuple[ResourceDiff, ...]:
        """Those that are there once the plan is applied, and that it manages."""
        sides = ((r, r.change) for r in self.resources)
        return tuple(r for r, change in sides if change.after is not None and change.action is not Action.FORGET)

    @cached_property
    def costly(self) -> tuple[ResourceDiff, ...]:
        """Those that cost something, before or after."""
        return tuple(r for r in self.resources if r.list_cost != FREE or r.effective_cost != FREE)

    @cached_property
    def coverage(self) -> Coverage:
        """How far all its costs can be relied upon."""
        return coverage_of(self.resources)

    @cached_property
    def machines(self) -> tuple[tuple[ResourceDiff, Machines], ...]:
        """The resources that ask, or may ask, for machines once the plan is applied, with the types of those."""
        found = ((resource, machines_of(resource.change.side)) for resource in self.remaining)
        return tuple((resource, machines) for resource, machines in found if machines != Machines())


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"except_": "except"}):
    """What all policies share."""

    ident: ClassVar[str]
    asks_plan: ClassVar[bool] = False
    level: LevelName = "fail"

    def __post_init__(self) -> None:
        """A limit of infinity would never say no, nothing compares with NaN, and no bill has 19 digits."""
        for field in self.__struct_fields__:
            value = getattr(self, field)
            if isinstance(value, Decimal) and not is_amount(value):
                raise ValueError(f"{field} is {value}, expected a number of at most 18 digits")

    def at(self, home: Path) -> Self:  # noqa: ARG002 - for policies that name files
        """The same with the files that it names resolved in `home`, the folder of the configuration."""
        return self

    def check(self, subject: Subject) -> Iterator[Finding]:
        """What this policy finds. It is asked whatever the others found."""
        raise NotImplementedError

    def finding(
        self,
        message: str,
        *,
        of: ResourceDiff | ProjectDiff | None = None,
        remedy: str = "",
        about: str = "",
        amount: Decimal | None = None,
        level: Level | None = None,
    ) -> Finding:
        """A finding of this policy about a resource, a project or all of it, at its level unless another is given."""
        address = of.change.address if isinstance(of, ResourceDiff) else ""
        project = of.project if isinstance(of, ResourceDiff) else of.name if of else ""
        stated = Level[self.level.upper()] if level is None else level
        return Finding(self.ident, stated, message, address, project, remedy, about, amount)


class ResourcePolicy(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What policies share that are about resources: all of them, or those that `match` and `except` leave.

    What cannot be told before apply is judged: it matches, and is not excepted.
    """

    match: Selection = ()
    except_: Selection = ()

    def of_these(self, resources: Iterable[ResourceDiff]) -> Iterable[ResourceDiff]:
        """Those of `resources` that this policy is about."""
        if self.match:
            resources = filter(chooser(self.match, doubt=True), resources)
        if self.except_:
            resources = filterfalse(chooser(self.except_, doubt=False), resources)
        return resources


class CostPolicy(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What policies share that limit a cost: what the team pays or, with `cost: list`, the vendors' list prices."""

    cost: Literal["effective", "list"] = "effective"

    def of(self, costed: CostDiff | ResourceDiff) -> CostChange:
        """The cost that this policy is about."""
        return costed.list_cost if self.cost == "list" else costed.effective_cost

    @property
    def basis(self) -> str:
        """What a message adds to an amount, so that nobody compares it with another one."""
        return " at list prices" if self.cost == "list" else ""

    def groups(self, subject: Subject, by: By | None) -> dict[str, CostChange]:
        """What each group costs that costs anything; without `by` all is one group, whose name is ""."""
        if by is None and not self.match and not self.except_:
            return {"": self.of(subject.diff)}
        group_of = grouping(by) if by else lambda _resource: ""
        before: dict[str, Decimal] = {} if by else {"": ZERO}
        delta: dict[str, Decimal] = dict(before)
        for resource in self.of_these(subject.costly):
            group, cost = group_of(resource), self.of(resource)
            before[group] = before.get(group, ZERO) + cost.before
            delta[group] = delta.get(group, ZERO) + cost.delta
        return {group: CostChange(before[group], delta[group]) for group in sorted(before)}


@cache
def all_policies() -> dict[str, type[Policy]]:
    """Every policy by its ident."""
    found: dict[str, type[Policy]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found |= {
            v.ident: v
            for v in vars(module).values()
            if isinstance(v, type) and issubclass(v, Policy) and v.__module__ == module.__name__
        }
    return dict(sorted(found.items()))


def documented(policy: type[Policy]) -> tuple[str, str]:
    """What a policy demands, and an example for costgate.yml: the two parts of its docstring."""
    words, mark, example = inspect.cleandoc(policy.__doc__ or "").partition(f"\n{policy.ident}:")
    return words.strip(), f"{mark}{example}".strip()


def judge(policies: Iterable[Policy], subject: Subject) -> Verdict:
    """Ask every policy, then decide. Findings come worst first."""
    asked = list(policies)
    findings = [f for policy in asked for f in policy.check(subject)]
    findings.sort(key=lambda f: (-f.level, f.policy, f.project, natural(f.address), f.message))
    demands = {p.ident: re.sub(r"(?<!\n)\n(?!\n)", " ", documented(type(p))[0]) for p in asked}
    return Verdict(tuple(findings), dict(sorted(demands.items())))
