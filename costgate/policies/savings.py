"""savings: how much a change may leave on the table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import ZERO, Finding, Level
from costgate.money import money
from costgate.policies import CostPolicy, LevelName, Subject
from costgate.savings import RISKS, RiskName, rank, together
from costgate.text import plain

NAMED = 3
"""How many recommendations a message names."""


class Savings(CostPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New and changed resources must not cost so much more a month than `costgate recommend` says they could.

    Recommendations of at most this `risk` count: `none` (the same thing cheaper), `low` (a restart, a later
    generation), `needs-work` (another processor architecture), `needs-thought` (a commitment, less reserve). Of several
    for one resource the best counts. `all: true` asks the unchanged too. A past result, without its plan, cannot tell.

    savings:
      level: warn
      max: 50
      risk: low
      except: ["module.sandbox.*"]
    """

    ident: ClassVar[str] = "savings"
    asks_plan: ClassVar[bool] = True
    level: LevelName = "warn"
    max: Decimal
    risk: RiskName = "low"
    all: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        if subject.recommended is None:
            yield self.finding("Cannot verify what could be saved: that takes the plan", level=Level.NOTE)
            return
        mine = {id(r) for r in self.of_these(subject.resources) if self.all or r.is_changed}
        found = [r for r in subject.recommended() if id(r.resource) in mine and r.risk <= RISKS[self.risk]]
        chosen = together(found)
        name = "list_saving" if self.cost == "list" else "effective_saving"
        total = sum((getattr(r, name) for r in chosen), ZERO)
        if total > self.max:
            currency = subject.diff.currency
            named = ", ".join(
                f"{plain(r.resource.change.address)} ({r.rule}, {money(getattr(r, name), currency)})"
                for r in sorted(chosen, key=rank)[:NAMED]
            )
            more = f" and {len(chosen) - NAMED} more" if len(chosen) > NAMED else ""
            yield self.finding(
                f"The change leaves {money(total, currency)} a month{self.basis} on the table, the limit is "
                f"{money(self.max, currency)}: {named}{more}",
                remedy="`costgate recommend` lists what to change.",
                amount=total,
            )
