"""coverage: how much of a plan must have a price, and how much of its cost must follow from the plan alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from costgate.model import Finding
from costgate.policies import LevelName, ResourcePolicy, Subject
from costgate.report import Coverage, coverage_of


class CoverageMinimum(ResourcePolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many percent of resources and of spend must be known so well that a verdict can be trusted.

    `min_priced_percent`: resources with a complete price, or none because they are free. `min_stated_percent`: those of
    them that depend on no usage which nobody stated. `min_exact_spend_percent`: cost that follows from the plan alone,
    not from assumed usage. A plan of nothing is covered.

    coverage: {level: warn, min_priced_percent: 100, min_stated_percent: 80}
    """

    ident: ClassVar[str] = "coverage"
    level: LevelName = "warn"
    min_priced_percent: Decimal | None = None
    min_stated_percent: Decimal | None = None
    min_exact_spend_percent: Decimal | None = None

    def __post_init__(self) -> None:
        """A policy that asks for nothing is a mistake, and so is more than all."""
        super().__post_init__()
        limits = [v for f in self.__struct_fields__ if f.startswith("min_") and (v := getattr(self, f)) is not None]
        if not limits:
            raise ValueError("coverage needs one of min_priced_percent, min_stated_percent, min_exact_spend_percent")
        if any(not 0 <= v <= 100 for v in limits):
            raise ValueError("a percentage of coverage lies between 0 and 100")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        everything = not self.match and not self.except_
        found = subject.coverage if everything else coverage_of(self.of_these(subject.resources))
        for limit, share, what in self._asked(found):
            if limit is not None and share is not None and share < limit:
                message = f"{share:.0f} % of {what}, expected at least {limit:f} %"
                yield self.finding(
                    message,
                    about=what,
                    amount=-share,
                    remedy="State usage, price what is missing with an overlay, or ask for less.",
                )

    def _asked(self, found: Coverage) -> Iterator[tuple[Decimal | None, Decimal | None, str]]:
        yield self.min_priced_percent, found.priced_percent, "resources have a complete price"
        yield self.min_stated_percent, found.stated_percent, "resources depend on no unstated usage"
        yield self.min_exact_spend_percent, found.exact_spend_percent, "the cost follows from the plan alone"
