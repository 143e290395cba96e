"""unpriced: how much of the plan may have no price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import Finding, ResourceDiff
from costgate.policies import LevelName, ResourcePolicy, Subject
from costgate.text import counted


class Unpriced(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most `max` resources may have something without a price, so that totals can be trusted.

    Only new and changed resources are counted, unless `all: true`: what was there before is not this change's doing.

    unpriced: {level: warn, max: 0}
    """

    ident: ClassVar[str] = "unpriced"
    level: LevelName = "warn"
    max: int = 0
    all: bool = False

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        resources = [r for r in self.of_these(subject.resources) if r.gaps and (self.all or r.is_changed)]
        if len(resources) > self.max:
            verb = "has" if len(resources) == 1 else "have"
            yield self.finding(
                f"{counted(len(resources), 'resource')} {verb} no complete price, so the numbers may be too low: "
                f"{_named(resources)}",
                amount=Decimal(len(resources)),
                remedy="Look at each reason: state usage or a region, add a missing price as an overlay, "
                "or leave it out by `except`.",
            )


def _named(resources: list[ResourceDiff], most: int = 3) -> str:
    names = [
        r.change.address if len(r.change.address) <= 80 else f"{r.change.address[:77]}..." for r in resources[:most]
    ]
    return ", ".join(names) + (f" and {len(resources) - most:,} more" if len(resources) > most else "")
