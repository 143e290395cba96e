"""resource-cost: what a single resource may cost a month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import Finding
from costgate.money import money
from costgate.policies import CostPolicy, Subject


class ResourceCost(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No resource whose cost this change raises may cost more than `max` a month; `all: true` asks the unchanged too.

    With `crossing: true` only what crosses the limit from below is refused.

    resource-cost: {level: warn, max: 1000}
    """

    ident: ClassVar[str] = "resource-cost"
    max: Decimal
    all: bool = False
    crossing: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        currency = subject.diff.currency
        for resource in self.of_these(subject.costly):
            cost = self.of(resource)
            if cost.after <= self.max or not (self.all or cost.delta > 0) or (self.crossing and cost.before > self.max):
                continue
            shown, limit = money(cost.after, currency), money(self.max, currency)
            message = f"Costs {shown} a month{self.basis}, the limit for one resource is {limit}"
            yield self.finding(message, of=resource, amount=cost.after)
