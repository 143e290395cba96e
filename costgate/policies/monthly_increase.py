"""monthly-increase: how much a change may add to what a month costs, as a whole or group by group."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import CostChange, Finding, Level
from costgate.money import change, money, percent
from costgate.policies import CostPolicy, Subject
from costgate.selection import By


class MonthlyIncrease(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The change must not add more than `max` a month, nor more than `max_percent` of the total before it.

    With `by` (module, project, resource, or {tag: KEY}) each group is judged for itself. A percentage needs something
    to compare with: where nothing is running yet, only `max` counts.

    monthly-increase: {level: fail, max: 500, max_percent: 20}
    """

    ident: ClassVar[str] = "monthly-increase"
    max: Decimal | None = None
    max_percent: Decimal | None = None
    by: By | None = None

    def __post_init__(self) -> None:
        """A policy that limits nothing is a mistake."""
        super().__post_init__()
        if self.max is None and self.max_percent is None:
            raise ValueError("monthly-increase needs `max` or `max_percent`")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        for group, cost in self.groups(subject, self.by).items():
            yield from self._judge(group, cost, subject.diff.currency)

    def _judge(self, group: str, cost: CostChange, currency: str) -> Iterator[Finding]:
        what = f"{group}: the change adds" if group else "The change adds"
        added = f"{change(cost.delta, currency)} a month{self.basis}"
        if self.max is not None and cost.delta > self.max:
            message = f"{what} {added}, the limit is {money(self.max, currency)}"
            yield self.finding(message, about=group, amount=cost.delta)
        if self.max_percent is None or cost.delta <= 0:
            return
        if cost.before <= 0:
            if self.max is None:
                yield self.finding(
                    f"{what} {added} to nothing: a percentage cannot judge that",
                    remedy="Set `max` as well, in money a month.",
                    about=group,
                    level=Level.NOTE,
                )
        elif cost.delta * 100 > self.max_percent * cost.before:
            share = percent(cost.delta, cost.before)
            message = f"{what} {share} ({added}), the limit is {self.max_percent:f} %"
            yield self.finding(message, about=f"{group} %".strip(), amount=cost.delta * 100 / cost.before)
