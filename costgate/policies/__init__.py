"""Policies: one file, one policy, one ident.

The ident is the file's name with dashes and the key in costgate.yml. A policy is a frozen struct whose fields are its
settings; `check` says what it finds. To add one, add its file: it is found, configured, explained and in the schema.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import ClassVar, Literal

from msgspec import Struct

from costgate.model import CostChange, CostDiff, Finding, Level, ProjectDiff, ResourceDiff, Verdict
from costgate.money import is_amount

LevelName = Literal["note", "warn", "fail"]


class Subject(Struct, frozen=True):
    """What a policy judges: the costs, and the day of the oldest prices that they come from. Days are ISO 8601."""

    diff: CostDiff
    catalogue_date: str
    today: str


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all policies share."""

    ident: ClassVar[str]
    level: LevelName = "fail"

    def __post_init__(self) -> None:
        """A limit of infinity would never say no, nothing compares with NaN, and no bill has 19 digits."""
        for field in self.__struct_fields__:
            value = getattr(self, field)
            if isinstance(value, Decimal) and not is_amount(value):
                raise ValueError(f"{field} is {value}, expected a number of at most 18 digits")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """What this policy finds. It is asked whatever the others found."""
        raise NotImplementedError

    def finding(
        self, message: str, *, address: str = "", project: str = "", remedy: str = "", level: Level | None = None
    ) -> Finding:
        """A finding of this policy, at its level unless another is given."""
        return Finding(
            self.ident, Level[self.level.upper()] if level is None else level, message, address, project, remedy
        )


class CostPolicy(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What policies share that limit a cost: what the team pays or, with `cost: list`, the vendors' list prices."""

    cost: Literal["effective", "list"] = "effective"

    def of(self, costed: CostDiff | ProjectDiff | ResourceDiff) -> CostChange:
        """The cost that this policy is about."""
        return costed.list_cost if self.cost == "list" else costed.effective_cost

    @property
    def basis(self) -> str:
        """What a message adds to an amount, so that nobody compares it with another one."""
        return " at list prices" if self.cost == "list" else ""


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


def judge(policies: Iterable[Policy], subject: Subject) -> Verdict:
    """Ask every policy, then decide. Findings come worst first."""
    asked = list(policies)
    findings = [f for policy in asked for f in policy.check(subject)]
    findings.sort(key=lambda f: (-f.level, f.policy, f.project, f.address, f.message))
    return Verdict(tuple(findings), tuple(sorted({p.ident for p in asked})))
