"""budget: what each team, module or project may cost a month once the plan is applied, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import ZERO, CostChange, Finding, Level
from costgate.money import is_amount, money
from costgate.patterns import fits
from costgate.policies import CostPolicy, Subject
from costgate.selection import By, ByTag


class Budget(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of the plan, changed or not, is held against monthly budgets; what is left of each is noted.

    `by` is module, project, or {tag: KEY}. `limits` has a pattern of names for each budget: of values of the tag, of
    modules or projects; the first that fits a group counts, and each group has a budget of its own. `without` is the
    budget of what does not carry the tag. With `crossing: true` only what takes a group over its budget is refused.

    budget:
      level: fail
      by: {tag: Team}
      limits: {payments: 5000, "search-*": 1200}
      without: 100
    """

    ident: ClassVar[str] = "budget"
    by: By
    limits: dict[str, Decimal]
    without: Decimal | None = None
    crossing: bool = False

    def __post_init__(self) -> None:
        """No budget is infinite, and what lacks a tag needs a tag to lack."""
        super().__post_init__()
        for name, limit in self.limits.items():
            if not is_amount(limit) or limit < 0:
                raise ValueError(f"the budget of {name} is {limit}, expected an amount of money")
        if self.without is not None and not isinstance(self.by, ByTag):
            raise ValueError("`without` goes with `by: {tag: KEY}`")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        groups = self.groups(subject, self.by)
        named = self._plain_names()
        for group in sorted({*groups, *named}):
            limit = self._limit(group)
            if limit is not None:
                yield self._judge(group, groups.get(group, CostChange(ZERO, ZERO)), limit, subject.diff.currency)

    def _plain_names(self) -> set[str]:
        """The groups that `limits` names without a pattern: their budgets are shown even if nothing is spent."""
        prefix = f"{self.by.tag}=" if isinstance(self.by, ByTag) else ""
        return {f"{prefix}{name}" for name in self.limits if "*" not in name and "?" not in name}

    def _limit(self, group: str) -> Decimal | None:
        name = group
        if isinstance(self.by, ByTag):
            key, equals, name = group.partition("=")
            if not equals or key != self.by.tag:  # without the tag, or with a value that is not known
                return self.without
        return next((limit for pattern, limit in self.limits.items() if fits(pattern, name)), None)

    def _judge(self, group: str, cost: CostChange, limit: Decimal, currency: str) -> Finding:
        of = f"{group}: {money(cost.after, currency)}{self.basis} of {money(limit, currency)} a month"
        left = limit - cost.after
        if left >= 0:
            return self.finding(f"{of}, {money(left, currency)} left", about=group, amount=cost.after, level=Level.NOTE)
        over = f"{of}, {money(-left, currency)} over"
        if self.crossing and cost.before > limit:
            return self.finding(f"{over} as before", about=group, amount=cost.after, level=Level.NOTE)
        return self.finding(over, about=group, amount=cost.after)
