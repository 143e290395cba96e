"""untagged-cost: what may cost money a month without carrying a tag that says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import ZERO, Finding, Level
from costgate.money import money, percent
from costgate.policies import CostPolicy, LevelName, Subject
from costgate.text import counted


class UntaggedCost(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of the whole plan, changed or not, taggable resources without a key may cost at most `max` a month together.

    What they cost is noted for each key, so that a team sees how much of its bill nobody answers for. A tag that is
    known only after apply counts as being there.

    untagged-cost: {level: warn, keys: [CostCenter, Owner], max: 100}
    """

    ident: ClassVar[str] = "untagged-cost"
    level: LevelName = "warn"
    keys: tuple[str, ...]
    max: Decimal = ZERO

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        taggable = [r for r in self.of_these(subject.costly) if r.taggable and r.change.after and self.of(r).after]
        currency, total = subject.diff.currency, self.of(subject.diff).after
        for key in self.keys:
            lacking = [r for r in taggable if key not in r.tags.values and r.tags.known]
            cost = sum((self.of(r).after for r in lacking), ZERO)
            if not cost:
                continue
            over = cost > self.max
            limit = f"; the limit is {money(self.max, currency)}" if over else ""
            message = f"{counted(len(lacking), 'resource')} without {key}: {money(cost, currency)} a month{self.basis}"
            yield self.finding(
                f"{message} ({percent(cost, total).lstrip('+')} of all){limit}",
                about=key,
                amount=cost,
                level=None if over else Level.NOTE,
            )
