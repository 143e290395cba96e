"""monthly-total: what everything in the plan costs a month once it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import Finding
from costgate.money import money
from costgate.policies import CostPolicy, Subject


class MonthlyTotal(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The monthly total after the change must not exceed `max`.

    monthly-total: {level: fail, max: 5000}
    """

    ident: ClassVar[str] = "monthly-total"
    max: Decimal

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        diff = subject.diff
        total = self.of(diff).after
        if total > self.max:
            shown, limit = money(total, diff.currency), money(self.max, diff.currency)
            yield self.finding(f"The monthly total is {shown}{self.basis}, the limit {limit}")
