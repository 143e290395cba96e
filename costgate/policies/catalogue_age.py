"""catalogue-age: how old the prices may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from costgate.model import Finding
from costgate.policies import LevelName, Policy, Subject


class CatalogueAge(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The oldest price list that a number comes from must not be older than `max_days`.

    catalogue-age: {level: warn, max_days: 180}
    """

    ident: ClassVar[str] = "catalogue-age"
    level: LevelName = "warn"
    max_days: int

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        if not any(line.price for r in subject.resources for e in (r.before, r.after) if e for line in e.lines):
            return  # nothing to be old: the catalogue's day is then that of a list which this plan does not need
        try:
            days = (date.fromisoformat(subject.today) - date.fromisoformat(subject.catalogue_date)).days
        except ValueError:
            yield self.finding("The price catalogue has no date", remedy="Use a catalogue whose manifest has dates.")
            return
        if days > self.max_days:
            yield self.finding(
                f"The prices are of {subject.catalogue_date}, {days} days ago; the limit is {self.max_days}",
                remedy="Update costgate, or name a newer catalogue with --catalogue.",
            )
