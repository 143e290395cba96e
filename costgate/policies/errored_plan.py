"""errored-plan: a plan that broke off half-way says too little to pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from costgate.model import Finding
from costgate.policies import Policy, Subject


class ErroredPlan(Policy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Planning must have succeeded: after an error a plan lacks resources, and its total is too low. Always on.

    errored-plan: {level: fail}
    """

    ident: ClassVar[str] = "errored-plan"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """See `Policy.check`."""
        for project in subject.diff.projects:
            if project.errored:
                yield self.finding(
                    "Planning failed, so this plan is incomplete and its costs are too low",
                    of=project,
                    remedy="Mend what `terraform plan` complains about, and plan again.",
                )
