"""monthly-total: what a plan costs a month once it is applied, as a whole or group by group."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import Finding, Level
from costgate.money import money
from costgate.policies import CostPolicy, Subject
from costgate.selection import By


class MonthlyTotal(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The monthly total after the change must not exceed `max`; with `by`, the total of each group.

    `by` is module, project, resource, or {tag: KEY}. With `crossing: true` only a change that crosses the limit from
    below is refused, so that an old breach does not block every later change; it is noted.

    monthly-total: {level: fail, max: 5000}
    """

    ident: ClassVar[str] = "monthly-total"
    max: Decimal
    by: By | None = None
    crossing: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        currency = subject.diff.currency
        limit = money(self.max, currency)
        for group, cost in self.groups(subject, self.by).items():
            if cost.after <= self.max:
                continue
            total = f"{money(cost.after, currency)}{self.basis}"
            message = (
                f"{group}: {total} a month, the limit is {limit}"
                if group
                else (f"The monthly total is {total}, the limit {limit}")
            )
            old = self.crossing and cost.before > self.max
            yield self.finding(
                f"{message}; it was above it before" if old else message,
                about=group,
                amount=cost.after,
                level=Level.NOTE if old else None,
            )
